"""Who is told that an entry was corrected: apps above register (in an app's `ready()`)."""

from collections.abc import Callable

from tenant_site.books.models import Entry

Follower = Callable[[Entry], None]

_followers = dict[str, Follower]()


def register(name: str, follower: Follower) -> None:
    """Call `follower` with each entry that is annulled from now on, in that transaction."""
    _followers[name] = follower


def tell(annulled: Entry) -> None:
    """Tell all who registered that `annulled` is annulled."""
    for follower in _followers.values():
        follower(annulled)
