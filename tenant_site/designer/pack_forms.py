"""The page on which a pack is handed in."""

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenant_site.designer.models import PackImport
from tenant_site.designer.pack_importing import keep
from tenant_site.designer.packs import MOST_BYTES, PackRefused, read_pack
from tenant_site.members.models import Member

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


class PackForm(forms.Form):
    """A file with types of entry."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("A pack as this page hands it out: JSON, 1 MB at most."),
        widget=forms.ClearableFileInput(attrs={"accept": "application/json,.json"}),
    )

    def clean_file(self) -> str:
        """Return the text of the file; refuse what is no pack."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            message = _("The file is larger than a pack can be (1 MB).")
            raise forms.ValidationError(message, code="too_large")
        try:
            text = bytes(file.read()).decode("utf-8-sig")
            read_pack(text)
        except UnicodeDecodeError:
            message = _("This is no text in UTF-8. Export the pack again.")
            raise forms.ValidationError(message, code="encoding") from None
        except PackRefused as refused:
            raise forms.ValidationError(refused.message, code=refused.code) from None
        self.file_name = (file.name or "")[:120]
        return text

    def keep(self, *, by: Member) -> PackImport:
        """Keep the pack until its import is confirmed."""
        return keep(text=self.cleaned_data["file"], file_name=self.file_name, by=by)
