from typing import Any

import pytest

from public_site.addresses_of_workspaces import slug_typed, workspace_address, workspace_url
from public_site.models import Client, Domain


@pytest.fixture
def _in_folders(settings: Any) -> None:
    settings.WORKSPACES_IN_FOLDER, settings.TENANT_SUBFOLDER_PREFIX = True, "w"


def test_a_workspace_has_a_host_of_its_own() -> None:
    assert workspace_url("acme") == "http://acme.localhost:8000"
    assert workspace_address("acme") == "acme.localhost"


@pytest.mark.usefixtures("_in_folders")
def test_a_workspace_has_a_folder_of_the_one_host() -> None:
    assert workspace_url("acme") == "http://localhost:8000/w/acme"
    assert workspace_address("acme") == "localhost/w/acme"


@pytest.mark.usefixtures("_in_folders")
def test_a_domain_of_the_clients_own_wins_over_the_folder(acme: Client) -> None:
    assert acme.url == "http://localhost:8000/w/acme"
    acme.domains.update(is_primary=False)
    Domain.objects.create(domain="libro.acme.example", tenant=acme, is_primary=True)
    assert acme.url == "http://libro.acme.example:8000"


@pytest.mark.parametrize(
    "typed",
    ["acme", " ACME ", "acme.localhost", "http://acme.localhost:8000/w/globex/", "acme/w/globex"],
)
def test_hosts_are_understood_as_people_type_them(typed: str) -> None:
    assert slug_typed(typed) == "acme"


@pytest.mark.usefixtures("_in_folders")
@pytest.mark.parametrize(
    "typed",
    ["acme", "localhost/w/acme", "http://localhost:8000/w/Acme/books/", "localhost:8000/w/acme"],
)
def test_folders_are_understood_as_people_type_them(typed: str) -> None:
    assert slug_typed(typed) == "acme"
