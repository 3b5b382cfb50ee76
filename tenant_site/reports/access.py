"""The only ways in which a view gets a report."""

import re

from django.shortcuts import get_object_or_404

from tenant_site.books.access import access_book
from tenant_site.members.models import Member
from tenant_site.reports.models import Report

TOKEN = re.compile(r"[\w-]{1,64}", re.ASCII)


def access_report(member: Member, code: str, number: int, version: int | None = None) -> Report:
    """Return a version of a report, the newest unless it is named, of a book `member` may read.

    Raises:
        Http404: there is none, or its book is not for this member.
    """
    book = access_book(member, code)
    found = Report.objects.of_book(book).filter(number=number).select_related("anchor")
    if version is not None:
        found = found.filter(version=version)
    report = get_object_or_404(found[:1])
    report.book = book
    return report


def report_with(token: str) -> Report | None:
    """Return the report whose paper carries `token`, whoever asks."""
    if not TOKEN.fullmatch(token):
        return None
    return Report.objects.filter(token=token).first()
