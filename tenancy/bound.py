"""Querysets and instances of tenant apps belong to one tenant and refuse to work in another.

Users keep Django's own models. A queryset remembers the tenant in which it was made; an instance
the one in which it was read or saved, in `_state.db`: a string equal to the alias that Django puts
there anyway, so rows cost nothing more. See decision 0009.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache, update_wrapper
from typing import Any

from django.apps import apps
from django.db import models, router
from django.db.models import query, sql

from tenancy.checks.app_lists import is_listed, tenant_list
from tenancy.context import current_schema

TENANT_LABELS: set[str] = set()


class WrongTenant(Exception):
    """What belongs to one tenant was about to be used in another, or in none."""

    def __init__(self, what: Any, schema: str) -> None:
        super().__init__(
            f"{what} belongs to {schema}, but {current_schema()} is in force. Enter "
            f"{schema} to use it, or read it again (a queryset: with .all()) where you are."
        )


class TenantAlias(str):
    """The alias of a database and the schema in which a row was read there."""

    __slots__ = ("schema",)
    schema: str

    def __reduce__(self) -> tuple[Callable[[str, str], "TenantAlias"], tuple[str, str]]:
        """Keep the schema in pickles and copies."""
        return _alias, (str(self), self.schema)


@lru_cache(maxsize=4096)
def _alias(name: str, schema: str) -> TenantAlias:
    made = TenantAlias(name)
    made.schema = schema
    return made


def of_tenants(model: Any) -> bool:
    """Say whether the rows of `model` lie in the tenants' schemas."""
    concrete = model and model._meta.concrete_model  # None while its class is being made
    return concrete is not None and concrete._meta.app_label in TENANT_LABELS


def _refuse_elsewhere(what: Any, belongs_to: Any) -> None:
    if isinstance(belongs_to, TenantAlias) and belongs_to.schema != current_schema():
        raise WrongTenant(what, belongs_to.schema)


def refuse_instance(instance: models.Model) -> None:
    """Refuse to write a row of another tenant, or one that points at such a row.

    One that was never saved, or that was made new again as Django documents for copies
    (`_state.adding = True`), is nobody's yet.

    Raises:
        WrongTenant: it was read or saved in another tenant.
    """
    if not of_tenants(type(instance)):
        return
    state = instance._state
    if not state.adding:
        _refuse_elsewhere(_named(instance), state.db)
    for related in state.__dict__.get("fields_cache", {}).values():
        if isinstance(related, models.Model) and of_tenants(type(related)):
            _refuse_elsewhere(_named(related), related._state.db)


def _named(instance: models.Model) -> str:
    return f"{instance._meta.label} {instance.pk}"


def _bound(alias: str, model: Any) -> str:
    """Return the alias with the schema in force, for models of tenants; without one, for others."""
    if of_tenants(model):
        return _alias(alias, current_schema())
    return str(alias)


def _bound_database(self: Any, alias: str) -> str:
    """Return the database of a queryset; refuse what its alias or the instance before it says."""
    if not of_tenants(self.model):
        return str(alias)
    schema = current_schema()
    if isinstance(alias, TenantAlias) and alias.schema != schema:
        raise WrongTenant(f"A queryset of {self.model._meta.label}", alias.schema)
    origin = self._hints.get("instance")
    if origin is not None and of_tenants(type(origin)):
        _refuse_elsewhere(_named(origin), origin._state.db)
    return _alias(alias, schema)


_Query: Any = sql.Query
_QuerySet: Any = query.QuerySet
_RawQuerySet: Any = query.RawQuerySet
_Model: Any = models.Model
_init_query, _get_compiler = _Query.__init__, _Query.get_compiler
_database, _raw_database = _QuerySet.db.fget, _RawQuerySet.db.fget
_all, _iterator = _QuerySet.all, _QuerySet._iterator
_fetch_all, _fetch_all_raw = _QuerySet._fetch_all, _RawQuerySet._fetch_all
_prepare_for_bulk_create, _bulk_update = _QuerySet._prepare_for_bulk_create, _QuerySet.bulk_update
_populate: Any = query.RelatedPopulator.__init__
_save_base, _delete = _Model.save_base, _Model.delete


def _tenant_or_none() -> str | None:
    """Return the schema in force; None for public, where no row of a tenant can be read."""
    schema = current_schema()
    return None if schema == "public" else schema


def init_query(self: Any, model: Any, alias_cols: bool = True) -> None:  # noqa: FBT001, FBT002  # Django's signature
    """Let a new query remember the tenant; its clones do too."""
    _init_query(self, model, alias_cols)
    if of_tenants(model):
        self.tenancy_schema = _tenant_or_none()


def get_compiler(
    self: Any,
    using: str | None = None,
    connection: Any = None,
    elide_empty: bool = True,  # noqa: FBT001, FBT002  # Django's signature
) -> Any:
    """Refuse to compile in another tenant, subqueries as well."""
    made_in = self.tenancy_schema
    if made_in is not None and made_in != current_schema():
        raise WrongTenant(f"A queryset of {self.model._meta.label}", made_in)
    return _get_compiler(self, using, connection, elide_empty)


def all_rows(self: Any) -> Any:
    """Copy a queryset as one made here: the idiom for those that stand in a module or class."""
    clone = _all(self)
    if of_tenants(self.model):
        clone._query.tenancy_schema = _tenant_or_none()
    return clone


def database(self: Any) -> str:
    """Return the alias that is stored in each row read, with the schema in force."""
    return _bound_database(self, _database(self))


def raw_database(self: Any) -> str:
    """Do the same for `raw()`, whose query holds the alias of where it was made."""
    made_in = getattr(self.__dict__.get("query"), "using", None)
    if isinstance(made_in, TenantAlias) and made_in.schema != "public":
        _refuse_elsewhere(f"A raw queryset of {self.model._meta.label}", made_in)
    return _bound_database(self, _raw_database(self))


def fetch_all(self: Any) -> None:
    """Refuse to hand out rows that were fetched in another tenant."""
    if self._result_cache is not None or self._query.tenancy_schema is None:
        _note_where_fetched(self)  # else it is fetched now, where it was made: see get_compiler
    _fetch_all(self)


def fetch_all_raw(self: Any) -> None:
    """Do the same for `raw()`."""
    _note_where_fetched(self)
    _fetch_all_raw(self)


def _note_where_fetched(queryset: Any) -> None:
    if not of_tenants(queryset.model):
        return
    if queryset._result_cache is None:
        queryset._tenancy_fetched_in = current_schema()
        return
    made_in = getattr(getattr(queryset, "_query", None), "tenancy_schema", None)
    fetched_in = queryset.__dict__.get("_tenancy_fetched_in", made_in)
    if fetched_in is not None and fetched_in != current_schema():
        raise WrongTenant(f"A queryset of {queryset.model._meta.label}", fetched_in)


def iterate(self: Any, *args: Any, **kwargs: Any) -> Iterator[Any]:
    """Refuse to read on in another tenant than the one in which reading began."""
    began_in = current_schema()
    for row in _iterator(self, *args, **kwargs):
        yield row
        if current_schema() != began_in and of_tenants(self.model):
            raise WrongTenant(f"A queryset of {self.model._meta.label}", began_in)


def prepare_for_bulk_create(self: Any, objs: Any) -> Any:
    """Refuse to insert rows that were read in another tenant."""
    for instance in objs:
        refuse_instance(instance)
    return _prepare_for_bulk_create(self, objs)


def bulk_update(self: Any, objs: Any, *args: Any, **kwargs: Any) -> Any:
    """Refuse to update from rows that were read in another tenant."""
    objs = tuple(objs)
    for instance in objs:
        refuse_instance(instance)
    return _bulk_update(self, objs, *args, **kwargs)


def populate(self: Any, klass_info: Any, select: Any, db: str) -> None:
    """Bind rows that came by `select_related` as their own model wants it."""
    _populate(self, klass_info, select, _bound(db, klass_info["model"]))


def save_base(
    self: Any,
    raw: bool = False,  # noqa: FBT001, FBT002  # Django's signature
    force_insert: Any = False,  # noqa: FBT002  # Django's signature
    force_update: bool = False,  # noqa: FBT001, FBT002  # Django's signature
    using: str | None = None,
    update_fields: Any = None,
) -> None:
    """Refuse to write a row of another tenant; bind a new one to the tenant in force."""
    refuse_instance(self)
    using = _bound(using or router.db_for_write(type(self), instance=self), type(self))
    _save_base(self, raw, force_insert, force_update, using, update_fields)


def delete(self: Any, *args: Any, **kwargs: Any) -> Any:
    """Refuse to delete a row of another tenant."""
    refuse_instance(self)
    return _delete(self, *args, **kwargs)


def bind_models() -> None:
    """Put all this into force, once the apps are loaded."""
    listed = tenant_list()
    TENANT_LABELS.update(app.label for app in apps.get_app_configs() if is_listed(app, listed))
    _Query.tenancy_schema = None  # of querysets made before
    replaced: tuple[tuple[Any, str, Callable[..., Any]], ...] = (
        (_Query, "__init__", init_query),
        (_Query, "get_compiler", get_compiler),
        (_QuerySet, "all", all_rows),
        (_QuerySet, "_fetch_all", fetch_all),
        (_RawQuerySet, "_fetch_all", fetch_all_raw),
        (_QuerySet, "_iterator", iterate),
        (_QuerySet, "_prepare_for_bulk_create", prepare_for_bulk_create),
        (_QuerySet, "bulk_update", bulk_update),
        (query.RelatedPopulator, "__init__", populate),
        (_Model, "save_base", save_base),
        (_Model, "delete", delete),
    )
    for owner, name, ours in replaced:
        setattr(owner, name, update_wrapper(ours, getattr(owner, name)))
    _QuerySet.db, _RawQuerySet.db = property(database), property(raw_database)
