import pytest
from django.test import RequestFactory

from accounts.visitors import network_of


@pytest.mark.parametrize(
    ("stated", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::"),
        ("unix:", "unix:"),
    ],
)
def test_a_network_of_ipv6_counts_as_one_visitor(stated: str, network: str) -> None:
    assert network_of(RequestFactory().get("/", headers={"x-real-ip": stated})) == network


def test_without_the_header_of_the_proxy_the_connection_tells() -> None:
    assert network_of(RequestFactory().get("/", REMOTE_ADDR="198.51.100.4")) == "198.51.100.4"
