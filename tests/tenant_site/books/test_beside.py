from collections.abc import Mapping, Sequence
from uuid import UUID

from django.template.loader import render_to_string
from django.utils import translation

from tenant_site.books.beside import Aside, Panel, Register, Tab
from tenant_site.books.models import Book, Entry
from tenant_site.members.models import Member

SOMEBODY = Member(display_name="Ana")


def two_entries() -> list[Entry]:
    return [Entry(seq=1), Entry(seq=2)]


def test_each_app_is_asked_once_for_a_page_and_says_its_part_of_each_entry() -> None:
    asked: list[Sequence[Entry]] = []

    def tell(entries: Sequence[Entry], reader: Member) -> Mapping[UUID, Aside]:
        asked.append(entries)
        return {entries[0].pk: Aside(state=reader.display_name)}

    register, entries = Register({"first": tell, "second": tell}), two_entries()
    register.tell(entries, reader=SOMEBODY)
    assert asked == [entries, entries]
    assert [[aside.state for aside in entry.asides] for entry in entries] == [["Ana", "Ana"], []]


def test_nobody_is_asked_about_an_empty_page() -> None:
    def never(*_: object) -> Mapping[UUID, Aside]:
        raise AssertionError

    def witness(*_: object) -> None:
        raise AssertionError

    Register({"one": never}, witnesses={"one": witness}).show([], reader=SOMEBODY)


def test_an_entry_is_struck_when_one_aside_strikes_it() -> None:
    first, second = entries = two_entries()
    sides = {
        first.pk: Aside(None, strikes=True),
        second.pk: Aside(None, in_list="books/_struck.html"),
    }
    Register({"a": lambda *_: sides, "b": lambda *_: {first.pk: Aside(None)}}).tell(
        entries, reader=SOMEBODY
    )
    assert (first.is_struck, second.is_struck, Entry().is_struck) == (True, False, False)
    with translation.override("en"):
        assert "annulled" in render_to_string("books/_struck.html", {"entry": first})
        assert "annulled" not in render_to_string("books/_struck.html", {"entry": second})


def test_an_aside_is_shown_by_its_template_in_the_list_and_by_another_on_the_page() -> None:
    entry = Entry(seq=7)
    listed = Aside(None, in_list="books/_struck.html", strikes=True)
    entry.asides = [Aside(None), listed]
    assert entry.listed_asides == [listed]
    with translation.override("en"):
        assert "annulled" not in render_to_string("books/_beside.html", {"entry": entry})
        entry.asides = [Aside(None, on_page="books/_struck.html", strikes=True)]
        assert "annulled" in render_to_string("books/_beside.html", {"entry": entry})


def test_those_who_have_nothing_to_say_of_a_book_show_nothing() -> None:
    panel = Panel("so many", "books/_struck.html")
    register = Register(of_books={"a": lambda *_: None, "b": lambda *_: panel})
    assert register.panels(Book(), reader=SOMEBODY) == [panel]


def test_witnesses_know_which_entries_were_shown_to_whom() -> None:
    seen: list[object] = []
    register = Register(witnesses={"log": lambda *told: seen.append(told)})
    entries = two_entries()
    register.show(entries, reader=SOMEBODY)
    assert seen == [(entries, SOMEBODY)]


def test_each_app_names_its_further_pages_in_its_turn() -> None:
    tabs = [Tab(key, f"/{key}/", key.title()) for key in ("a", "b", "c")]
    register = Register(of_tabs={"one": lambda *_: tabs[:2], "two": lambda *_: tabs[2:]})
    assert register.tabs(Book(), reader=SOMEBODY) == tabs
