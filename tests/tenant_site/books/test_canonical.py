import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenant_site.books.canonical import NotCanonical, canonical_json, instant_text, microseconds
from tests.tenant_site.books.writing import NIGHT

_facts = st.recursive(
    st.booleans() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
)


def test_keys_are_sorted_and_nothing_is_blank() -> None:
    assert canonical_json({"b": ["1", True], "a": {"d": "x", "c": "y"}}) == (
        '{"a":{"c":"y","d":"x"},"b":["1",true]}'
    )


def test_keys_are_sorted_by_their_utf16_code_units() -> None:
    assert list(json.loads(canonical_json({"\ufb33": "", "\U0001f600": "", "\u20ac": ""}))) == [
        "\u20ac",
        "\U0001f600",
        "\ufb33",
    ]


def test_controls_are_escaped_as_rfc_8785_says() -> None:
    assert canonical_json({"a": "\u20ac$\u000f\nA'B\"\\/\u007f"}) == (
        '{"a":"\u20ac$\\u000f\\nA\'B\\"\\\\/\u007f"}'
    )


def test_a_letter_and_its_accent_are_one_character() -> None:
    assert canonical_json({"a": "porteri\u0301a"}) == canonical_json({"a": "porter\u00eda"})


@pytest.mark.parametrize("value", [1, 1.5, None, b"x", {"x": None}, ["1", 2], "\ud800"])
def test_what_can_be_written_in_two_ways_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical_json({"a": value})


@given(st.dictionaries(st.text(st.characters(codec="utf-8")), _facts))
def test_reading_and_writing_again_changes_nothing(facts: dict[str, object]) -> None:
    written = canonical_json(facts)
    assert canonical_json(json.loads(written)) == written


def test_instants_are_utc_with_six_decimals() -> None:
    assert instant_text(NIGHT) == "2026-03-01T06:10:00.000000Z"
    assert microseconds(NIGHT) == 1772345400000000
