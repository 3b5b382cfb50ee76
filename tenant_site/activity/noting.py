"""Write into the log of the workspace in force."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenant_site.activity.models import Activity
    from tenant_site.members.models import Member

ABOUT_LENGTH, VALUE_LENGTH = 200, 500


@dataclass(frozen=True)
class Support:
    """An operator whom an owner let in."""

    name: str


def note(
    act: str, *, by: "Member | Support | None" = None, about: str = "", **detail: object
) -> "Activity":
    """Append one act, in the caller's transaction: what is undone was never noted.

    `act` is a code of `tenant_site.activity.acts`; one that is missing there is shown plainly.
    Without `by` it was the system's. `detail` is kept as text; never put a secret there.
    """
    from tenant_site.activity.models import Activity, Actor

    actor, name, member = Actor.SYSTEM, "", None
    if isinstance(by, Support):
        actor, name = Actor.SUPPORT, by.name
    elif by is not None:
        actor, name, member = Actor.MEMBER, by.display_name, by
    return Activity.objects.create(
        actor=actor,
        actor_name=name,
        member=member,
        act=act,
        about=about[:ABOUT_LENGTH],
        detail={key: str(value)[:VALUE_LENGTH] for key, value in detail.items()},
    )
