import pytest

from tenant_site.finding.words import (
    capped,
    marks_of,
    person_fragments,
    plate_fragments,
    words_of,
)
from tenant_site.registers.naming import Named
from tests.tenant_site.books.writing import NIGHT


def test_accents_case_and_signs_are_nothing() -> None:
    assert words_of("Vehículo: ABC-123, ÑANDÚ!", language="en") == [
        "vehiculo", "abc", "123", "nandu",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("novedad", "novedades"),
        ("operación", "operaciones"),
        ("luz", "luces"),
        ("portería", "porterias"),
    ],
)
def test_a_spanish_plural_is_its_singular(one: str, many: str) -> None:
    assert words_of(one, language="es") == words_of(many, language="es")


def test_a_word_is_never_longer_than_the_index_takes() -> None:
    assert len(words_of("x" * 5000, language="es")[0]) == 60


def test_no_entry_has_more_words_than_the_index_takes() -> None:
    assert capped(["señal"] * 3, most=20) == ["señal"] * 2
    assert capped([], most=20) == capped(["ñ"], most=2) == []


def named(register: str, key: str, **columns: str) -> Named:
    return Named(register, key, columns, "field", 0, "", NIGHT)


def test_a_plate_is_found_by_its_ends_so_by_each_of_its_parts() -> None:
    assert marks_of([named("vehicle", "abc12")]) == ["=v12", "=vabc12", "=vbc12", "=vc12"]


def test_a_person_is_found_by_each_name_and_by_parts_of_the_document() -> None:
    marks = marks_of([named("person", "document:123", name_key="ana ruiz", document_key="123")])
    assert marks == ["=p123", "=p23", "=pana", "=pruiz"]


def test_what_is_asked_is_folded_as_what_is_written() -> None:
    assert plate_fragments("c-12") == ["c12"]
    assert person_fragments("1.020-3") == ["10203"]
    assert person_fragments("Ána  RUIZ") == ["ana", "ruiz"]
    assert plate_fragments("a1" * 20) == person_fragments("a1" * 20) == ["a1" * 15]
    assert plate_fragments("-") == person_fragments("a") == []
