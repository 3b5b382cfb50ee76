import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.composing import canon_text
from tenant_site.books.models import Book, Entry, EntryType
from tenant_site.books.reading import read_with_forms
from tenant_site.entry_forms.models import FormVersion
from tenant_site.members.models import Member
from tests.reading import read_page
from tests.tenant_site.books.forming import fill_in, publish_round
from tests.tenant_site.books.writing import change, codes, seal, settle, triggers_off, write_entry


@pytest.fixture
def form(inside_acme: Client, owner: Member) -> FormVersion:
    return publish_round(owner, "Remark")


@pytest.fixture
def filled(form: FormVersion, acme_book: Book, guard: Member) -> Entry:
    """Entry 2 of the book; entry 1 says that the form was published."""
    return fill_in(acme_book, guard, form, a="Gate closed")


def test_an_entry_seals_the_form_it_was_written_with(filled: Entry, form: FormVersion) -> None:
    sealed = json.loads(filled.canon)
    assert (sealed["form"], sealed["form_sha256"]) == ("1", form.sha256)
    assert filled.content.values == {"a": "Gate closed"}


def test_an_entry_of_another_types_form_is_refused(
    form: FormVersion, acme_book: Book, guard: Member
) -> None:
    visitors = EntryType.objects.get(code="006")
    with pytest.raises(ValueError, match="another type"):
        write_entry(acme_book, guard, entry_type=visitors, form=form)


def test_an_entry_without_form_and_facts_is_sealed_as_it_always_was() -> None:
    names = ("kind", "book", "entry_type", "form", "author", "occurred_at", "client_uuid")
    given: dict[str, Any] = {name: name for name in (*names, "content")} | {"files": ["file"]}
    assert canon_text(**given) == (
        '{"author":"author","book":"book","client_uuid":"client_uuid","content":"content",'
        '"files":["file"],"form":"form","kind":"kind","occurred_at":"occurred_at",'
        '"type":"entry_type","v":"1"}'
    )


@pytest.mark.parametrize(
    "facts",
    [
        {"annuls": "12"},
        {"reads": ["1", "2"], "note": '"}],"files":["x"]'},
        {"facts": ',"facts":{', "ñ": "\\\u2028🙂%s%%"},
        {"none": []},
    ],
    ids=["text", "list", "hostile", "empty"],
)
def test_facts_of_a_kind_are_sealed_and_read_back(
    filled: Entry, inside_acme: Client, facts: dict[str, Any]
) -> None:
    entry = write_entry(filled.book, filled.author, kind="correction", facts=facts)
    again = Entry.objects.get(pk=entry.pk)
    assert (again.kind, again.facts) == ("correction", facts)
    assert codes(filled.book, inside_acme) == []


def test_a_form_and_facts_together_verify(filled: Entry, inside_acme: Client) -> None:
    form = FormVersion.objects.get()
    write_entry(filled.book, filled.author, form=form, facts={"annuls": "2"}, kind="correction")
    assert codes(filled.book, inside_acme) == []


def test_facts_changed_under_a_seal_that_fits_again_break_the_next_link(
    filled: Entry, inside_acme: Client
) -> None:
    entry = write_entry(filled.book, filled.author, kind="correction", facts={"annuls": "1"})
    write_entry(filled.book, filled.author)
    canon = entry.canon.replace('"annuls":"1"', '"annuls":"2"')
    with triggers_off():
        Entry.objects.filter(pk=entry.pk).update(canon=canon, hash=seal(entry, canon=canon))
    assert codes(filled.book, inside_acme) == [("link", 4)]


def test_another_version_shown_than_was_sealed_is_found(filled: Entry, inside_acme: Client) -> None:
    with triggers_off():
        change("books_entry", "form_version", 2, where="id", key=filled.pk)
    assert codes(filled.book, inside_acme) == [("columns", 2)]


def test_a_definition_that_was_changed_is_found_wherever_it_is_sealed(
    filled: Entry, form: FormVersion, inside_acme: Client
) -> None:
    other = form.definition.replace("Remark", "Nothing")
    settle()
    with triggers_off(), connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE entry_forms_formversion DROP CONSTRAINT form_version_bears_its_hash"
        )
        FormVersion.objects.update(definition=other)
    assert codes(filled.book, inside_acme) == [("form", 1), ("form", 2)]


def test_a_definition_that_was_exchanged_with_its_hash_is_found(
    filled: Entry, form: FormVersion, inside_acme: Client, owner: Member
) -> None:
    other = publish_round(owner, "Other")
    with triggers_off():
        FormVersion.objects.filter(pk=form.pk).update(
            definition=other.definition, sha256=other.sha256
        )
    assert codes(filled.book, inside_acme) == [("form", 1), ("form", 2)]


def test_a_version_that_was_removed_is_found(filled: Entry, inside_acme: Client) -> None:
    with triggers_off():
        FormVersion.objects.all()._raw_delete("default")
    assert codes(filled.book, inside_acme) == [("form", 1), ("form", 2)]


def test_an_entry_reads_for_ever_in_the_words_of_its_version(
    filled: Entry, owner: Member, acme: Client, browse: Callable[..., Browser]
) -> None:
    later = publish_round(owner, "Observation")
    fill_in(filled.book, filled.author, later, a="Gate open")
    for address in ("/books/main-gate/", "/books/main-gate/entries/2/"):
        page = read_page(browse(acme, owner).get(address).content)
        assert ("Remark", "Gate closed") in answers(page)
    assert ("Observation", "Gate open") in answers(
        read_page(browse(acme, owner).get("/books/main-gate/").content)
    )


def answers(page: Any) -> list[tuple[str, str]]:
    names = [one.text for one in page.all("dt")]
    return list(zip(names, [one.text.strip() for one in page.all("dd")], strict=True))


def test_renaming_a_type_never_relabels_what_was_written(
    filled: Entry, acme: Client, owner: Member, browse: Callable[..., Browser]
) -> None:
    plain = write_entry(filled.book, filled.author)
    EntryType.objects.filter(code="003").update(name="Vuelta", severity="alert")
    write_entry(filled.book, filled.author)
    named = [(entry.type_name, entry.tone) for entry in Entry.objects.for_page().order_by("seq")]
    assert named == [("Perimeter round", "accent")] * 3 + [("Vuelta", "danger")]
    page = browse(acme, owner).get(f"/books/main-gate/entries/{plain.seq}/").content
    assert b"Perimeter round" in page
    assert b"Vuelta" not in page


def test_a_page_costs_one_query_more_however_many_versions_stand_on_it(
    inside_acme: Client, acme_book: Book, owner: Member
) -> None:
    costs = []
    for number in range(3):
        fill_in(acme_book, owner, publish_round(owner, str(number)), a="x")
        with CaptureQueriesContext(connection) as queries:
            read_with_forms(Entry.objects.for_page())
        costs.append(len(queries))
    assert costs == [costs[0]] * 3


def test_the_other_workspaces_forms_stay_unseen(form: FormVersion, globex: Client) -> None:
    with tenant_context(globex):
        assert not FormVersion.objects.exists()
