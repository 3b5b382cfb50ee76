"""The whole embedded stack as one thing that starts, answers and stops."""

import errno
import fcntl
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from stack import folders, nginx, nginx_files, postgres, processes
from stack.postgres_files import last_line, open_log
from stack.refusals import Refused

CHECKOUT = Path(__file__).resolve().parent.parent
ANSWER_SECONDS = 60
REFUSED_STATUS = 3
SITES = {"main-website": "wsgi_main_website", "workspaces": "wsgi_tenants"}


class Stack:
    """PostgreSQL, both sites and nginx of one `var` folder on one port."""

    def __init__(
        self,
        var: Path,
        port: int,
        *,
        env: Mapping[str, str] | None = None,
        demo: bool = True,
        fsync: bool = True,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.var, self.port, self.demo, self.fsync, self.say = (
            var.absolute(),
            port,
            demo,
            fsync,
            say,
        )
        self.env = {**os.environ, **(env or {})}
        self.host = urlsplit(self.env.get("PUBLIC_URL", "")).hostname or "localhost"
        self.env |= {"VAR_FOLDER": str(self.var), "PUBLIC_URL": self.url, "PYTHONUNBUFFERED": "1"}
        self.env.pop("DJANGO_SETTINGS_MODULE", None)
        self.children: list[processes.Child] = []
        self._open = ExitStack()

    @property
    def url(self) -> str:
        """Return the address of the main website."""
        return f"http://{self.host}:{self.port}"

    @property
    def has_own_postgres(self) -> bool:
        """Say whether PostgreSQL is one of the parts."""
        return not (self.env.get("DATABASE_URL") or self.env.get("DATABASE_URL_FILE"))

    @property
    def keeps_mails(self) -> bool:
        """Say whether mails are pages of this machine, for want of a mail server."""
        return not (self.env.get("EMAIL_URL") or self.env.get("EMAIL_URL_FILE"))

    def start(self) -> None:
        """Start every part and return when both sites answer through nginx.

        Raises:
            Refused: something stands in the way; nothing is left running then.
        """
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def _start(self) -> None:
        self._refuse_another_machine()
        folders.open_var(self.var)
        self._refuse_second_start()
        refuse_busy_port(self.port)
        program = nginx.program(self.env.get("NGINX", ""))
        if self.has_own_postgres:
            self.say("Starting PostgreSQL")
            self._open.enter_context(postgres.hold(self.var, fsync=self.fsync))
        self._prepare()
        self.say("Starting both sites and nginx")
        for name, module in SITES.items():
            self._socket(name).unlink(missing_ok=True)  # of a run that was killed
            self._start_child(name, self._gunicorn(name, module))
        self._await(lambda: all(self._socket(name).exists() for name in SITES), "The sites")
        for name in ("nginx-access", "nginx-error"):
            open_log(self.var / "logs" / f"{name}.log").close()
        command = nginx.command(program, self.nginx_folder, self.var / "logs")
        self._start_child("nginx", command, cwd=self.nginx_folder)
        for host in (self.host, f"workspaces.{self.host}"):
            self._await(partial(answers, self.port, host), host)

    @property
    def nginx_folder(self) -> Path:
        """Return where nginx's configuration is written."""
        return self.var / "run" / "nginx"

    def dead_part(self) -> str | None:
        """Return a sentence about a part that ended by itself, or None while all of them run."""
        for child in self.children:
            if child.process.poll() is not None:
                return child.epitaph()
        if self.has_own_postgres and postgres.server_pid(self.var) is None:
            log = self.var / "logs" / "postgres.log"
            return f"PostgreSQL ended: {last_line(log)} The whole story is in {log}."
        return None

    def stop(self) -> None:
        """Stop every part that was started, nginx first; returns when all are gone."""
        while self.children:
            processes.stop(self.children.pop())
        self._open.close()

    def _refuse_another_machine(self) -> None:
        if not (self.host == "localhost" or self.host.endswith(".localhost")):
            raise Refused(
                f"This runs for this machine alone and PUBLIC_URL names {self.host}. Unset it, or "
                "set it to http://localhost."
            )

    def _refuse_second_start(self) -> None:
        lock = self._open.enter_context((self.var / "run" / "stack.lock").open("a+"))
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise Refused(
                f"News Book already runs from {self.var} at {lock.read().strip()}. Stop that one "
                "first, or set the environment variable VAR_FOLDER to another folder."
            ) from None
        lock.truncate(0)
        lock.write(f"{self.url} (process {os.getpid()})\n")
        lock.flush()

    def _prepare(self) -> None:
        log = self.var / "logs" / "prepare.log"
        log.unlink(missing_ok=True)
        command = [sys.executable, "-m", "stack", "prepare", *(["--demo"] if self.demo else [])]
        child = processes.start(
            "prepare", command, log=log, env=self.env, cwd=CHECKOUT, stdout=subprocess.PIPE
        )
        try:
            for line in child.process.stdout or []:
                self.say(line.decode().rstrip())
            status = child.process.wait()
        finally:
            processes.stop(child)
            if child.process.stdout:
                child.process.stdout.close()
        if status == REFUSED_STATUS:
            raise Refused(last_line(log))
        if status:
            raise Refused(f"Preparing failed: {last_line(log)} The whole story is in {log}.")

    def _socket(self, name: str) -> Path:
        return folders.socket_folder(self.var) / f"{name}.sock"

    def _gunicorn(self, name: str, module: str) -> list[str]:
        settings = str(CHECKOUT / "stack" / "gunicorn_settings.py")
        return [
            sys.executable, "-m", "gunicorn", "-c", settings, "--bind",
            f"unix:{self._socket(name)}",
            f"project.{module}:application",
        ]  # fmt: skip

    def _start_child(self, name: str, command: list[str], cwd: Path = CHECKOUT) -> None:
        log = self.var / "logs" / f"{name}.log"
        self.children.append(processes.start(name, command, log=log, env=self.env, cwd=cwd))

    def _await(self, ready: Callable[[], bool], who: str) -> None:
        until = time.monotonic() + ANSWER_SECONDS
        while not ready():
            problem = self.dead_part()
            if problem or time.monotonic() > until:
                raise Refused(problem or f"{who}: no answer. See {self.var / 'logs'}.")
            time.sleep(0.03)


@contextmanager
def running_stack(
    var: Path,
    port: int,
    *,
    env: Mapping[str, str] | None = None,
    demo: bool = False,
    fsync: bool = False,
) -> Iterator[Stack]:
    """Run the whole stack for as long as the block lasts; throwaway data unless told otherwise.

    Raises:
        Refused: it cannot be started; the message says why.
    """
    stack = Stack(var, port, env=env, demo=demo, fsync=fsync)
    stack.start()
    try:
        yield stack
    finally:
        stack.stop()


def answers(port: int, host: str) -> bool:
    """Say whether the site of `host` is healthy behind nginx."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        try:
            connection.request("GET", "/healthz", headers={"Host": f"{host}:{port}"})
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False


def refuse_busy_port(port: int) -> None:
    """Pass if `port` is one that we may listen on and nobody else does.

    Raises:
        Refused: it is not; says why and names another.
    """
    places = [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")]
    for family, place in places if nginx_files.has_ipv6() else places[:1]:
        try:
            socket.create_server((place, port), family=family).close()
        except (OSError, OverflowError) as problem:
            busy = isinstance(problem, OSError) and problem.errno == errno.EADDRINUSE
            raise Refused(_other_port(port, "" if busy else str(problem))) from problem


def _other_port(port: int, fault: str) -> str:
    other = port + 1 if 8000 <= port < 65535 else 8001
    if fault:
        return f"Port {port} cannot be used ({fault}) Choose another one: make run PORT={other}"
    return f"Port {port} is in use. Stop what uses it, or choose another one: make run PORT={other}"
