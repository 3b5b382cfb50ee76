"""What somebody with a printed report in hand learns without signing in: that it holds, or not."""

import re

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.tries import Limit, TooManyTries, Try
from accounts.visitors import network_of
from tenant_site.members.access import public_page
from tenant_site.reports.access import report_with
from tenant_site.reports.confirming import FileIs, file_is, is_intact
from tenant_site.reports.models import Report
from tenant_site.reports.outdated import is_suppressed_since, outdated_by

CONFIRMED = Limit("report_confirm", most=60, seconds=10 * 60, at_each_tenant=True)

SHA256 = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


class FileForm(forms.Form):
    """The fingerprint of a file that somebody holds, in whatever a program printed around it."""

    sha256 = forms.CharField(
        label=gettext_lazy("SHA-256 of the file"),
        max_length=400,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_sha256(self) -> bytes:
        """Find the fingerprint: some programs print capitals, some spaces between the bytes."""
        said = self.cleaned_data["sha256"].lower()
        found = SHA256.search(said) or SHA256.search(said.replace(" ", ""))
        if found is None:
            raise forms.ValidationError(
                _("A SHA-256 has 64 characters, 0 to 9 and a to f: copy it whole.")
            )
        return bytes.fromhex(found[0])

    def told_of(self, report: Report) -> FileIs | None:
        """Say what the file is to `report`; None before anything was asked."""
        return file_is(report, self.cleaned_data["sha256"]) if self.is_valid() else None


@require_safe
@never_cache
@public_page
def report_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Say whether the entries of a report are what they were, and whether a file is of it.

    Nothing that they say is shown: not by name, not by type, not by text.
    """
    try:
        Try((CONFIRMED, network_of(request))).begin()
    except TooManyTries as wait:
        return wait.mark(_answer(request, {"wait": wait}))
    report = report_with(token)
    if report is None:
        return _answer(request, {}, status=404)
    form = FileForm(request.GET if "sha256" in request.GET else None)
    told = _told(report) | {"form": form, "file_is": form.told_of(report)}
    return _answer(request, told, status=422 if form.errors else 200)


def _told(report: Report) -> dict[str, object]:
    """Return what the page shows: numbers, seals, and what was computed now."""
    of_it = Report.objects.filter(book=report.book_id, number=report.number)
    newest = of_it.order_by("-version").values_list("version", flat=True).first()
    return {
        "report": report,
        "is_intact": is_intact(report),
        "newer": newest if newest and newest > report.version else None,
        "is_outdated": bool(outdated_by([report])),
        "is_suppressed": is_suppressed_since(report),
    }


def _answer(request: HttpRequest, told: dict[str, object], *, status: int = 200) -> HttpResponse:
    response = render(request, "reports/report_confirm.html", told, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    return response
