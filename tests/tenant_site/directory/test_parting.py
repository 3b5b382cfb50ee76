"""What rows say once a merge is undone that others followed."""

import pytest

from public_site.models import Client
from tenant_site.members.models import Member
from tenant_site.registers.merging import merge, part
from tenant_site.registers.models import Person
from tests.tenant_site.directory.test_merging import person

Said = dict[str, str]


def now(row: Person) -> Person:
    return Person.objects.get(pk=row.pk)


def companies() -> Said:
    return dict(Person.objects.values_list("name", "company"))


@pytest.mark.parametrize("order", [1, -1], ids=["the first merge first", "the last one first"])
def test_what_was_lent_along_several_merges_is_taken_back_from_each(
    inside_acme: Client, owner: Member, order: int
) -> None:
    ana, bea, cleo = person("Ana", "1", company="Aguas"), person("Bea", "2"), person("Cleo", "3")
    merge(ana, into=bea, by=owner)
    merge(now(bea), into=cleo, by=owner)
    assert companies() == dict.fromkeys(["Ana", "Bea", "Cleo"], "Aguas")
    for row in [ana, bea][::order]:
        part(now(row), by=owner)
    assert companies() == {"Ana": "Aguas", "Bea": "", "Cleo": ""}
    assert not Person.objects.exclude(lent={}).exists()


def test_what_the_last_one_said_itself_stays(inside_acme: Client, owner: Member) -> None:
    ana, bea = person("Ana", "1", company="Aguas"), person("Bea", "2")
    cleo = person("Cleo", "3", company="Aguas")
    merge(ana, into=bea, by=owner)
    merge(now(bea), into=cleo, by=owner)
    part(now(ana), by=owner)
    assert companies() == {"Ana": "Aguas", "Bea": "", "Cleo": "Aguas"}
