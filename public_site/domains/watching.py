"""Look every day whether proved domains are still their clients'."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from public_site.domains.claims import make_ours_primary, release
from public_site.domains.letters import tell_missing
from public_site.domains.records import texts_of
from public_site.models import Client, DomainClaim
from tenancy.context import public_context

DEMOTED_AFTER_DAYS, RELEASED_AFTER_DAYS = 7, 30


def look_again(claim: DomainClaim) -> str:
    """Look for the record of a proved domain and return what follows: a word for the log.

    Gone since today, its owners are told; for a week, it is no main address any more; for a
    month, it is released, so that whoever owns it now can prove it.

    Raises:
        NamesUnreachable: nobody answered; nothing follows from that.
    """
    is_there = claim.token in texts_of(claim.record)
    with public_context(), transaction.atomic():
        found = DomainClaim.objects.select_for_update().select_related("client").get(pk=claim.pk)
        return _follow(found, is_there=is_there) if found.is_proved else "given up"


def _follow(claim: DomainClaim, *, is_there: bool) -> str:
    if is_there:
        DomainClaim.objects.filter(pk=claim.pk).update(missing_since=None)
        return "there"
    now = timezone.now()
    if claim.missing_since is None:
        claim.missing_since = now
        claim.save(update_fields=["missing_since"])
        tell_missing(claim, demoted_after_days=DEMOTED_AFTER_DAYS)
        return "missing"
    missing = now - claim.missing_since
    if missing >= timedelta(days=RELEASED_AFTER_DAYS):
        release(claim)
        return "released"
    if missing >= timedelta(days=DEMOTED_AFTER_DAYS) and _is_primary(claim.client, claim.host):
        make_ours_primary(client=claim.client)
        return "demoted"
    return "missing"


def _is_primary(client: Client, host: str) -> bool:
    return bool(client.domains.filter(domain=host, is_primary=True).exists())
