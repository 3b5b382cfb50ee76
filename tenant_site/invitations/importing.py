"""Apply a file of members exactly as it was shown, or not at all."""

from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from tenancy.context import current_tenant
from tenant_site import activity
from tenant_site.invitations.csv_text import NotReadable
from tenant_site.invitations.models import Invitation, MemberImport
from tenant_site.invitations.planning import Fate, Plan, Planned, plan_of
from tenant_site.members.models import Member
from tenant_site.members.ownership import hold_owners
from tenant_site.members.places import tell_all
from tenant_site.workspace.limits import room_for_members


class ImportRefused(Exception):
    """It was applied already, or would do something else now than what was shown."""


def keep(*, text: str, file_name: str, uploaded_by: Member) -> MemberImport:
    """Keep the file for a day, to be shown and then applied.

    Raises:
        NotReadable: it is no table of members.
    """
    plan_of(text, by=uploaded_by)
    MemberImport.objects.outlived().delete()
    return MemberImport.objects.create(
        text=text, file_name=file_name[:120], uploaded_by=uploaded_by
    )


def forget_left() -> str:
    """Forget the files that were shown and then left, with the names in them; say how many."""
    count, _by_model = MemberImport.objects.outlived().delete()
    return f"{count} file{'' if count == 1 else 's'} of members forgotten" if count else ""


def apply_import(*, import_id: UUID, digest: str, applied_by: Member) -> Plan:
    """Do what the plan of this digest says, in one transaction, and forget the file's text.

    Raises:
        ImportRefused: it was applied already, or the members have changed since it was shown.
        LimitReached: the plan of the workspace does not hold so many people.
    """
    try:
        with transaction.atomic():
            return _apply(import_id, digest, applied_by)
    except (IntegrityError, NotReadable) as problem:
        raise ImportRefused from problem


def _apply(import_id: UUID, digest: str, applied_by: Member) -> Plan:
    waiting = MemberImport.objects.filter(pk=import_id, applied_at=None, uploaded_by=applied_by)
    if not waiting.update(applied_at=timezone.now()):
        raise ImportRefused
    hold_owners(applied_by)
    kept = MemberImport.objects.get(pk=import_id)
    plan = plan_of(kept.text, by=applied_by)
    if plan.has_errors or plan.digest != digest:
        raise ImportRefused
    room_for(plan)
    added = _add(plan.of_fate(Fate.ADDED))
    _change(plan.of_fate(Fate.CHANGED))
    _invite(plan.of_fate(Fate.INVITED), applied_by)
    tell_all()
    kept.text, kept.counts = "", plan.counts
    kept.added_ids = [str(member.pk) for member in added]
    kept.save(update_fields=["text", "counts", "added_ids"])
    activity.note("members_imported", by=applied_by, about=kept.file_name, **plan.counts)
    return plan


def room_for(plan: Plan) -> None:
    """Hold the places of all whom the plan lets in, beside those who are invited.

    Raises:
        LimitReached: the plan of the workspace does not hold so many.
    """
    if plan.newcomers_count:
        waiting = Invitation.objects.acceptable().count()
        room_for_members(current_tenant(), more=plan.newcomers_count + waiting)


def _add(rows: list[Planned]) -> list[Member]:
    """Make people and places; no password opens them until a card is printed."""
    users = User.objects.bulk_create(
        User(name=one.row.name, password=make_password(None), must_change_password=True)
        for one in rows
    )
    members = Member.objects.bulk_create(
        Member(user=user, display_name=one.row.name, badge=one.row.badge, role=one.role)
        for one, user in zip(rows, users, strict=True)
    )
    _give_books([(member, one) for member, one in zip(members, rows, strict=True)])
    return members


def _change(rows: list[Planned]) -> None:
    for one in rows:
        member = one.member
        assert member is not None  # noqa: S101  # what is changed exists
        member.display_name = one.row.name or member.display_name
        member.badge = one.row.badge or member.badge
        member.role, member.is_active = one.row.role or member.role, True
    changed = [one.member for one in rows if one.member is not None]
    Member.objects.bulk_update(changed, ["display_name", "badge", "role", "is_active"])
    moved = [one for one in rows if any(change.field == "books" for change in one.changes)]
    through = Member.books.through
    through.objects.filter(member_id__in=[one.member.pk for one in moved if one.member]).delete()
    _give_books([(one.member, one) for one in moved if one.member is not None])


def _invite(rows: list[Planned], invited_by: Member) -> None:
    """Make invitations that nobody was told of yet: so many mails take more than one request."""
    Invitation.objects.expired().filter(email__in=[one.row.email for one in rows]).delete()
    invitations = Invitation.objects.bulk_create(
        Invitation(
            email=one.row.email,
            name=one.row.name,
            badge=one.row.badge or None,
            role=one.role,
            invited_by=invited_by,
        )
        for one in rows
    )
    through = Invitation.books.through
    through.objects.bulk_create(
        through(invitation_id=invitation.pk, book_id=book.pk)
        for invitation, one in zip(invitations, rows, strict=True)
        for book in one.row.books
    )


def _give_books(given: list[tuple[Member, Planned]]) -> None:
    through = Member.books.through
    through.objects.bulk_create(
        through(member_id=member.pk, book_id=book.pk)
        for member, one in given
        for book in one.row.books
    )
