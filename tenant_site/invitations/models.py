"""Invitations, PINs of badge cards, files of members, and when a member was last here."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.visible import validate_visible
from tenant_site.members.badges import MAX_BADGE_LENGTH
from tenant_site.members.models import Member, Role

INVITATION_LIFE = timedelta(days=7)
PIN_LIFE = timedelta(days=14)
IMPORT_LIFE = timedelta(days=1)


def when_an_invitation_ends() -> datetime:
    """Return until when an invitation that is sent now can be accepted."""
    return timezone.now() + INVITATION_LIFE


class State(models.TextChoices):
    """What became of an invitation."""

    WAITING = "waiting", _("waiting")
    UNSENT = "unsent", _("not sent yet")
    ACCEPTED = "accepted", _("accepted")
    EXPIRED = "expired", _("expired")
    REVOKED = "revoked", _("revoked")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Questions one may ask about invitations."""

    def unanswered(self) -> Self:
        """Keep those that were neither accepted nor revoked, expired or not."""
        return self.filter(accepted_at=None, revoked_at=None)

    def expired(self) -> Self:
        """Keep those whose time has passed without an answer."""
        return self.unanswered().filter(expires_at__lte=timezone.now())

    def acceptable(self) -> Self:
        """Keep those that still open the workspace: in time, and sent by one who is owner today."""
        return self.unanswered().filter(
            expires_at__gt=timezone.now(), invited_by__role=Role.OWNER, invited_by__is_active=True
        )

    def of_token(self, token_hash: bytes) -> Self:
        """Keep the one that a link stands for: the mailed link or the one that was passed on."""
        return self.filter(Q(mail_hash=token_hash) | Q(link_hash=token_hash))

    def just_accepted(self) -> Self:
        """Keep those that were accepted a moment ago, as by the first click of a double click."""
        return self.filter(accepted_at__gt=timezone.now() - timedelta(minutes=1))

    def unsent(self) -> Self:
        """Keep those that nobody was told of yet, oldest first."""
        return (
            self.unanswered()
            .filter(mailed_at=None, link_hash=None, expires_at__gt=timezone.now())
            .order_by("created_at", "pk")
        )

    def for_list(self) -> Self:
        """Prepare the page of invitations: newest first, with books and people."""
        return (
            self.select_related("invited_by", "accepted_by")
            .prefetch_related("books")
            .order_by("-created_at", "email")
        )


class Invitation(models.Model):
    """Lets whoever holds the link take a place here once, with the role that was fixed then.

    Only SHA-256 of the links is kept. The mailed link proves that its holder reads the mail of
    the address; the link that an owner passed on proves nothing, so each has a token of its own.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail"))
    name = models.CharField(_("name"), max_length=120, blank=True, validators=[validate_visible])
    badge = models.CharField(  # noqa: DJ001  # NULL is "no badge", as at the member
        _("badge"), max_length=MAX_BADGE_LENGTH, null=True, blank=True
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    books = models.ManyToManyField(
        "books.Book", verbose_name=_("books"), blank=True, related_name="+"
    )
    invited_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    mail_hash = models.BinaryField(max_length=32, null=True, unique=True)
    link_hash = models.BinaryField(max_length=32, null=True, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    mailed_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(default=when_an_invitation_ends)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, related_name="invitations"
    )
    revoked_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                condition=Q(accepted_at=None, revoked_at=None),
                name="invitation_waits_once_for_an_email",
            ),
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="invitation_email_is_lower_case"
            ),
            models.CheckConstraint(
                condition=Q(role__in=["owner", "supervisor", "guard", "auditor"]),
                name="invitation_role_is_known",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(revoked_at=None),
                name="invitation_is_accepted_or_revoked",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def state(self) -> State:
        """Say what became of it."""
        if self.accepted_at:
            return State.ACCEPTED
        if self.revoked_at:
            return State.REVOKED
        if self.expires_at <= timezone.now():
            return State.EXPIRED
        return State.WAITING if self.mailed_at or self.link_hash else State.UNSENT

    @property
    def is_unanswered(self) -> bool:
        """Say whether it can be sent again or revoked."""
        return self.state in {State.WAITING, State.UNSENT, State.EXPIRED}

    @property
    def tone(self) -> str:
        """The badge in which the design system shows its state."""
        tones = {State.ACCEPTED: "success", State.WAITING: "accent", State.UNSENT: "warning"}
        return tones.get(self.state, "")


class BadgePin(models.Model):
    """Until when the PIN of a member's card opens the door; the PIN itself is kept nowhere."""

    member = models.OneToOneField(
        Member, on_delete=models.CASCADE, primary_key=True, related_name="pin"
    )
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.member_id} until {self.expires_at:%Y-%m-%d}"

    @property
    def is_over(self) -> bool:
        """Say whether its time has passed."""
        return self.expires_at <= timezone.now()


class LastSignIn(models.Model):
    """When a member last signed in here; what they do elsewhere is not ours to show."""

    member = models.OneToOneField(
        Member, on_delete=models.CASCADE, primary_key=True, related_name="last_sign_in"
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.member_id} at {self.at:%Y-%m-%d}"


class MemberImportQuerySet(models.QuerySet["MemberImport"]):
    """Questions one may ask about files of members."""

    def outlived(self) -> Self:
        """Keep those of more than a day ago, applied or left."""
        return self.filter(created_at__lt=timezone.now() - IMPORT_LIFE)


class MemberImport(models.Model):
    """A file of members between being shown and being applied; its text goes when it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    uploaded_by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=120, blank=True)
    text = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True)
    added_ids = models.JSONField(default=list)  # members who need a card
    counts = models.JSONField(default=dict)  # what was done, for the page of the result

    objects = MemberImportQuerySet.as_manager()

    def __str__(self) -> str:
        return self.file_name or str(self.id)
