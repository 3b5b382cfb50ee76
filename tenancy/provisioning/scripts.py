"""A template's script: built from its catalog, tried once, kept with the digest it is for."""

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import DatabaseError, connections, models, transaction
from django_tenants.utils import get_tenant_database_alias

from tenancy.catalog import script as sql
from tenancy.catalog.reader import as_catalog, catalog_hash, read_catalog, read_objects
from tenancy.context import public_context, schema_context
from tenancy.fleet.applied import applied_digests
from tenancy.names import new_schema_name
from tenancy.records import TemplateScript
from tenancy.schemas import create_empty_schema, run_in_schema


class ScriptRefused(Exception):
    """A schema made by the script would not be like the template; migrations are used instead."""


def build_script(schema: str, key: str) -> TemplateScript:
    """Build and keep the script that makes a schema like the template `schema`.

    It is run once in a schema of its own, compared object by object, and rolled back.

    Raises:
        ScriptRefused: the result differs, or the script cannot be run.
    """
    text = _text(schema)
    catalog = read_catalog(schema)
    if schema in text:
        raise ScriptRefused(f"The template {schema} names itself in what it holds.")
    _try(text, catalog)
    with public_context():
        TemplateScript.objects.filter(template_key=key).delete()
        return TemplateScript.objects.create(
            template_key=key,
            digest=applied_digests([schema])[schema],
            script=text,
            catalog_hash=catalog_hash(catalog),
        )


def _text(schema: str) -> str:
    objects = read_objects(schema)
    with (
        transaction.atomic(),
        schema_context(schema, include_public=False),
        connections[get_tenant_database_alias()].cursor() as cursor,
    ):
        return sql.as_one_string(
            [
                *sql.foundations(objects, with_keys=True),
                *sql.indexes(objects),
                *sql.rows(cursor, objects, without=tables_of_people()),
                *sql.sequence_values(cursor, schema),
                *sql.behaviour(objects),
            ]
        )


def _try(text: str, expected: dict[str, str]) -> None:
    trial = new_schema_name()
    with transaction.atomic():
        try:
            with transaction.atomic():
                create_empty_schema(trial)
                run_in_schema(trial, text)
        except DatabaseError as problem:
            raise ScriptRefused(f"The template's script cannot be run: {problem}") from problem
        found = as_catalog(read_objects(trial))
        transaction.set_rollback(True)
    if found != expected:
        differing = sorted(
            key for key in found.keys() | expected.keys() if found.get(key) != expected.get(key)
        )
        raise ScriptRefused(f"These would not be as in the template: {', '.join(differing)}.")


def tables_of_people() -> set[str]:
    """Return the tables whose rows no template hands on: sessions, users, what belongs to one."""
    return {model._meta.db_table for model in apps.get_models() if _is_of_people(model)}


def _is_of_people(model: type[models.Model]) -> bool:
    if issubclass(model, (AbstractBaseSession, AbstractBaseUser)):
        return True
    relations = (field for field in model._meta.get_fields() if field.is_relation)
    return any(
        getattr(field.related_model, "_meta", None) is get_user_model()._meta
        for field in relations
        if not field.auto_created
    )
