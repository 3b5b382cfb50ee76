"""Which acts the log knows: of what kind each is, and in which words it is told.

The words may use `actor`, `about` and any key of the act's detail; what is missing reads "…".
"""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """By which the log is filtered."""

    PEOPLE = "people", _("People")
    ACCESS = "access", _("Sign-in and rules")
    SUPPORT = "support", _("Support")
    TYPES = "types", _("Types of entry")
    WORKSPACE = "workspace", _("Workspace")
    OTHER = "other", _("Everything else")


@dataclass(frozen=True)
class Act:
    """One thing that may be done."""

    kind: Kind
    words: Promise


_PEOPLE = {
    "member_added": _("%(actor)s added %(about)s as a member."),
    "member_changed": _("%(actor)s changed what is known of %(about)s."),
    "role_changed": _("%(actor)s changed the role of %(about)s from %(before)s to %(after)s."),
    "member_deactivated": _("%(actor)s closed the workspace to %(about)s."),
    "member_reactivated": _("%(actor)s opened the workspace to %(about)s again."),
    "member_invited": _("%(actor)s invited %(about)s."),
    "invitation_sent_again": _("%(actor)s sent the invitation of %(about)s again."),
    "invitation_revoked": _("%(actor)s withdrew the invitation of %(about)s."),
    "invitation_accepted": _("%(about)s accepted their invitation."),
    "members_imported": _("%(actor)s imported members from a file: %(about)s."),
    "badge_cards_printed": _("%(actor)s made new badge cards for %(about)s."),
}
_ACCESS = {
    "policy_changed": _("%(actor)s changed a rule of signing in: %(about)s."),
    "pin_renewed": _("%(actor)s gave %(about)s a new PIN."),
    "password_set": _("%(actor)s set a new password for %(about)s."),
    "sessions_ended": _("%(actor)s ended the sessions of %(about)s."),
    "factor_removed": _("%(actor)s removed the second factor of %(about)s."),
    "sign_in_refused": _("%(actor)s refused a sign-in of %(about)s."),
    "sign_in_released": _("%(actor)s released a sign-in of %(about)s."),
}
_SUPPORT = {
    "support_granted": _("%(actor)s let support in for %(hours)s hours: %(reason)s"),
    "support_revoked": _("%(actor)s ended the access of support."),
    "support_entered": _("%(actor)s of support entered the workspace."),
    "support_looked": _("%(actor)s of support opened %(about)s."),
    "support_ran_out": _("The access of support ran out on %(until)s."),
    "support_left": _("%(actor)s of support left; pages seen: %(pages)s."),
}
_TYPES = {
    "type_created": _("%(actor)s made the type of entry %(about)s."),
    "type_changed": _("%(actor)s changed the type of entry %(before)s: it is %(about)s now."),
    "type_retired": _("%(actor)s no longer offers the type of entry %(about)s."),
    "type_offered": _("%(actor)s offers the type of entry %(about)s again."),
    "form_published": _("%(actor)s published version %(version)s of the form of %(about)s."),
    "pack_imported": _("%(actor)s imported types of entry from a file: %(about)s."),
}
_WORKSPACE = {
    "workspace_opened": _("The workspace was opened by %(actor)s."),
    "legacy_imported": _("%(entries)s entries moved in from the old system: %(about)s."),
    "book_opened": _("%(actor)s opened the book %(about)s."),
    "shift_pattern_set": _("%(actor)s set the shifts of %(about)s: %(after)s, from %(on)s on."),
    "equipment_listed": _("%(actor)s changed the list of equipment of %(about)s."),
    "readings_begun": _("%(actor)s decided that reading the book %(about)s is noted."),
    "readings_ended": _("%(actor)s decided that reading the book %(about)s is no longer noted."),
    "address_renamed": _("The address of the workspace changed from %(before)s to %(after)s."),
    "domain_added": _("%(actor)s added the domain %(about)s."),
    "domain_proved": _("The domain %(about)s was proved."),
    "domain_made_primary": _("%(actor)s made %(about)s the main address."),
    "domain_removed": _("%(actor)s removed the domain %(about)s."),
    "presence_ruled": _(
        "%(actor)s decided for %(about)s how long one may stay (%(hours)s h, place: %(place)s)."
    ),
    "ban_imposed": _("%(actor)s banned %(about)s: %(reason)s"),
    "ban_lifted": _("%(actor)s lifted the ban of %(about)s: %(reason)s"),
    "pass_given": _("%(actor)s gave %(about)s a pass: %(reason)s"),
    "pass_revoked": _("%(actor)s revoked the pass of %(about)s: %(reason)s"),
    "person_type_added": _("%(actor)s added the type of person %(about)s."),
    "person_type_changed": _("%(actor)s changed the type of person %(about)s."),
    "record_added": _("%(actor)s added %(about)s to the registers."),
    "record_changed": _("%(actor)s changed %(before)s in the registers: it is %(about)s now."),
    "record_retired": _("%(actor)s retired %(about)s from the registers."),
    "record_restored": _("%(actor)s brought %(about)s back into the registers."),
    "records_merged": _("%(actor)s merged %(merged)s into %(about)s."),
    "records_parted": _("%(actor)s parted %(about)s from %(merged)s again."),
    "records_told_apart": _("%(actor)s noted that %(about)s and %(other)s are two."),
    "register_imported": _("%(actor)s imported a file into the registers: %(about)s."),
    "register_exported": _("%(actor)s took along the register %(about)s as a table."),
    "entries_exported": _("%(actor)s took along entries of the book %(about)s as a table."),
    "search_exported": _("%(actor)s took along entries found by a search as a table: %(about)s."),
    "export_requested": _("%(actor)s asked for an export of the workspace."),
    "books_restored": _("The books were restored from a backup, to their state of %(about)s."),
    "book_exported": _("%(actor)s took along the book %(about)s with its proof."),
    "report_issued": _(
        "%(actor)s issued report %(number)s, version %(version)s, of the book %(about)s."
    ),
    "report_reissued": _(
        "The book %(about)s issued report %(number)s again by itself, as version %(version)s, "
        "because of entry %(entry)s."
    ),
    "anchor_address_added": _("%(actor)s has anchors mailed to %(about)s."),
    "anchor_address_removed": _("%(actor)s has anchors mailed to %(about)s no longer."),
    "erasure_begun": _("%(actor)s decided that data are suppressed by law: %(reason)s"),
    "hold_placed": _("%(actor)s placed a legal hold on %(about)s: %(reason)s"),
    "hold_ended": _("%(actor)s ended a legal hold on %(about)s: %(reason)s"),
    "retention_set": _("%(actor)s changed how long entries of %(about)s are kept: %(after)s"),
    "retention_ran": _("%(entries)s entries were suppressed: their time to be kept was over."),
    "plan_changed": _("The plan changed from %(before)s to %(after)s."),
    "trial_extended": _("The trial was extended to %(after)s."),
    "paid": _("The workspace is paid until %(about)s."),
    "workspace_suspended": _("The workspace was suspended: %(reason)s"),
    "workspace_resumed": _("The workspace was opened again."),
    "deletion_begun": _("The workspace is to be deleted on %(about)s."),
    "deletion_undone": _("The deletion of the workspace was called off."),
}

ACTS: dict[str, Act] = {
    code: Act(kind, words)
    for kind, of_kind in (
        (Kind.PEOPLE, _PEOPLE),
        (Kind.ACCESS, _ACCESS),
        (Kind.SUPPORT, _SUPPORT),
        (Kind.TYPES, _TYPES),
        (Kind.WORKSPACE, _WORKSPACE),
    )
    for code, words in of_kind.items()
}


def codes_of(kind: Kind) -> list[str]:
    """Return the codes of the acts of one kind; none for the kind of all others."""
    return [code for code, act in ACTS.items() if act.kind == kind]
