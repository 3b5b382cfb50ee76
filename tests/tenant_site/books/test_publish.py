import json
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from public_site.models import Client
from tenant_site.books.models import Book, Entry, EntryType
from tenant_site.books.opening import open_book
from tenant_site.books.refusals import WritingNotAllowed
from tenant_site.entry_forms.models import FormVersion
from tenant_site.members.models import Member
from tests.tenant_site.books.forming import publish_round
from tests.tenant_site.books.writing import codes, settle


def test_versions_are_numbered_by_type_and_the_last_one_is_current(
    inside_acme: Client, owner: Member
) -> None:
    first, second = publish_round(owner, "Remark"), publish_round(owner, "Remark", "Gate")
    assert (first.number, second.number) == (1, 2)
    assert FormVersion.objects.current(first.entry_type) == second
    assert FormVersion.objects.current(EntryType.objects.get(code="006")) is None
    assert [field.label for field in second.form.fields] == ["Remark", "Gate"]


def test_what_is_published_already_is_not_published_again(
    inside_acme: Client, owner: Member
) -> None:
    assert publish_round(owner, "Remark") == publish_round(owner, "Remark")
    assert Entry.objects.count() == 1


def test_publishing_stands_in_every_open_book_and_nowhere_else(
    inside_acme: Client, acme_book: Book, owner: Member
) -> None:
    for name in ("North", "South"):
        open_book(client=inside_acme, name=name)
    Book.objects.filter(name="South").update(is_open=False)
    version = publish_round(owner, "Remark")
    told = {entry.book.name: entry for entry in Entry.objects.select_related("book")}
    assert sorted(told) == ["Main gate", "North"]
    entry = told["North"]
    assert (entry.kind, entry.form_version) == ("publication", 0)
    assert entry.facts == {"version": "1", "version_sha256": version.sha256}
    assert all(codes(book, inside_acme) == [] for book in Book.objects.all())


def test_nothing_is_published_when_a_book_cannot_be_told(
    inside_acme: Client, guard: Member
) -> None:
    open_book(client=inside_acme, name="North")  # where our guard does not write
    with pytest.raises(WritingNotAllowed), transaction.atomic():
        publish_round(guard, "Remark")
    assert not FormVersion.objects.exists()


@pytest.mark.parametrize(
    "act",
    [
        lambda: FormVersion.objects.update(number=7),
        lambda: FormVersion.objects.all()._raw_delete("default"),
        lambda: connection.cursor().execute("TRUNCATE entry_forms_formversion"),
    ],
    ids=["change", "delete", "empty"],
)
def test_a_published_version_stays(
    inside_acme: Client, owner: Member, act: Callable[[], object]
) -> None:
    publish_round(owner, "Remark")
    settle()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        act()


def test_a_definition_that_is_not_the_one_of_its_hash_is_refused(
    inside_acme: Client, owner: Member
) -> None:
    version = publish_round(owner, "Remark")
    false = FormVersion(
        entry_type=version.entry_type, number=2, definition='{"fields":[]}', sha256=version.sha256
    )
    with pytest.raises(IntegrityError, match="bears_its_hash"), transaction.atomic():
        false.save()


def test_a_definition_is_written_in_one_way(inside_acme: Client, owner: Member) -> None:
    version = publish_round(owner, "n\u0303andu\u0301  \x00 ")
    assert version.definition == '{"fields":[{"key":"a","kind":"text","label":"ñandú"}]}'.replace(
        '"label":"ñandú"',
        '"label":"ñandú","settings":' + json.dumps(version.form["a"].settings).replace(" ", ""),
    )


def test_publishing_to_one_more_book_costs_a_fixed_number_of_queries(
    inside_acme: Client, owner: Member
) -> None:
    costs = []
    for number in range(3):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            publish_round(owner, str(number))
        costs.append(len(queries))
        open_book(client=inside_acme, name=f"Book {number}")
    assert costs[2] - costs[1] == costs[1] - costs[0] == 1


def test_publishing_leaves_those_alone_who_write_entries_of_the_type(
    inside_acme: Client, owner: Member
) -> None:
    with CaptureQueriesContext(connection) as asked:
        publish_round(owner, "Remark")
    locks = [query["sql"] for query in asked if query["sql"].endswith("UPDATE")]
    assert ["FOR NO KEY UPDATE" in lock for lock in locks if "books_entrytype" in lock] == [True]
