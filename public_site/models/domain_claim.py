"""A host name that a client says is theirs, and the proof of it."""

import secrets
import uuid
from typing import Self

import idna
from django.db import models
from django.db.models import Q
from django.utils import timezone

from public_site.models.client import Client

RECORD = "_newsbook"


def new_token() -> str:
    """Return what the client puts into the TXT record; it is public there and opens nothing."""
    return f"newsbook={secrets.token_hex(16)}"


class DomainClaimQuerySet(models.QuerySet["DomainClaim"]):
    """Questions one may ask about claimed host names."""

    def proved(self) -> Self:
        """Keep those whose TXT record was seen."""
        return self.exclude(proved_at=None)

    def for_list(self) -> Self:
        """Prepare the owner's page: in the order in which they were added."""
        return self.order_by("created_at", "host")


class DomainClaim(models.Model):
    """One host name of one client: pending until its TXT record is seen, then proved.

    Several clients may claim a name; one alone has it proved. `missing_since` says since when
    the record of a proved one is gone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="domain_claims")
    host = models.CharField(max_length=253)
    token = models.CharField(max_length=60, default=new_token)
    created_at = models.DateTimeField(default=timezone.now)
    proved_at = models.DateTimeField(null=True, blank=True)
    missing_since = models.DateTimeField(null=True, blank=True)

    objects = DomainClaimQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "host"], name="domain_claim_is_made_once_by_a_client"
            ),
            models.UniqueConstraint(
                fields=["host"],
                condition=Q(proved_at__isnull=False),
                name="domain_claim_is_proved_by_one_client",
            ),
            models.CheckConstraint(
                condition=Q(missing_since__isnull=True) | Q(proved_at__isnull=False),
                name="domain_claim_misses_only_what_was_proved",
            ),
        ]

    def __str__(self) -> str:
        return self.host

    @property
    def name(self) -> str:
        """Return the host as people read it: with accents in the place of punycode."""
        try:
            return idna.decode(self.host)
        except idna.IDNAError:
            return self.host

    @property
    def record(self) -> str:
        """Return the name of the TXT record."""
        return f"{RECORD}.{self.host}"

    @property
    def is_proved(self) -> bool:
        """Say whether the record was seen."""
        return self.proved_at is not None
