"""Why nothing changed, in a sentence with the next step."""

from django.utils.translation import gettext as _

from tenant_site.matters.following import (
    AlreadyDone,
    ChangedSince,
    FollowUpRefused,
    NothingChanges,
    StillOpen,
)


def sentence(refusal: FollowUpRefused) -> str:
    """Return what a person is told."""
    sentences: dict[type[FollowUpRefused], str] = {
        AlreadyDone: _(
            "It was done meanwhile: look at its history below, and open it again if need be."
        ),
        StillOpen: _("It is open already: somebody was quicker."),
        NothingChanges: _("All of this holds already. Change something, or add a word."),
        ChangedSince: _(
            "Somebody changed the person or the day while this page was open, so nothing was "
            "saved. The fields show what holds now, and your words are kept: look at them, then "
            "send again."
        ),
    }
    return sentences[type(refusal)]
