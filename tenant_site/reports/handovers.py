"""A hand-over on paper: who left and who came, the equipment, what was open, both signatures."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from tenant_site.books.models import Entry
from tenant_site.members.models import Member
from tenant_site.reports.contents import short, suppressed
from tenant_site.reports.models import Kind, Report
from tenant_site.reports.paper import Part
from tenant_site.shifts.handover.account import Account
from tenant_site.shifts.handover.pages import HandoverPage
from tenant_site.shifts.models import Acceptance, Handover


def handover_parts(report: Report) -> list[Part]:
    """Return what a report says of the hand-over that it is about, as it stood when issued."""
    handover, accepted = _as_known(report)
    page = HandoverPage(handover)
    names = _names(handover, accepted) | report.facts
    rows = list(_signatures(handover, accepted, names))
    parts = [Part("rows", columns=_columns(), rows=rows)]
    parts += _signed(accepted)
    if page.is_erased:
        return [*parts, Part("text", suppressed(handover.entry))]
    return [*parts, *_account(page.account)]


def names_to_keep(report: Report) -> dict[str, str]:
    """Return who left and who came, if it is about a hand-over, to be printed so for ever."""
    return _names(*_as_known(report)) if report.kind == Kind.HANDOVER else {}


def _as_known(report: Report) -> tuple[Handover, Acceptance | None]:
    handovers = Handover.objects.for_pages()
    handover = handovers.get(book=report.book_id, to_seq=report.to_seq)
    accepted = handover.accepted
    if accepted is not None and accepted.entry.seq > report.known_seq:
        accepted = None
    return handover, accepted


def _names(handover: Handover, accepted: Acceptance | None) -> dict[str, str]:
    names = {}
    if handover.outgoing is not None:
        names["outgoing"] = _sealed_name(handover.outgoing, handover.entry)
    if accepted is not None:
        names["incoming"] = _sealed_name(accepted.incoming, accepted.entry)
    return names


def _sealed_name(member: Member, entry: Entry) -> str:
    """Return the name as the entry sealed it, or today's of a member who did not write it."""
    sealed = entry.content.author_name if entry.author_id == member.pk else ""
    return sealed or member.display_name


def _columns() -> list[str]:
    return [_("Hand-over"), _("Who"), _("When")]


def _signatures(
    handover: Handover, accepted: Acceptance | None, names: dict[str, str]
) -> Iterator[list[str]]:
    shift = f"{short(handover.shift_begins_at)} – {short(handover.shift_ends_at)}"
    yield [_("Shift"), "", shift]
    yield [_("Leaves"), names.get("outgoing", "?"), short(handover.closed_at)]
    if accepted is None:
        yield [_("Takes over"), _("nobody yet"), ""]
    else:
        result = f"{names['incoming']}, {accepted.get_result_display()}"
        yield [_("Takes over"), result, short(accepted.entry.recorded_at)]


def _signed(accepted: Acceptance | None) -> Iterator[Part]:
    said = accepted.entry.content.values if accepted else {}
    for key, title in (
        ("reservations", _("Reservations")),
        ("reason", _("Why nobody took over")),
    ):
        if said.get(key):
            yield Part("heading", title)
            yield Part("text", str(said[key]))


def _account(account: Account) -> Iterator[Part]:
    if account.reason:
        yield Part("heading", _("Why nobody handed over"))
        yield Part("text", account.reason)
    yield Part("heading", _("Equipment"))
    if account.items:
        columns = [_("Equipment"), _("Expected"), _("Found"), _("Condition")]
        yield Part("rows", columns=columns, rows=list(_items(account)))
    else:
        yield Part("text", _("No equipment is listed for this post."))
    yield Part("heading", _("Open matters"))
    if account.all_matters:
        yield Part("list", items=account.all_matters)
    else:
        yield Part("text", _("Nothing is open."))
    if account.remark:
        yield Part("heading", _("Remark"))
        yield Part("text", account.remark)


def _items(account: Account) -> Iterator[list[str]]:
    for item in account.items:
        name = f"{item.code} · {item.name}"
        said = f"{name} ({item.remark})" if item.remark else name
        condition = (
            f"{item.condition_name}, {_('differs')}" if item.differs else item.condition_name
        )
        yield [said, str(item.expected), str(item.found), condition]
