"""A member who typed the right password and waits for a supervisor to let them in."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from tenant_site.members.models.member import Member

LIFE = timedelta(minutes=10)
MOST_ATTEMPTS = 5
CODE_DIGITS = 6


class ReleaseQuerySet(models.QuerySet["ReleaseRequest"]):
    """Questions one may ask about those who wait."""

    def waiting(self) -> Self:
        """Keep those who may still be let in."""
        return self.filter(state=ReleaseRequest.State.WAITING, expires_at__gt=timezone.now())

    def released(self) -> Self:
        """Keep those who were let in and have not come in yet."""
        return self.filter(state=ReleaseRequest.State.RELEASED, expires_at__gt=timezone.now())

    def for_decider(self, member: Member) -> Self:
        """Keep what `member` may decide: never their own sign-in; oldest first."""
        others = self.waiting().exclude(member=member)
        return others.select_related("member").order_by("asked_at")

    def asked_before(self, moment: datetime) -> Self:
        """Keep what is older than `moment`."""
        return self.filter(asked_at__lt=moment)

    def count_attempt(self, pk: uuid.UUID) -> bool:
        """Take one of the attempts of a waiting request; say whether there was one left."""
        left = self.waiting().filter(pk=pk, attempts__lt=MOST_ATTEMPTS)
        return bool(left.update(attempts=F("attempts") + 1))


class ReleaseRequest(models.Model):
    """One sign-in that waits, bound to the browser whose session names it.

    Its code is derived from `salt` and SECRET_KEY and stored nowhere: six digits under a plain
    hash would be found by trying a million. It works once, by a conditional UPDATE of `state`.
    """

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting"
        RELEASED = "released"
        REFUSED = "refused"
        USED = "used"
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="release_requests")
    salt = models.UUIDField(default=uuid.uuid4, editable=False)
    network = models.CharField(max_length=64)
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    attempts = models.SmallIntegerField(default=0)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "released", "refused", "used", "withdrawn"]),
                name="release_request_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(attempts__gte=0, attempts__lte=MOST_ATTEMPTS),
                name="release_request_has_five_attempts",
            ),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(state="waiting"),
                name="release_request_one_waits_a_member",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("member")),
                name="release_request_nobody_decides_their_own",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} at {self.asked_at:%H:%M}"

    @property
    def code(self) -> str:
        """The six digits that let this sign-in, and no other, go on."""
        whose = f"{self.pk}{self.salt}"
        digest = salted_hmac("tenant_site.members.release", whose, algorithm="sha256").hexdigest()
        return f"{int(digest, 16) % 10**CODE_DIGITS:0{CODE_DIGITS}}"

    @property
    def is_over(self) -> bool:
        """Say whether its ten minutes have passed."""
        return self.expires_at <= timezone.now()

    @property
    def attempts_left(self) -> int:
        """Count the codes that may still be tried."""
        return MOST_ATTEMPTS - self.attempts
