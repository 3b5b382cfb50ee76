"""Make the PDF of a report again, and hold it against the one that was issued."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from django.utils import timezone

from tenant_site.reports.composing import paper_of
from tenant_site.reports.confirming import is_intact
from tenant_site.reports.contents import Contents
from tenant_site.reports.models import MadeAnew, Report
from tenant_site.reports.outdated import is_suppressed_since
from tenant_site.reports.typesetting import typeset


class CameOut(StrEnum):
    """How a PDF that was made again came out."""

    THE_SAME = "the_same"
    SUPPRESSED = "suppressed"
    SET_ANEW = "set_anew"
    BROKEN = "broken"


@dataclass(frozen=True)
class Remade:
    """A PDF that was made again."""

    pdf: bytes
    sha256: bytes
    came_out: CameOut

    @property
    def sha256_hex(self) -> str:
        """Its fingerprint as pages show it."""
        return self.sha256.hex()


def pdf_of(report: Report, contents: Contents | None = None) -> bytes:
    """Make the PDF of a report: the same bytes for the same entries, words and setter."""
    return typeset(paper_of(report, contents), at=report.issued_at)


def remake(report: Report, contents: Contents) -> Remade:
    """Make the PDF of `report` again.

    Where it came out otherwise than it was issued, its fingerprint is kept, so that the public
    page knows it; unless the book no longer proves what it says.
    """
    pdf = pdf_of(report, contents)
    sha256 = hashlib.sha256(pdf).digest()
    came_out = _came_out(report, sha256)
    if came_out in {CameOut.SUPPRESSED, CameOut.SET_ANEW}:
        anew = MadeAnew(report=report, sha256=sha256, made_at=timezone.now())
        MadeAnew.objects.bulk_create([anew], ignore_conflicts=True)
    return Remade(pdf, sha256, came_out)


def _came_out(report: Report, sha256: bytes) -> CameOut:
    if sha256 == report.sha256:
        return CameOut.THE_SAME
    if not is_intact(report):
        return CameOut.BROKEN
    return CameOut.SUPPRESSED if is_suppressed_since(report) else CameOut.SET_ANEW
