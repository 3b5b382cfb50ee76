"""A program that visits one site in its process and prints what the toolbar shows."""

import json
import re
import sys

import django

django.setup()

from django.apps import apps  # noqa: E402  # after the set-up
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402
from django.test import Client as Browser  # noqa: E402

from accounts.models import User  # noqa: E402
from public_site.models import Client  # noqa: E402
from tenancy.context import tenant_context  # noqa: E402
from tenant_site.members.models import Member, Role  # noqa: E402

INLINE = re.compile(r"<(script|style)(?![^>]*(src=|ld\+json))[^>]*>[^<]")  # data runs nothing
REQUEST_ID = re.compile(r'data-request-id="([0-9a-f]+)"')


def signed_in(host: str) -> Browser:
    browser = Browser(headers={"host": host})
    if slug := host.partition(".localhost")[0]:
        with tenant_context(Client.objects.get(slug=slug)):
            owner = Member.objects.get(role=Role.OWNER)
            browser.force_login(User.objects.get(pk=owner.user_id))
    return browser


def visit(host: str) -> dict[str, object]:
    browser = signed_in(host) if "." in host else Browser(headers={"host": host})
    page = browser.get("/", follow=True)  # the main website leads to the page of a language
    text = page.content.decode()
    found = REQUEST_ID.search(text)
    return {
        "status": page.status_code,
        "toolbar": "djDebug" in text,
        "policy": page.headers["Content-Security-Policy"],
        "request": found.group(1) if found else "",
        "inline": bool(INLINE.search(text)),
    }


def panel(host: str, panel_id: str, request_id: str) -> str:
    asked = {"request_id": request_id, "panel_id": panel_id}
    answer = Browser(headers={"host": host}).get("/__debug__/render_panel/", asked)
    return answer.content.decode()


hosts = sys.argv[1:]
visits = {host: visit(host) for host in hosts}
panels = {
    f"{panel_id} of {owner} at {host}": panel(host, panel_id, str(visits[owner]["request"]))
    for host in hosts
    for owner in hosts
    for panel_id in ("SQLPanel", "HistoryPanel")
}
print(  # noqa: T201  # read by the test
    json.dumps(
        {
            "installed": apps.is_installed("debug_toolbar"),
            "imported": "debug_toolbar" in sys.modules,
            "middleware": [name for name in settings.MIDDLEWARE if "toolbar" in name],
            "migrated": "debug_toolbar" in MigrationLoader(connection).migrated_apps,
            "visits": visits,
            "panels": panels,
        }
    )
)
