"""Claim a domain, prove it, make it the main address, give it up."""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from public_site.domains.letters import tell_proved
from public_site.domains.records import texts_of
from public_site.models import Client, Domain, DomainClaim
from tenancy.context import public_context
from tenancy.violations import violated_constraint

MOST = 5
_BY_ANOTHER = ("domain_claim_is_proved_by_one_client", "public_site_domain_domain")


class TooManyDomains(Exception):
    """The client has claimed as many as it may."""


class DomainTaken(Exception):
    """Another client has proved it."""


class NotProved(Exception):
    """The TXT record is not there, or says something else."""


class NotReachedByIt(Exception):
    """Nobody has come by that domain: it may lead nowhere."""


@transaction.atomic
def claim_domain(*, client: Client, host: str) -> DomainClaim:
    """Note that the client wants `host` (as `own_host` returns it); idempotent.

    Raises:
        TooManyDomains: five are claimed.
        DomainTaken: another client has it.
    """
    with public_context():
        Client.objects.select_for_update().get(pk=client.pk)
        if Domain.objects.filter(domain=host).exclude(tenant=client).exists():
            raise DomainTaken
        claimed = DomainClaim.objects.filter(client=client)
        if claimed.exclude(host=host).count() >= MOST:
            raise TooManyDomains
        return DomainClaim.objects.get_or_create(client=client, host=host)[0]


def prove(*, claim: DomainClaim) -> DomainClaim:
    """Look for the TXT record and let the domain lead to the workspace.

    Raises:
        NotProved: the record is not there, or says something else.
        NamesUnreachable: nobody answered; try again.
        DomainTaken: another client proved it meanwhile.
    """
    if claim.token not in texts_of(claim.record):
        raise NotProved
    try:
        with public_context(), transaction.atomic():
            _keep_proof(claim)
    except IntegrityError as problem:
        constraint = violated_constraint(problem)
        if constraint.startswith(_BY_ANOTHER):
            raise DomainTaken from problem
        raise
    return claim


def _keep_proof(claim: DomainClaim) -> None:
    found = DomainClaim.objects.select_for_update().get(pk=claim.pk)
    was_proved = found.is_proved
    found.proved_at, found.missing_since = found.proved_at or timezone.now(), None
    found.save(update_fields=["proved_at", "missing_since"])
    if not Domain.objects.filter(domain=found.host, tenant_id=found.client_id).exists():
        Domain(domain=found.host, tenant=found.client, is_primary=False).save()
    if not was_proved:
        tell_proved(found)
    claim.proved_at, claim.missing_since = found.proved_at, None


@transaction.atomic
def make_primary(*, claim: DomainClaim, reached_by: str) -> None:
    """Make a proved domain the main address: letters name it, and our host leads there.

    `reached_by` is the host of the request that asks: by then the domain has been seen to lead
    here, with its certificate, so nobody is locked out.

    Raises:
        NotProved: its record was never seen.
        NotReachedByIt: the request came by another host.
    """
    with public_context():
        found = DomainClaim.objects.select_for_update().get(pk=claim.pk)
        if not found.is_proved:
            raise NotProved
        if reached_by != found.host:
            raise NotReachedByIt
        _set_primary(Domain.objects.get(domain=found.host, tenant_id=found.client_id))


@transaction.atomic
def make_ours_primary(*, client: Client) -> None:
    """Make our own host the main address again; others go on leading to the workspace."""
    with public_context():
        ours = client.domains.filter(domain=f"{client.slug}.{settings.PUBLIC_HOST}").first()
        if ours is not None:
            _set_primary(ours)


@transaction.atomic
def give_up(*, claim: DomainClaim) -> None:
    """Let the domain lead here no more; ours is the main address again if it was."""
    with public_context():
        release(claim)
        claim.delete()


def release(claim: DomainClaim) -> None:
    """Take the domain from the workspace; the claim stays, to be proved anew."""
    domain = Domain.objects.filter(domain=claim.host, tenant_id=claim.client_id).first()
    if domain is not None:
        if domain.is_primary:
            make_ours_primary(client=claim.client)
        domain.delete()
    DomainClaim.objects.filter(pk=claim.pk).update(proved_at=None, missing_since=None)


def _set_primary(domain: Domain) -> None:
    domain.is_primary = True
    domain.save()  # which lets the client's other domains be so no more
