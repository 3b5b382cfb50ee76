"""Find the redactions of a book: a report asks whether there was any since, before it looks closer.

Only redactions are written into it.
"""

from django.db import migrations

REDACTIONS = """
CREATE INDEX report_finds_redactions ON books_entry (book_id, seq) WHERE kind = 'redaction'
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0004_why_a_version_was_issued")]

    operations = [
        migrations.RunSQL(sql=[REDACTIONS], reverse_sql=["DROP INDEX report_finds_redactions"]),
    ]
