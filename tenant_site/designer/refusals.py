"""Why an owner's act on a type or its form was not done."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tenant_site.designer.models import FormDraft


class ActRefused(Exception):
    """Nothing was changed; `message` is a sentence with the next step."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(code)
        self.message, self.code = message, code


class ChangedMeanwhile(ActRefused):
    """Somebody else acted between the owner's look and the owner's act."""

    def __init__(self, draft: FormDraft) -> None:
        told = {
            "name": draft.changed_by or _("Somebody"),
            "time": date_format(localtime(draft.changed_at), "TIME_FORMAT"),
        }
        message = _(
            "%(name)s changed this form at %(time)s, after you had opened it, so yours was not "
            "saved. Look at the form as it is now, then do it again."
        )
        super().__init__(message % told, "changed_meanwhile")


class FieldGone(ActRefused):
    """The field is no longer in the form."""

    def __init__(self) -> None:
        message = _("This field is no longer in the form. Look at the form as it is now.")
        super().__init__(message, "field_gone")


class StaysBelow(ActRefused):
    """A field cannot stand above the one whose answer shows it."""

    def __init__(self, *, field: str, other: str) -> None:
        message = _(
            "“%(field)s” is shown by an answer of “%(other)s”, so it stays below it. "
            "Change when “%(field)s” is shown, then move it."
        )
        super().__init__(message % {"field": field, "other": other}, "stays_below")


class FormTooLarge(ActRefused):
    """The form has grown beyond what one page can ask."""

    def __init__(self) -> None:
        message = _("This form has become too large. Shorten lists of answers, or remove fields.")
        super().__init__(message, "too_large")


class NothingToUndo(ActRefused):
    """Nothing is left to take back."""

    def __init__(self) -> None:
        super().__init__(_("There is nothing left to undo."), "nothing_to_undo")


class NothingToPublish(ActRefused):
    """The form is as it was published, or asks nothing."""

    def __init__(self) -> None:
        message = _("There is nothing new to publish. Add or change a field first.")
        super().__init__(message, "nothing_to_publish")
