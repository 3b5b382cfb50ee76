"""Find the ways out of a book by when they were, as the registers find the ways in.

Only exits are written into it.
"""

from django.db import migrations

WAYS_OUT = """
CREATE INDEX presence_ways_out ON registers_mention (book_id, occurred_at DESC)
WHERE movement = 'out' AND NOT is_annulled
"""


class Migration(migrations.Migration):
    dependencies = [
        ("presence", "0002_places_are_compared"),
        ("registers", "0004_fragments_are_kept"),
    ]

    operations = [
        migrations.RunSQL(sql=[WAYS_OUT], reverse_sql=["DROP INDEX presence_ways_out"]),
    ]
