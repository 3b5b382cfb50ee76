"""The form by which who comes signs for what was handed over."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.signing_in import PasswordRefused
from accounts.tries import TooManyTries
from tenant_site.books.refusals import EntryRefused
from tenant_site.books.repeats import SentBefore
from tenant_site.entry_forms.texts import plain
from tenant_site.members.models import Member
from tenant_site.shifts.handover.closing import Result, accept
from tenant_site.shifts.handover.refusals import HandoverAccepted, OwnHandover, SignsElsewhere
from tenant_site.shifts.handover.signing import signer
from tenant_site.shifts.models import Acceptance, Handover

RESULTS = (
    (Result.ACCEPTED.value, gettext_lazy("I accept")),
    (Result.RESERVATIONS.value, gettext_lazy("I accept with reservations")),
)
ALONE = ((Result.UNILATERAL.value, gettext_lazy("Nobody takes over: who hands over goes on")),)


class AcceptanceForm(forms.Form):
    """Accept, with or without reservations; on the device of who leaves, by badge and PIN.

    Who hands over signs as well, without anybody else: as alone, with the reason.
    """

    result = forms.ChoiceField(
        label=gettext_lazy("You take over the post"),
        choices=RESULTS,
        widget=forms.RadioSelect,
        initial=Result.ACCEPTED.value,
    )
    reservations = forms.CharField(
        label=gettext_lazy("Reservations"),
        required=False,
        max_length=5_000,
        help_text=gettext_lazy("What is not as it was handed over."),
        widget=forms.Textarea(attrs={"rows": 3, "autocapitalize": "sentences"}),
    )
    identifier = forms.CharField(
        label=gettext_lazy("Badge or e-mail of who takes over"),
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=gettext_lazy("PIN or password of who takes over"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, handover: Handover, member: Member) -> None:
        super().__init__(data)
        self._handover, self._member = handover, member
        self.signs_beside = handover.outgoing_id == member.pk
        self.waiting: TooManyTries | None = None
        self.is_alone = self.signs_beside and self.data.get("result") == Result.UNILATERAL
        if self.signs_beside:
            self._offer_to_go_on()
        if self.is_alone or not self.signs_beside:
            del self.fields["identifier"], self.fields["password"]

    def _offer_to_go_on(self) -> None:
        result: Any = self.fields["result"]
        result.choices = [*RESULTS, *ALONE]
        self.fields["reservations"].label = _("Reservations, or why nobody takes over")

    def clean(self) -> dict[str, Any]:
        """Ask for the reservations of who has some, and why nobody takes over."""
        said = self.cleaned_data
        wanted = {
            Result.RESERVATIONS.value: _("Write what your reservations are."),
            Result.UNILATERAL.value: _("Write why nobody takes over."),
        }.get(said.get("result", ""))
        if wanted and not plain(said.get("reservations", ""), lines=True):
            self.add_error("reservations", ValidationError(wanted, code="required"))
        return said

    def sign(self, request: HttpRequest) -> Acceptance | None:
        """Sign; None when the form now says why that does not go."""
        by = self._signer(request)
        if by is None:
            return None
        said = self.cleaned_data
        words = plain(said["reservations"], lines=True)
        is_plain = said["result"] == Result.ACCEPTED
        try:
            return accept(
                handover=self._handover,
                by=by,
                result=said["result"],
                words="" if is_plain else words,
                beside_the_outgoing=self.signs_beside and not self.is_alone,
            )
        except SentBefore as refusal:
            notice = _(
                "You signed already, by entry %(number)s, with other words. What you see here is "
                "not written: write it as a further entry of the book."
            )
            self.add_error(None, notice % {"number": refusal.number})
        except OwnHandover:
            self.add_error("identifier", _("Who hands over cannot take over from themselves."))
        except HandoverAccepted:
            self.add_error(None, _("Somebody else has accepted it meanwhile."))
        except EntryRefused:
            self.add_error(None, _("This book takes no more entries."))
        return None

    def _signer(self, request: HttpRequest) -> Member | None:
        if self.is_alone or not self.signs_beside:
            return self._member
        name, password = self.cleaned_data["identifier"], self.cleaned_data["password"]
        try:
            return signer(request, name=name, password=password, book=self._handover.book)
        except PasswordRefused:
            refusal = _("These are not badge and PIN of somebody who writes in this book.")
            self.add_error("identifier", ValidationError(refusal, code="refused"))
        except SignsElsewhere:
            elsewhere = _(
                "This person signs in by more than a PIN of their own. Sign in as them on another "
                "device, or here after signing out, and accept from there."
            )
            self.add_error("identifier", ValidationError(elsewhere, code="elsewhere"))
        except TooManyTries as refused:
            self.waiting = refused
            self.add_error(None, refused.sentence)
        return None
