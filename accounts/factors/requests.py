"""The request of somebody who is signed in, at either site."""

from django.http import HttpRequest

from accounts.models import User


class PersonRequest(HttpRequest):
    """A request whose person is known: the guard of the address saw to it."""

    user: User
