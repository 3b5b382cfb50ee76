"""From a sign-up that is ready into its workspace."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.utils import timezone

from accounts import handoff
from accounts.models import User
from public_site.signup.models import SignUp

SIGNED_IN_FOR = timedelta(hours=1)  # later the browser's token leads to the sign-in page


def enter(sign_up: SignUp, *, wants_to_invite: bool) -> str:
    """Return the address that leads the owner into the new workspace.

    Signed in, by a hand-off, is who just proved e-mail and password, until they have been in
    once; a second factor, or the passkey, is asked for at the workspace like every day.
    """
    client = sign_up.client()
    owner = User.objects.filter(email=sign_up.email, is_active=True).first()
    if owner is None or not _is_fresh(sign_up, owner):
        return f"{client.url}/sign-in/"
    token = handoff.issue(user=owner, client_id=client.pk)
    invite = f"?next={urlsplit(client.url).path}/members/invite/" if wants_to_invite else ""
    return f"{client.url}/enter/{token}{invite}"


def _is_fresh(sign_up: SignUp, owner: User) -> bool:
    """Say whether the owner still comes from the sign-up: whoever signs out stays outside."""
    ready_at = sign_up.ready_at
    if ready_at is None or ready_at < timezone.now() - SIGNED_IN_FOR:
        return False
    return owner.last_login is None or owner.last_login < ready_at
