"""Making and unmaking operators; each act is recorded with it."""

from django.db import transaction
from django.utils.crypto import get_random_string

from accounts.factors.changes import remove_all
from accounts.models import User, normalise_email
from public_site.operators.audit import record

PASSWORD_LENGTH = 20


class Oneself(Exception):
    """Nobody removes themselves: somebody has to be left."""


class AlreadyOperator(Exception):
    """The person is an operator."""


@transaction.atomic
def add_operator(*, email: str, name: str, reason: str, by: User, network: str) -> tuple[User, str]:
    """Make the person of `email` an operator; a new account gets the password that is returned.

    They reach the console once they have set up a second factor.

    Raises:
        AlreadyOperator: nothing is left to do.
    """
    password, user = "", User.objects.filter(email=normalise_email(email)).first()
    if user is None:
        password = get_random_string(PASSWORD_LENGTH)
        user = User.objects.create_user(email, password, name=name, must_change_password=True)
    elif user.is_staff:
        raise AlreadyOperator
    user.is_staff = True
    user.save(update_fields=["is_staff"])
    after = {"is_staff": "True", "new_account": str(bool(password))}
    about = str(user.email)
    record("operator_added", by=by, network=network, about=about, reason=reason, after=after)
    return user, password


@transaction.atomic
def remove_operator(*, user: User, reason: str, by: User, network: str) -> None:
    """Let the person be an operator no more; every session of theirs ends, the account stays.

    Raises:
        Oneself: it is the one who asks.
    """
    if user.pk == by.pk:
        raise Oneself
    user.is_staff = user.is_superuser = False
    user.save(update_fields=["is_staff", "is_superuser"])
    user.end_sessions()
    record("operator_removed", by=by, network=network, about=str(user.email), reason=reason)


@transaction.atomic
def reset_factors(*, user: User, reason: str, by: User, network: str) -> None:
    """Take away the second factors that another operator has lost; their sessions end.

    Raises:
        Oneself: who asks has shown a factor just now, and can change it on their own page.
    """
    if user.pk == by.pk:
        raise Oneself
    remove_all(user=user)
    record("factors_reset", by=by, network=network, about=str(user.email), reason=reason)


@transaction.atomic
def end_sessions(*, user: User, reason: str, by: User, network: str) -> None:
    """End every session of an operator, at every site."""
    user.end_sessions()
    record("sessions_ended", by=by, network=network, about=str(user.email), reason=reason)
