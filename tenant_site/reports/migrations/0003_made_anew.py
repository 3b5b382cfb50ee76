"""Keep the fingerprints of PDFs that came out anew, and no report longer than a paper."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

import tenant_site.books.fields

TABLE = "reports_madeanew"


def trigger(name: str, events: str, per: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        sql=[
            f"CREATE TRIGGER {name} BEFORE {events} ON {TABLE} FOR EACH {per} EXECUTE FUNCTION reports_refuse()"
        ],
        reverse_sql=[f"DROP TRIGGER {name} ON {TABLE}"],
    )


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_append_only")]

    operations = [
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=Q(after_seqs__len__lte=500, to_seq__lt=F("from_seq") + 500),
                name="report_fits_on_paper",
            ),
        ),
        migrations.CreateModel(
            name="MadeAnew",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", tenant_site.books.fields.BytesField(max_length=32)),
                ("made_at", models.DateTimeField()),
                (
                    "report",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="made_anew",
                        to="reports.report",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("report", "sha256"), name="made_anew_is_kept_once"
                    ),
                ],
            },
        ),
        trigger("made_anew_stays", "UPDATE OR DELETE", "ROW"),
        trigger("made_anew_is_not_emptied", "TRUNCATE", "STATEMENT"),
        migrations.RunSQL(
            sql=[
                f"ALTER TABLE {TABLE} ADD CONSTRAINT made_anew_is_a_hash CHECK (octet_length(sha256) = 32)"
            ],
            reverse_sql=[f"ALTER TABLE {TABLE} DROP CONSTRAINT made_anew_is_a_hash"],
        ),
    ]
