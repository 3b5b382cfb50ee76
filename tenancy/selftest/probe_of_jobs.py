"""Attempts to let a job of one tenant run in the other; loaded where Celery is installed."""

from collections.abc import Iterator

from tenancy.celery import TaskWithoutTenant, TenantCelery
from tenancy.celery.carrying import carrying
from tenancy.context import public_context, tenant_context
from tenancy.selftest.pair import Note, Pair


def _owners() -> list[str]:
    return sorted(Note._base_manager.values_list("owner", flat=True).distinct())


def jobs(pair: Pair) -> Iterator[str]:
    """Send a job in each tenant and run it in the other; send one without a tenant."""
    app = TenantCelery("tenancy_selftest", broker="memory://", set_as_current=False)
    app.conf.update(task_always_eager=True, task_eager_propagates=True)

    read = app.task(_owners, name="tenancy_selftest.owners")
    for tenant in pair:
        with tenant_context(tenant):
            message = carrying({})
            found = read.delay().get()
        with tenant_context(pair.other(tenant)):
            found += read.apply(**message).get()
        for owner in sorted({*found} - {tenant.schema_name}):
            yield f"a job of {tenant.schema_name} read rows of {owner}"
    try:
        with public_context():
            yield f"a job without tenant read rows of {read.delay().get()}"
    except TaskWithoutTenant:
        pass
    finally:
        app.close()
