"""Work that takes longer than a request: an export, a restore, a migration tried again."""

import uuid
from datetime import timedelta
from pathlib import Path
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SEEN_EVERY_SECONDS, SILENT = 30, timedelta(minutes=3)
INTERRUPTED = "It was interrupted. Ask for it again."  # the outcome, in the record's language


class LongWorkQuerySet(models.QuerySet["LongWork"]):
    """Questions one may ask about long work."""

    def waiting(self) -> Self:
        """Keep what nobody has begun, the oldest first."""
        return self.filter(state=LongWork.State.WAITING).order_by("asked_at")

    def begin(self, pk: uuid.UUID) -> bool:
        """Take one piece; False when somebody else did."""
        now = timezone.now()
        mine = self.waiting().filter(pk=pk)
        return bool(mine.update(state="running", began_at=now, seen_at=now))

    def end(self, work: "LongWork") -> bool:
        """Keep the outcome of what is running; False when it was given up meanwhile."""
        mine = self.running().filter(pk=work.pk)
        return bool(
            mine.update(
                state=work.state,
                said=work.said,
                file_name=work.file_name,
                ended_at=timezone.now(),
            )
        )

    def running(self) -> Self:
        """Keep what somebody does, as far as one knows."""
        return self.filter(state=LongWork.State.RUNNING)

    def interrupted(self) -> Self:
        """Keep what nobody does any more: its process has not been seen for minutes."""
        silent = timezone.now() - SILENT
        return self.running().filter(Q(seen_at__lt=silent) | Q(seen_at=None, began_at__lt=silent))

    def give_up_interrupted(self) -> int:
        """End what was interrupted; its process, should it live, keeps no outcome any more."""
        now = timezone.now()
        return self.interrupted().update(
            state=LongWork.State.FAILED, ended_at=now, said=INTERRUPTED
        )

    def about_client(self, client_id: uuid.UUID) -> Self:
        """Keep the work about one client, the latest first."""
        return self.filter(client_id=client_id).order_by("-asked_at")

    def archives(self) -> Self:
        """Keep the exports that made a file, the latest first."""
        return self.filter(kind="export", state="done").order_by("-ended_at")


class LongWork(models.Model):
    """One piece of it: waiting, running, done or failed."""

    class Kind(models.TextChoices):
        """What is done."""

        EXPORT = "export", _("export")
        RESTORE = "restore", _("restore")
        MIGRATE = "migrate", _("migration")

    class State(models.TextChoices):
        """How far it has come."""

        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    client_id = models.UUIDField(null=True, blank=True, db_index=True)
    about = models.CharField(_("about"), max_length=254)
    asked_by = models.CharField(_("asked by"), max_length=254)
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    began_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)  # when its process was last at it
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    wishes = models.JSONField(default=dict, blank=True)
    file_name = models.CharField(max_length=254, blank=True)
    said = models.TextField(_("outcome"), blank=True)

    objects = LongWorkQuerySet.as_manager()

    class Meta:
        verbose_name = _("long work")
        verbose_name_plural = _("long work")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["export", "restore", "migrate"]),
                name="long_work_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["done", "failed"], ended_at__isnull=False)
                | Q(state__in=["waiting", "running"], ended_at=None),
                name="long_work_ends_with_a_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.about}"

    @property
    def file(self) -> Path | None:
        """The archive that was made, while it exists."""
        path = Path(settings.TENANT_EXPORT_FOLDER) / self.file_name
        return path if self.file_name and path.is_file() else None

    @property
    def is_over(self) -> bool:
        """Say whether nothing more will happen."""
        return self.state in {self.State.DONE, self.State.FAILED}

    @property
    def is_interrupted(self) -> bool:
        """Say what `interrupted` asks; nothing is written down before somebody gives it up."""
        last = self.seen_at or self.began_at
        is_silent = last is not None and last < timezone.now() - SILENT
        return self.state == self.State.RUNNING and is_silent

    @property
    def may_be_asked_again(self) -> bool:
        """Say whether the same may be asked for once more."""
        return self.is_interrupted or self.state == self.State.FAILED

    @property
    def state_now(self) -> Promise | str:
        """Return how far it has come, in words."""
        return _("interrupted") if self.is_interrupted else self.get_state_display()

    @property
    def outcome(self) -> str:
        """Return what came of it, as the record says or will say."""
        return INTERRUPTED if self.is_interrupted else self.said
