"""Tests as django-tenants' documentation writes them; run by Django's runner and by pytest."""

from typing import Any

from django.db import connection as django_connection
from django.test import override_settings
from django.urls import reverse
from django_tenants.test.cases import (
    FastTenantTestCase,
    SubfolderTenantTestCase,
    TenantTestCase,
)
from django_tenants.test.client import TenantClient, TenantRequestFactory
from django_tenants.utils import schema_context, schema_exists

from tenancy.connections import connection
from tests.tenancy.defects.plain_project.customers.models import Client, Domain
from tests.tenancy.defects.plain_project.orders.models import Order
from tests.tenancy.django_tenants_api.shop import switches
from tests.tenancy.django_tenants_api.shop.urls import orders


class Documented(TenantTestCase):  # type: ignore[misc]  # the library has no types
    @classmethod
    def setup_tenant(cls, tenant: Any) -> Any:
        tenant.name = "Fonzy Tenant"
        return tenant

    @classmethod
    def setup_domain(cls, domain: Any) -> Any:
        domain.is_primary = True
        return domain

    def setUp(self) -> None:
        super().setUp()
        self.c = TenantClient(self.tenant)

    def test_a_page_is_of_the_tenant_and_so_is_the_test_after_it(self) -> None:
        Order.objects.create(name="anvil")
        response = self.c.get(reverse("orders"))
        assert response.status_code == 200
        assert response.content.decode() == "Fonzy Tenant in test: 1 orders"
        assert Order.objects.count() == 1
        assert connection.schema_name == "test"

    def test_each_test_starts_without_the_rows_of_another(self) -> None:
        assert Order.objects.count() == 0

    def test_django_s_own_client_reaches_the_tenant_by_its_host(self) -> None:
        assert self.client.get("/", HTTP_HOST="tenant.test.com").status_code == 200
        assert Order.objects.count() == 0

    def test_the_request_factory_carries_the_tenant(self) -> None:
        request = TenantRequestFactory(self.tenant).get("/")
        assert request.get_host() == "tenant.test.com"
        assert (request.tenant, request.tenant.domain_url) == (self.tenant, "tenant.test.com")
        assert orders(request).content.decode() == "Fonzy Tenant in test: 0 orders"

    def test_a_user_signs_in_by_the_tenant_client(self) -> None:
        from django.contrib.auth.models import User

        with schema_context("public"):
            User.objects.create_user("fonzy", password="leather jacket")
        assert not self.c.login(username="fonzy", password="tweed")

    def test_extra_paths_and_switches_are_honoured(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SHOW search_path")
            assert cursor.fetchone() == ("test, public, extensions",)
        with schema_context("public"):
            pass
        assert switches.noted[-2:] == ["public", "test"]


class OfAnotherName(TenantTestCase):  # type: ignore[misc]  # the library has no types
    @staticmethod
    def get_test_tenant_domain() -> str:
        return "tenant.my-domain.com"

    @staticmethod
    def get_test_schema_name() -> str:
        return "tester"

    def test_names_are_the_tests_own(self) -> None:
        assert connection.schema_name == "tester"
        assert not schema_exists("test")


class Fast(FastTenantTestCase):  # type: ignore[misc]  # the library has no types
    seen: list[str] = []

    @classmethod
    def use_existing_tenant(cls) -> None:
        cls.seen.append("existing")

    @classmethod
    def use_new_tenant(cls) -> None:
        cls.seen.append("new")

    def test_the_tenant_is_in_force(self) -> None:
        assert connection.schema_name == "fast_test"
        assert Order.objects.count() == 0


class FastAgain(Fast):
    def test_the_schema_was_made_once(self) -> None:
        assert self.seen[:2] == ["new", "existing"]


class InFolders(SubfolderTenantTestCase):  # type: ignore[misc]  # the library has no types
    @staticmethod
    def get_test_tenant_domain() -> str:
        return "fonzy"

    def test_a_folder_is_a_tenant(self) -> None:
        with override_settings(
            TENANT_SUBFOLDER_PREFIX="clients",
            MIDDLEWARE=["django_tenants.middleware.TenantSubfolderMiddleware"],
        ):
            tenants = self.client.get("/clients/fonzy/", HTTP_HOST="example.com")
            public = self.client.get("/", HTTP_HOST="example.com")
        assert tenants.content.decode() == " in test: 0 orders"
        assert public.content.decode() == "the main website"


class ByHost(TenantTestCase):  # type: ignore[misc]  # the library has no types
    def test_a_middleware_of_the_library_serves_the_tenant_too(self) -> None:
        for name in ("main.TenantMainMiddleware", "suspicious.SuspiciousTenantMiddleware"):
            with override_settings(MIDDLEWARE=[f"django_tenants.middleware.{name}"]):
                page = self.client.get("/", HTTP_HOST="www.tenant.test.com")
            assert page.content.decode() == " in test: 0 orders"

    def test_the_default_tenant_middleware_serves_public_to_strangers(self) -> None:
        with schema_context("public"):
            Client(schema_name="public", name="Schemas Inc.").save()
        name = "django_tenants.middleware.default.DefaultTenantMiddleware"
        with override_settings(MIDDLEWARE=[name]):
            page = self.client.get("/", HTTP_HOST="nobody.com")
        assert page.content.decode() == "the main website"

    def test_suspicious_hosts_are_refused_as_such(self) -> None:
        name = "django_tenants.middleware.suspicious.SuspiciousTenantMiddleware"
        with override_settings(MIDDLEWARE=[name]):
            assert self.client.get("/", HTTP_HOST="nobody.com").status_code == 400

    def test_the_admin_changes_tenants_from_public_and_not_from_another(self) -> None:
        from django.contrib.auth.models import User

        with schema_context("public"):
            public = Client(schema_name="public", name="Schemas Inc.")
            public.save()
            Domain.objects.create(domain="my-domain.com", tenant=public)
            other = Client(schema_name="other", name="Other")
            other.auto_create_schema = False
            other.save()
            self.client.force_login(User.objects.create_superuser("root"))
        page = f"/admin/customers/client/{other.pk}/change/"
        self.assertContains(self.client.get(page, HTTP_HOST="my-domain.com"), 'name="_save"')
        elsewhere = self.client.get(page, HTTP_HOST="tenant.test.com")
        self.assertContains(elsewhere, "Can't update tenant outside")
        self.assertNotContains(elsewhere, 'name="_save"')

    def test_the_main_website_has_urls_of_its_own(self) -> None:
        with schema_context("public"):
            public = Client(schema_name="public", name="Schemas Inc.")
            public.save()
            Domain.objects.create(domain="my-domain.com", tenant=public)
        page = self.client.get("/", HTTP_HOST="my-domain.com")
        assert page.content.decode() == "the main website"

    def test_public_is_shown_where_nobody_is_found_if_that_is_asked_for(self) -> None:
        assert self.client.get("/", HTTP_HOST="nobody.com").status_code == 404
        with override_settings(SHOW_PUBLIC_IF_NO_TENANT_FOUND=True):
            page = self.client.get("/", HTTP_HOST="nobody.com")
        assert page.content.decode() == "the main website"

    def test_a_view_answers_where_nobody_is_found_if_one_is_named(self) -> None:
        view = "tests.tenancy.django_tenants_api.shop.urls_public.front"
        with override_settings(DEFAULT_NOT_FOUND_TENANT_VIEW=view):
            page = self.client.get("/", HTTP_HOST="nobody.com")
        assert page.content.decode() == "the main website"
        assert django_connection.settings_dict["ENGINE"] is connection.settings_dict["ENGINE"]
