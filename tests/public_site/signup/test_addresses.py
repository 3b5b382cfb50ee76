import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from public_site.signup.addresses import fold, unavailable, validate_address


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("Vigilancia Ñandú S.A.", "vigilancia-nandu-s-a"),
        ("  ACME  ", "acme"),
        ("Café & Té", "cafe-te"),
        ("a--b", "a-b"),
        ("Straße", "strae"),
        ("北京", ""),
    ],
)
def test_what_people_type_becomes_an_address(typed: str, slug: str) -> None:
    assert fold(typed) == slug


@pytest.mark.parametrize("slug", ["acme", "torre-7", "a1b", "x" * 40])
def test_these_may_be_addresses(slug: str) -> None:
    validate_address(slug)


@pytest.mark.parametrize(
    "slug", ["ab", "x" * 41, "-ab", "ab-", "12345", "xn--abc", "a_b", "a.b", "Acme", "ab\n", ""]
)
def test_these_never_can(slug: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_address(slug)
    assert refused.value.code == "shape"


@pytest.mark.parametrize(
    "slug",
    ["admin", "admins", "administradores", "www", "soporte", "facturas", "facturaciones", "libros",
     "novedades", "mail", "newsbook", "my-newsbook", "librodenovedades", "api", "status",
     "news-book", "newsb00k-co", "my-n3ws-b00k", "libro-de-novedades-x",
     "adm1n", "supp0rt", "bi11ing"],
)  # fmt: skip
def test_reserved_words_are_unavailable_in_both_languages_and_in_the_plural(slug: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_address(slug)
    assert refused.value.code == "unavailable"
    assert refused.value.messages == unavailable().messages


@given(st.text(max_size=80))
def test_whatever_is_typed_folds_into_something_safe(typed: str) -> None:
    slug = fold(typed)
    assert slug == fold(slug)
    assert not set(slug) - set("abcdefghijklmnopqrstuvwxyz0123456789-")
