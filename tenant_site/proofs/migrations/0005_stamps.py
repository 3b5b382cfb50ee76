"""Keep what a time-stamping authority said of an anchor, append-only like the anchor itself."""

import django.db.models.deletion
from django.db import migrations, models

import tenant_site.books.fields

TABLE = "proofs_anchorstamp"


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
        ("proofs", "0004_mails_that_were_taken"),
    ]

    operations = [
        migrations.CreateModel(
            name="AnchorStamp",
            fields=[
                (
                    "anchor",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="stamp",
                        serialize=False,
                        to="proofs.anchor",
                    ),
                ),
                ("stamped_at", models.DateTimeField()),
                ("authority", models.CharField(max_length=253)),
                ("response", tenant_site.books.fields.BytesField()),
            ],
        ),
        trigger(f"{TABLE}_stays", "UPDATE OR DELETE", "ROW"),
        trigger(f"{TABLE}_is_not_emptied", "TRUNCATE", "STATEMENT"),
    ]
