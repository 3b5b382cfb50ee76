import pytest
from django.core.exceptions import ValidationError

from accounts.visible import validate_unlinked, validate_visible


@pytest.mark.parametrize("name", ["Ñandú Pérez", "Control room 2", "S-101", "O’Brien", "李雷", ""])
def test_ordinary_names_pass(name: str) -> None:
    validate_visible(name)


@pytest.mark.parametrize(
    "unseen", ["\u200b", "\u202e", "\u2066", "\u00ad", "\ufeff", "\x07", "\n", "\ud800", "\u2028"]
)
def test_a_name_with_something_unseen_is_refused(unseen: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_visible(f"An{unseen}a")
    assert refused.value.code == "unseen"


@pytest.mark.parametrize("name", ["Booking.com", "Transportes S.A./Ltda.", "Notaría 5.a", "A/C"])
def test_names_with_dots_and_strokes_pass(name: str) -> None:
    validate_unlinked(name)


@pytest.mark.parametrize("name", ["see http://evil.example", "WWW.evil.example", "evil.example/x"])
def test_a_name_that_is_a_link_in_a_mail_is_refused(name: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_unlinked(name)
    assert refused.value.code == "link"
