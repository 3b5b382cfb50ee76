import pytest

from public_site.models import Client, Domain
from tenancy import context
from tenancy.connections import connection
from tenancy.context import tenant_context
from tenancy.naming_tenants import TenantNameAmbiguous, TenantUnknown, find_tenant


@pytest.mark.parametrize(
    "spelling",
    ["{0.schema_name}", "acme", "ACME", "acme.localhost", "Acme.localhost.:8000"],
)
def test_a_tenant_is_found_by_schema_name_slug_or_domain(spelling: str, acme: Client) -> None:
    assert find_tenant(spelling.format(acme)) == acme
    assert not context.is_entered()


def test_it_is_found_from_inside_another_tenant(acme: Client, globex: Client) -> None:
    with tenant_context(globex):
        assert find_tenant("acme") == acme
        assert connection.schema_name == globex.schema_name


def test_an_unknown_name_is_answered_with_the_nearest(acme: Client) -> None:
    with pytest.raises(TenantUnknown, match="Did you mean acme"):
        find_tenant("acmee")


def test_a_name_like_no_other_is_answered_with_the_command_that_lists_them(acme: Client) -> None:
    with pytest.raises(TenantUnknown, match="list_tenants"):
        find_tenant("%%%")


def test_the_public_schema_is_no_tenant(acme: Client) -> None:
    with pytest.raises(TenantUnknown):
        find_tenant("public")


def test_a_beginning_is_enough_only_where_it_was_allowed(acme: Client) -> None:
    assert find_tenant("acm", by_prefix=True) == acme
    with pytest.raises(TenantUnknown):
        find_tenant("acm")


def test_an_empty_beginning_means_nobody(acme: Client) -> None:
    with pytest.raises(TenantUnknown):
        find_tenant("", by_prefix=True)


def test_a_beginning_of_several_is_refused_with_their_names(acme: Client, globex: Client) -> None:
    Domain.objects.create(domain="acme-two.localhost", tenant=globex, is_primary=False)
    with pytest.raises(TenantNameAmbiguous, match=acme.schema_name) as refusal:
        find_tenant("acm", by_prefix=True)
    assert globex.schema_name in str(refusal.value)


def test_nobody_can_hide_a_schema_behind_an_address(acme: Client, globex: Client) -> None:
    Domain.objects.create(domain="short", tenant=globex, is_primary=False)
    Client.objects.filter(pk=acme.pk).update(schema_name="short")
    assert find_tenant("short") == acme


def test_the_slug_of_one_and_the_domain_of_another_are_not_guessed(
    acme: Client, globex: Client
) -> None:
    Domain.objects.create(domain="acme", tenant=globex, is_primary=False)
    with pytest.raises(TenantNameAmbiguous):
        find_tenant("acme")
