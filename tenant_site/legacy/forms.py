"""What may be asked of the report of an import by its address."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tenant_site.legacy.models import ImportProblemQuerySet, LegacyImport
from tenant_site.legacy.problems import sentence

MAX_ID = 2**63 - 1


class ProblemsAsked(forms.Form):
    """Which problems, and after which row; what makes no sense narrows nothing."""

    code = forms.ChoiceField(label=_("What is to be looked at"), required=False)
    after = forms.IntegerField(
        min_value=1, max_value=MAX_ID, required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: object, shown: LegacyImport) -> None:
        super().__init__(*args)  # type: ignore[arg-type]  # the address, as it came
        counted = dict(shown.report.get("problems", {}))
        choices = [(code, f"{sentence(code)} ({count})") for code, count in counted.items()]
        self.fields["code"] = forms.ChoiceField(
            label=_("What is to be looked at"),
            required=False,
            choices=[("", _("Everything")), *choices],
        )

    @property
    def code_asked(self) -> str:
        """The case that is asked for; empty for all."""
        self.is_valid()
        return str(self.cleaned_data.get("code") or "")

    def answer(self, problems: ImportProblemQuerySet) -> ImportProblemQuerySet:
        """Keep the problems that are asked for, in the order of the import."""
        code = self.code_asked
        return problems.of_code(code).after(self.cleaned_data.get("after")).for_list()
