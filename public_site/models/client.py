"""A client and the host names of its workspace."""

import uuid
import zoneinfo
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.visible import validate_visible
from public_site.addresses_of_workspaces import workspace_url
from public_site.models.deletion import Deletion
from public_site.plans import DEFAULT_PLAN, Limits, Plan, plan_of
from public_site.standing import Standing, standing_on
from tenancy.models import DomainMixin, TenantMixin


def validate_time_zone(name: str) -> None:
    """Raise `ValidationError` unless `name` is an IANA time zone."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("%(name)s is not a time zone."), params={"name": name})


class Client(TenantMixin):
    """An organisation that signed up; `request.tenant` is one."""

    class Status(models.TextChoices):
        """What was decided about a workspace; `standing` says what follows from it today."""

        PREPARING = "preparing", _("being prepared")
        READY = "ready", _("ready")
        READ_ONLY = "read_only", _("read-only")
        SUSPENDED = "suspended", _("suspended")
        ARCHIVED = "archived", _("archived")
        DELETING = "deleting", _("being deleted")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("organisation"), max_length=120, validators=[validate_visible])
    slug = models.CharField(  # null: the documented `Client(schema_name=…)` has none
        _("address"), max_length=40, unique=True, null=True, blank=True
    )
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.READY)
    status_reason = models.CharField(  # why it is suspended, in words for its owner
        max_length=500, blank=True, default="", db_default=""
    )
    plan = models.CharField(max_length=20, default=DEFAULT_PLAN, db_default=DEFAULT_PLAN)
    paid_until = models.DateField(null=True, blank=True)
    on_trial = models.BooleanField(default=True)
    trial_ends_on = models.DateField(null=True, blank=True)  # null: it has no end
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="America/Bogota", validators=[validate_time_zone]
    )
    language = models.CharField(
        _("language"), max_length=8, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    signup_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)

    auto_create_schema = True
    has_public_row = False

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    status__in=[
                        "preparing",
                        "ready",
                        "read_only",
                        "suspended",
                        "archived",
                        "deleting",
                    ]
                ),
                name="client_status_is_known",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def template_key(self) -> str:
        """Return the template whose default types are named in the client's language."""
        return self.language

    def suspend(self) -> str:
        """Close the workspace because it is deleted, and return the status before."""
        before, self.status = self.status, self.Status.DELETING
        self.save(update_fields=["status"])
        return str(before)

    def resume(self, suspended_from: str) -> None:
        """Give the workspace the status that it had before; suspended where that is unknown."""
        self.status = suspended_from or self.Status.SUSPENDED
        self.save(update_fields=["status"])
        Deletion.objects.waiting().of_client(self.pk).update(
            state=Deletion.State.UNDONE, ended_at=timezone.now()
        )

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """Return the time zone in which the workspace's days begin."""
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def today(self) -> date:
        """Return the day that it is at the client's."""
        return timezone.localdate(timezone=self.zone)

    @property
    def standing(self) -> Standing:
        """Return what the workspace may do today; asked anew each time, since days end."""
        return standing_on(
            self.today,
            status=self.status,
            on_trial=self.on_trial,
            trial_ends_on=self.trial_ends_on,
            paid_until=self.paid_until,
        )

    @property
    def offer(self) -> Plan:
        """Return the plan that the client is on."""
        return plan_of(self.plan)

    @property
    def limits(self) -> Limits:
        """Return how much the client's plan holds."""
        return self.offer.limits

    @property
    def url(self) -> str:
        """Return the address of the workspace: its primary domain, or its folder of PUBLIC_URL."""
        domain = self.domains.filter(is_primary=True).first()
        return self.url_at(domain.domain if domain else None)

    def url_at(self, host: str | None) -> str:
        """Return the address of the workspace whose primary domain is `host`."""
        if host is None or host == f"{self.slug}.{settings.PUBLIC_HOST}":
            return workspace_url(str(self.slug))
        return f"{settings.PUBLIC_SCHEME}://{host}{settings.PUBLIC_PORT_SUFFIX}"


class Domain(DomainMixin):
    """A host name of a client; a subdomain of ours or one of their own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    def clean_host(self) -> str:
        """Refuse the main website's own name besides what is no host at all."""
        host = super().clean_host()
        if host == settings.PUBLIC_HOST:
            raise ValidationError(_("This is the address of the main website."), code="host")
        return host
