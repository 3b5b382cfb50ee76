"""What the pages of the standing orders show."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.utils.functional import cached_property

from tenant_site.members.models import Member
from tenant_site.shifts.models import OrderVersion, OrderVersionQuerySet
from tenant_site.shifts.models.pattern import today_here
from tenant_site.shifts.orders.reading import Reader, readers_of

ENDED_A_PAGE = 50


@dataclass(frozen=True)
class Board:
    """The orders a member may see, by whether they hold today; those that ended by the page."""

    in_force: list[OrderVersion]
    later: list[OrderVersion]
    ended: "Page[OrderVersion]"

    @property
    def is_empty(self) -> bool:
        """Say whether there never was an order."""
        return not (self.in_force or self.later or self.ended)

    @property
    def newer_url(self) -> str:
        """The address of what ended later, if there is any."""
        page = self.ended
        return f"?page={page.previous_page_number()}#ended" if page.has_previous() else ""

    @property
    def older_url(self) -> str:
        """The address of what ended earlier, if there is any."""
        page = self.ended
        return f"?page={page.next_page_number()}#ended" if page.has_next() else ""


def board_for(member: Member, *, page: str | None = None) -> Board:
    """Return the orders for a page of `member`, newest first."""
    today = today_here()
    seen = OrderVersion.objects.shown_to(member)
    return Board(
        in_force=list(_listed(seen.in_force(today), member)),
        later=list(_listed(seen.later(today), member)),
        ended=Paginator(_listed(seen.ended(today), member), ENDED_A_PAGE).get_page(page),
    )


def _listed(versions: OrderVersionQuerySet, member: Member) -> OrderVersionQuerySet:
    counted = versions.for_pages(member).annotate(read_count=Count("receipts", distinct=True))
    return counted.order_by("-published_at", "pk")


@dataclass(frozen=True)
class VersionPage:
    """One version among the others of its order."""

    version: OrderVersion
    versions: list[OrderVersion]
    member: Member
    today: date

    @property
    def is_newest(self) -> bool:
        """Say whether no later version was published."""
        return self.version == self.versions[0]

    @property
    def holds(self) -> bool:
        """Say whether this version holds today."""
        return OrderVersion.objects.in_force(self.today).filter(pk=self.version.pk).exists()

    @cached_property
    def readers(self) -> list[Reader]:
        """Who has read it and who has not, for those who see every book."""
        return readers_of(self.version) if self.member.reads_every_book else []

    @property
    def read_count(self) -> int:
        """How many have read it."""
        return sum(1 for reader in self.readers if reader.read_at)

    @property
    def may_change(self) -> bool:
        """Say whether this member publishes what comes next."""
        return self.member.writes_every_book and self.is_newest and not self.version.is_end


def version_page(
    order_id: UUID, *, wanted: str | None, by: Member, today: date
) -> VersionPage | None:
    """Return the version with the number `wanted`, or the newest; None where there is none."""
    seen = OrderVersion.objects.shown_to(by).filter(order=order_id)
    found = list(seen.for_pages(by).order_by("-number"))
    shown = [one for one in found if wanted is None or str(one.number) == wanted]
    return VersionPage(shown[0], found, by, today) if shown else None
