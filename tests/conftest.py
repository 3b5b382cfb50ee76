"""People and workspaces that the tests speak of."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client as Browser
from django.test import override_settings
from django.test.utils import setup_databases
from django.urls import clear_url_caches, set_urlconf

from accounts.models import Membership, User
from project import settings_public, settings_tenants
from public_site.models import Client, Deletion
from public_site.signup.models import ReleasedAddress
from public_site.signup.releasing import LED_ON
from stack.running import Stack
from tenancy import context, hosts
from tenancy.context import tenant_context
from tenancy.records import SchemaState, TemplateScript
from tenancy.schemas import drop_schema
from tenant_site.books.models import Book
from tenant_site.members.models import Member, Role
from tenant_site.members.places import tell_public
from tests import embedded
from tests.dns_server import NameServer, name_server_running
from tests.prepared import another_stack
from tests.smtp_sink import SmtpSink
from tests.smtp_sink import smtp_sink as smtp_sink
from tests.two_workspaces import PASSWORD as PASSWORD

_DELTA = (
    "ROOT_URLCONF",
    "ALLOWED_HOSTS",
    "SESSION_ENGINE",
    "AUTHENTICATION_BACKENDS",
    "MIDDLEWARE",
    "LOGIN_URL",
    "LOGIN_REDIRECT_URL",
    "LOGIN_STAGES",
    "SITE_TEMPLATE",
    "CONTENT_SECURITY_POLICY",
)


def settings_of(module: ModuleType) -> dict[str, Any]:
    return {name: getattr(module, name) for name in _DELTA}


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """Set up the test database whichever tests run, so that none can reach another one."""
    embedded.hold_database()
    with django_db_blocker.unblock():
        setup_databases(verbosity=0, interactive=False, keepdb=True)
    yield
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture(scope="session")
def two_workspaces(django_db_setup: None, django_db_blocker: Any) -> dict[str, Client]:
    with django_db_blocker.unblock():
        return {client.slug: client for client in Client.objects.order_by("slug")}


@pytest.fixture
def committed(two_workspaces: dict[str, Client], django_db_blocker: Any) -> Iterator[None]:
    """Let a test commit, for threads that must see each other; what it opened is removed."""
    with django_db_blocker.unblock():
        kept = list(Client.objects.values_list("pk", flat=True))
        people = list(User.objects.values_list("pk", flat=True))
        scripts = list(TemplateScript.objects.all())
        yield
        for client in Client.objects.exclude(pk__in=kept):
            client.delete(force_drop=True)
        for spare in SchemaState.objects.exclude(name__in=Client.objects.values("schema_name")):
            drop_schema(spare.name)
        TemplateScript.objects.all().delete()
        TemplateScript.objects.bulk_create(scripts)
        ReleasedAddress.objects.all().delete()
        Membership.objects.exclude(client_id__in=kept).delete()
        Deletion.objects.exclude(client_id__in=kept).delete()
        with connection.cursor() as cursor:  # the ORM would look into tables of no workspace
            for table, column in (
                ("account_emailaddress", "user_id"),
                ("accounts_membership", "user_id"),
                ("accounts_user", "id"),
            ):
                cursor.execute(f"DELETE FROM {table} WHERE NOT {column} = ANY(%s)", [people])


@pytest.fixture(autouse=True)
def _clean_process() -> Iterator[None]:
    cache.clear()
    hosts.forget_all()
    LED_ON.clear()
    context.clear()
    yield
    context.clear()
    clear_url_caches()
    set_urlconf(None)
    for folder in Path(settings_tenants.MEDIA_ROOT).glob("[!_]*"):  # rows roll back, files not
        for left in folder.iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()


@pytest.fixture(autouse=True)
def _fast_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def acme(two_workspaces: dict[str, Client], db: None) -> Client:
    client: Client = Client.objects.get(slug="acme")
    return client


@pytest.fixture
def globex(two_workspaces: dict[str, Client], db: None) -> Client:
    client: Client = Client.objects.get(slug="globex")
    return client


@pytest.fixture
def inside_acme(acme: Client) -> Iterator[Client]:
    with tenant_context(acme):
        yield acme


@pytest.fixture
def acme_book(acme: Client) -> Book:
    with tenant_context(acme):
        return Book.objects.get()


@pytest.fixture
def globex_book(globex: Client) -> Book:
    with tenant_context(globex):
        return Book.objects.get()


@dataclass
class People:
    """Makes members of a workspace, one call each."""

    client: Client
    made: dict[str, Member] = field(default_factory=dict)

    def member(self, role: str, *, books: bool = True, badge: str | None = None) -> Member:
        user = User.objects.create_user(f"{role}@{self.client.slug}.example", PASSWORD, name=role)
        with tenant_context(self.client):
            member = Member.objects.create(
                user=user, role=role, display_name=role.title(), badge=badge
            )
            tell_public(member)
            if books:
                member.books.set(Book.objects.all())
        return member


@pytest.fixture
def owner(acme: Client) -> Member:
    with tenant_context(acme):
        return Member.objects.get(role=Role.OWNER)


@pytest.fixture
def supervisor(acme: Client) -> Member:
    return People(acme).member("supervisor", books=False)


@pytest.fixture
def guard(acme: Client) -> Member:
    return People(acme).member("guard", badge="1007")


@pytest.fixture
def auditor(acme: Client) -> Member:
    return People(acme).member("auditor", books=False)


@pytest.fixture
def stranger(globex: Client) -> Member:
    """Owner of the other workspace: nobody in ours."""
    with tenant_context(globex):
        return Member.objects.get(role=Role.OWNER)


@pytest.fixture
def browse() -> Callable[..., Browser]:
    """Return a browser at a workspace, signed in as a member when one is given."""

    def _browse(client: Client, member: Member | None = None, **defaults: Any) -> Browser:
        browser = Browser(headers={"host": f"{client.slug}.localhost:8000"}, **defaults)
        if member is not None:
            with tenant_context(client):
                user = User.objects.get(pk=member.user_id)
                browser.force_login(user)
        return browser

    return _browse


@pytest.fixture
def acme_client(acme: Client, browse: Callable[..., Browser]) -> Browser:
    return browse(acme)


@pytest.fixture(scope="session")
def stack_name_server() -> Iterator[NameServer]:
    with name_server_running() as server:
        yield server


@pytest.fixture
def name_server(settings: Any) -> Iterator[NameServer]:
    with name_server_running() as server:
        settings.DNS_RESOLVER = server.address
        yield server


@pytest.fixture(scope="session")
def stack(
    tmp_path_factory: pytest.TempPathFactory, smtp_sink: SmtpSink, stack_name_server: NameServer
) -> Iterator[Stack]:
    """Both sites behind real nginx, with a database and files of their own; links live briefly.

    Mails go to a real SMTP server: `tests.smtp_sink.mails_to(stack, address)` reads them.
    """
    env = {
        "MEDIA_URL_SECONDS": "16",
        "EMAIL_URL": smtp_sink.url,
        "DNS_RESOLVER": stack_name_server.address,
        "SIGN_UPS_PER_NETWORK": "9999",
    }
    with another_stack(tmp_path_factory.mktemp("stack") / "var", env=env) as running:
        yield running


@pytest.fixture
def website(db: None) -> Iterator[Browser]:
    with override_settings(**settings_of(settings_public)):
        clear_url_caches()
        yield Browser(headers={"host": "localhost:8000"})
    clear_url_caches()
