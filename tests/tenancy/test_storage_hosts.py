import stat
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from public_site.models import Client, Domain
from tenancy.context import schema_context, tenant_context
from tenancy.media_hosts import HostRefused, link_host, repair, unlink_host
from tenancy.media_links import LinkState, verify
from tenancy.storage import TenantFileStorage


@pytest.fixture(autouse=True)
def hosts(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT, settings.MEDIA_HOSTS = tmp_path / "media", tmp_path / "media" / "_hosts"
    return tmp_path / "media" / "_hosts"


def links(hosts: Path) -> dict[str, str]:
    return {path.name: str(path.readlink()) for path in hosts.iterdir()} if hosts.exists() else {}


def test_a_host_leads_to_the_tenants_folder_by_a_relative_link(hosts: Path) -> None:
    link_host("acme.localhost", "t_acme")
    assert links(hosts) == {"acme.localhost": "../t_acme"}
    assert (hosts / "acme.localhost").resolve() == hosts.parent / "t_acme"
    assert stat.S_IMODE(hosts.stat().st_mode) == 0o750


def test_two_hosts_lead_to_one_folder(hosts: Path) -> None:
    link_host("acme.localhost", "t_acme")
    link_host("novedades.acme.example", "t_acme")
    assert set(links(hosts).values()) == {"../t_acme"}


def test_a_host_given_to_another_tenant_leads_there_alone(hosts: Path) -> None:
    link_host("acme.localhost", "t_acme")
    link_host("acme.localhost", "t_globex")
    assert links(hosts) == {"acme.localhost": "../t_globex"}


def test_a_host_is_never_without_its_link_while_that_is_replaced(
    hosts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link_host("acme.localhost", "t_acme")
    seen: list[bool] = []
    replace = Path.replace

    def watched(self: Path, target: Path) -> Path:
        seen.append((hosts / "acme.localhost").is_symlink())
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", watched)
    link_host("acme.localhost", "t_globex")
    assert seen == [True]


def test_a_released_host_leads_nowhere(hosts: Path) -> None:
    link_host("acme.localhost", "t_acme")
    unlink_host("acme.localhost")
    unlink_host("acme.localhost")
    assert links(hosts) == {}


@pytest.mark.parametrize(
    "host",
    ["", ".", "..", "../t_globex", "a/b", "ACME.localhost", "acme.localhost:8000", "acme.", "a\0b",
     "a\nb", ".hidden", "é.example"],
)  # fmt: skip
def test_what_is_no_normalised_host_becomes_no_link(hosts: Path, host: str) -> None:
    with pytest.raises(HostRefused):
        link_host(host, "t_acme")
    with pytest.raises(HostRefused):
        unlink_host(host)
    assert links(hosts) == {}


@pytest.mark.parametrize("schema_name", ["public", "../..", "", "a/b", "_hosts", "pg_catalog"])
def test_what_is_no_tenants_schema_is_never_linked(hosts: Path, schema_name: str) -> None:
    with pytest.raises(ValidationError):
        link_host("acme.localhost", schema_name)
    assert links(hosts) == {}


def test_with_files_in_s3_no_links_are_kept(hosts: Path, settings: Any) -> None:
    settings.MEDIA_STORAGE = "s3"
    link_host("acme.localhost", "t_acme")
    unlink_host("acme.localhost")
    assert repair().linked == ()
    assert not hosts.exists()


def test_repair_makes_links_agree_with_the_domains(
    hosts: Path, acme: Client, globex: Client
) -> None:
    link_host("acme.localhost", globex.schema_name)
    link_host("gone.example", "t_gone")
    repaired = repair()
    assert repaired.linked == ("acme.localhost", "globex.localhost")
    assert repaired.removed == ("gone.example",)
    assert links(hosts) == {
        "acme.localhost": f"../{acme.schema_name}",
        "globex.localhost": f"../{globex.schema_name}",
    }
    assert repair().linked == repair().removed == ()


def test_repair_works_while_a_tenant_is_in_force(hosts: Path, acme: Client, globex: Client) -> None:
    with tenant_context(acme, include_public=False):
        assert len(repair().linked) == 2


def test_repair_touches_nothing_that_is_no_link(hosts: Path, acme: Client) -> None:
    hosts.mkdir(parents=True)
    (hosts / "README").write_text("kept")
    repair()
    assert (hosts / "README").read_text() == "kept"


def test_the_command_says_what_it_changed(hosts: Path, acme: Client, globex: Client) -> None:
    link_host("gone.example", "t_gone")
    first, second = StringIO(), StringIO()
    call_command("repair_media_hosts", stdout=first)
    call_command("repair_media_hosts", stdout=second)
    assert first.getvalue().splitlines() == [
        "linked acme.localhost",
        "linked globex.localhost",
        "removed gone.example",
    ]
    assert second.getvalue().strip() == "Every link is right."


def test_a_domain_is_linked_when_it_is_committed_and_unlinked_when_it_is_gone(
    hosts: Path, acme: Client, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        domain = Domain.objects.create(domain="novedades.acme.example", tenant=acme)
        assert links(hosts) == {}
    assert links(hosts) == {"novedades.acme.example": f"../{acme.schema_name}"}
    with django_capture_on_commit_callbacks(execute=True):
        domain.delete()
    assert links(hosts) == {}


def test_a_link_to_a_file_is_signed_for_the_primary_domain_outside_requests(acme: Client) -> None:
    for scope in (tenant_context(acme), schema_context(acme.schema_name)):
        with scope:
            url = TenantFileStorage().url("files/a.jpg")
        assert verify("acme.localhost", url) is LinkState.GOOD


def test_the_folder_of_media_can_be_moved(hosts: Path, tmp_path: Path) -> None:
    link_host("acme.localhost", "t_acme")
    (hosts.parent / "t_acme").mkdir()
    (hosts.parent / "t_acme" / "a.jpg").write_text("evidence")
    hosts.parent.rename(tmp_path / "moved")
    assert (tmp_path / "moved/_hosts/acme.localhost/a.jpg").read_text() == "evidence"
