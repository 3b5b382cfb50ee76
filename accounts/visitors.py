"""From where a visitor comes, as far as counting tries needs to know."""

from ipaddress import IPv6Address, ip_address

from django.http import HttpRequest

NETWORK_BITS_TO_DROP = 64


def address_of(request: HttpRequest) -> str:
    """Return the address of a visitor, as our own proxy states it."""
    return str(request.META.get("HTTP_X_REAL_IP") or request.META.get("REMOTE_ADDR", ""))


def network_of(request: HttpRequest) -> str:
    """Return the network of a visitor, as our own proxy states their address.

    An IPv4 address counts by itself; of IPv6 the first half, because everybody who has one
    address there has 2⁶⁴ of them and could try with each.
    """
    stated = address_of(request)
    try:
        address = ip_address(stated.partition("%")[0])
    except ValueError:
        return stated
    if isinstance(address, IPv6Address):
        own = address.ipv4_mapped
        return str(own or IPv6Address(int(address) >> NETWORK_BITS_TO_DROP << NETWORK_BITS_TO_DROP))
    return str(address)
