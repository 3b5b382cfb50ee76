"""One act of an operator; no row is ever changed or removed: triggers refuse it."""

import uuid
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class OperatorActQuerySet(models.QuerySet["OperatorAct"]):
    """Questions one may ask the record."""

    def about_client(self, client_id: uuid.UUID) -> Self:
        """Keep what concerned one client, the latest first."""
        return self.filter(client_id=client_id).order_by("-pk")


class OperatorAct(models.Model):
    """Who did what about which client, why, from where, and what it changed.

    Names are those of the moment, by value: the record outlives people and clients.
    """

    at = models.DateTimeField(_("at"), default=timezone.now)
    operator_id = models.UUIDField(null=True, blank=True)
    operator_name = models.CharField(_("operator"), max_length=254)
    act = models.CharField(_("act"), max_length=40, db_index=True)
    client_id = models.UUIDField(null=True, blank=True, db_index=True)
    about = models.CharField(_("about"), max_length=254, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    before = models.JSONField(_("before"), default=dict, blank=True)
    after = models.JSONField(_("after"), default=dict, blank=True)
    network = models.CharField(_("network"), max_length=64, blank=True)

    objects = OperatorActQuerySet.as_manager()

    class Meta:
        verbose_name = _("act of an operator")
        verbose_name_plural = _("acts of operators")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(operator_name=""), name="operator_act_names_somebody"
            )
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.about}".strip()
