"""Close an account: nobody can sign in with it, and nothing of the person stays but an id.

The row itself stays, since entries of news books name their author by it; deleting it is refused.
"""

from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts.models import Membership, User


@transaction.atomic
def close_account(user: User) -> None:
    """Make the account nobody's: no address, name, password, factor or session is left of it."""
    for kept in (EmailAddress, Authenticator):
        kept.objects.filter(user=user).delete()
    for own in (user.memberships, user.handoffs, user.mail_proofs):
        own.all().delete()
    user.email, user.name = None, ""
    user.is_active = user.is_staff = user.is_superuser = False
    user.set_unusable_password()
    user.save()
    user.end_sessions()


@transaction.atomic
def forget_client(client_id: UUID) -> int:
    """Forget who belonged to a client that is gone; return how many accounts were closed.

    Closed are those without e-mail that belonged nowhere else: their badge was all they had.
    """
    of_client = Membership.objects.filter(client_id=client_id)
    badges = User.objects.filter(pk__in=of_client.values("user_id"), email=None)
    elsewhere = Membership.objects.exclude(client_id=client_id).values("user_id")
    closing = list(badges.exclude(pk__in=elsewhere))
    for user in closing:
        close_account(user)
    of_client.delete()
    return len(closing)
