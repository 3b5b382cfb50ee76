"""Rows of registers are found by fragments, retired, and merged into others."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import tenant_site.registers.models.registered


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0002_rules_and_releases"),
        ("registers", "0002_bans_stay"),
    ]

    operations = [
        migrations.AddField(
            model_name="item",
            name="found_by",
            field=tenant_site.registers.models.registered.Fragments(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="item",
            name="lent",
            field=models.JSONField(db_default={}, default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="item",
            name="list_key",
            field=models.CharField(db_default="", editable=False, max_length=80),
        ),
        migrations.AddField(
            model_name="item",
            name="merged_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="item",
            name="merged_by",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="members.member",
            ),
        ),
        migrations.AddField(
            model_name="item",
            name="merged_first_into",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registers.item",
            ),
        ),
        migrations.AddField(
            model_name="item",
            name="merged_into",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="registers.item",
            ),
        ),
        migrations.AddField(
            model_name="item",
            name="retired_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="mention",
            name="known_as",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="found_by",
            field=tenant_site.registers.models.registered.Fragments(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="lent",
            field=models.JSONField(db_default={}, default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="person",
            name="list_key",
            field=models.CharField(db_default="", editable=False, max_length=80),
        ),
        migrations.AddField(
            model_name="person",
            name="merged_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="merged_by",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="members.member",
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="merged_first_into",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registers.person",
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="merged_into",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="registers.person",
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="retired_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="point",
            name="found_by",
            field=tenant_site.registers.models.registered.Fragments(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="point",
            name="lent",
            field=models.JSONField(db_default={}, default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="point",
            name="list_key",
            field=models.CharField(db_default="", editable=False, max_length=80),
        ),
        migrations.AddField(
            model_name="point",
            name="merged_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="point",
            name="merged_by",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="members.member",
            ),
        ),
        migrations.AddField(
            model_name="point",
            name="merged_first_into",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registers.point",
            ),
        ),
        migrations.AddField(
            model_name="point",
            name="merged_into",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="registers.point",
            ),
        ),
        migrations.AddField(
            model_name="point",
            name="retired_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="vehicle",
            name="found_by",
            field=tenant_site.registers.models.registered.Fragments(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="vehicle",
            name="lent",
            field=models.JSONField(db_default={}, default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="vehicle",
            name="list_key",
            field=models.CharField(db_default="", editable=False, max_length=80),
        ),
        migrations.AddField(
            model_name="vehicle",
            name="merged_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="vehicle",
            name="merged_by",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="members.member",
            ),
        ),
        migrations.AddField(
            model_name="vehicle",
            name="merged_first_into",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registers.vehicle",
            ),
        ),
        migrations.AddField(
            model_name="vehicle",
            name="merged_into",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="registers.vehicle",
            ),
        ),
        migrations.AddField(
            model_name="vehicle",
            name="retired_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="point",
            name="book",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="points",
                to="books.book",
                verbose_name="book",
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["found_by"], name="item_found_by"
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(fields=["list_key", "id"], name="item_in_order"),
        ),
        migrations.AddIndex(
            model_name="mention",
            index=models.Index(
                condition=models.Q(("known_as__isnull", False)),
                fields=["known_as"],
                name="mention_known_as",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["found_by"], name="person_found_by"
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["list_key", "id"], name="person_in_order"),
        ),
        migrations.AddIndex(
            model_name="point",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["found_by"], name="point_found_by"
            ),
        ),
        migrations.AddIndex(
            model_name="point",
            index=models.Index(fields=["list_key", "id"], name="point_in_order"),
        ),
        migrations.AddIndex(
            model_name="vehicle",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["found_by"], name="vehicle_found_by"
            ),
        ),
        migrations.AddIndex(
            model_name="vehicle",
            index=models.Index(fields=["list_key", "id"], name="vehicle_in_order"),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("merged_at", None),
                        ("merged_by", None),
                        ("merged_first_into", None),
                        ("merged_into", None),
                    ),
                    models.Q(
                        models.Q(("merged_into", models.F("id")), _negated=True),
                        models.Q(("merged_first_into", models.F("id")), _negated=True),
                        ("merged_at__isnull", False),
                        ("merged_by__isnull", False),
                        ("merged_first_into__isnull", False),
                        ("merged_into__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="item_is_merged_into_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("merged_at", None),
                        ("merged_by", None),
                        ("merged_first_into", None),
                        ("merged_into", None),
                    ),
                    models.Q(
                        models.Q(("merged_into", models.F("id")), _negated=True),
                        models.Q(("merged_first_into", models.F("id")), _negated=True),
                        ("merged_at__isnull", False),
                        ("merged_by__isnull", False),
                        ("merged_first_into__isnull", False),
                        ("merged_into__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="person_is_merged_into_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="point",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("merged_at", None),
                        ("merged_by", None),
                        ("merged_first_into", None),
                        ("merged_into", None),
                    ),
                    models.Q(
                        models.Q(("merged_into", models.F("id")), _negated=True),
                        models.Q(("merged_first_into", models.F("id")), _negated=True),
                        ("merged_at__isnull", False),
                        ("merged_by__isnull", False),
                        ("merged_first_into__isnull", False),
                        ("merged_into__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="point_is_merged_into_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="vehicle",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("merged_at", None),
                        ("merged_by", None),
                        ("merged_first_into", None),
                        ("merged_into", None),
                    ),
                    models.Q(
                        models.Q(("merged_into", models.F("id")), _negated=True),
                        models.Q(("merged_first_into", models.F("id")), _negated=True),
                        ("merged_at__isnull", False),
                        ("merged_by__isnull", False),
                        ("merged_first_into__isnull", False),
                        ("merged_into__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="vehicle_is_merged_into_another",
            ),
        ),
    ]
