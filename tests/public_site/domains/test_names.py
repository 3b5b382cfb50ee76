import pytest
from django.core.exceptions import ValidationError

from public_site.domains.names import own_host
from public_site.models import DomainClaim


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("libro.acme.example", "libro.acme.example"),
        ("  HTTPS://Libro.ACME.example:8443/inicio?x=1 ", "libro.acme.example"),
        ("libro.acme.example.", "libro.acme.example"),
        ("libro.ñandú.example", "libro.xn--and-6ma2c.example"),
        ("LIBRO.ÑANDÚ.example", "libro.xn--and-6ma2c.example"),
        ("libro.xn--and-6ma2c.example", "libro.xn--and-6ma2c.example"),
        ("ｌｉｂｒｏ.acme.example", "libro.acme.example"),
    ],
)
def test_a_domain_is_folded_as_requests_are_compared(typed: str, host: str) -> None:
    assert own_host(typed) == host


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "shape"),
        ("acme", "shape"),
        ("192.0.2.7", "shape"),
        ("[2001:db8::1]", "shape"),
        ("2001:db8::1", "shape"),
        ("a_b.example", "shape"),
        ("a b.example", "shape"),
        ("-a.example", "shape"),
        ("a..example", "shape"),
        ("*.acme.example", "shape"),
        ("xn--a.example", "shape"),
        ("a" * 64 + ".example", "shape"),
        ("localhost", "shape"),
        ("acme.localhost", "ours"),
        ("x.acme.localhost", "ours"),
        ("ACME.Localhost.", "ours"),
    ],
)
def test_what_no_client_can_have_is_refused(typed: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        own_host(typed)
    assert refused.value.code == code


def test_a_domain_is_shown_with_its_accents() -> None:
    assert DomainClaim(host="libro.xn--and-6ma2c.example").name == "libro.ñandú.example"
    assert DomainClaim(host="xn--a.example").name == "xn--a.example"
