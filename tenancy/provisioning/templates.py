"""Templates: schemas brought up by real migrations, with the rows that every tenant begins with."""

from collections.abc import Iterable, Mapping, Sequence

from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from tenancy.context import SchemaOnly, public_context, tenant_context
from tenancy.fleet.applied import applied_digests
from tenancy.fleet.bringing import bring_one_up
from tenancy.names import new_schema_name
from tenancy.provisioning.furnishing import type_of
from tenancy.provisioning.scripts import ScriptRefused, build_script
from tenancy.records import SchemaState, TemplateScript
from tenancy.schemas import create_empty_schema, drop_schema

Commands = Sequence[Sequence[str]]


def seeds() -> Mapping[str, Commands]:
    """Return the commands that furnish each template: TENANT_TEMPLATES, key → command lines."""
    declared: Mapping[str, Commands] = getattr(settings, "TENANT_TEMPLATES", {"": ()})
    return declared


def template_of(key: str) -> str | None:
    """Return the schema of a template, if it was made."""
    row = SchemaState.objects.filter(role=SchemaState.Role.TEMPLATE, template_key=key)
    return row.values_list("name", flat=True).first()


@transaction.atomic
def make_template(key: str, *, anew: bool = False) -> TemplateScript:
    """Make a template, or bring the one there is up to the code, and build its script.

    `anew` makes it from nothing, which forgets rows that people put into it by hand. All or
    nothing: sign-up uses the template before until this commits.

    Raises:
        KeyError: TENANT_TEMPLATES does not know the key.
        ScriptRefused: the template holds what a script cannot make again.
        StepFailed: a migration failed.
    """
    commands = seeds()[key]
    with public_context():
        schema = template_of(key)
        if schema and (anew or schema not in applied_digests([schema])):  # dropped by hand
            drop_schema(schema)
            schema = None
        if schema is None:
            schema = new_schema_name()
            create_empty_schema(schema)
            SchemaState.objects.create(
                name=schema, role=SchemaState.Role.TEMPLATE, template_key=key
            )
            bring_one_up(schema, tenant_type=type_of(key))
            furnish(schema, commands)
        else:
            bring_one_up(schema, tenant_type=type_of(key))
        return build_script(schema, key)


def furnish(schema: str, commands: Iterable[Sequence[str]]) -> None:
    """Run commands inside a template, for instance those that write its first rows."""
    with tenant_context(SchemaOnly(schema)):
        for name, *arguments in commands:
            call_command(name, *arguments)


def refresh_scripts() -> dict[str, str]:
    """Rebuild the scripts of templates that changed; return what was refused, by key."""
    refused = {}
    with public_context():
        templates = SchemaState.objects.filter(role=SchemaState.Role.TEMPLATE)
        built = dict(TemplateScript.objects.values_list("template_key", "digest"))
        for state in templates:
            if built.get(state.template_key) != state.digest:
                try:
                    with transaction.atomic():
                        build_script(state.name, state.template_key)
                except ScriptRefused as problem:
                    refused[state.template_key] = str(problem)
    return refused
