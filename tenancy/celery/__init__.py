"""Celery whose tasks work for the tenant that sent them. Needs Celery 5.5 or newer.

    app = TenantCelery("shop")                # where others write Celery("shop")

    @app.task                                 # for one tenant: sent inside it, run inside it
    @app.task(scope="public")                 # for none: runs in the public schema
    @app.task(scope="all_tenants")            # sent outside of tenants it reaches each of them,
                                              # sent inside one it is for that one

A tenant's task that is sent outside of tenants is refused where it is sent; one whose tenant is
gone when it runs is recorded as FAILURE. Chains, groups, chords, callbacks and retries stay with
the tenant in which they were sent. Called as a function a task is one: it runs where the caller is.
"""

from django.core.exceptions import ImproperlyConfigured

try:
    import celery as _celery  # noqa: F401  # the library, not this package
except ImportError as problem:
    raise ImproperlyConfigured("tenancy.celery needs Celery: pip install celery") from problem

from tenancy.celery.app import TaskUnaware as TaskUnaware
from tenancy.celery.app import TenantCelery as TenantCelery
from tenancy.celery.carrying import TaskRefused as TaskRefused
from tenancy.celery.carrying import TaskWithoutTenant as TaskWithoutTenant
from tenancy.celery.carrying import TenantGone as TenantGone
from tenancy.celery.each_tenant import SomeTenantsNotReached as SomeTenantsNotReached
from tenancy.celery.each_tenant import per_tenant as per_tenant
from tenancy.celery.task import TenantTask as TenantTask
