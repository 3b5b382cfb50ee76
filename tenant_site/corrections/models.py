"""Which entry annuls which: found quickly here, sealed in the entries themselves."""

from collections.abc import Iterable
from typing import Self

from django.db import models

from tenant_site.books.models import Entry


class CorrectionQuerySet(models.QuerySet["Correction"]):
    """Questions one may ask about corrections."""

    def touching(self, entries: Iterable[Entry]) -> Self:
        """Keep what annuls one of `entries` or is one of them, with all that is shown of it."""
        ids = [entry.pk for entry in entries]
        found = self.filter(models.Q(annuls__in=ids) | models.Q(entry__in=ids))
        return found.select_related("entry__content", "annuls")

    def annulling(self, entry: Entry) -> "Correction | None":
        """Return what annuls `entry`, if anything does."""
        return self.filter(annuls=entry).select_related("entry__content").first()

    def of_root(self, root_id: object) -> Self:
        """Keep the corrections that began with one entry, each annulling the one before it."""
        return self.filter(root=root_id).select_related("entry__content").order_by("entry__seq")

    def what_held(self, entry: Entry) -> Entry:
        """Return what `entry` says, or the last one before it that says anything.

        A correction that only annuls has no values of its own to begin with.
        """
        own = self.filter(entry=entry).first()
        if own is None or own.carries:
            return entry
        earlier = self.of_root(own.root_id).filter(carries=True, entry__seq__lt=entry.seq).last()
        root = Entry.objects.select_related("content")
        return earlier.entry if earlier else root.get(pk=own.root_id)


class Correction(models.Model):
    """An entry that annuls an earlier one of its book; nothing is annulled twice.

    `root` is the entry with which it began: who corrects a correction goes on with the same one.
    `carries` says that right values take the place of the annulled ones. The database holds all
    of it against the sealed text of `entry`.
    """

    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    annuls = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+", db_index=False)
    root = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    carries = models.BooleanField()

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["annuls"], name="entry_is_annulled_once"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} annuls {self.annuls_id}"
