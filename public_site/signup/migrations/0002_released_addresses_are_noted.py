"""Note every address that a client gives up, by whatever way: renamed, or removed."""

from django.db import migrations

BODY = """
BEGIN
    IF OLD.slug IS NOT NULL THEN
        EXECUTE format(
            'INSERT INTO %I.signup_releasedaddress (id, slug, client_id, released_at)'
            ' VALUES (gen_random_uuid(), $1, $2, now())'
            ' ON CONFLICT (slug) DO UPDATE'
            ' SET client_id = excluded.client_id, released_at = excluded.released_at',
            TG_TABLE_SCHEMA
        ) USING OLD.slug, OLD.id;
    END IF;
    RETURN NULL;
END
"""
NAME, TABLE = "signup_release_address", "public_site_client"


def trigger(name: str, event: str, condition: str = "") -> migrations.RunSQL:
    return migrations.RunSQL(
        sql=[
            f"CREATE TRIGGER {name} AFTER {event} ON {TABLE} FOR EACH ROW {condition}"
            f" EXECUTE FUNCTION {NAME}()"
        ],
        reverse_sql=[f"DROP TRIGGER {name} ON {TABLE}"],
    )


class Migration(migrations.Migration):
    dependencies = [
        ("signup", "0001_sign_ups_and_resting_addresses"),
        ("public_site", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            sql=[
                f"CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $body${BODY}$body$"
            ],
            reverse_sql=[f"DROP FUNCTION {NAME}()"],
        ),
        trigger("signup_renamed", "UPDATE OF slug", "WHEN (OLD.slug IS DISTINCT FROM NEW.slug)"),
        trigger("signup_removed", "DELETE"),
    ]
