from datetime import timedelta

import pytest
from django.utils import timezone

from tenant_site.finding.chips import Parsed, parse
from tenant_site.finding.meaning import _day


def chips(parsed: Parsed) -> list[tuple[str, str]]:
    return [(chip.asks, chip.value) for chip in parsed.chips]


@pytest.mark.parametrize(
    ("text", "asks", "value"),
    [
        ("tipo:003", "type", "003"),
        ("type:003", "type", "003"),
        ("PLACA:abc-123", "plate", "abc-123"),
        ("plate: ABC123", "plate", "ABC123"),
        ('persona:"Ana Ruiz"', "person", "Ana Ruiz"),
        ("person:1.020.304", "person", "1.020.304"),
        ("de:1042", "by", "1042"),
        ("by:Olga", "by", "Olga"),
        ("desde:2026-03-01", "since", "2026-03-01"),
        ("since:today", "since", "today"),
        ("hasta:ayer", "until", "ayer"),
        ("until:31/03/2026", "until", "31/03/2026"),
        ("nº412", "number", "412"),
        ("nº: 412", "number", "412"),
        ("no. 412", "number", "412"),
        ("#412", "number", "412"),
        ("libro:gate", "book", "gate"),
        ('book:"Main gate"', "book", "Main gate"),
        ("gravedad:alerta", "severity", "alerta"),
        ("severity:alert", "severity", "alert"),
    ],
)
def test_each_chip_is_read_in_both_languages(text: str, asks: str, value: str) -> None:
    assert chips(parse(text)) == [(asks, value)]
    assert (parse(text).words, parse(text).wrong) == ([], [])


def test_words_phrases_and_chips_stand_in_any_order() -> None:
    parsed = parse('robo placa:ABC "luces del patio" de:ana bodega')
    assert parsed.words == ["robo", "bodega"]
    assert parsed.phrases == ["luces del patio"]
    assert chips(parsed) == [("plate", "ABC"), ("by", "ana")]


def test_the_spanish_word_de_is_a_word_without_its_colon() -> None:
    assert parse("robo de la bodega no hubo").words == ["robo", "de", "la", "bodega", "no", "hubo"]


def test_what_is_no_chip_is_words_and_nothing_is_lost() -> None:
    parsed = parse('color:rojo 22:04 https://x.example/a "unclosed phrase')
    assert parsed.wrong == []
    assert parsed.words == ["color", "rojo", "22:04", "https", "//x.example/a"]
    assert parsed.phrases == ["unclosed phrase"]


def test_what_is_nearly_a_chip_is_named_with_the_whole_box_as_it_could_be() -> None:
    parsed = parse('robo tipos:"Ronda de noche" ayer')
    assert "tipos:" in parsed.wrong[0].sentence
    assert parsed.wrong[0].instead == 'robo tipo:"Ronda de noche" ayer'


def test_a_chip_without_a_value_shows_one() -> None:
    assert "placa:ABC123" in parse("placa:").wrong[0].sentence


@pytest.mark.parametrize(
    ("said", "days"),
    [("hoy", 0), ("ayer", 1), ("7d", 7), ("hace 7 días", 7), ("1 dia", 1), ("30 days ago", 30)],
)
def test_days_are_counted_back_from_today(said: str, days: int) -> None:
    assert _day(said) == timezone.localdate() - timedelta(days=days)


@pytest.mark.parametrize("said", ["d", "7", "99999d", "hace", "7 horas", "-7d"])
def test_what_counts_no_days_is_no_day(said: str) -> None:
    assert _day(said) is None
