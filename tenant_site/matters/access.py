"""The only way in which a view gets a follow-up; numbers that an address or a form names."""

import re

from django.http import Http404
from django.shortcuts import get_object_or_404

from tenant_site.books.reading import MAX_SEQ
from tenant_site.matters.models import FollowUp
from tenant_site.members.models import Member

NUMBER = re.compile(r"[1-9][0-9]{0,17}")


def access_follow_up(member: Member, follow_up_id: int) -> FollowUp:
    """Return a follow-up of a book that `member` may read.

    Raises:
        Http404: there is none, or its book is not for this member.
    """
    if follow_up_id > MAX_SEQ:
        raise Http404
    return get_object_or_404(FollowUp.objects.readable_by(member).for_list(), pk=follow_up_id)


def number_of(text: str) -> int | None:
    """Return the number of an entry or a row that `text` writes, if it writes one."""
    return int(text) if NUMBER.fullmatch(text) else None
