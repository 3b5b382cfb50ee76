"""The acts of the record in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from public_site.operators.acts import ACTS

# acts that are not about a client's standing
BESIDE: dict[str, Promise] = {
    "signed_in": _("Signed in"),
    "client_looked_at": _("Looked at the client"),
    "support_entered": _("Entered the workspace"),
    "archive_downloaded": _("Downloaded an archive"),
    "restore_asked": _("Restored an archive"),
    "work_again": _("Asked for work once more"),
    "operator_added": _("Added an operator"),
    "operator_removed": _("Removed an operator"),
    "factors_reset": _("Reset a second factor"),
    "sessions_ended": _("Ended sessions"),
}


def told(code: str) -> str:
    """Return the words of an act; its code where it has none."""
    return str(ACTS[code].name if code in ACTS else BESIDE.get(code, code))
