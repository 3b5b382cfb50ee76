"""Who sends a request to a page that only people who are signed in reach."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from accounts.models import User


def person_of(request: HttpRequest) -> User:
    """Return the person who is signed in.

    Raises:
        PermissionDenied: nobody is; the site's own guard should have said so before.
    """
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
