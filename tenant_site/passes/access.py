"""The only way in which a view gets a pass."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from tenant_site.books.reading import MAX_SEQ
from tenant_site.members.models import Member
from tenant_site.passes.models import Pass, wall_now


def access_pass(member: Member, pass_id: int) -> Pass:
    """Return a pass that `member` may read, loaded as a page shows it.

    Raises:
        Http404: there is none, or its book is not for this member.
    """
    if pass_id > MAX_SEQ:
        raise Http404
    return get_object_or_404(Pass.objects.readable_by(member).for_list(wall_now()), pk=pass_id)
