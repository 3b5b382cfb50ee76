"""Keep what was anchored: triggers refuse to change or remove a row, by the row alone."""

from django.db import migrations

REFUSE = """
BEGIN
    RAISE EXCEPTION 'Anchors are append-only: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = '23001';
END
"""
TABLES = ("proofs_anchor", "proofs_anchoredhead")


def statement(sql: str, undo: str) -> migrations.RunSQL:
    return migrations.RunSQL(sql=[sql], reverse_sql=[undo])


def trigger(name: str, table: str, events: str, per: str) -> migrations.RunSQL:
    return statement(
        f"CREATE TRIGGER {name} BEFORE {events} ON {table} FOR EACH {per} EXECUTE FUNCTION proofs_refuse()",
        f"DROP TRIGGER {name} ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("proofs", "0001_anchors")]

    operations = [
        statement(
            f"CREATE FUNCTION proofs_refuse() RETURNS trigger LANGUAGE plpgsql AS $body$\n{REFUSE}\n$body$",
            "DROP FUNCTION proofs_refuse()",
        ),
        *(trigger(f"{table}_stays", table, "UPDATE OR DELETE", "ROW") for table in TABLES),
        *(trigger(f"{table}_is_not_emptied", table, "TRUNCATE", "STATEMENT") for table in TABLES),
        statement(
            "ALTER TABLE proofs_anchor ADD CONSTRAINT anchor_root_is_a_hash CHECK (octet_length(root) = 32)",
            "ALTER TABLE proofs_anchor DROP CONSTRAINT anchor_root_is_a_hash",
        ),
        statement(
            "ALTER TABLE proofs_anchoredhead ADD CONSTRAINT anchored_head_is_a_hash CHECK (octet_length(head) = 32)",
            "ALTER TABLE proofs_anchoredhead DROP CONSTRAINT anchored_head_is_a_hash",
        ),
    ]
