import stat
import subprocess
import sys
from pathlib import Path

import pytest

from stack import nginx, nginx_files
from tests.free_ports import free_port
from tests.nginx.own_certificate import own_certificate
from tests.stack.conftest import CHECKOUT, clean_environment

PRODUCTION = {
    "PUBLIC_URL": "https://newsbook.example",
    "SECRET_KEY": "x" * 50,
    "DATABASE_URL": "postgres://newsbook:word@db.internal/newsbook",
    "TLS_CERTIFICATE": "/etc/ssl/newsbook.pem",
    "TLS_KEY": "/etc/ssl/newsbook.key",
    "STATIC_ROOT": "/srv/newsbook/static",
    "MEDIA_ROOT": "/srv/newsbook/media",
    "MAX_FILE_BYTES": "1000000",
    "MAX_FILES_PER_ENTRY": "3",
    "EMAIL_URL": "smtp://mail.internal",
    "NGINX": str(nginx.program()),
}
AS_DEBIAN_HAS_IT = """
pid "{folder}/nginx.pid";
events {{
}}
http {{
    sendfile on;
    tcp_nopush on;
    server_tokens on;
    default_type application/octet-stream;
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_prefer_server_ciphers on;
    access_log "{folder}/access.log";
    gzip on;
    include "{folder}/out/sites.conf";
}}
"""


def render(
    output: Path, *more: str, env: dict[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "manage.py", "render_nginx", "--output", str(output), *more],
        cwd=CHECKOUT,
        env={**clean_environment(), **PRODUCTION, "VAR_FOLDER": str(output / "var"), **(env or {})},
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    output = tmp_path_factory.mktemp("nginx")
    done = render(output)
    assert done.returncode == 0, done.stderr
    return {path.name: path.read_text() for path in output.rglob("*") if path.is_file()}


def test_a_server_gets_its_names_limits_and_folders_from_the_settings(
    rendered: dict[str, str],
) -> None:
    assert 'server_name "newsbook.example";' in rendered["main_website.conf"]
    assert "listen 443 ssl;" in rendered["main_website.conf"]
    assert "client_max_body_size 4048576;" in rendered["limits.conf"]
    assert 'alias "/srv/newsbook/media/_hosts/$workspace/";' in rendered["media.conf"]
    assert 'ssl_certificate "/etc/ssl/newsbook.pem";' in rendered["tls.conf"]
    assert '"unix:/run/newsbook/workspaces.sock"' in rendered["sites.conf"]
    assert "max-age=31536000; includeSubDomains; preload" in rendered["maps.conf"]
    assert 'Host "$host"' in rendered["proxy.conf"]
    assert "return 308 https://$host$request_uri;" in rendered["redirect.conf"]


def test_no_placeholder_is_left(rendered: dict[str, str]) -> None:
    assert [name for name, content in rendered.items() if "{{" in content] == []


def test_every_page_that_is_named_is_there(rendered: dict[str, str]) -> None:
    pages = {name for name in rendered if name.endswith(".html")}
    named = {
        line.rpartition("/")[2].rstrip(";")
        for line in rendered["pages.conf"].splitlines()
        if line.startswith("error_page")
    }
    assert named == pages


def test_the_limit_is_said_in_megabytes(rendered: dict[str, str]) -> None:
    assert "3 MB" in rendered["413.html"]


def test_the_secret_of_the_links_is_for_its_owner_alone(tmp_path: Path) -> None:
    render(tmp_path)
    assert {stat.S_IMODE(p.stat().st_mode) for p in tmp_path.glob("*.conf")} == {0o600}
    assert "x" * 50 not in "".join(p.read_text() for p in tmp_path.glob("*.conf"))


def test_whoever_nginx_runs_as_can_read_the_pages(tmp_path: Path) -> None:
    render(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755
    assert stat.S_IMODE((tmp_path / "pages").stat().st_mode) == 0o755
    assert {stat.S_IMODE(p.stat().st_mode) for p in tmp_path.glob("pages/*")} == {0o644}


def test_sockets_may_stand_elsewhere(tmp_path: Path) -> None:
    assert render(tmp_path, "--sockets", "/srv/run").returncode == 0
    assert '"unix:/srv/run/workspaces.sock"' in (tmp_path / "sites.conf").read_text()


def test_a_server_without_a_certificate_is_told_the_variable(tmp_path: Path) -> None:
    done = render(tmp_path, env={"TLS_CERTIFICATE": ""})
    assert done.returncode == 1
    assert done.stderr.strip().endswith("Set the environment variable TLS_CERTIFICATE.")


def test_a_folder_that_nginx_cannot_name_is_refused(tmp_path: Path) -> None:
    done = render(tmp_path, env={"STATIC_ROOT": "/srv/$static"})
    assert done.returncode == 1
    assert "nginx cannot use '/srv/$static'" in done.stderr


@pytest.mark.parametrize(
    ("version", "words"),
    [((1, 22, 1), ("ssl http2;", "")), ((1, 25, 1), ("ssl;", "http2 on;"))],
)
def test_http_2_is_asked_for_in_the_words_of_that_nginx(
    tmp_path: Path, version: tuple[int, ...], words: tuple[str, str]
) -> None:
    nginx_files.render(server_site(tmp_path, version), tmp_path / "out")
    content = (tmp_path / "out" / "workspaces.conf").read_text()
    assert f"listen 443 {words[0]}" in content
    assert words[1] in content


def test_the_installed_nginx_is_asked_which_version_it_is(tmp_path: Path) -> None:
    program = tmp_path / "bin" / "nginx"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho nginx version: nginx/1.22.1 >&2\n")
    program.chmod(0o755)
    assert render(tmp_path / "out", env={"NGINX": "", "PATH": str(program.parent)}).returncode == 0
    assert "listen 443 ssl http2;" in (tmp_path / "out" / "main_website.conf").read_text()


def test_an_nginx_conf_that_sets_the_usual_things_takes_the_sites_in(tmp_path: Path) -> None:
    program, around = nginx.program(), tmp_path / "nginx.conf"
    site = server_site(tmp_path, nginx.version(program), free_port())
    nginx_files.render(site, tmp_path / "out")
    around.write_text(AS_DEBIAN_HAS_IT.format(folder=tmp_path))
    command = [str(program), "-t", "-p", str(tmp_path), "-e", "stderr", "-c", str(around)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr


def server_site(folder: Path, version: tuple[int, ...], port: int = 443) -> nginx_files.Site:
    chain, key = own_certificate(folder)
    return nginx_files.Site(
        main_host="newsbook.example",
        port=port,
        port_suffix="",
        sockets=folder,
        run=None,
        logs=folder,
        access_log=folder / "newsbook.log",
        static_root=folder,
        media_hosts=folder,
        media_secret="word",
        media_cache_seconds=1,
        max_request_bytes=1,
        loopback_only=False,
        version=version,
        tls=nginx_files.Tls(chain, key, "max-age=1", folder, plain_port=free_port()),
    )
