"""Two hundred sign-ups, eight at once, through nginx and gunicorn: none lost, none half made."""

import argparse
import http.client
import json
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from aiosmtpd.controller import Controller

from bench.result import Result
from stack.running import CHECKOUT, Stack, running_stack

SIGN_UPS, AT_ONCE = 200, 8
PATIENCE_SECONDS = 60
DETAILS = {"time_zone": "America/Bogota", "language": "es", "pack": "guard-post"}
CODE = re.compile(r"^\s{4}(\d{6})\s*$", re.MULTILINE)
FIELD = re.compile(r'name="(csrfmiddlewaretoken|token)" value="([^"]*)"')
COUNT = """
import json
from django.db import connection
from accounts.models import Membership, User
from public_site.models import Client, Domain
from public_site.signup.models import SignUp
from tenancy.context import tenant_context
from tenancy.records import SchemaState
from tenant_site.books.models import Book, EntryType
from tenant_site.members.models import Member
clients = list(Client.objects.all())
whole = 0
for client in clients:
    with tenant_context(client):
        furnished = Member.objects.count() == Book.objects.count() == 1
        furnished = furnished and EntryType.objects.exists()
    whole += furnished and client.domains.count() == 1
with connection.cursor() as cursor:
    cursor.execute("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 't\\\\_%'")
    (schemas,) = cursor.fetchone()
print(json.dumps({
    "ready": SignUp.objects.filter(state="ready").count(),
    "clients": len(clients),
    "whole": whole,
    "users": User.objects.count(),
    "stray_schemas": schemas - SchemaState.objects.count(),
    "stray_tenants": SchemaState.objects.filter(role="tenant").count() - len(clients),
}))
"""


@dataclass
class Post:
    """A mail server that keeps the newest mail to each address."""

    newest: dict[str, EmailMessage] = field(default_factory=dict)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd calls it so
        """Keep a mail."""
        mail: EmailMessage = message_from_bytes(envelope.content, policy=policy.default)
        if CODE.search(_text(mail)):
            self.newest[str(mail["To"])] = mail
        return "250 Kept"

    def code_for(self, address: str) -> str:
        """Return the code that was mailed to somebody."""
        found = CODE.search(_text(self.newest[address]))
        assert found
        return found[1]


@dataclass
class Visitor:
    """A browser without a window; each comes from a network of its own."""

    stack: Stack
    number: int
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Connect from 127.1.x.y: loopback has sixteen million addresses."""
        self.source = f"127.1.{self.number // 250}.{self.number % 250 + 1}"
        self.connection = http.client.HTTPConnection(
            "127.0.0.1", self.stack.port, timeout=PATIENCE_SECONDS, source_address=(self.source, 0)
        )

    def ask(self, path: str, data: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Return status, location and page."""
        host = f"{self.stack.host}:{self.stack.port}"
        headers = {"Host": host, "Accept-Language": "es-CO"}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None
        if data is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
            headers |= {"Origin": f"http://{host}"}
            body = urlencode(data)
        self.connection.request("GET" if data is None else "POST", path, body, headers)
        answer = self.connection.getresponse()
        page = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.headers.get("Location", ""), page

    def form(self, path: str) -> dict[str, str]:
        """Open the page of a step and return what its form carries unseen."""
        _status, _location, page = self.ask(path)
        return dict(FIELD.findall(page))

    def press(self, path: str, data: dict[str, str]) -> str:
        """Send a form and return where it leads."""
        status, location, page = self.ask(path, data)
        assert status == http.HTTPStatus.FOUND, (path, status, page[-3000:])
        return location

    def send(self, path: str, **data: str) -> str:
        """Open the page of a step, fill in its form, and return where it leads."""
        return self.press(path, self.form(path) | data)


@dataclass(frozen=True)
class Timed:
    """How long one person waited for all the pages, and for the last button alone."""

    whole_ms: float
    opening_ms: float


def run(arguments: Sequence[str] = ()) -> Result:
    """Sign up, count what stands afterwards, and say how long people waited."""
    parser = argparse.ArgumentParser(prog="python -m bench signup")
    parser.add_argument("--sign-ups", type=int, default=SIGN_UPS)
    parser.add_argument("--at-once", type=int, default=AT_ONCE)
    chosen = parser.parse_args(list(arguments))
    post = Post()
    port = _free_port()
    controller = Controller(post, hostname="127.0.0.1", port=port, ready_timeout=30)
    controller.start()
    try:
        with tempfile.TemporaryDirectory(prefix="newsbook-signup-") as scratch:
            env = {"EMAIL_URL": f"smtp://127.0.0.1:{port}", "WEB_THREADS": str(chosen.at_once)}
            with running_stack(Path(scratch) / "var", _free_port(), env=env, fsync=True) as stack:
                return _measure(stack, post, chosen.sign_ups, chosen.at_once)
    finally:
        controller.stop()


def _measure(stack: Stack, post: Post, sign_ups: int, at_once: int) -> Result:
    done: list[Timed] = []
    failed: list[str] = []
    lock = threading.Lock()

    def one(number: int) -> None:
        try:
            timed = _sign_up(stack, post, number)
        except Exception as problem:  # noqa: BLE001  # a lost sign-up is what is counted
            with lock:
                failed.append(f"{type(problem).__name__}: {problem}")
        else:
            with lock:
                done.append(timed)

    began = time.monotonic()
    with ThreadPoolExecutor(at_once) as people:
        list(people.map(one, range(sign_ups)))
    seconds = time.monotonic() - began
    for problem in failed[:3]:
        print(problem, file=sys.stderr)
    return _result(done, _count(stack), sign_ups, at_once, seconds)


def _sign_up(stack: Stack, post: Post, number: int) -> Timed:
    """Go all the steps, with the code of the mail, until the workspace answers its owner."""
    visitor, email = Visitor(stack, number), f"owner{number}@bench.example"
    began = time.monotonic()
    assert visitor.send("/sign-up/", email=email) == "/sign-up/code/"
    visitor.send("/sign-up/code/", code=post.code_for(email))
    visitor.send("/sign-up/you/", name=f"Owner {number}", password=f"a long password {number}")
    visitor.send(
        "/sign-up/workspace/",
        organisation=f"Organisation {number}",
        address=f"organisation-{number}",
        country="CO",
    )
    hidden = visitor.form("/sign-up/details/")
    pressed = time.monotonic()
    visitor.press("/sign-up/details/", hidden | DETAILS)
    while visitor.ask("/sign-up/opening/")[1] != "/sign-up/ready/":
        assert time.monotonic() < pressed + PATIENCE_SECONDS, "The opening does not end."
    opened = time.monotonic()
    location = visitor.press("/sign-up/ready/enter/", visitor.form("/sign-up/ready/"))
    assert urlsplit(location).hostname == f"organisation-{number}.{stack.host}", location
    return Timed((time.monotonic() - began) * 1000, (opened - pressed) * 1000)


def _count(stack: Stack) -> dict[str, int]:
    command = [sys.executable, "manage.py", "shell", "--verbosity=0", "-c", COUNT]
    said = subprocess.run(command, check=True, cwd=CHECKOUT, env=stack.env, capture_output=True)
    counted: dict[str, int] = json.loads(said.stdout.decode().strip().splitlines()[-1])
    return counted


def _result(
    done: list[Timed], stands: dict[str, int], sign_ups: int, at_once: int, seconds: float
) -> Result:
    half_made = (
        abs(stands["clients"] - stands["whole"])
        + abs(stands["users"] - stands["clients"])
        + abs(stands["stray_schemas"])
        + abs(stands["stray_tenants"])
    )
    lost = sign_ups - min(len(done), stands["ready"])
    opening, whole = [one.opening_ms for one in done], [one.whole_ms for one in done]
    rows = [
        (f"{sign_ups} sign-ups, {at_once} at once, {seconds:.1f} s", "median ms", "p95 ms"),
        ("from the last button to the open workspace", *_middle_and_tail(opening)),
        ("all five steps, seven pages and a mail", *_middle_and_tail(whole)),
        ("lost", str(lost), ""),
        ("half made", str(half_made), ""),
    ]
    figures = {
        "lost": float(lost),
        "half_made": float(half_made),
        "p95_ms": _p95(opening),
        "whole_p95_ms": _p95(whole),
        "sign_ups_per_second": len(done) / seconds,
    }
    return Result("signup", figures=figures, table=rows)


def _middle_and_tail(found: list[float]) -> tuple[str, str]:
    return f"{statistics.median(found or [0]):.0f}", f"{_p95(found):.0f}"


def _p95(found: list[float]) -> float:
    return statistics.quantiles(found, n=20)[-1] if len(found) > 1 else 0.0


def _text(mail: EmailMessage) -> str:
    body = mail.get_body(preferencelist=("plain",))
    return str(body.get_content()) if body else ""


def _free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port: int = probe.getsockname()[1]
        return port
