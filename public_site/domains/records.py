"""Ask the domain name system what a client put there; DNS_RESOLVER says whom to ask."""

import dns.exception
import dns.resolver
from django.conf import settings

LIFETIME_SECONDS = 5


class NamesUnreachable(Exception):
    """No name server answered: this says nothing about the record."""


def texts_of(name: str) -> set[str]:
    """Return the TXT records of a name; none where there is no such name.

    Costs up to five seconds: never call it inside a transaction.

    Raises:
        NamesUnreachable: nobody answered in time.
    """
    try:
        answer = _resolver().resolve(f"{name}.", "TXT", search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return set()
    except dns.exception.DNSException as problem:
        raise NamesUnreachable(str(problem)) from problem
    return {b"".join(record.strings).decode("ascii", "replace") for record in answer}


def _resolver() -> dns.resolver.Resolver:
    asked = settings.DNS_RESOLVER
    resolver = dns.resolver.Resolver(configure=not asked)
    if asked:
        address, _, port = asked.rpartition(":")
        resolver.nameservers, resolver.port = [address], int(port)
    resolver.lifetime = LIFETIME_SECONDS
    return resolver
