"""Whether the workspace takes writing now, and what a page says when it does not."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django import forms
    from django.http.response import HttpResponseBase

    from tenant_site.members.requests import MemberRequest

    View = Callable[..., HttpResponseBase]

OPEN_WHILE = "open_while"
READ_ONLY_STATES = frozenset({"read_only", "archived"})


class Standing(Protocol):
    """What a workspace may do today; the main website's `public_site.standing` is one."""

    @property
    def state(self) -> str:
        """Return `ready`, or why not."""

    @property
    def may_write(self) -> bool:
        """Say whether entries, books and members may be added."""

    @property
    def last_day(self) -> date | None:
        """Return the last day to write, where there is one."""

    @property
    def has_run_out(self) -> bool:
        """Say whether a payment opens it again."""


def open_while(*states: str) -> "Callable[[View], View]":
    """Let the view be posted to while the workspace is in one of `states`: it sees to the rest.

    For what is no writing in books, and for forms that come back with the reason (`may_write`).
    """

    def decorate(view: "View") -> "View":
        setattr(view, OPEN_WHILE, frozenset(states))
        return view

    return decorate


outlives_payment = open_while(*READ_ONLY_STATES)


def may_write(request: "MemberRequest", form: "forms.BaseForm") -> bool:
    """Say whether the workspace takes what was sent; if not, let the form say why.

    The form is shown again with all that was typed in it.
    """
    standing = request.tenant.standing
    if standing.may_write:
        return True
    sentence = refusal(standing, is_owner=request.member.is_owner)
    form.add_error(None, ValidationError(sentence, code="read_only"))
    return False


def refusal(standing: Standing, *, is_owner: bool) -> str:
    """Return why nothing was written, and the way out for this reader."""
    if standing.state == "archived":
        return _("This news book is archived: it is read, and nothing is written in it any more.")
    if standing.has_run_out and is_owner:
        return _(
            "Nothing was written: what was agreed has ended, so this news book can only be read. "
            "Renew it on the page “Workspace”, then send this again."
        )
    return _(
        "Nothing was written: this news book can only be read now. Copy what you typed if you "
        "leave this page, and ask whoever manages the news book to renew it."
    )


def is_open_while(view: Any, state: str) -> bool:
    """Say whether the view takes posts in that state."""
    return state in getattr(view, OPEN_WHILE, frozenset())
