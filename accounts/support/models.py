"""A grant of some hours by an owner, and the visits that operators made under it."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

MOST_HOURS = 72
ONE_OPEN_GRANT = "support_grant_is_the_only_open_one"


class SupportGrantQuerySet(models.QuerySet["SupportGrant"]):
    """Questions one may ask about grants."""

    def of_client(self, client_id: uuid.UUID | None) -> Self:
        """Keep those of one client, the latest first."""
        return self.filter(client_id=client_id).order_by("-begins_at")

    def open(self) -> Self:
        """Keep those whose end is not noted yet; at most one of each client."""
        return self.filter(ended_at=None)

    def live(self) -> Self:
        """Keep those under which support may be inside now."""
        return self.filter(revoked_at=None, ends_at__gt=timezone.now())

    def run_out(self) -> Self:
        """Keep those whose hours are over, and nobody has noted it."""
        return self.open().filter(ends_at__lte=timezone.now())


class SupportGrant(models.Model):
    """An owner's consent: support may look at one client's workspace until `ends_at`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client_id = models.UUIDField(db_index=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    reason = models.CharField(max_length=300)
    begins_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # revoked, or noted as run out

    objects = SupportGrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("begins_at"))
                & Q(ends_at__lte=F("begins_at") + timedelta(hours=MOST_HOURS)),
                name="support_grant_lasts_hours",
            ),
            models.UniqueConstraint(
                fields=["client_id"], condition=Q(ended_at=None), name=ONE_OPEN_GRANT
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_id} until {self.ends_at:%Y-%m-%d %H:%M}"

    @property
    def is_live(self) -> bool:
        """Say whether support may be inside now."""
        return self.revoked_at is None and self.ends_at > timezone.now()


class SupportVisitQuerySet(models.QuerySet["SupportVisit"]):
    """Questions one may ask about visits."""

    def inside(self, client_id: uuid.UUID | None) -> Self:
        """Keep the visits of one client that began and did not end."""
        return self.filter(client_id=client_id, left_at=None).exclude(entered_at=None)

    def live(self, client_id: uuid.UUID | None) -> Self:
        """Keep the visits of one client that grant, operator and they themselves still allow."""
        return self.inside(client_id).filter(
            grant__client_id=client_id,
            grant__revoked_at=None,
            grant__ends_at__gt=timezone.now(),
            operator__is_active=True,
            operator__is_staff=True,
        )

    def entered(self) -> Self:
        """Keep the visits that took place, the latest first, with who came."""
        return self.exclude(entered_at=None).select_related("operator").order_by("-entered_at")


class SupportVisit(models.Model):
    """One operator in one client's workspace: prepared, given a one-time token, entered, left.

    Of token and browser only the SHA-256 is kept. `client_id` repeats the grant's, so that one
    conditional UPDATE of one row decides who uses the token.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    grant = models.ForeignKey(SupportGrant, on_delete=models.CASCADE, related_name="visits")
    client_id = models.UUIDField()
    operator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="support_visits"
    )
    token_hash = models.BinaryField(max_length=32, unique=True, null=True)
    browser_hash = models.BinaryField(max_length=32, null=True)
    expires_at = models.DateTimeField()
    entered_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    pages = models.IntegerField(default=0)

    objects = SupportVisitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pages__gte=0), name="support_visit_counts_pages"),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(entered_at__isnull=False),
                name="support_visit_is_entered_before_it_is_left",
            ),
        ]
        indexes = [  # each page of a workspace asks who is inside, while hours are granted
            models.Index(
                fields=["client_id"], condition=Q(left_at=None), name="support_visits_inside"
            )
        ]

    def __str__(self) -> str:
        return f"{self.operator_id} at {self.client_id}"

    @property
    def name(self) -> str:
        """The name under which the workspace's people know the operator."""
        return self.operator.name or str(self.operator.email)

    @property
    def until(self) -> datetime:
        """The moment at which the visit ends by itself."""
        return self.grant.ends_at
