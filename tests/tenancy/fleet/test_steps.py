import pytest
from django.db import connection
from django.db.migrations.state import ProjectState

from public_site.models import Client
from tenancy.fleet.bringing import groups_of
from tenancy.fleet.steps import Step, plan_for
from tenancy.names import new_schema_name
from tenancy.schemas import create_empty_schema
from tests.tenancy.fleet.conftest import FIRST, Migrations

CONSTRAINED = """
migrations.AddConstraint("thing", models.CheckConstraint(
    condition=models.Q(name__gt=""), name="thing_has_a_name")),
migrations.AddIndex("thing", models.Index(fields=["name"], name="thing_by_name")),
migrations.RunPython(migrations.RunPython.noop),
migrations.AddConstraint("thing", models.UniqueConstraint(fields=["name"], name="thing_once")),
"""


@pytest.fixture
def step(acme: Client, migrations: Migrations) -> Step:
    migrations.write("0001_first", FIRST)
    migrations.write("0002_constrained", CONSTRAINED)
    return plan_for(connection, acme).steps[1]


def names(state: ProjectState) -> set[str]:
    options = state.apps.get_model("files", "Thing")._meta
    return {one.name for one in [*options.constraints, *options.indexes]}


def test_who_looks_at_models_sees_the_constraints_and_indexes_before_it(step: Step) -> None:
    assert names(step.operations[2].before) == {"thing_has_a_name", "thing_by_name"}


def test_the_models_at_the_end_of_a_migration_are_whole(step: Step) -> None:
    assert names(step.operations[-1].after) == {"thing_has_a_name", "thing_by_name", "thing_once"}


def test_a_row_of_constraints_and_indexes_renders_models_once(step: Step) -> None:
    first = step.operations[0]
    one, other = (at.apps.get_model("files", "Thing") for at in (first.before, first.after))
    assert one is other


def test_what_an_empty_schema_lacks_is_computed_once_until_a_migration_is_written(
    acme: Client, migrations: Migrations
) -> None:
    def lacking() -> tuple[Step, ...]:
        schema = new_schema_name()
        create_empty_schema(schema)
        (group,) = groups_of({schema: None})
        return group.plan.steps

    migrations.write("0001_first", FIRST)  # nobody computed this one before
    assert lacking() is (first := lacking())
    assert "files.0001_first" in {step.name for step in first}
