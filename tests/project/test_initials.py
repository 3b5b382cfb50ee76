import pytest

from project.templatetags.initials import initials


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Vigilancia Andina", "VA"),
        ("Conjunto Torres de la Sabana", "CT"),
        ("La Ribera", "RI"),
        ("Óscar Ibáñez", "ÓI"),
        ("3M", "3M"),
        ("Á", "Á"),
        ("de la", "DL"),
        ("«-»", ""),
    ],
)
def test_a_name_is_shortened_to_the_two_letters_that_carry_it(name: str, letters: str) -> None:
    assert initials(name) == letters
