from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils.translation import override

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import EntryType
from tenant_site.designer.drafts import design_of
from tenant_site.entry_forms.definition import Definition
from tenant_site.members.models import Member


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


class Office:
    """An owner's browser at the forms of ours."""

    def __init__(self, client: Client, browser: Browser) -> None:
        self.client, self.browser = client, browser

    def get(self, path: str) -> Any:
        return self.browser.get(path)

    def post(self, path: str, **sent: Any) -> Any:
        return self.browser.post(path, sent)

    def act(self, path: str, **sent: Any) -> Any:
        """Do something to the form of type 006, as it is now."""
        return self.post(f"/types/006/{path}", revision=self.revision, **sent)

    def add(self, kind: str, label: str, **sent: Any) -> Any:
        return self.act(f"add/{kind}/", label=label, **{"width": "full", **sent})

    @property
    def revision(self) -> int:
        with tenant_context(self.client):
            return design_of(EntryType.objects.get(code="006")).draft.revision

    @property
    def form(self) -> Definition:
        with tenant_context(self.client):
            return design_of(EntryType.objects.get(code="006")).definition

    @property
    def keys(self) -> list[str]:
        return [one.key for one in self.form.fields]


@pytest.fixture
def visits(acme: Client, globex: Client) -> EntryType:
    """Type 006 of ours, and of the others, as if no form had ever been published for it."""
    for client in (globex, acme):
        with tenant_context(client):
            EntryType.objects.filter(code="006").update(code="old", is_active=False)
            made = EntryType.objects.create(code="006", name="Visitor control", position=6)
    return made


@pytest.fixture
def office(
    acme: Client, visits: EntryType, owner: Member, browse: Callable[..., Browser]
) -> Office:
    return Office(acme, browse(acme, owner))
