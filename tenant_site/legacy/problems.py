"""What may be wrong with an old record: one code for each case, and a sentence for people."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    # of an entry
    "info_broken": _("What was written cannot be read; it is kept as it stood."),
    "info_empty": _("Nothing was filled in."),
    "template_gone": _("The form is missing; its type's, or the names of the answers, stand in."),
    "template_broken": _("The form cannot be read; its type's, or the answers' names, stand in."),
    "type_gone": _("The type of entry no longer exists in the old system."),
    "place_unknown": _("The place is missing or unknown; it is in the book of unknown places."),
    "time_broken": _("The time cannot be read; another time of the record stands in."),
    "number_twice": _("Another entry has the same number."),
    "answer_without_field": _("The form has no such field; the answer is kept as text."),
    "answer_not_understood": _("The answer does not fit its field; it is kept verbatim."),
    "cell_not_understood": _("One cell does not fit; it is kept verbatim."),
    "row_not_understood": _("A row lacks what names it; it is kept verbatim."),
    "correction_undated": _("A correction without author and time; it stands as an entry."),
    "correction_without_words": _("It was corrected, but nobody wrote down what."),
    # of a file
    "file_refused": _("The file is of no accepted kind; it is kept as it was sent."),
    "file_broken": _("The file is no base64; it is kept as it was sent."),
    "file_empty": _("The file has a name and no content."),
    "file_of_another_kind": _("The file is not what its name says; it is shown as what it is."),
    "files_not_understood": _("The list of files cannot be read; it is kept verbatim."),
    "file_elsewhere": _("A file stands where none belongs; it is kept as it was sent."),
    # of any record
    "not_a_record": _("It is no record; it is kept verbatim."),
    "no_home_yet": _("It has no home here yet; it is kept verbatim, ready to be moved."),
    "changed_since": _("It was changed since an earlier import; the new text is kept beside."),
    "key_twice": _("Two different records have the same id; this one is kept verbatim."),
    "known_already": _("The register knew it already; it keeps its first spelling."),
    "ban_without_reason": _("They were on the black list without a reason; they are banned here."),
    "cannot_be_keyed": _("It lacks what the register knows it by; it is kept verbatim."),
    # of a pass
    "pass_of_nobody": _("It names nobody who is known here; it is kept verbatim."),
    "pass_of_unknown": _("One of those it names is not known here; the others have their pass."),
    "pass_not_understood": _("Its days or times cannot be read; it is kept verbatim."),
    "pass_of_no_day": _("It lets nobody in on any day; it is kept verbatim."),
    "pass_without_first_day": _("It had no first day; it holds from the day of the export on."),
    # of a person
    "badge_taken": _("Somebody has this badge already; they came in without one."),
    "address_known": _("This address belongs or is invited here already."),
    "address_broken": _("The address is no e-mail; they came in without one."),
    "barred_before": _("They were barred in the old system, so they are not invited."),
    "no_room": _("The plan holds no more people; invite them once it does."),
    "no_name": _("There is neither a name nor a badge nor an address."),
    "role_unknown": _("The kind of user is not known; they are a guard."),
    "place_not_given": _("A place of theirs is not known; it was left out."),
}


@dataclass(frozen=True)
class Problem:
    """One thing to be listed; `path` says where in the record, `detail` what stood there."""

    code: str
    path: str = ""
    detail: str = ""


def sentence(code: str) -> str:
    """Return what to tell people of a case; the code itself where it is not known."""
    return str(SENTENCES.get(code, code))
