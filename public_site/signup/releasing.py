"""Another address for a workspace; the one before rests for a year and leads to it."""

from django.conf import settings
from django.db import IntegrityError, transaction

from public_site.models import Client, Domain
from public_site.signup.addresses import validate_address
from public_site.signup.models import ReleasedAddress
from public_site.signup.opening import AddressTaken, refuse_resting, why_refused
from tenancy.context import public_context
from tenancy.recent_answers import RecentAnswers


@transaction.atomic
def rename_address(*, client: Client, slug: str) -> None:
    """Give the workspace another address; people who come to the one before are led on.

    The client itself may take its own address back. Its own domains stay as they are.

    Raises:
        ValidationError: nobody may have this address.
        AddressTaken: another client has it, or gave it up within the year.
    """
    validate_address(slug)
    before = Client.objects.select_for_update().values_list("slug", flat=True).get(pk=client.pk)
    try:
        with transaction.atomic():
            client.slug = slug
            client.save(update_fields=["slug"])
            refuse_resting(slug=slug, client_id=client.pk)
            for domain in Domain.objects.filter(tenant=client, domain=_host_of(before)):
                domain.domain = _host_of(slug)
                domain.save()
    except IntegrityError as problem:
        client.slug = before
        raise why_refused(problem) from problem
    except AddressTaken:
        client.slug = before
        raise
    transaction.on_commit(LED_ON.clear)


def leads_to(slug: str) -> str | None:
    """Return the address of the workspace that had this one within the year, if it is open."""
    found: str | None = LED_ON.get(slug)
    return found


def forget_old_addresses() -> int:
    """Forget the addresses that have rested for a year, and return how many: all may have them."""
    resting = ReleasedAddress.objects.resting().values("pk")
    count, _each = ReleasedAddress.objects.exclude(pk__in=resting).delete()
    return count


def _find(slug: str) -> str | None:
    with public_context():
        released = ReleasedAddress.objects.resting().filter(slug=slug).values("client_id")
        client: Client | None = Client.objects.filter(pk__in=released).first()
        return client.url if client is not None and client.slug != slug else None


def _host_of(slug: str | None) -> str:
    return f"{slug}.{settings.PUBLIC_HOST}"


LED_ON = RecentAnswers(_find)
