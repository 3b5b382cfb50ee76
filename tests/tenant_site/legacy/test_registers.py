import pytest

from tenant_site.legacy.models import KeptVerbatim
from tenant_site.legacy.reporting import Report
from tenant_site.members.models import Member
from tenant_site.registers.models import Ban, Item, Mention, Person, PersonType, Point, Vehicle
from tests.tenant_site.legacy.conftest import Import, old_entry
from tests.tenant_site.legacy.sample import person, registers

pytestmark = pytest.mark.django_db


def test_persons_come_in_once_however_their_document_is_spelt(imported: Report) -> None:
    one, two = Person.objects.exclude(document="").order_by("document_key")
    assert (one.name, one.document) == ("Persona Ejemplo Uno", "V-1000001")
    assert (two.name, two.document) == ("Persona Ejemplo Dos", "v 1000002")
    assert imported.problems["known_already"] >= 1


def test_who_was_on_the_black_list_is_banned(imported: Report, owner: Member) -> None:
    ban = Ban.objects.get()
    assert ban.person is not None
    assert (ban.person.document, ban.reason) == ("v 1000002", "Agredió al personal")
    assert (ban.book, ban.ends_at, ban.imposed_by) == (None, None, owner)


def test_a_black_list_without_reason_is_a_ban_and_named(import_data: Import) -> None:
    barred = {**registers()["persons"][1], "blacklist_reason": ""}
    assert import_data(news=[{"id": 1}], persons=[barred]).problems["ban_without_reason"] == 1
    assert "black list" in Ban.objects.get().reason


def test_vehicles_things_and_points_come_in(imported: Report) -> None:
    assert {one.plate_key for one in Vehicle.objects.all()} == {"aa001bb", "aa003bb", "tr01"}
    assert {one.item_key for one in Item.objects.all()} == {"serial:s1", "serial:eq3"}
    assert [(one.name, one.book) for one in Point.objects.all()] == [("Portón norte", None)]


def test_a_type_of_person_asks_what_it_asked(imported: Report) -> None:
    found = PersonType.objects.get(name="Visitante")
    assert (found.requires_access_check, found.requires_company) == (True, False)


def test_what_has_no_key_is_kept_and_named(imported: Report) -> None:
    kept = KeptVerbatim.objects.filter(reason="cannot_be_keyed").order_by("section")
    assert [one.section for one in kept] == ["materials", "persons", "vehicles"]


def test_entries_are_linked_to_whom_and_what_they_name(imported: Report) -> None:
    visitor = Person.objects.get(document="V-1000001")
    named = Mention.objects.filter(person=visitor)
    assert {one.entry_id for one in named} >= {old_entry(1).pk, old_entry(2).pk}
    assert {one.movement for one in named} == {"in", "out"}
    assert Mention.objects.filter(point__name="Portón norte").exists()


def test_entries_that_come_before_the_registers_find_the_same_rows(import_data: Import) -> None:
    entry = {"id": 1, "info": {"PERSON_0": person()}, "template": [{"code": "PERSON"}]}
    import_data(news=[entry], **registers())
    assert Person.objects.get(document_key="v1000001").mentions.count() == 1
