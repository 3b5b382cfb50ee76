"""Writes nginx's configuration and its own pages from the templates in `nginx/`."""

import json
import re
import socket
import tomllib
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from stack.refusals import Refused

TEMPLATES = Path(__file__).resolve().parent.parent / "nginx"
PLACEHOLDER = re.compile(r"\{\{ (\w+) \}\}")
STYLES = ("tokens", "foundation", "layout", "buttons", "offers")
HTTP2_DIRECTIVE_SINCE = (1, 25, 1)


@dataclass(frozen=True)
class Tls:
    """The certificate that nginx shows, and what it promises about TLS."""

    certificate: Path
    key: Path
    strict_transport: str
    acme_root: Path
    plain_port: int = 80


@dataclass(frozen=True)
class Site:
    """Everything that nginx's configuration depends on; without `run` it has an nginx.conf."""

    main_host: str
    port: int
    port_suffix: str
    sockets: Path
    run: Path | None
    logs: Path
    access_log: Path
    static_root: Path
    media_hosts: Path
    media_secret: str
    media_cache_seconds: int
    max_request_bytes: int
    loopback_only: bool
    workspaces_in_folders: bool = False
    user: str = ""
    worker_processes: str = "auto"
    version: tuple[int, ...] = HTTP2_DIRECTIVE_SINCE
    tls: Tls | None = None


def render(site: Site, output: Path) -> list[Path]:
    """Write the configuration into `output` and return the files.

    The pages may be read by everybody; the rest, which holds a secret, by its owner alone.

    Raises:
        Refused: a folder has a name that nginx cannot take.
    """
    pages = output / "pages"
    pages.mkdir(parents=True, exist_ok=True)
    for folder in (output, pages):
        folder.chmod(0o755)
    left_out = (set() if site.tls else _FOR_TLS) | (set() if site.run else _FOR_ALL_OF_NGINX)
    left_out |= set() if site.workspaces_in_folders else _FOR_FOLDERS
    if site.run:
        site.run.mkdir(mode=0o700, parents=True, exist_ok=True)
    values = {**_quoted(site, output), **_verbatim(site, output)}
    templates = [t for t in sorted(TEMPLATES.glob("*.conf")) if t.stem not in left_out]
    written = [
        _write(output / template.name, _filled(template.read_text(), values))
        for template in templates
    ]
    return [*written, *_render_pages(site, pages)]


_FOR_TLS = {"tls", "redirect"}
_FOR_ALL_OF_NGINX = {"nginx"}
_FOR_FOLDERS = {"folders"}


def _write(path: Path, content: str, *, mode: int = 0o600) -> Path:
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(content)
    path.chmod(mode)
    return path


def _filled(template: str, values: dict[str, str]) -> str:
    return PLACEHOLDER.sub(lambda found: values[found[1]], template)


def _quoted(site: Site, output: Path) -> dict[str, str]:
    values: dict[str, object] = {
        "folder": output.absolute(),
        "sockets": site.sockets,
        "run": site.run or "",
        "logs": site.logs,
        "access_log": site.access_log,
        "static_root": site.static_root,
        "media_hosts": site.media_hosts,
        "media_secret": site.media_secret,
        "media_cache_seconds": site.media_cache_seconds,
        "max_request_bytes": site.max_request_bytes,
        "main_host": site.main_host,
        "port_suffix": site.port_suffix,
        "worker_processes": site.worker_processes,
        "strict_transport": site.tls.strict_transport if site.tls else "",
        "strict_transport_elsewhere": site.tls.strict_transport.partition(";")[0]
        if site.tls
        else "",
        "certificate": site.tls.certificate if site.tls else "",
        "key": site.tls.key if site.tls else "",
        "acme_root": site.tls.acme_root if site.tls else "",
    }
    return {name: _in_quotes(str(value)) for name, value in values.items()}


def _in_quotes(value: str) -> str:
    if "$" in value or "\n" in value:
        raise Refused(
            f"nginx cannot use {value!r}: it reads the $ as a variable. Use another folder."
        )
    return value.replace("\\", "\\\\").replace('"', '\\"')


def _verbatim(site: Site, output: Path) -> dict[str, str]:
    folder = _in_quotes(str(output.absolute()))
    return {
        "main_host_pattern": re.escape(site.main_host),
        "user": f"user {site.user};" if site.user else "",
        "listen": _listen(site),
        "listen_default": _listen(site, default=True),
        "listen_plain": _listen_plain(site),
        "listen_plain_default": _listen_plain(site, default=True),
        "tls": f'include "{folder}/tls.conf";' if site.tls else "",
        "redirect": f'include "{folder}/redirect.conf";' if site.tls else "",
        "workspaces_in_folders": f'include "{folder}/folders.conf";'
        if site.workspaces_in_folders
        else "",
    }


def _listen(site: Site, *, default: bool = False) -> str:
    words, directive = " default_server" * default, ""
    if site.tls and site.version >= HTTP2_DIRECTIVE_SINCE:
        words, directive = words + " ssl", "http2 on;"
    elif site.tls:
        words += " ssl http2"
    lines = [f"listen {place}{words};" for place in _places(site, site.port)]
    return "\n    ".join([*lines, *([directive] if directive else [])])


def _listen_plain(site: Site, *, default: bool = False) -> str:
    port = site.tls.plain_port if site.tls else 80
    words = " default_server" * default
    return "\n    ".join(f"listen {place}{words};" for place in _places(site, port))


def _places(site: Site, port: int) -> list[str]:
    near, far = ("127.0.0.1:", "[::1]:") if site.loopback_only else ("", "[::]:")
    return [f"{place}{port}" for place in ([near, far] if has_ipv6() else [near])]


def has_ipv6() -> bool:
    """Say whether this machine can be reached over IPv6 by itself."""
    try:
        with closing(socket.socket(socket.AF_INET6, socket.SOCK_STREAM)) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def _render_pages(site: Site, folder: Path) -> list[Path]:
    page = (TEMPLATES / "pages" / "page.html").read_text()
    texts = tomllib.loads((TEMPLATES / "pages" / "texts.toml").read_text())
    limit = {"limit": f"{site.max_request_bytes // 2**20} MB"}
    styles = {"stylesheets": "\n  ".join(_stylesheets(site.static_root))}
    return [
        _write(
            folder / f"{code}.html",
            _filled(
                page,
                {name: _filled(said, limit) for name, said in words.items()}
                | {"code": code}
                | styles,
            ),
            mode=0o644,
        )
        for code, words in texts.items()
    ]


def _stylesheets(static_root: Path) -> list[str]:
    """Return links to the design system, where collectstatic has left it."""
    try:
        names = json.loads((static_root / "staticfiles.json").read_text())["paths"]
    except (OSError, ValueError, KeyError):
        return []
    found = [names[f"css/{style}.css"] for style in STYLES if f"css/{style}.css" in names]
    return [f'<link rel="stylesheet" href="/static/{name}">' for name in found]
