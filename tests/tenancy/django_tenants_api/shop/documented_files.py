"""Templates, static files, media, cache and logs by tenant, as documented."""

import logging
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template.loader import get_template, render_to_string
from django.test import SimpleTestCase
from django_tenants.cache import make_key, reverse_key
from django_tenants.log import TenantContextFilter
from django_tenants.utils import schema_context, tenant_context

from tests.tenancy.defects.plain_project.customers.models import Client


class ByTenant(SimpleTestCase):
    def test_a_tenants_template_stands_before_the_common_one(self) -> None:
        said = []
        for name in ("acme", "globex", "other", "acme"):
            with schema_context(name):
                said.append(render_to_string("greeting.txt").strip())
        assert said == ["Welcome to Acme", "Welcome to Globex", "Welcome", "Welcome to Acme"]
        assert get_template("greeting.txt")

    def test_static_files_are_found_by_tenant(self) -> None:
        with schema_context("acme"):
            assert str(finders.find("logo.txt")).endswith("acme/static/logo.txt")
        with schema_context("globex"):
            assert finders.find("logo.txt") is None

    def test_static_files_are_kept_and_linked_by_tenant(self) -> None:
        with schema_context("acme"):
            assert staticfiles_storage.path("a.css") == "/srv/static/acme/a.css"
            assert staticfiles_storage.url("a.css") == "/static/acme/a.css"

    def test_media_are_kept_by_tenant(self) -> None:
        with schema_context("acme"):
            kept = default_storage.save("a.txt", ContentFile(b"ours"))
            assert default_storage.path(kept) == f"{settings.MEDIA_ROOT}/acme/a.txt"
        with schema_context("globex"):
            assert not default_storage.exists(kept)

    def test_a_tenant_with_files_of_an_earlier_one_is_refused(self) -> None:
        with schema_context("reused"):
            default_storage.save("a.txt", ContentFile(b"of the one before"))
        with pytest.raises(Exception, match="Files of an earlier tenant"):
            Client(schema_name="reused", name="Reused").save()

    def test_cache_keys_carry_the_schema(self) -> None:
        with schema_context("acme"):
            assert make_key("a:b", "", 1) == "acme::1:a:b"
            cache.set("colour", "red")
        with schema_context("globex"):
            assert cache.get("colour") is None
        assert reverse_key("acme::1:a:b") == "a:b"

    def test_records_carry_schema_and_host(self) -> None:
        tenant = Client(schema_name="acme")
        tenant.domain_url = "acme.example"
        record: Any = logging.makeLogRecord({})
        with tenant_context(tenant):
            TenantContextFilter().filter(record)
        assert (record.schema_name, record.domain_url) == ("acme", "acme.example")
        with schema_context("globex"):
            TenantContextFilter().filter(record)
        assert (record.schema_name, record.domain_url) == ("globex", None)
