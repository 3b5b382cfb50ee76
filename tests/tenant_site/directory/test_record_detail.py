import re
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book
from tenant_site.entry_forms.models import FormVersion
from tenant_site.members.models import Member
from tenant_site.registers.banning import Banned, impose_ban, lift_ban
from tenant_site.registers.models import Mention, Person, Point, Vehicle
from tests.tenant_site.books.writing import NIGHT
from tests.tenant_site.directory.conftest import page_of
from tests.tenant_site.recognition.conftest import form as form
from tests.tenant_site.recognition.test_known import about_registers
from tests.tenant_site.registers.gate import car, passed, recorded, visitor

ENTRY = re.compile(r'href="(/books/[a-z-]+/entries/\d+/)"')


def shown(browser: Browser, row: Any, then: str = "") -> str:
    answer = browser.get(page_of(row, then))
    assert answer.status_code == 200
    return answer.content.decode()


def test_everything_about_a_vehicle_stands_on_its_page_newest_first(
    acme: Client, acme_book: Book, desk: Browser, guard: Member, truck: Vehicle
) -> None:
    with tenant_context(acme):
        later = passed(acme_book, guard, NIGHT + timedelta(hours=1), cars=[car("abc 123")])[0]
        passed(
            acme_book, guard, NIGHT - timedelta(hours=1), cars=[car("abc 123", trailer="ABC123")]
        )
        newest = later.entry.get_absolute_url()
        still = passed(acme_book, guard, NIGHT - timedelta(hours=2), cars=[car("ABC123")])[0]
        Mention.objects.filter(pk=still.pk).update(movement="")  # as the old system left it open
    listed = ENTRY.findall(shown(desk, truck))
    assert listed[0] == newest
    assert len(listed) == 5
    assert len(ENTRY.findall(shown(desk, truck, "?moves=1"))) == 4


def test_items_and_points_have_a_page_of_what_names_them_newest_first(
    acme: Client, acme_book: Book, desk: Browser, guard: Member, form: FormVersion
) -> None:
    with tenant_context(acme):
        for hours, name in enumerate(("Torch", "torch, red")):
            at = NIGHT + timedelta(hours=hours)
            things = [{"code": "L-1", "name": name}]
            entry = recorded(acme_book, guard, form, things=things, place="Tank", occurred_at=at)
        rows = [one.subject for one in entry.mentions.all()]
        newest = entry.get_absolute_url()
    pages = [shown(desk, row) for row in rows]
    assert [len(ENTRY.findall(page)) for page in pages] == [2, 2]
    assert {ENTRY.findall(page)[0] for page in pages} == {newest}
    assert any("torch, red · L-1 (1)" in page for page in pages)
    assert ["?moves=1" in page for page in pages] == [not isinstance(row, Point) for row in rows]


def test_older_events_follow_without_gap_or_repeat(
    acme: Client, acme_book: Book, desk: Browser, guard: Member
) -> None:
    with tenant_context(acme):
        rows = [car("ABC123") for _ in range(60)]
        truck = passed(acme_book, guard, cars=rows)[0].vehicle
    seen, address = 0, ""
    while True:
        page = shown(desk, truck, address)
        seen += len(ENTRY.findall(page))
        with tenant_context(acme):  # a page by its number would repeat what it showed last
            passed(acme_book, guard, NIGHT + timedelta(hours=1), cars=[car("ABC123")])
        following = re.search(r'rel="next" href="([^"]+)"', page)
        if not following:
            break
        address = following[1].replace("&amp;", "&")
    assert seen == 60
    part = desk.get(page_of(truck, address), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert desk.get(page_of(truck, "?before=x.y")).status_code == 200


def test_a_guard_reads_what_stands_in_their_books(
    acme: Client, gate: Browser, desk: Browser, ana: Person, vault: Book, owner: Member
) -> None:
    with tenant_context(acme):
        passed(vault, owner, visitors=[visitor("Ana Secreta", document="1020334")])
        impose_ban(on=Banned(document="1020334"), reason="Here", by=owner)
        impose_ban(on=Banned(document="1020334"), reason="Vaults only", by=owner, book_id=vault.pk)
    seen, all_of_it = shown(gate, ana), shown(desk, ana)
    assert (len(ENTRY.findall(seen)), len(ENTRY.findall(all_of_it))) == (1, 2)
    assert ("Here" in seen, "Vaults only" in seen, "Vault<" in seen) == (True, False, False)
    assert "Vaults only" in all_of_it
    assert "/bans/" not in seen


def test_names_are_told_as_entries_spell_them(
    acme: Client, acme_book: Book, desk: Browser, guard: Member, form: FormVersion
) -> None:
    with tenant_context(acme):
        for name, document in (("Ana Peña", "1020"), ("A. Pena", "10-20"), ("A. Pena", "10-20")):
            entry = recorded(acme_book, guard, form, visitors=[visitor(name, document=document)])
        ana = entry.mentions.get().person
    page = shown(desk, ana)
    assert "A. Pena · 10-20 (2)" in page
    assert "Ana Peña · 1020 (" not in page


def test_bans_are_told_with_author_scope_end_and_what_became_of_them(
    acme: Client, desk: Browser, owner: Member, supervisor: Member, truck: Vehicle, vault: Book
) -> None:
    with tenant_context(acme):
        ban = impose_ban(on=Banned(plate="abc123"), reason="Rammed", by=owner, book_id=vault.pk)
        lift_ban(ban, reason="Paid", by=supervisor)
    page = shown(desk, truck)
    for words in ("Rammed", "Olga of acme", "Vault", "without end", "lifted", "Paid"):
        assert words in page
    assert f"/bans/{ban.pk}/" in page
    linked = re.search(r'href="(/bans/add/[^"]+)"', page)
    assert linked
    assert 'value="ABC-123"' in desk.get(linked[1]).content.decode()


def test_more_entries_cost_no_more_queries(
    acme: Client, acme_book: Book, desk: Browser, guard: Member, ana: Person
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            shown(desk, ana)
        return about_registers(seen)

    few = queries()
    with tenant_context(acme):
        for _ in range(5):
            passed(acme_book, guard, visitors=[visitor("Ana", document="1020334")])
    assert queries() == few
