"""A sign-up on its way, how far its opening has come, and addresses that rest."""

import hashlib
import secrets
import uuid
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from public_site.models import Client

REST_DAYS = 365
AGES_DAYS = {"requested": 1, "confirmed": 14, "opening": 14, "ready": 30}


def new_token() -> str:
    """Return what a browser keeps to show that a sign-up is its own."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """Return what the database keeps of a token."""
    return hashlib.sha256(token.encode()).digest()


class SignUpQuerySet(models.QuerySet["SignUp"]):
    """Questions one may ask about sign-ups."""

    def of_browser(self, token: str) -> Self:
        """Keep the one that the browser with this token began."""
        return self.filter(token_hash=token_hash(token))

    def in_state(self, *states: str) -> Self:
        """Keep those in one of the states."""
        return self.filter(state__in=states)

    def with_live_code(self) -> Self:
        """Keep those whose code or link may still be tried."""
        return self.in_state(SignUp.State.REQUESTED).filter(
            code_expires_at__gt=timezone.now(), code_tries__lt=SignUp.MOST_TRIES
        )

    def confirm(self, **changes: bytes) -> int:
        """Use code and link up in one statement, so that of two requests one wins."""
        return self.in_state(SignUp.State.REQUESTED).update(
            state=SignUp.State.CONFIRMED,
            code_hash=None,
            link_hash=None,
            changed_at=timezone.now(),
            **changes,
        )

    def keep(self, **changes: object) -> int:
        """Take what a form says, unless the opening has begun."""
        return self.in_state(SignUp.State.CONFIRMED).update(changed_at=timezone.now(), **changes)

    def start_opening(self) -> int:
        """Let the opening begin, once all is known."""
        return self.in_state(SignUp.State.CONFIRMED).update(
            state=SignUp.State.OPENING, refused="", changed_at=timezone.now()
        )

    def to_be_welcomed(self) -> Self:
        """Keep the open ones whose welcome mail is still owed."""
        return self.in_state(SignUp.State.READY).filter(welcomed_at=None)

    def outlived(self, now: datetime) -> Self:
        """Keep those that nobody will come back to."""
        old = Q()
        for state, days in AGES_DAYS.items():
            old |= Q(state=state, changed_at__lt=now - timedelta(days=days))
        return self.filter(old)


class SignUp(models.Model):
    """One browser's way from an e-mail to a workspace: requested, confirmed, opening, ready.

    The browser holds a token of which only the hash is here, so a link from the mail opens
    nothing in another browser but the offer to go on there. `id` is the client's `signup_key`:
    whatever is repeated opens one workspace. A new owner has the same id, which passkeys name.
    """

    MOST_TRIES = 5

    class State(models.TextChoices):
        """How far it has come; only ever forward, but for an opening that was refused."""

        REQUESTED = "requested", _("waits for the code")
        CONFIRMED = "confirmed", _("the e-mail is proved")
        OPENING = "opening", _("the workspace is being opened")
        READY = "ready", _("the workspace is open")

    class Refused(models.TextChoices):
        """Why an opening went back to the forms."""

        ADDRESS = "address", _("the address was taken meanwhile")
        OWNER = "owner", _("the account does not fit")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_hash = models.BinaryField(max_length=32, unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.REQUESTED)
    email = models.EmailField(_("e-mail"), db_index=True)
    site_language = models.CharField(max_length=8)  # of the mails

    code_hash = models.BinaryField(max_length=32, null=True)
    link_hash = models.BinaryField(max_length=32, null=True, unique=True)
    code_tries = models.SmallIntegerField(default=0)
    code_sent_at = models.DateTimeField(null=True)
    code_expires_at = models.DateTimeField(null=True)

    owner = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    owner_name = models.CharField(max_length=120, blank=True)
    password = models.CharField(max_length=128, blank=True)  # as hashed as an account's own
    passkey = models.JSONField(null=True)  # public key in place of a password; see `id`

    organisation = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=40, blank=True)
    country = models.CharField(max_length=2, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=8, blank=True)
    pack = models.CharField(max_length=20, blank=True)

    refused = models.CharField(max_length=10, choices=Refused.choices, blank=True)
    client_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(auto_now=True)
    ready_at = models.DateTimeField(null=True)
    welcomed_at = models.DateTimeField(null=True)

    objects = SignUpQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["requested", "confirmed", "opening", "ready"]),
                name="signup_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state="requested") | Q(code_hash=None, link_hash=None),
                name="signup_code_is_used_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="opening") | (~Q(address="") & ~Q(organisation="")),
                name="signup_opening_knows_what",
            ),
            models.CheckConstraint(
                condition=Q(state="ready", client_id__isnull=False, password="")
                | (~Q(state="ready") & Q(client_id=None)),
                name="signup_ready_has_its_client",
            ),
            models.CheckConstraint(
                condition=Q(code_tries__gte=0, code_tries__lte=5), name="signup_tries_are_few"
            ),
        ]
        indexes = [models.Index(fields=["state", "changed_at"], name="signup_state_since")]

    def __str__(self) -> str:
        return f"{self.email}: {self.state}"

    @property
    def tries_left(self) -> int:
        """Return how many more codes may be tried."""
        return self.MOST_TRIES - self.code_tries

    @property
    def knows_owner(self) -> bool:
        """Say whether name and password, a passkey or an account were given."""
        return bool(self.owner_id or self.password or self.passkey)

    @property
    def knows_workspace(self) -> bool:
        """Say whether organisation, address and country were given."""
        return bool(self.address)

    def client(self) -> Client:
        """Return the client that was opened."""
        client: Client = Client.objects.get(pk=self.client_id)
        return client


class OpeningProgress(models.Model):
    """How far an opening has come, in its own words: committed while the opening is not."""

    sign_up = models.OneToOneField(
        SignUp, on_delete=models.CASCADE, primary_key=True, related_name="progress"
    )
    percent = models.SmallIntegerField(default=0)
    message = models.CharField(max_length=200, blank=True)
    failed_count = models.SmallIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__gte=0, percent__lte=100), name="signup_percent_is_one"
            )
        ]

    def __str__(self) -> str:
        return f"{self.percent} %"


class ReleasedAddressQuerySet(models.QuerySet["ReleasedAddress"]):
    """Questions one may ask about addresses that were given up."""

    def resting(self) -> Self:
        """Keep those that were released within the year."""
        return self.filter(released_at__gt=timezone.now() - timedelta(days=REST_DAYS))

    def kept_from(self, client_id: uuid.UUID | None) -> Self:
        """Keep the resting ones that this client may not have; nobody may without a client."""
        return self.resting().exclude(client_id=client_id)


class ReleasedAddress(models.Model):
    """An address that a client gave up: it rests a year, and leads to where the client is now.

    Written by a trigger on the clients' table, so that no way of renaming or removing a client
    forgets it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.CharField(max_length=40, unique=True)
    client_id = models.UUIDField(db_index=True)
    released_at = models.DateTimeField()

    objects = ReleasedAddressQuerySet.as_manager()

    def __str__(self) -> str:
        return self.slug
