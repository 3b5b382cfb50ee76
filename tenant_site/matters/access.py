"""The only way in which a view gets a follow-up."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from tenant_site.books.reading import MAX_SEQ
from tenant_site.matters.models import FollowUp
from tenant_site.members.models import Member


def access_follow_up(member: Member, follow_up_id: int) -> FollowUp:
    """Return a follow-up of a book that `member` may read.

    Raises:
        Http404: there is none, or its book is not for this member.
    """
    if follow_up_id > MAX_SEQ:
        raise Http404
    return get_object_or_404(FollowUp.objects.readable_by(member).for_list(), pk=follow_up_id)
