"""What stands between a member and writing in a book; the apps that ask for it register it.

A gate is asked when the composer opens and again when an entry is sent. Opened, it leads to what
is to be done first; at sending it is told in the form, which keeps everything typed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.html import format_html

from tenant_site.books.models import Book
from tenant_site.members.models import Member
from tenant_site.members.requests import MemberRequest


@dataclass(frozen=True)
class Closed:
    """Something is to be done first: `address` is where, `sentence` says why in one line."""

    address: str
    sentence: str | Promise


Gate = Callable[[Member, Book], Closed | None]
_gates: list[Gate] = []


def register(gate: Gate) -> None:
    """Ask `gate` from now on whenever somebody is about to write."""
    _gates.append(gate)


def lead(request: MemberRequest, book: Book) -> HttpResponse | None:
    """Lead who opens the composer to what is to be done first, and back; None to go on."""
    closed = _first_closed(request, book) if request.method == "GET" else None
    if closed is None:
        return None
    return redirect(f"{closed.address}?{urlencode({'next': request.get_full_path()}, safe='/')}")


def let_pass(request: MemberRequest, book: Book, form: forms.BaseForm) -> bool:
    """Say whether what was sent may be written; if not, let the form say what to do first.

    The link opens beside the form, so that nothing typed is lost without a script either.
    """
    closed = _first_closed(request, book)
    if closed is None:
        return True
    link = '<a href="{}" target="_blank" rel="opener">{}</a>'
    form.add_error(None, ValidationError(format_html(link, closed.address, closed.sentence)))
    return False


def _first_closed(request: MemberRequest, book: Book) -> Closed | None:
    answers = (gate(request.member, book) for gate in _gates)
    return next((closed for closed in answers if closed is not None), None)
