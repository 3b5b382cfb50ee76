"""The request of an operator, typed."""

from django.http import HttpRequest

from accounts.models import User


class OperatorRequest(HttpRequest):
    """A request that `ConsoleSite` let through."""

    user: User
