"""Let a quarter of the entries of filled books move persons and vehicles in and out."""

PERSONS, STAYS, FORGOTTEN_EVERY, LATELY = 3_000, 204, 40, 8_000
# every eighth entry lets somebody in, who leaves `STAYS` entries later; that was forgotten now and
# then among the latest entries, so that as many are inside in every workspace
ROWS = """
INSERT INTO registers_person ({person}) SELECT gen_random_uuid(), n, n, n, n, '', now()
FROM generate_series(0, {persons} - 1) n;
INSERT INTO registers_vehicle ({vehicle}) SELECT gen_random_uuid(), n, n, '', '', now()
FROM generate_series(0, {persons} - 1) n;
"""
PERSON = "id, name, name_key, document, document_key, company, created_at"
VEHICLE = "id, plate, plate_key, model, owner, created_at"
MOVED = """
INSERT INTO registers_mention (
    entry_id, book_id, field, row, "column", {subject}_id,
    movement, local_time, occurred_at, is_annulled
)
SELECT entry.id, entry.book_id, 'visitors', 0, '{subject}', known.id,
    moved.movement, '', entry.occurred_at, false
FROM books_entry entry
CROSS JOIN LATERAL (
    SELECT 'in' AS movement, seq AS came WHERE seq % 8 = 0
    UNION ALL
    SELECT 'out', seq - {stays}
    WHERE seq % 8 = 4 AND seq > {stays}
        AND (seq < {last} - {lately} OR ((seq - {stays}) / 8) % {forgotten} <> 0)
) moved
JOIN registers_{subject} known ON known.{key} = ((came / 8) % {persons})::text
"""


def move_all() -> None:
    """Write persons, vehicles and their movements as the entries of the workspace would have."""
    from django.db import connection

    from tenant_site.books.models import BookHead

    given = {"persons": PERSONS, "stays": STAYS, "forgotten": FORGOTTEN_EVERY, "lately": LATELY}
    given["last"] = BookHead.objects.get().seq
    with connection.cursor() as cursor:
        for statement in ROWS.format(person=PERSON, vehicle=VEHICLE, **given).split(";\n"):
            if statement.strip():
                cursor.execute(statement)
        for subject, key in (("person", "name_key"), ("vehicle", "plate_key")):
            cursor.execute(MOVED.format(subject=subject, key=key, **given))
