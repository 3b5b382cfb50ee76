"""The Celery app: each message that it sends names its tenant."""

from typing import Any

from celery import Celery
from celery.app.registry import TaskRegistry
from django.core.exceptions import ImproperlyConfigured

from tenancy.celery.carrying import KEY, TaskWithoutTenant, carrying
from tenancy.celery.each_tenant import each_tenant
from tenancy.celery.task import EACH_TENANT, PUBLIC, TENANT, TenantTask


class TaskUnaware(ImproperlyConfigured):
    """A task of another class would run without asking for its tenant."""


class TenantTaskRegistry(TaskRegistry):
    """The tasks of an app, every one a `TenantTask`."""

    def __setitem__(self, name: str, task: Any) -> None:
        """Register a task.

        Raises:
            TaskUnaware: its class is not derived from `app.Task`.
        """
        if not isinstance(task, TenantTask):
            raise TaskUnaware(f"Derive the class of {name} from tenancy.celery.TenantTask.")
        super().__setitem__(name, task)


class TenantCelery(Celery):
    """A `Celery` whose tasks are tenants' tasks unless they declare another scope."""

    task_cls = TenantTask
    registry_cls = TenantTaskRegistry

    def on_init(self) -> None:
        """Add the task that reaches every tenant."""
        self.task(each_tenant, name=EACH_TENANT, scope=PUBLIC, bind=True, shared=False)

    def admit(self, task: TenantTask, tenant: Any) -> None:
        """Let a tenant's task run. Override it to raise `TaskRefused`, for the suspended say.

        A task that was sent is recorded as failed then; `each_tenant` passes the tenant over.
        """

    def send_task(
        self, name: str, args: Any = None, kwargs: Any = None, *more: Any, **options: Any
    ) -> Any:
        """Send a message that names the tenant in force.

        Raises:
            TaskWithoutTenant: it is a tenant's task, and none is in force.
        """
        options = carrying(options)
        known = self.tasks if self.autofinalize else self._tasks
        task = options.get("task_type") or known.get(name)
        if task is not None and task.scope == TENANT and KEY not in options["headers"]:
            raise TaskWithoutTenant(name)
        return super().send_task(name, args, kwargs, *more, **options)
