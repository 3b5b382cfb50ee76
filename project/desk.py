"""What the main website does for the owner of a workspace: where the two sites meet."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.tries import is_too_often_for
from public_site.billing.models import Invoice
from public_site.billing.providers import ProviderUnreachable, provider
from public_site.deletion import deciding
from public_site.domains import claims
from public_site.domains.names import own_host
from public_site.domains.records import NamesUnreachable
from public_site.models import Client, Deletion, DomainClaim
from tenancy import deletion as engine
from tenancy.context import public_context
from tenant_site.workspace.desk import Desk, DeskRefused

LOOKS_PER_HOUR = 60  # for TXT records, each a question to a name server


class ClientDesk:
    """One client's affairs with the service, in the words of its workspace."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def invoices(self) -> Sequence[Invoice]:
        """Return what was issued, the latest first."""
        return list(Invoice.objects.of_client(self._client.pk).shown())

    def invoice(self, key: UUID) -> Invoice | None:
        """Return one that was issued to this client."""
        return Invoice.objects.of_client(self._client.pk).shown().filter(pk=key).first()

    @property
    def takes_payments(self) -> bool:
        """Say whether invoices can be paid online."""
        return provider() is not None

    def start_payment(self, key: UUID, *, back_to: str) -> str:
        """Return where the invoice is paid.

        Raises:
            DeskRefused: it is not to be paid, or the provider does not answer.
        """
        invoice, taker = self.invoice(key), provider()
        if invoice is None or not invoice.is_open or taker is None:
            raise DeskRefused(_("This invoice is not to be paid online."))
        try:
            return taker.start_checkout(invoice, back_to=back_to)
        except ProviderUnreachable as problem:
            raise DeskRefused(
                _("The payment could not begin. Nothing was charged: try again in a few minutes.")
            ) from problem

    def domains(self) -> Sequence[DomainClaim]:
        """Return the client's own domains, each with `is_primary`."""
        with public_context():
            found = list(DomainClaim.objects.filter(client=self._client).for_list())
            primary = self._client.domains.filter(is_primary=True)
            hosts = set(primary.values_list("domain", flat=True))
        for claim in found:
            claim.is_primary = claim.host in hosts  # type: ignore[attr-defined]  # for the page
        return found

    def domain(self, key: UUID) -> DomainClaim | None:
        """Return one of them."""
        return next((claim for claim in self.domains() if claim.pk == key), None)

    def add_domain(self, typed: str) -> DomainClaim:
        """Note a domain that the client wants.

        Raises:
            DeskRefused: it cannot have it.
        """
        try:
            return claims.claim_domain(client=self._client, host=own_host(typed))
        except ValidationError as problem:
            raise DeskRefused(problem.messages[0]) from problem
        except claims.DomainTaken as problem:
            raise DeskRefused(_taken()) from problem
        except claims.TooManyDomains as problem:
            raise DeskRefused(_("You have five domains. Remove one first.")) from problem

    def prove_domain(self, key: UUID) -> None:
        """Look for the record of a domain.

        Raises:
            DeskRefused: it is not there, or the domain is another's.
        """
        if is_too_often_for(str(self._client.pk), "domain-proof", limit=LOOKS_PER_HOUR):
            raise DeskRefused(_("We have looked very often. Try again in an hour."))
        try:
            claims.prove(claim=self._claim(key))
        except claims.NotProved as problem:
            raise DeskRefused(
                _("The record is not there yet, or says something else. It can take an hour.")
            ) from problem
        except NamesUnreachable as problem:
            raise DeskRefused(
                _("The name servers of this domain do not answer. Try again in a few minutes.")
            ) from problem
        except claims.DomainTaken as problem:
            raise DeskRefused(_taken()) from problem

    def make_domain_primary(self, key: UUID, *, reached_by: str) -> None:
        """Make a proved domain the main address.

        Raises:
            DeskRefused: it is not proved, or the request came by another host.
        """
        try:
            claims.make_primary(claim=self._claim(key), reached_by=reached_by)
        except (claims.NotProved, claims.NotReachedByIt) as problem:
            raise DeskRefused(
                _("Open this page by the new domain first: so we know that it leads here.")
            ) from problem

    def remove_domain(self, key: UUID) -> None:
        """Give a domain up."""
        claims.give_up(claim=self._claim(key))

    def use_our_address(self) -> None:
        """Make our own host the main address again."""
        claims.make_ours_primary(client=self._client)

    def removal_due_at(self) -> datetime | None:
        """Return when a workspace that is being deleted is removed."""
        waiting = Deletion.objects.waiting().of_client(self._client.pk).first()
        return waiting.due_at if waiting else None

    def what_keeps(self) -> Sequence[str]:
        """Return why the workspace may not be deleted, a sentence each."""
        return engine.what_keeps(self._client)

    def begin_deletion(self, *, asked_by: str) -> datetime:
        """Close the workspace and return when it is removed.

        Raises:
            DeskRefused: something in it must stay.
        """
        try:
            return deciding.begin_deletion(client=self._client, asked_by=asked_by).due_at
        except engine.MustStay as problem:
            raise DeskRefused(str(problem)) from problem

    def undo_deletion(self) -> None:
        """Bring it back; one that is not being deleted stays as it is.

        Raises:
            DeskRefused: it is too late.
        """
        try:
            deciding.undo_deletion(client=self._client)
        except deciding.NothingToUndo:
            return
        except deciding.TooLateToUndo as problem:
            raise DeskRefused(
                _("It is too late: the removal has begun. Write to us at once.")
            ) from problem

    def _claim(self, key: UUID) -> DomainClaim:
        claim = self.domain(key)
        if claim is None:
            raise DeskRefused(_("This domain is not on your list any more."))
        return claim


def _taken() -> str:
    return _("Another workspace has proved this domain. If it is yours, write to us.")


_keeps_the_protocol: type[Desk] = ClientDesk
