"""What a visitor of support reaches: pages named here, by reading; nothing else, ever."""

from django.http import HttpRequest

from accounts.support.models import SupportVisit
from tenant_site.members.models import Member, Role

SESSION_KEY = "support_visit"
READS = frozenset({"GET", "HEAD"})
# names of urls; a page with a secret or a form for others never stands here
LOOKS_AT = frozenset(
    {
        "book_list",
        "book_detail",
        "entry_detail",
        "handover_list",
        "handover_detail",
        "handover_watch",
        "order_list",
        "order_detail",
        "member_list",
        "activity_log",
        "support_access",
        "workspace",
    }
)
OWN = frozenset({"support_arrive", "support_enter", "support_leave"})  # how a visit begins and ends


def may_look(request: HttpRequest, url_name: str | None) -> bool:
    """Say whether a visitor's request goes on to its view."""
    return url_name in OWN or (request.method in READS and url_name in LOOKS_AT)


def as_member(visit: SupportVisit) -> Member:
    """Return somebody who sees what an owner sees.

    The row does not exist: whatever a view tried to write by this hand breaks its foreign key,
    and saving it breaks NOT NULL.
    """
    return Member(display_name=visit.name, role=Role.OWNER, is_active=True)
