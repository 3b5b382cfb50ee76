import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenant_site.registers.keys import MAX_KEY_LENGTH, key_of_code, key_of_name

TEXT = st.text(max_size=100)
CODES = st.text("ABCXYZ0123456789", min_size=1, max_size=12)
SIGNS = st.text(" .-/_·–\u00a0\t", max_size=3)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ABC 123", "abc-123"),
        ("CC 1.020.304-5", "cc10203045"),
        ("ＡＢＣ１２３", "abc123"),
        ("Ñandú 7", "nandu7"),
        ("STRASSE", "straße"),
    ],
)
def test_one_plate_or_document_has_one_key_however_it_is_spelt(one: str, other: str) -> None:
    assert key_of_code(one) == key_of_code(other)


@pytest.mark.parametrize("nothing", ["", "-", " ", "...", "—", "🚗"])
def test_signs_alone_are_no_key(nothing: str) -> None:
    assert key_of_code(nothing) == key_of_name(nothing) == ""


def test_a_name_keeps_its_words_apart() -> None:
    assert key_of_name("  José   María,  PEÑA-Nieto ") == "jose maria pena nieto"
    assert key_of_name("Ana Mar") != key_of_name("Anamar")


@given(TEXT)
def test_a_key_is_its_own_key_and_short_enough_for_an_index(text: str) -> None:
    for key_of in (key_of_code, key_of_name):
        key = key_of(text)
        assert key_of(key) == key
        assert len(key) <= MAX_KEY_LENGTH
        assert key == key.strip()


@given(CODES, st.lists(SIGNS, min_size=13, max_size=13))
def test_signs_between_and_case_change_nothing(code: str, signs: list[str]) -> None:
    spelt = "".join(sign + mark for sign, mark in zip(signs, code, strict=False))
    assert key_of_code(spelt) == key_of_code(spelt.lower()) == key_of_code(code)


@given(CODES, CODES)
def test_other_letters_are_another_key(one: str, other: str) -> None:
    assert (key_of_code(one) == key_of_code(other)) is (one == other)


@given(st.text("A1", min_size=MAX_KEY_LENGTH + 1, max_size=120))
def test_two_long_ones_stay_two(text: str) -> None:
    assert key_of_code(text) != key_of_code(text + "x")
