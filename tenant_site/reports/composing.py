"""Put a report on paper: what it says of itself, its entries, and how to confirm it."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tenant_site.reports.contents import Contents, contents_of, short
from tenant_site.reports.handovers import handover_parts
from tenant_site.reports.models import Kind, Report
from tenant_site.reports.paper import Line, Paper, Part, Proof


def paper_of(report: Report, contents: Contents | None = None) -> Paper:
    """Return the paper of `report` in its language and time zone; `report.book` is loaded."""
    with translation.override(report.language), timezone.override(report.zone):
        return _paper(report, contents or contents_of(report))


def about(report: Report) -> str:
    """Return what it is about in a few words, in the language and zone in force."""
    if report.begins_at is None or report.ends_at is None:
        numbers = {"first": report.from_seq, "last": report.to_seq}
        if report.kind == Kind.HANDOVER:
            return _("Entries %(first)s to %(last)s") % numbers
        return _("Entry %(number)s") % {"number": report.from_seq}
    first = timezone.localdate(report.begins_at)
    last = timezone.localdate(report.ends_at - timedelta(microseconds=1))
    if _is_one_day(report):
        return f"{date_format(first, 'l')} {date_format(first, 'DATE_FORMAT')}"
    days = {"first": date_format(first, "DATE_FORMAT"), "last": date_format(last, "DATE_FORMAT")}
    return _("%(first)s to %(last)s") % days


def title_of(report: Report) -> str:
    """Return the title of the paper."""
    return {
        Kind.ACTIVITY: _("Daily activity report") if _is_one_day(report) else _("Activity report"),
        Kind.NOTHING: _("Certificate: nothing to report"),
        Kind.HANDOVER: _("Hand-over of the post"),
        Kind.ENTRY: _("Entry of the book"),
    }[Kind(report.kind)]


def _is_one_day(report: Report) -> bool:
    if report.begins_at is None or report.ends_at is None:
        return False
    first = timezone.localdate(report.begins_at)
    return first == timezone.localdate(report.ends_at - timedelta(microseconds=1))


def _paper(report: Report, contents: Contents) -> Paper:
    facts, title = report.facts, title_of(report)
    named = {"number": report.number, "version": report.version}
    mark = _("Report %(number)s, version %(version)s") % named
    parts: list[Part | Line] = []
    if report.kind == Kind.HANDOVER:
        parts += handover_parts(report)
    parts += contents.parts()
    return Paper(
        name=f"{title}: {facts['book']}, {facts['about']}",
        title=title,
        about=f"{facts['book']} · {facts['about']}",
        client=facts["client"],
        language=report.language,
        mark=mark,
        footing=f"{mark} · {facts['book']} · {_numbers(report)}",
        page=_("Page"),
        facts=list(_facts(report)),
        statement=_statement(report, contents),
        statement_tone="success" if report.kind == Kind.NOTHING else "accent",
        proof=_proof(report),
        missing=_("□ stands for a letter that paper cannot show; the book keeps what was written."),
        blinding=contents.blinding,
        parts=parts,
    )


def _facts(report: Report) -> Iterator[tuple[str, str]]:
    facts = report.facts
    yield _("Book"), facts["book"]
    if facts["post"]:
        yield _("Post"), facts["post"]
    yield _("Numbers"), _numbers(report)
    yield (
        _("Issued"),
        _("%(moment)s (%(zone)s) by %(name)s")
        % {"moment": short(report.issued_at), "zone": facts["zone"], "name": report.issuer},
    )
    yield _("Report"), f"{report.number}, {_('version')} {report.version}"
    if report.version > 1:
        place = _("It takes the place of version %(version)s.") % {"version": report.version - 1}
        yield "", f"{place} {report.why}".strip()


def _numbers(report: Report) -> str:
    count = report.to_seq - report.from_seq + 1
    told = ngettext("%(counter)s entry", "%(counter)s entries", count) % {"counter": count}
    span = f"{report.from_seq}–{report.to_seq}" if count > 1 else str(report.from_seq)
    return f"{span} ({told})"


def _statement(report: Report, contents: Contents) -> str:
    named = {"about": report.facts["about"], "book": report.facts["book"]}
    if report.kind == Kind.NOTHING and contents.has_own_lines:
        return (
            _(
                "Of %(about)s, nothing but “nothing to report” and lines of the book itself "
                "(suppressions by law, new versions of forms) stands in the book “%(book)s”. Its "
                "entries are numbered without gaps and sealed; none is left out here."
            )
            % named
        )
    if report.kind == Kind.NOTHING:
        return (
            _(
                "Of %(about)s, nothing but “nothing to report” stands in the book “%(book)s”. Its "
                "entries are numbered without gaps and sealed; none is left out here."
            )
            % named
        )
    return ""


def _proof(report: Report) -> Proof:
    first, last = report.first_hash.hex(), report.last_hash.hex()
    seals = {"number": report.from_seq}
    rows = [(_("Seal of entry %(number)s") % seals, first)]
    if report.to_seq != report.from_seq:
        rows.append((_("Seal of entry %(number)s") % {"number": report.to_seq}, last))
    if report.anchor is not None:
        day = date_format(report.anchor.made_on, "DATE_FORMAT")
        rows.append(
            (_("Newest anchor of the books, %(day)s") % {"day": day}, report.anchor.root_hex)
        )
    return Proof(
        title=_("Is this paper true?"),
        rows=rows,
        how=_(
            "Scan the code: the page says whether the entries of this report are still as they "
            "were when it was issued, and shows the same seals. It shows no text and no name, and "
            "asks for no password. It also tells whether a PDF file is the one that was issued."
        ),
        address=report.facts["address"],
        alt=_("QR code of the page that confirms this report"),
    )
