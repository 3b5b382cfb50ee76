"""What a workspace keeps while it may only be read: asked of the rows after every post."""

from collections.abc import Callable
from datetime import date

from django.db import connection
from django.test import Client as Browser

from public_site import clients
from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book
from tenant_site.members.access import PAGE_ACCESS
from tenant_site.members.models import Member
from tenant_site.workspace.standing import is_open_while
from tests.every_route import routes_of
from tests.tenant_site.addresses import addresses

# what may change all the same: barring somebody, and what the log says of it
ALLOWED = {
    "member_change": {"members_member", "members_member_books", "activity_activity"},
    "support_access": {"activity_activity"},
    "support_end": {"activity_activity"},
    "domain_list": {"activity_activity"},
    "integrity_check": {"proofs_check"},  # verification goes on, whatever is paid
}
SENT = {
    "text": "x", "occurred_at": "2026-03-01T01:10", "name": "Vault", "display_name": "Ana",
    "badge": "9", "role": "guard", "emails": "new@x.example", "domain": "book.acme.example",
    "reason": "because", "hours": "24", "member": "", "confirm": "on",
}  # fmt: skip


def rows() -> dict[str, tuple[str, int]]:
    """Return digest and count of each table of the workspace in force but that of sessions."""
    found = dict[str, tuple[str, int]]()
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        for (table,) in cursor.fetchall():
            of_rows = "md5(string_agg(x::text, '' ORDER BY x::text)), count(*)"
            cursor.execute(f'SELECT {of_rows} FROM "{table}" x')
            found[table] = cursor.fetchone()
    found.pop("workspace_session")
    return found


def test_no_post_of_an_owner_writes_while_the_workspace_may_only_be_read(
    acme: Client,
    acme_book: Book,
    owner: Member,
    guard: Member,
    browse: Callable[..., Browser],
) -> None:
    clients.extend_trial(client=acme, until=date(2026, 1, 31))
    with tenant_context(acme):
        before = rows()
    for name, at in addresses(guard, acme_book).items():
        for address in at:
            browse(acme, owner).post(address, {**SENT, "member": str(guard.pk)})
            with tenant_context(acme):
                after = rows()
            changed = {table for table in after if after[table] != before[table]}
            assert changed <= ALLOWED.get(name, set()), address
            before = after


def test_a_view_that_says_nothing_of_it_takes_no_post_whatever_its_name(
    acme: Client,
    acme_book: Book,
    owner: Member,
    guard: Member,
    browse: Callable[..., Browser],
) -> None:
    clients.extend_trial(client=acme, until=date(2026, 1, 31))
    known, office, refused = addresses(guard, acme_book), browse(acme, owner), set[str]()
    for route in routes_of("project.urls_tenants"):
        is_public = getattr(route.view, PAGE_ACCESS, None) == "public"
        if is_public or is_open_while(route.view, "read_only"):
            continue
        for address in known[route.name]:
            assert office.post(address, SENT).status_code == 403, address
        refused.add(route.name)
    assert {"account", "depart", "member_export", "book_detail"} <= refused
