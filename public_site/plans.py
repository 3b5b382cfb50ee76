"""What the service costs and holds: the one place for prices and limits (settings.PLANS)."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


GIGABYTE = 1024**3
DEFAULT_PLAN = "company"  # also what a trial may use: nobody should meet a limit while trying


@dataclass(frozen=True)
class Limits:
    """How much a workspace holds; None where there is no limit."""

    members: int | None = None
    books: int | None = None
    storage_bytes: int | None = None


@dataclass(frozen=True)
class Plan:
    """One offer of the pricing page; a `price` of None is agreed in a conversation."""

    code: str
    name: Text
    summary: Text
    price: Decimal | None
    features: tuple[Text, ...] = field(default_factory=tuple)
    currency: str = "USD"
    is_recommended: bool = False
    limits: Limits = Limits()


# Placeholders until the owner of the service sets real prices.
PLANS: tuple[Plan, ...] = (
    Plan(
        code="post",
        name=_("One post"),
        summary=_("A reception desk, a residence or a small plant."),
        price=Decimal(19),
        features=(
            _("1 book"),
            _("Up to 10 people"),
            _("20 GB of photos and files"),
            _("Help by e-mail"),
        ),
        limits=Limits(members=10, books=1, storage_bytes=20 * GIGABYTE),
    ),
    Plan(
        code="company",
        name=_("Company"),
        summary=_("A guard company with posts at several sites."),
        price=Decimal(79),
        features=(
            _("Up to 20 books"),
            _("As many people as you need"),
            _("250 GB of photos and files"),
            _("Roles for supervisors and auditors"),
            _("Help by e-mail and telephone"),
        ),
        is_recommended=True,
        limits=Limits(books=20, storage_bytes=250 * GIGABYTE),
    ),
    Plan(
        code="fleet",
        name=_("Many sites"),
        summary=_("Control rooms and companies with hundreds of posts."),
        price=None,
        features=(
            _("As many books as you need"),
            _("Storage agreed with you"),
            _("Your own domain name"),
            _("A person who knows your operation"),
        ),
    ),
)


def plan_of(code: str) -> Plan:
    """Return the plan of that code; one that is offered no more counts as the default one."""
    found = {plan.code: plan for plan in settings.PLANS}
    return found.get(code) or found.get(DEFAULT_PLAN) or settings.PLANS[0]
