import pytest
from django.core.exceptions import ValidationError

from accounts.visible import validate_visible


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
