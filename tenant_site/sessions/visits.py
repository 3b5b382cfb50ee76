"""Notes now and then with what browser and from where a session is used."""

import time

from django.http import HttpRequest

from accounts.visitors import address_of
from tenant_site.sessions.store import SEEN

NOTED_EVERY_SECONDS = 5 * 60  # each note is one UPDATE; a list of sessions needs no more


def note_visit(request: HttpRequest) -> bool:
    """Note the visit in the session; say False where the last note is fresh and the person's."""
    seen, now, person = request.session.get(SEEN, {}), int(time.time()), str(request.user.pk)
    if seen.get("of") == person and now - seen["at"] < NOTED_EVERY_SECONDS:
        return False
    request.session[SEEN] = {
        "of": person,
        "since": seen["since"] if seen.get("of") == person else now,
        "at": now,
        "browser": request.headers.get("User-Agent", "")[:300],
        "address": address_of(request)[:45],
    }
    return True
