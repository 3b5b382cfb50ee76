"""Read the environment; what each variable means stands in `project.variables`."""

import ipaddress
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from project.variables import BY_NAME

CHECKOUT = Path(__file__).resolve().parent.parent
HOST_SHAPE = re.compile(r"(?=.{1,253}\Z)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9-]{1,63})*")


class PlainEnv(environ.FileAwareEnv):
    """The process environment; `NAME_FILE` names a file that holds the value of a secret."""


env = PlainEnv()


def text(name: str, default: str = "") -> str:
    """Return the variable, or what stands in the file that `NAME_FILE` names.

    Raises:
        ImproperlyConfigured: both forms are set, or the file cannot be read.
    """
    variable = BY_NAME[name]
    file = os.environ.get(f"{name}_FILE", "")
    if not (file and variable.secret):
        return os.environ.get(name, "").strip() or default
    if os.environ.get(name):
        raise ImproperlyConfigured(f"Both {name} and {name}_FILE are set. Unset one of them.")
    try:
        return Path(file).read_text().strip()
    except OSError as problem:
        raise ImproperlyConfigured(
            f"{name}_FILE names {file}, which cannot be read: {problem.strerror}."
        ) from problem


def number(name: str) -> int:
    """Return the variable as a positive whole number, or its default."""
    value = text(name, BY_NAME[name].default or "")
    if not re.fullmatch(r"[0-9]{1,15}", value) or int(value) < 1:
        raise ImproperlyConfigured(f"{name} is {value!r}. Set it to a whole number above zero.")
    return int(value)


def yes(name: str) -> bool:
    """Return the variable as a truth value."""
    value = text(name, BY_NAME[name].default or "no").lower()
    if value not in {"yes", "no", "1", "0", "true", "false", "on", "off"}:
        raise ImproperlyConfigured(f"{name} is {value!r}. Set it to yes or no.")
    return value in {"yes", "1", "true", "on"}


def folder(name: str, default: Path) -> Path:
    """Return the variable as an absolute path; a relative one starts at the checkout."""
    return (CHECKOUT / text(name)).absolute() if text(name) else default


def required(name: str) -> str:
    """Return the variable or refuse to start without it."""
    value = text(name)
    if not value:
        also = f" (or {name}_FILE)" if BY_NAME[name].secret else ""
        raise ImproperlyConfigured(f"Set the environment variable {name}{also}.")
    return value


def both_or_neither(first: str, second: str) -> tuple[str, str]:
    """Return two variables of which one is worth nothing without the other."""
    values = text(first), text(second)
    if bool(values[0]) != bool(values[1]):
        raise ImproperlyConfigured(f"Set {first} and {second} together, or neither.")
    return values


def one_of(name: str, *choices: str) -> str:
    """Return the variable, which must be one of `choices`; the first is the default."""
    value = text(name, choices[0])
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is {value!r}. Set it to {' or '.join(choices)}.")
    return value


def connection(kind: Literal["db_url", "email_url", "cache_url"], name: str, value: str) -> Any:
    """Return the dictionary that Django wants for a server's address."""
    try:
        with_scheme = urlsplit(value).scheme
        parsed = getattr(environ.Env, f"{kind}_config")(value) if with_scheme else {}
    except (KeyError, ValueError, ImproperlyConfigured) as problem:
        raise ImproperlyConfigured(f"{name} cannot be understood: {problem}.") from problem
    if not parsed:
        raise ImproperlyConfigured(f"{name} has no scheme. Example: {BY_NAME[name].example}")
    return parsed


@dataclass(frozen=True)
class Address:
    """The public address in parts: `https`, `newsbook.example`, `` or `:8000`."""

    scheme: str
    host: str
    port_suffix: str

    @property
    def url(self) -> str:
        """Return the address without a trailing slash."""
        return f"{self.scheme}://{self.host}{self.port_suffix}"

    @property
    def is_local(self) -> bool:
        """Say whether this is a development machine: nobody else can reach such a name."""
        return self.host == "localhost" or self.host.endswith(".localhost")


def public_address() -> Address:
    """Return PUBLIC_URL in parts.

    Raises:
        ImproperlyConfigured: it cannot be the address of this service; says why.
    """
    value = text("PUBLIC_URL", BY_NAME["PUBLIC_URL"].default or "")
    parts = urlsplit(value)
    try:
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as problem:
        raise ImproperlyConfigured(f"PUBLIC_URL is {value!r}: {problem}.") from problem
    fault = _fault(
        parts.scheme, host, parts.path, parts.query + parts.fragment + (parts.username or "")
    )
    if fault:
        raise ImproperlyConfigured(
            f"PUBLIC_URL is {value!r}: {fault} Example: {BY_NAME['PUBLIC_URL'].example}"
        )
    usual = {"http": 80, "https": 443}[parts.scheme]
    return Address(parts.scheme, host, f":{port}" if port and port != usual else "")


def _fault(scheme: str, host: str, path: str, rest: str) -> str:
    if scheme not in {"http", "https"}:
        return "it must begin with https://."
    if not host or not HOST_SHAPE.fullmatch(host):
        return "it has no valid host name (use punycode for accents, and no underscore)."
    if path not in {"", "/"} or rest:
        return "it must be an address alone, without path, query or user."
    if _is_ip(host):
        return "workspaces live below it, so it must be a name and not a number."
    if scheme == "http" and not Address(scheme, host, "").is_local:
        return "production needs https://; only localhost may go without TLS."
    return ""


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def var_folder() -> Path:
    """Return the folder of everything that the embedded run keeps."""
    return folder("VAR_FOLDER", CHECKOUT / "var")


def uses_embedded_postgres() -> bool:
    """Say whether this process runs on the embedded PostgreSQL."""
    return public_address().is_local and not text("DATABASE_URL")
