"""Keep why a version was issued, and why none could be: the book itself issues some."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("books", "0004_help_of_types"),
        ("members", "0002_rules_and_releases"),
        ("proofs", "0006_origins"),
        ("reports", "0003_made_anew"),
    ]

    operations = [
        migrations.CreateModel(
            name="RefusedVersion",
            fields=[
                (
                    "report",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="refused",
                        serialize=False,
                        to="reports.report",
                    ),
                ),
                ("code", models.CharField(max_length=30)),
                ("seq", models.BigIntegerField()),
                ("known_seq", models.BigIntegerField()),
                ("refused_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="report",
            name="because",
            field=models.CharField(
                blank=True,
                choices=[
                    ("correction", "Correction"),
                    ("late", "Late"),
                    ("signature", "Signature"),
                    ("suppression", "Suppression"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="because_seq",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name="report",
            name="issued_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="members.member",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("because", ""), ("because_seq", None), ("issued_by__isnull", False)),
                    models.Q(
                        ("because__in", ["correction", "late", "signature", "suppression"]),
                        ("because_seq__gte", 1),
                        ("because_seq__isnull", False),
                        ("because_seq__lte", models.F("known_seq")),
                        ("version__gte", 2),
                    ),
                    _connector="OR",
                ),
                name="report_says_why",
            ),
        ),
    ]
