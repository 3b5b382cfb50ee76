"""Which tenant the running code works for: one ContextVar, right in threads and async code alike.

Nothing else remembers a tenant. A new thread starts with none, where tenant tables do not exist.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple


class Scope(NamedTuple):
    """One entered tenant and the scope to return to; `tenant` is None for the public schema."""

    tenant: Any
    include_public: bool = True
    outer: "Scope | None" = None


class SchemaOnly:
    """A tenant of which only the schema name is known (`schema_context`, migrations)."""

    domain_url: str | None = None

    def __init__(self, schema_name: str, tenant_type: str | None = None) -> None:
        self.schema_name = schema_name
        self.tenant_type = tenant_type

    def get_tenant_type(self) -> str | None:
        """Return the type under django-tenants' multi-type setting."""
        return self.tenant_type

    def __str__(self) -> str:
        return self.schema_name


PUBLIC = Scope(tenant=SchemaOnly("public"))
_scope: ContextVar[Scope | None] = ContextVar("tenancy_scope", default=None)
_followers: list[Callable[[Any], None]] = []


def current_scope() -> Scope:
    """Return the innermost scope; the public schema when none was entered."""
    return _scope.get() or PUBLIC


def current_schema() -> str:
    """Return the name of the schema in force."""
    name: str = (_scope.get() or PUBLIC).tenant.schema_name
    return name


def current_tenant() -> Any | None:
    """Return the tenant in force, or None in the public schema."""
    tenant = current_scope().tenant
    return None if tenant.schema_name == "public" else tenant


def is_entered() -> bool:
    """Say whether any scope is in force; False after every request, task and command."""
    return _scope.get() is not None


def follow(follower: Callable[[Any], None]) -> None:
    """Call `follower(tenant)` from now on whenever another scope comes into force."""
    _followers.append(follower)


def _tell() -> None:
    for follower in _followers:
        follower(current_scope().tenant)


def _put(scope: Scope | None) -> None:
    _scope.set(scope)
    _tell()


def enter(tenant: Any, *, include_public: bool = True) -> None:
    """Put `tenant` in force until the matching `leave()`."""
    _put(Scope(tenant, include_public, _scope.get()))


def leave() -> None:
    """Return to the scope before the last `enter()`."""
    scope = _scope.get()
    _put(scope.outer if scope else None)


def replace(tenant: Any, *, include_public: bool = True) -> None:
    """Put `tenant` in force in place of the innermost (what `connection.set_tenant` means)."""
    scope = _scope.get()
    outer = scope.outer if scope else None
    bare = isinstance(tenant, SchemaOnly) and tenant.schema_name == "public"
    _put(None if bare and outer is None else Scope(tenant, include_public, outer))


def clear() -> None:
    """Leave every scope: what the end of a request or command does."""
    _put(None)


@contextmanager
def kept() -> Iterator[None]:
    """Return at the end to the scope of the beginning, whatever was entered or cleared inside."""
    before = _scope.get()
    try:
        yield
    finally:
        _put(before)


@contextmanager
def tenant_context(tenant: Any, *, include_public: bool = True) -> Iterator[Any]:
    """Work for `tenant` inside the block; the scope before it returns, whatever happens."""
    token = _scope.set(Scope(tenant, include_public, _scope.get()))
    try:
        _tell()
        yield tenant
    finally:
        _scope.reset(token)
        _tell()


@contextmanager
def schema_context(schema_name: str, *, include_public: bool = True) -> Iterator[Any]:
    """Work in the schema of that name; prefer `tenant_context`, which knows the tenant."""
    with tenant_context(SchemaOnly(schema_name), include_public=include_public) as tenant:
        yield tenant


@contextmanager
def public_context() -> Iterator[None]:
    """Work in the public schema alone inside the block."""
    with tenant_context(PUBLIC.tenant):
        yield
