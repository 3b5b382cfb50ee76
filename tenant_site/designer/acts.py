"""What can be done to a form that is designed, in the words of the reader's language."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WORDS: Mapping[str, Promise] = {
    "added": gettext_lazy("“%(label)s” was added."),
    "changed": gettext_lazy("“%(label)s” was changed."),
    "moved": gettext_lazy("“%(label)s” is number %(place)s of %(count)s now."),
    "removed": gettext_lazy("“%(label)s” was removed."),
    "freed": gettext_lazy("“%(label)s” was removed. Always asked from now on: %(freed)s."),
    "copied": gettext_lazy("The form was copied from “%(label)s”."),
    "imported": gettext_lazy("The form was imported from a pack."),
    "discarded": gettext_lazy("The form is as it was published."),
    "published": gettext_lazy("Version %(number)s was published."),
}


def told(act: str, about: Mapping[str, str]) -> str:
    """Tell an act; an empty text where there was none."""
    return str(WORDS[act]) % about if act else ""


def told_undone(act: str, about: Mapping[str, str]) -> str:
    """Tell that an act was taken back."""
    return _("Undone: %(what)s") % {"what": told(act, about)}
