import json
from typing import Any

import pytest
from django.contrib.auth.models import Group

from accounts.models import User
from tenancy.archive.refusals import SharedRowConflict
from tenancy.archive.shared_rows import load_shared_rows, references

KEY = 1001


def line(name: str, key: int = KEY, model: str = "auth.group") -> bytes:
    return json.dumps({"model": model, "pk": key, "fields": {"name": name}}).encode()


@pytest.fixture(autouse=True)
def _groups_go_along(db: None, settings: Any) -> None:
    settings.TENANT_EXPORT_SHARED = ["auth.Group"]


def test_every_column_that_names_a_person_is_known() -> None:
    found = {(model._meta.label, column) for model, column in references(User)}
    assert ("members.Member", "user_id") in found


def test_an_absent_row_is_made_and_the_next_own_one_gets_another_key() -> None:
    assert load_shared_rows([line("guests")]) == {"auth.Group": 1}
    assert Group.objects.get(pk=KEY).name == "guests"
    assert Group.objects.create(name="own").pk > KEY


def test_a_row_that_is_here_stays_as_it_is() -> None:
    Group.objects.create(pk=KEY, name="guests")
    assert load_shared_rows([line("guests")]) == {"auth.Group": 0}


def test_a_counted_key_that_means_somebody_else_here_is_refused() -> None:
    Group.objects.create(pk=KEY, name="operators")
    with pytest.raises(SharedRowConflict, match="another one than the one here: name differs"):
        load_shared_rows([line("guests")])


def test_a_unique_value_that_another_row_has_is_named() -> None:
    Group.objects.create(pk=7, name="guests")
    with pytest.raises(SharedRowConflict, match="name = 'guests'"):
        load_shared_rows([line("guests")])


def test_rows_of_models_that_nobody_listed_are_refused() -> None:
    with pytest.raises(SharedRowConflict, match="TENANT_EXPORT_SHARED"):
        load_shared_rows([line("x", model="contenttypes.contenttype")])


@pytest.mark.parametrize("row", [b"{}", b"not json", b'{"model": "no.such", "pk": 1}'])
def test_a_row_that_cannot_be_read_is_refused(row: bytes) -> None:
    with pytest.raises(SharedRowConflict, match="cannot be read"):
        load_shared_rows([row])
