from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django_tenants.signals import schema_migrated, schema_pre_migration

from public_site.models import Client
from tenancy.catalog.reader import catalog_hash, read_catalog
from tenancy.context import schema_context, tenant_context
from tenancy.fleet.bringing import bring_one_up
from tenancy.fleet.head import head_digest, is_behind
from tenancy.names import new_schema_name
from tenancy.provisioning.furnishing import furnish_new_schema, script_for
from tenancy.provisioning.scripts import ScriptRefused, build_script
from tenancy.provisioning.templates import make_template, template_of
from tenancy.records import SchemaState, TemplateScript
from tenancy.schemas import create_empty_schema, run_in_schema
from tenant_site.books.models import EntryType
from tenant_site.entry_forms.models import FormVersion
from tenant_site.members.models import Member
from tenant_site.registers.models import PersonType


@pytest.fixture
def migrated(db: None) -> str:
    name = new_schema_name()
    create_empty_schema(name)
    bring_one_up(name)
    return name


def replayed(key: str = "en") -> str:
    name = new_schema_name()
    create_empty_schema(name)
    assert furnish_new_schema(name, key) == "replay"
    return name


def test_replayed_equals_migrated_object_by_object(migrated: str) -> None:
    made = make_template("en")
    by_script, by_migrations = read_catalog(replayed()), read_catalog(migrated)
    assert by_script == by_migrations
    assert len(by_script) > 150
    assert catalog_hash(by_script) == made.catalog_hash


def test_a_replayed_schema_has_the_migrations_of_the_code(db: None) -> None:
    make_template("en")
    name = replayed()
    assert SchemaState.objects.get(pk=name).digest == head_digest()
    assert not is_behind(name, known_digest="")


def test_a_client_begins_with_the_types_in_its_language(db: None) -> None:
    for key in ("es", "en"):
        make_template(key)
    spanish = Client.objects.create(name="Acero", language="es")
    english = Client.objects.create(name="Steel", language="en")
    with tenant_context(spanish):
        ronda = EntryType.objects.order_by("position").first()
        forms = FormVersion.objects.filter(number=1, published_by=None)
        assert forms.count() == EntryType.objects.count() == 12
    with tenant_context(english):
        round_ = EntryType.objects.order_by("position").first()
        added = EntryType.objects.create(code="added", name="Added", icon="x", position=99)
    assert ronda is not None
    assert round_ is not None
    assert ronda.code == round_.code
    assert ronda.name != round_.name
    assert added.pk not in (ronda.pk, round_.pk)


def test_a_template_hands_on_no_people(db: None, owner: Member) -> None:
    make_template("en")
    template = template_of("en")
    assert template is not None
    with schema_context(template):
        Member.objects.create(user_id=owner.user_id, role="owner", display_name="Eve")
    build_script(template, "en")
    with schema_context(replayed()):
        assert not Member.objects.exists()
        assert EntryType.objects.exists()


def test_what_a_script_cannot_make_again_is_refused_by_name(db: None) -> None:
    make_template("en")
    template = template_of("en")
    assert template is not None
    run_in_schema(template, "CREATE DOMAIN odd AS text")
    with pytest.raises(ScriptRefused, match="odd"):
        build_script(template, "en")


def test_a_template_that_names_itself_is_refused(db: None) -> None:
    make_template("en")
    template = template_of("en")
    assert template is not None
    run_in_schema(
        template,
        f"CREATE FUNCTION where_am_i() RETURNS text LANGUAGE sql AS $$ SELECT '{template}' $$",
    )
    with pytest.raises(ScriptRefused, match="names itself"):
        build_script(template, "en")


def test_without_a_script_of_this_code_migrations_are_used(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_template("en")
    assert script_for("en") is not None
    TemplateScript.objects.update(digest="older")
    name = new_schema_name()
    create_empty_schema(name)
    assert furnish_new_schema(name, "en") == "migrations"


def test_objects_of_many_kinds_are_made_again(db: None) -> None:
    make_template("en")
    template = template_of("en")
    assert template is not None
    run_in_schema(template, KINDS)
    build_script(template, "en")
    name = replayed()
    assert read_catalog(name) == read_catalog(template)
    with schema_context(name), connection.cursor() as cursor:
        cursor.execute("INSERT INTO odd_table (label) VALUES ('new') RETURNING id, number, twice")
        assert cursor.fetchone() == (8, 43, 86)
        cursor.execute("SELECT label, mood::text, data FROM odd_table WHERE id = 7")
        assert cursor.fetchone() == ('It\'s 100 % \\ "odd"', "so so", '{"null": null}')
        cursor.execute("SELECT count(*) FROM odd_view")
        assert cursor.fetchone() == (2,)


KINDS = r"""
CREATE TYPE mood AS ENUM ('good', 'so so');
CREATE SEQUENCE odd_number START 42;
CREATE FUNCTION twice(n bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT n * 2';
CREATE TABLE odd_table (
    id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    label text COLLATE "C" NOT NULL,
    mood mood NOT NULL DEFAULT 'good',
    number bigint NOT NULL DEFAULT nextval('odd_number'),
    twice bigint GENERATED ALWAYS AS (number * 2) STORED,
    data jsonb,
    parent bigint REFERENCES odd_table DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "odd ""label"" it" CHECK (label <> ''),
    EXCLUDE (number WITH =)
);
ALTER SEQUENCE odd_number OWNED BY odd_table.number;
CREATE UNIQUE INDEX odd_partial ON odd_table (lower(label) DESC) WHERE mood = 'good';
CREATE TABLE "Hen, or (egg)" (id bigint PRIMARY KEY, egg bigint, word text DEFAULT 'REFERENCES x(');
CREATE TABLE egg (id bigint PRIMARY KEY, hen bigint REFERENCES "Hen, or (egg)");
ALTER TABLE "Hen, or (egg)" ADD FOREIGN KEY (egg) REFERENCES egg DEFERRABLE INITIALLY DEFERRED;
CREATE TABLE after_both (hen bigint REFERENCES "Hen, or (egg)", odd bigint REFERENCES odd_table);
CREATE VIEW odd_view AS SELECT id, label FROM odd_table;
COMMENT ON COLUMN odd_table.label IS 'What it''s called';
COMMENT ON TABLE odd_table IS 'Odd';
INSERT INTO odd_table (id, label, mood, data)
VALUES (7, 'It''s 100 % \ "odd"', 'so so', '{"null": null}');
SELECT setval('odd_table_id_seq', 7);
CREATE TRIGGER odd_trigger BEFORE DELETE ON odd_table FOR EACH ROW
    EXECUTE FUNCTION suppress_redundant_updates_trigger();
"""


def test_the_signals_of_a_migration_are_sent(db: None) -> None:
    make_template("en")
    told: list[Any] = []

    def before(schema_name: str, **kwargs: Any) -> None:
        told.append(("before", schema_name))

    def after(schema_name: str, **kwargs: Any) -> None:
        told.append(("after", schema_name))

    schema_pre_migration.connect(before)
    schema_migrated.connect(after)
    try:
        name = replayed()
    finally:
        schema_pre_migration.disconnect(before)
        schema_migrated.disconnect(after)
    assert told == [("before", name), ("after", name)]


def test_the_command_makes_every_template_and_again(db: None, capsys: Any) -> None:
    call_command("createrefschema")
    first = {key: template_of(key) for key in ("es", "en")}
    call_command("createrefschema", "en", recreate=True)
    assert template_of("es") == first["es"]
    assert template_of("en") != first["en"]
    assert "characters of SQL" in capsys.readouterr().out


def test_the_command_knows_no_other_template(db: None) -> None:
    with pytest.raises(CommandError, match="has no fr"):
        call_command("createrefschema", "fr")


def test_the_commands_of_the_setting_furnish_the_template(db: None, settings: Any) -> None:
    settings.TENANT_TEMPLATES = {"en": [["seed_entry_types", "--language", "es"]]}
    make_template("en", anew=True)
    client = Client.objects.create(name="Acme", language="en")
    with tenant_context(client):
        assert EntryType.objects.get(code="003").name == "Ronda perimetral"
        assert not PersonType.objects.exists()
