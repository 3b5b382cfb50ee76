"""A task that runs inside the tenant that sent it, from its first signal to its last callback."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from celery import states
from celery.app.task import Context
from celery.app.trace import TraceInfo, trace_ok_t
from celery.contrib.django.task import DjangoTask
from django.core.exceptions import ImproperlyConfigured

from tenancy import context
from tenancy.celery.carrying import KEY, TaskWithoutTenant, carrying, find_carried
from tenancy.context import public_context, tenant_context

EACH_TENANT = "tenancy.each_tenant"
TENANT, PUBLIC, ALL_TENANTS, EITHER = "tenant", "public", "all_tenants", "either"
# Celery's own, which work for whoever sent them; its maps run other tasks and need a tenant
_OF_CELERY = {
    f"celery.{name}"
    for name in ("accumulate", "backend_cleanup", "chain", "chord", "chord_unlock", "group")
}


class TenantTask(DjangoTask):
    """What `@app.task` makes of a function; `scope` says for whom it works."""

    abstract = True
    scope: str = TENANT
    spread_seconds: float = 0  # the messages of all_tenants start within so many seconds
    _tracer: Callable[..., Any] | None = None

    @classmethod
    def bind(cls, app: Any) -> Any:
        """Belong to an app, whose `task_annotations` may set the scope of others' tasks.

        Raises:
            ImproperlyConfigured: there is no such scope.
        """
        if cls.name in _OF_CELERY:
            cls.scope = EITHER
        bound = super().bind(app)
        if cls.scope not in (TENANT, PUBLIC, ALL_TENANTS, EITHER):
            raise ImproperlyConfigured(
                f"{cls.name} has the scope {cls.scope!r}. Use tenant, public or all_tenants."
            )
        return bound

    @property
    def __trace__(self) -> Any:
        """What a worker calls to run one message; Celery makes it and we go around it."""
        return self._tracer

    @__trace__.setter
    def __trace__(self, tracer: Callable[..., Any] | None) -> None:
        self._tracer = partial(self._run_message, tracer) if tracer else None

    def _run_message(
        self, tracer: Any, uuid: str, args: Any, kwargs: Any, request: Any = None
    ) -> Any:
        told = Context(request or {}, args=args, kwargs=kwargs, id=uuid, called_directly=False)
        headers = told.headers or {}
        if self.scope == ALL_TENANTS and KEY not in headers:
            whole = self.app.tasks[EACH_TENANT]
            return whole.__trace__(uuid, (self.name, args, kwargs), {}, request)
        try:
            tenant = self.tenant_of(headers)
        except Exception as problem:  # noqa: BLE001  # recorded, whatever it is
            return self._record_refusal(problem, told)
        with tenant_context(tenant):
            return tracer(uuid, args, kwargs, request)

    def tenant_of(self, headers: Mapping[str, Any]) -> Any:
        """Return for whom a message is run: a tenant, or what stands for public.

        Raises:
            TaskRefused: it may not run, since its tenant is missing or the app says so.
        """
        if self.scope == PUBLIC or (self.scope == EITHER and KEY not in headers):
            return context.PUBLIC.tenant
        if KEY not in headers:
            raise TaskWithoutTenant(self.name)
        tenant = find_carried(headers)
        self.app.admit(self, tenant)
        return tenant

    def _record_refusal(self, problem: Exception, request: Any) -> Any:
        """Record the failure as Celery does; what follows in the tenant is not called."""
        request.errbacks = [
            errback
            for errback in request.errbacks or ()
            if getattr(self.app.tasks.get(errback["task"]), "scope", TENANT) != TENANT
        ]
        info = TraceInfo(states.FAILURE, problem)
        with public_context():
            return trace_ok_t(info.handle_error_state(self, request), info, 0.0, None)

    def apply(self, args: Any = None, kwargs: Any = None, **options: Any) -> Any:
        """Run here and now inside the tenant in force, as `task_always_eager` does.

        Raises:
            TaskRefused: there is no tenant, or it may not be used.
        """
        options = carrying(options)
        if self.scope == ALL_TENANTS and KEY not in options["headers"]:
            return self.app.tasks[EACH_TENANT].apply((self.name, args, kwargs), **options)
        with tenant_context(self.tenant_of(options["headers"])):
            return super().apply(args, kwargs, **options)

    def apply_async_on_commit(self, args: Any = None, kwargs: Any = None, **options: Any) -> None:
        """Send on commit, for the tenant in force now: at the commit it may be left."""
        super().apply_async_on_commit(args, kwargs, **carrying(options))

    def delay_on_commit(self, *args: Any, **kwargs: Any) -> None:
        """Do the same with the arguments alone."""
        self.apply_async_on_commit(args, kwargs)
