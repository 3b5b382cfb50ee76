"""Any version of a form × whatever is sent: an entry that verifies, or errors by field."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from public_site.models import Client
from tenant_site.books.forms import EntryForm
from tenant_site.books.models import Book, Entry, EntryType
from tenant_site.books.reading import read_with_forms
from tenant_site.entry_forms.definition import Definition, Field
from tenant_site.entry_forms.kind import Kind
from tenant_site.entry_forms.models import FormVersion
from tenant_site.entry_forms.posted import name_of
from tenant_site.entry_forms.proofs import Signature
from tenant_site.entry_forms.rows import Rows
from tenant_site.entry_forms.values import readings
from tenant_site.members.models import Member
from tests.tenant_site.books.writing import codes
from tests.tenant_site.entry_forms.test_any_form import CELLS, definitions

Bind = Callable[..., tuple[EntryForm, FormVersion]]
TYPED = CELLS | st.text(max_size=12)


RIGHT = {
    "date": "2026-02-28",
    "time": "22:04",
    "number": "12",
    "phone": "601 555 0199",
    "position": "4.6, -74.08",
}


@st.composite
def data_for(draw: Any, definition: Definition) -> "MultiValueDict[str, Any]":
    """What a careful person sends, or whatever a browser, or somebody without one, may send."""
    is_careful = draw(st.booleans())
    data: MultiValueDict[str, Any] = MultiValueDict()
    for field in definition.fields:
        for name, kind, offered in _controls(field, draw(st.sampled_from([0, 3, 9]))):
            right = st.sampled_from(offered or [RIGHT.get(kind.name, "x")])
            typed = right if is_careful else right | TYPED
            data.setlist(name, draw(st.lists(typed, min_size=int(is_careful), max_size=2)))
    return data


def _controls(field: Field, row: int) -> list[tuple[str, Kind, list[str]]]:
    """The names under which a field is sent, with the kind of each and its answers."""
    kind = field.kind
    if isinstance(kind, Rows):
        return [
            (
                name_of(field.key, row, column.name),
                column.kind,
                list(column.kind.answers(column.settings) or ()),
            )
            for column in kind.shown(field.settings)
        ]
    parts: list[tuple[str, ...]] = [("name",)] if isinstance(kind, Signature) else [()]
    answers = list(kind.answers(field.settings) or ())
    return [(name_of(field.key, *part), kind, answers) for part in parts]


@pytest.fixture
def bind_to(inside_acme: Client, acme_book: Book, owner: Member) -> Bind:
    """Publish a form and bind a submission to it."""
    entry_type = EntryType.objects.get(code="003")

    def bind(
        definition: Definition, data: "MultiValueDict[str, Any]"
    ) -> tuple[EntryForm, FormVersion]:
        version = FormVersion.objects.follow(entry_type, definition, after=None, by=owner)
        given = data.copy()
        given.update({"occurred_at": "2026-03-01T01:10", "client_uuid": str(uuid4())})
        form = EntryForm(given, None, book=acme_book, author=owner, entry_type=entry_type)
        return form, version

    return bind


@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.data())
def test_whatever_is_sent_becomes_an_entry_that_reads_and_verifies_or_errors_by_field(
    bind_to: Bind, acme: Client, data: st.DataObject
) -> None:
    definition = data.draw(definitions())
    sent = data.draw(data_for(definition))
    with transaction.atomic():
        form, version = bind_to(definition, sent)
        if form.is_valid():
            event("an entry")
            assert_written(form, version, acme)
        else:
            assert_told(form, definition)
        assert form.answers is not None
        assert render_to_string("entry_forms/form.html", {"answers": form.answers})
        transaction.set_rollback(True)


def assert_written(form: EntryForm, version: FormVersion, client: Client) -> None:
    entry = form.record()
    assert entry is not None
    (read,) = read_with_forms(Entry.objects.for_page().filter(pk=entry.pk))
    assert read.form_version == version.number
    assert read.content.values == form.given.values
    assert read.readings == readings(version.form, form.given.values)
    shown = render_to_string("books/_content.html", {"entry": read})
    assert all(str(one.field.label) for one in read.readings)
    assert bool(read.readings) == ("answers" in shown)
    assert codes(entry.book, client) == []


def assert_told(form: EntryForm, definition: Definition) -> None:
    keys = {field.key for field in definition.fields}
    assert form.given.problems or list(form.errors) == ["text"]
    assert {one.path.split(".")[0] for one in form.given.problems} <= keys
    assert form.answers is not None
    page = render_to_string("entry_forms/form.html", {"answers": form.answers})
    for place, label, message in form.answers.faults:
        assert f'id="{place}"' in page
        assert label
        assert message
