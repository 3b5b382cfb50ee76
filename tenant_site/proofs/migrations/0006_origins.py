"""Note of which workspace this one is a copy, append-only: its books begin with that one's id."""

import django.utils.timezone
from django.db import migrations, models

TABLE = "proofs_origin"


def trigger(name: str, events: str, per: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        sql=[
            f"CREATE TRIGGER {name} BEFORE {events} ON {TABLE} FOR EACH {per}"
            " EXECUTE FUNCTION proofs_refuse()"
        ],
        reverse_sql=[f"DROP TRIGGER {name} ON {TABLE}"],
    )


class Migration(migrations.Migration):
    dependencies = [
        ("proofs", "0005_stamps"),
    ]

    operations = [
        migrations.CreateModel(
            name="Origin",
            fields=[
                ("client_id", models.UUIDField(primary_key=True, serialize=False)),
                ("noted_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        trigger(f"{TABLE}_stays", "UPDATE OR DELETE", "ROW"),
        trigger(f"{TABLE}_is_not_emptied", "TRUNCATE", "STATEMENT"),
    ]
