"""A site of its own for a measurement: database server, tables, workspaces, who is signed in.

What measures is a function at the top of a module: it runs in a process of its own, whose Django
is set up for the scratch folder and whose memory is nobody else's.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from bench.wsgi_browser import WsgiBrowser
from stack import folders, postgres

if TYPE_CHECKING:
    from public_site.models import Client

PORT = 8000
ZONE = "America/Bogota"


@contextmanager
def own_server(name: str) -> Iterator[str]:
    """Run a database server whose commits reach the disk; yield the folder of its site."""
    with tempfile.TemporaryDirectory(prefix=f"newsbook-{name}-") as scratch:
        var = folders.open_var(Path(scratch) / "var")
        with postgres.hold(var):
            yield str(var)


def alone(measure: Callable[..., Any], *given: Any) -> Any:
    """Measure in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as child:
        return child.submit(measure, *given).result()


def set_up(var: str) -> None:
    """Set Django up for the workspaces of that folder."""
    os.environ.update(VAR_FOLDER=var, PUBLIC_URL=f"http://localhost:{PORT}", LOG_LEVEL="ERROR")
    os.environ.pop("DATABASE_URL", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "project.settings_tenants"
    import django

    django.setup()


def make_tables() -> None:
    """Make what all workspaces share, and what a page needs."""
    from django.core.management import call_command

    from tenancy.provisioning.templates import make_template

    call_command("migrate_schemas", shared=True, interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    make_template("en")


def open_workspace(slug: str) -> "Client":
    """Open a workspace with its owner and one empty book."""
    from public_site.signup import opening

    return opening.open_workspace(
        name=slug,
        slug=slug,
        owner_email=f"owner@{slug}.example",
        owner_name="Olga",
        password=uuid4().hex,
        time_zone=ZONE,
        language="en",
        first_book_name="Main gate",
    )


def owners_browser(client: "Client") -> WsgiBrowser:
    """Sign the owner of the workspace in, and return the browser."""
    from django.test import Client as Session

    from project.wsgi_tenants import application
    from tenancy.context import tenant_context
    from tenant_site.members.models import Member

    session = Session()
    with tenant_context(client):
        session.force_login(Member.objects.get().user)
    return WsgiBrowser(application, f"{client.slug}.localhost:{PORT}", session.cookies)


def analyse() -> None:
    """Let the planner know the tables, as autovacuum does within a minute."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
