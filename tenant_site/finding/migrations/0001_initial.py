"""What entries are found by, gone with what is erased; and the searches that members keep."""

import uuid

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

import accounts.visible

FORGET = """
BEGIN
    EXECUTE format(
        $sql$
        UPDATE %I.finding_entrywords
        SET words = array_to_tsvector(
            ARRAY(SELECT lexeme FROM unnest(words) WHERE starts_with(lexeme, ':'))
        )
        WHERE entry_id = $1
        $sql$,
        TG_TABLE_SCHEMA
    ) USING NEW.entry_id;
    RETURN NULL;
END
"""


def statement(sql: str, undo: str) -> migrations.RunSQL:
    return migrations.RunSQL(sql=[sql], reverse_sql=[undo])


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("books", "0004_help_of_types"),
        ("members", "0002_rules_and_releases"),
    ]

    operations = [
        migrations.CreateModel(
            name="EntryWords",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        db_constraint=False,
                        to="books.entry",
                    ),
                ),
                ("occurred_at", models.DateTimeField()),
                ("written_at", models.DateTimeField()),
                ("words", django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["words"], name="entry_words"
                    ),
                    models.Index(
                        fields=["-occurred_at", "-written_at", "-entry"], name="entry_words_newest"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedSearch",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        max_length=80,
                        validators=[accounts.visible.validate_visible],
                        verbose_name="name",
                    ),
                ),
                ("query", models.CharField(max_length=1000)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "member",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="members.member",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at", None)),
                        fields=("member", "name"),
                        name="saved_search_name_is_unique",
                        violation_error_message="You keep a search of this name already.",
                    )
                ],
            },
        ),
        statement(
            f"CREATE FUNCTION finding_forget() RETURNS trigger LANGUAGE plpgsql AS $body$\n{FORGET}\n$body$",
            "DROP FUNCTION finding_forget()",
        ),
        statement(
            "CREATE TRIGGER erased_is_not_found AFTER UPDATE ON books_entrycontent FOR EACH ROW WHEN (NEW.content IS NULL) EXECUTE FUNCTION finding_forget()",
            "DROP TRIGGER erased_is_not_found ON books_entrycontent",
        ),
    ]
