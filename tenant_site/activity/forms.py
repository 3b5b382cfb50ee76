"""What may be asked of the log by its address."""

from django import forms

from tenant_site.activity.acts import Kind

MAX_ID = 2**63 - 1


class LogAsked(forms.Form):
    """Which acts, and before which row; both may be left out."""

    kind = forms.ChoiceField(choices=Kind.choices, required=False)
    before = forms.IntegerField(min_value=1, max_value=MAX_ID, required=False)
