"""One message becomes one for each tenant, spread over time."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django_tenants.utils import get_tenant_model
from kombu.exceptions import OperationalError

from tenancy.celery.carrying import TaskRefused
from tenancy.celery.task import EACH_TENANT, PUBLIC
from tenancy.context import public_context, tenant_context

PAGE = 500
logger = logging.getLogger(__name__)


class SomeTenantsNotReached(Exception):
    """Every tenant got its message, except those that the sentence names."""


def per_tenant(
    task: str,
    schedule: Any,
    *,
    spread_seconds: float = 0,
    args: Sequence[Any] = (),
    kwargs: Mapping[str, Any] | None = None,
    options: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return an entry of `beat_schedule` that sends `task` to each tenant.

    Beat sends one message, a worker the others: whichever scheduler class, and however many
    tenants. Each tenant has its own moment within `spread_seconds`, the same at each round; keep
    it below the broker's visibility timeout (Redis: an hour). With a fixed interval a round that
    no worker began before the next one is left out, so that none pile up.
    """
    seconds = schedule.total_seconds() if isinstance(schedule, timedelta) else schedule
    told = {"spread_seconds": spread_seconds, "options": dict(options or {})}
    return {
        "task": EACH_TENANT,
        "schedule": schedule,
        "args": (task, list(args), dict(kwargs or {})),
        "kwargs": told,
        "options": {"expires": seconds} if isinstance(seconds, int | float) else {},
    }


def each_tenant(
    self: Any,
    task: str,
    args: Sequence[Any] | None = None,
    kwargs: Mapping[str, Any] | None = None,
    *,
    spread_seconds: float | None = None,
    options: Mapping[str, Any] | None = None,
) -> dict[str, int]:
    """Send `task` to each tenant and count; those whom the app does not admit are passed over.

    Tenants are read page by page. Delivered again, it sends messages of the same ids.

    Raises:
        SomeTenantsNotReached: sending failed for some; the others have theirs.
        TaskRefused: a public task has no tenants.
    """
    target = self.app.tasks[task]
    if target.scope == PUBLIC:
        raise TaskRefused(f"{task} is public: it works for no tenant.")
    spread = target.spread_seconds if spread_seconds is None else spread_seconds
    count, failed = {"sent": 0, "passed_over": 0}, []
    for tenant in _tenants():
        name = tenant.schema_name
        told = {
            **_inherited(self.request),
            **(options or {}),
            "countdown": moment(name, task=task, spread_seconds=spread),
            "task_id": str(uuid5(NAMESPACE_URL, f"{self.request.id}/{tenant.pk}")),
        }
        try:
            self.app.admit(target, tenant)
            with tenant_context(tenant):
                target.apply_async(args, kwargs, add_to_parent=False, **told)
            count["sent"] += 1
        except TaskRefused:
            count["passed_over"] += 1
        except OperationalError:  # the broker is away: for the others too
            raise
        except Exception:
            logger.exception("%s got no message for %s.", name, task)
            failed.append(name)
    if failed:
        raise SomeTenantsNotReached(f"No {task} for {len(failed)} tenants: {', '.join(failed)}.")
    return count


def moment(schema_name: str, *, task: str, spread_seconds: float) -> float:
    """Return how many seconds after a round began a tenant's turn comes: always the same."""
    drawn = int.from_bytes(sha256(f"{task} {schema_name}".encode()).digest()[:8], "big")
    return round(spread_seconds * drawn / 2**64, 3)


def _tenants() -> Iterator[Any]:
    rows = get_tenant_model().objects.exclude(schema_name="public").order_by("pk")
    page = rows
    while True:
        with public_context():
            found = list(page[:PAGE])
        yield from found
        if len(found) < PAGE:
            return
        page = rows.filter(pk__gt=found[-1].pk)


def _inherited(request: Any) -> dict[str, Any]:
    """Return the queue, priority and expiry of the message that is multiplied."""
    delivery = request.delivery_info or {}
    queue = delivery.get("routing_key") if not delivery.get("exchange") else None
    told = {"queue": queue, "priority": delivery.get("priority"), "expires": request.expires}
    return {name: value for name, value in told.items() if value is not None}
