"""The tables of erasures, legal holds and retention."""

from tenant_site.privacy.models.erasure import (
    AskedBy,
    Basis,
    Erasure,
    ErasureQuerySet,
    FileLeft,
    Redaction,
)
from tenant_site.privacy.models.hold import Hold, HoldEnd, HoldQuerySet, entries_held
from tenant_site.privacy.models.retention import Retention, RetentionQuerySet

__all__ = [
    "AskedBy",
    "Basis",
    "Erasure",
    "ErasureQuerySet",
    "FileLeft",
    "Hold",
    "HoldEnd",
    "HoldQuerySet",
    "Redaction",
    "Retention",
    "RetentionQuerySet",
    "entries_held",
]
