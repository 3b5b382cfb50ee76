"""With production settings nothing that serves development is reachable."""

import json
import os
import subprocess
import sys

import pytest

from project.env import CHECKOUT
from tests.project.test_wrong_setups import GOOD

WALK = """
import json, django
from django.conf import settings
django.setup()
from django.urls import get_resolver
def walk(resolver, prefix=""):
    for item in resolver.url_patterns:
        route = prefix + str(item.pattern)
        if hasattr(item, "url_patterns"):
            yield from walk(item, route)
        else:
            yield route
print(json.dumps(sorted(walk(get_resolver()))))
"""
FACTORS = {
    "account/second-factor/" + path
    for path in (
        "", "app/", "app/remove/", "codes/", "codes/renew/", "passkeys/add/", "show/",
        "passkeys/<int:passkey_id>/", "passkeys/<int:passkey_id>/remove/",
    )
} | {"sign-in/step/", "sign-in/passkey/", "sign-in/passkey/ask/"}  # fmt: skip
WEBSITE = FACTORS | {
    "sign-in/", "robots.txt", "sitemap.xml", "payments/<slug:provider_name>/",
    "deletion/<str:token>/", "tls-check", "enter/password/<str:token>/",
    "sign-up/",
    "sign-in/by-email/", "sign-in/sent/", "sign-up/code/", "sign-up/code/again/",
    "sign-up/link/<str:link>/", "sign-up/you/",
    "sign-up/you/passkey/",
    "sign-up/workspace/", "sign-up/workspace/address/", "sign-up/details/", "sign-up/opening/",
    "sign-up/opening/again/", "sign-up/ready/", "sign-up/ready/enter/",
    "es/", "es/features/", "es/pricing/", "es/security/", "es/docs/", "es/docs/<slug:topic>/",
    "es/legal/<slug:document>/", "es/status/", "es/contact/", "es/contact/sent/",
    "site.webmanifest", "favicon.ico", ".well-known/security.txt", "status.json",
}  # fmt: skip

WORKSPACE = FACTORS | {
    "privacy/holds/add/", "privacy/holds/<uuid:hold_id>/end/",
    "privacy/retention/<slug:type_code>/",
    "privacy/", "privacy/erase/", "privacy/erase/person/<uuid:person_id>/",
    "privacy/erase/<slug:book_code>/<int:seq>/", "privacy/erasures/<uuid:erasure_id>/",
    "integrity/", "integrity/check/", "integrity/addresses/",
    "integrity/addresses/<int:address_id>/remove/", "books/<slug:book_code>/proof/",
    *(f"books/<slug:book_code>/{page}/" for page in (
        "reports", "reports/new", "reports/<int:number>/<int:version>",
        "reports/<int:number>/<int:version>/pdf", "reports/<int:number>/reissue", "past",
    )),
    "r/<str:token>/",
    "", "books/<slug:book_code>/", "books/<slug:book_code>/entries/<int:seq>/",
    *(f"books/<slug:book_code>/entries/<int:seq>/{act}/" for act in (
        "correct", "comment", "seen", "approve", "follow-up",
    )),
    "books/<slug:book_code>/review/", "books/<slug:book_code>/readings/",
    "books/<slug:book_code>/readings/rule/", "follow-ups/",
    *(f"follow-ups/<int:follow_up_id>/{act}" for act in ("", "change/", "done/", "reopen/")),
    "books/<slug:book_code>/write/", "books/<slug:book_code>/write/<slug:type_code>/",
    "search/", "search/entries.<slug:ending>", "search/keep/", "search/<uuid:search_id>/remove/",
    "search/<uuid:search_id>/restore/",
    "passes/", "passes/give/", "passes/<int:pass_id>/", "passes/<int:pass_id>/revoke/",
    "overview/", "inside/", "inside/evacuation/", "inside/<int:mention_id>/left/",
    "books/<slug:book_code>/inside/",
    "write/", "write/when/", "write/drafts/<uuid:draft_id>/discard/",
    "write/drafts/<uuid:draft_id>/restore/",
    "books/<slug:book_code>/write/<slug:type_code>/draft/",
    "books/<slug:book_code>/write/<slug:type_code>/files/",
    "types/", "new-type/", "types/<slug:type_code>/", "types/<slug:type_code>/change/",
    "types/<slug:type_code>/copy/", "types/<slug:type_code>/retire/",
    "types/<slug:type_code>/offer/", "types/<slug:type_code>/move/",
    "types/<slug:type_code>/preview/", "types/<slug:type_code>/undo/",
    "types/<slug:type_code>/publish/", "types/<slug:type_code>/versions/",
    "types/<slug:type_code>/versions/<int:number>/", "packs/export/", "packs/export.json",
    "packs/import/", "packs/import/<uuid:import_id>/",
    "types/<slug:type_code>/discard/", "types/<slug:type_code>/add/",
    "types/<slug:type_code>/add/<slug:kind_name>/",
    "types/<slug:type_code>/fields/<slug:field_key>/",
    "types/<slug:type_code>/fields/<slug:field_key>/move/",
    "types/<slug:type_code>/fields/<slug:field_key>/remove/",
    "enter/<str:token>", "log/", "members/", "members/<uuid:member_id>/", "members/add/",
    "new-book/", "password/", "sign-in/", "sign-out/", "account/confirm/",
    "workspace/old-system/", "workspace/old-system/<uuid:import_id>/",
    "workspace/old-system/<uuid:import_id>/report.csv",
    "workspace/", "workspace/deletion/", "workspace/deletion/undo/", "workspace/export/",
    "workspace/invoices/", "workspace/invoices/<uuid:invoice_id>/",
    "workspace/invoices/<uuid:invoice_id>/pay/", "workspace/domains/", "workspace/domains/ours/",
    "workspace/domains/<uuid:domain_id>/prove/", "workspace/domains/<uuid:domain_id>/primary/",
    "workspace/domains/<uuid:domain_id>/remove/",
    "books/<slug:book_code>/known/", "bans/", "bans/add/", "bans/<uuid:ban_id>/",
    "person-types/", "person-types/add/", "person-types/usual/", "person-types/<uuid:type_id>/",
    "registers/<slug:kind>/import/", "registers/<slug:kind>/import/template.csv",
    "registers/<slug:kind>/import/<uuid:import_id>/", "registers/<slug:kind>/all.<slug:ending>",
    "books/<slug:book_code>/table/", "books/<slug:book_code>/table/entries.<slug:ending>",
    "registers/<slug:kind>/", "registers/<slug:kind>/add/",
    "registers/<slug:kind>/duplicates/", "registers/<slug:kind>/duplicates/two/",
    *(f"registers/<slug:kind>/<uuid:record_id>/{act}" for act in (
        "", "change/", "merge/", "part/", "retire/", "restore/",
    )),
    "support/", "support/end/", "support/arrive/<uuid:visit_id>/",
    "support/enter/<str:token>", "support/leave/",
    "members/<uuid:member_id>/second-factor/", "sign-in-rules/", "waiting/",
    "waiting/<uuid:release_id>/approve/", "waiting/<uuid:release_id>/refuse/", "sign-in/release/",
    "sign-in/release/state/", "sign-in/release/enter/", "sign-in/release/again/",
    "join/<str:token>/", "members/cards/", "members/export.csv", "members/import/",
    "members/import/<uuid:import_id>/", "members/import/template.csv", "members/invite/",
    "members/invitations/", "members/invitations/<uuid:invitation_id>/resend/",
    "members/invitations/<uuid:invitation_id>/revoke/", "members/invitations/send/",
    "password/new/", "password/new/code/", "enter/password/<str:token>/",
    "account/", "account/email/", "account/email/send/", "account/email/code/",
    "enter/e-mail/<str:token>/", "account/sessions/end/", "account/sessions/end-others/",
    "account/sign-out-everywhere/", "account/workspaces/<uuid:client_id>/",
    "account/workspaces/<uuid:client_id>/<str:browser>/", "enter/from/<str:ticket>/",
    "books/<slug:book_code>/shifts/", "books/<slug:book_code>/orders/", "orders/", "orders/new/",
    "books/<slug:book_code>/orders/<uuid:version_id>/read/", "orders/<uuid:order_id>/",
    "hand-overs/", "books/<slug:book_code>/equipment/", "books/<slug:book_code>/hand-overs/",
    "books/<slug:book_code>/hand-overs/close/", "books/<slug:book_code>/hand-overs/take-over/",
    "books/<slug:book_code>/hand-overs/<int:seq>/",
    "books/<slug:book_code>/hand-overs/<int:seq>/accept/",
    "orders/<uuid:order_id>/revise/", "orders/<uuid:order_id>/withdraw/",
}  # fmt: skip


def routes(settings: str, **changes: str) -> list[str]:
    environment = {
        "PATH": os.environ["PATH"],
        "VAR_FOLDER": os.environ["VAR_FOLDER"],
        "DJANGO_SETTINGS_MODULE": settings,
        **GOOD,
        **changes,
    }
    done = subprocess.run(
        [sys.executable, "-c", WALK],
        cwd=CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: list[str] = json.loads(done.stdout)
    return found


def test_the_main_website_has_its_pages_and_the_console_only() -> None:
    found = {route for route in routes("project.settings_public") if not route.startswith("admin/")}
    assert found - WEBSITE == set(), "Allow a new page here, or hide it from production."
    assert WEBSITE - found == set()


def test_a_workspace_has_its_pages_only() -> None:
    found = set(routes("project.settings_tenants"))
    assert found - WORKSPACE == set(), "Allow a new page here, or hide it from production."
    assert WORKSPACE - found == set()


@pytest.mark.parametrize("site", ["project.settings_public", "project.settings_tenants"])
def test_the_mailbox_stays_in_development(site: str) -> None:
    without_mail = {"EMAIL_URL": ""}
    assert not any("mailbox" in route for route in routes(site, **without_mail))
