"""Where anchors are to be mailed."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.mailable import MailField
from accounts.models import normalise_email
from tenant_site.proofs.models import AnchorAddress

MOST_ADDRESSES = 5


class AnchorAddressForm(forms.ModelForm):  # type: ignore[type-arg]  # a subscript fails at run time
    """One more address."""

    class Meta:
        model = AnchorAddress
        fields = ("email",)
        field_classes = {"email": MailField}

    def clean_email(self) -> str:
        """Compare addresses as accounts do."""
        return normalise_email(self.cleaned_data["email"]) or ""

    def clean(self) -> None:
        """Refuse more addresses than a letter a day should go to."""
        super().clean()
        if AnchorAddress.objects.count() >= MOST_ADDRESSES:
            said = _("Anchors go to %(most)s addresses at most: remove one first.")
            raise ValidationError(said % {"most": MOST_ADDRESSES}, code="too_many")
