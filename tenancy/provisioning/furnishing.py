"""What an empty schema is filled by: the template's script, else by migrations."""

from django_tenants.migration_executors.base import run_migrations
from django_tenants.signals import schema_migrated, schema_pre_migration
from django_tenants.utils import has_multi_type_tenants

from tenancy.context import public_context
from tenancy.fleet import states
from tenancy.fleet.bringing import bring_one_up
from tenancy.fleet.head import head_digest
from tenancy.records import SchemaState, TemplateScript
from tenancy.schemas import run_in_schema


def furnish_new_schema(schema: str, key: str = "", *, role: str = SchemaState.Role.TENANT) -> str:
    """Bring an empty schema to head in the caller's transaction; return "replay" or "migrations".

    django-tenants' `schema_pre_migration` and `schema_migrated` are sent either way.

    Raises:
        StepFailed: a migration failed; roll back.
    """
    script = script_for(key)
    states.introduce(schema, role=role, template_key=key, digest=head_digest() if script else "")
    if script is None:
        bring_one_up(schema, tenant_type=type_of(key))
        return "migrations"
    with public_context():
        schema_pre_migration.send(run_migrations, schema_name=schema)
    run_in_schema(schema, script)
    with public_context():
        schema_migrated.send(run_migrations, schema_name=schema)
    return "replay"


def type_of(key: str) -> str | None:
    """Return the tenant type that a template serves: its key, where tenants have types."""
    return key if has_multi_type_tenants() else None


def script_for(key: str) -> str | None:
    """Return the script of a template for the migrations of this very code, if there is one."""
    with public_context():
        rows = TemplateScript.objects.filter(template_key=key, digest=head_digest())
        return rows.values_list("script", flat=True).first()
