"""A real nginx before two real gunicorns that say what reached them."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from stack import folders, nginx, nginx_files, processes
from tests.browser.conftest import chromium as chromium
from tests.free_ports import free_port
from tests.nginx.front import SECRET, Front
from tests.nginx.own_certificate import own_certificate

CHECKOUT = Path(__file__).resolve().parents[2]
SITES = {"main-website": "main website", "workspaces": "workspaces"}
JPEG = bytes(range(256)) * 80


def lay_out_files(var: Path) -> None:
    static, media = var / "static", var / "media"
    (static / "css").mkdir(parents=True)
    (static / "css" / "tokens.0123456789ab.css").write_text("a { color: red }\n" * 200)
    (static / "css" / "tokens.css").write_text("a { color: red }\n" * 200)
    (static / "staticfiles.json").write_text(
        '{"paths": {"css/tokens.css": "css/tokens.0123456789ab.css"}}'
    )
    for client, host in (("t_acme", "acme.localhost"), ("t_globex", "globex.localhost")):
        (media / client / "ab").mkdir(parents=True)
        (media / client / "ab" / "photo.jpg").write_bytes(JPEG)
        (media / client / "ab" / f"only-{client}.jpg").write_bytes(JPEG)
        (media / "_hosts").mkdir(exist_ok=True)
        (media / "_hosts" / host).symlink_to(Path("..") / client)
    own_domain = media / "_hosts" / "libro.acme-security.example"
    own_domain.symlink_to(Path("..") / "t_acme")
    acme = media / "t_acme"
    for name in ("video.mp4", "report.pdf", "page.html", "drawing.svg", "data.bin"):
        (acme / name).write_bytes(b"<script>alert(1)</script>")
    (var / "secret.txt").write_text("not for anybody")
    (acme / "link.jpg").symlink_to(var / "secret.txt")
    (acme / "neighbour.jpg").symlink_to(media / "t_globex" / "ab" / "photo.jpg")
    (acme / "way").symlink_to(media / "t_globex")


@contextmanager
def running_front(var: Path, program: Path, **changes: Any) -> Iterator[Front]:
    folders.open_var(var)
    lay_out_files(var)
    port, sockets = free_port(), folders.socket_folder(var)
    site = nginx_files.Site(
        main_host="localhost",
        port=port,
        port_suffix=f":{port}",
        sockets=sockets,
        run=sockets,
        logs=var / "logs",
        access_log=var / "logs" / "nginx-access.log",
        static_root=var / "static",
        media_hosts=var / "media" / "_hosts",
        media_secret=SECRET,
        media_cache_seconds=300,
        max_request_bytes=2 * 2**20,
        loopback_only=True,
        user="root" if os.getuid() == 0 else "",
        worker_processes="1",
        version=nginx.version(program),
    )
    site = replace(site, **changes)
    nginx_files.render(site, var / "run" / "nginx")
    with ExitStack() as started:
        for name, command in commands(var, sockets, program):
            env = {**os.environ, "SITE": SITES.get(name, "")}
            log = var / "logs" / f"{name}.log"
            child = processes.start(name, command, log=log, env=env, cwd=CHECKOUT)
            started.callback(processes.stop, child)
        front = Front(port, var / "media", tls=site.tls is not None, extra={"var": var})
        await_answers(front)
        yield front


def commands(var: Path, sockets: Path, program: Path) -> Iterator[tuple[str, list[str]]]:
    settings = str(CHECKOUT / "stack" / "gunicorn_settings.py")
    for name in SITES:
        bind = f"unix:{sockets / f'{name}.sock'}"
        run = [sys.executable, "-m", "gunicorn", "-c", settings, "--bind", bind]
        yield name, [*run, "tests.nginx.echo:application"]
    yield "nginx", nginx.command(program, var / "run" / "nginx", var / "logs")


def await_answers(front: Front) -> None:
    until = time.monotonic() + 20
    for host in ("localhost", "acme.localhost"):
        while time.monotonic() < until:
            try:
                if front.get("/", host).status == 200:
                    break
            except OSError:
                pass
            time.sleep(0.05)
        else:
            pytest.fail(f"{host} does not answer")


@pytest.fixture(scope="session")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    var = tmp_path_factory.mktemp("front") / "a folder with spaces"
    with running_front(var, nginx.program(os.environ.get("NGINX", ""))) as running:
        yield running


@pytest.fixture(scope="session")
def tls_front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    var = tmp_path_factory.mktemp("tls")
    certificate, key = own_certificate(var)
    hsts = "max-age=31536000; includeSubDomains; preload"
    tls = nginx_files.Tls(certificate, key, hsts, acme_root=var / "acme", plain_port=free_port())
    challenge = var / "acme" / ".well-known" / "acme-challenge"
    challenge.mkdir(parents=True)
    (challenge / "token").write_text("proof")
    with running_front(var, nginx.program(os.environ.get("NGINX", "")), tls=tls) as running:
        running.extra["plain"] = Front(tls.plain_port, running.media)
        yield running
