from pathlib import Path

import pytest

from project import translations

TEMPLATE = """{% load i18n %}
  {% if x %}
        <p title='it"s'>{% translate "Books" %}</p>
    {% endif %}
{% blocktranslate trimmed with name=who.name %}
  Good evening,
  {{ name }}
{% endblocktranslate %}
{% blocktranslate count counter=n trimmed %}
One entry{% plural %}{{ counter }} entries
{% endblocktranslate %}
{% translate "May" context "month" %} {{ _("Shift") }}
"""
CODE = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext_lazy
NAME = _("Gate")
def told(n): return ngettext("%(n)s photo", "%(n)s photos", n), pgettext_lazy("verb", "post")
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "templates").mkdir()
    (tmp_path / "project").mkdir()
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE)
    (tmp_path / "project" / "code.py").write_text(CODE)
    return tmp_path


def translate_everything(checkout: Path) -> None:
    translations.write_catalogues(checkout)
    catalogue = translations.updated("es", checkout)
    for message in catalogue:
        if message.id:
            message.string = message.id
    path = translations.catalogue_path("es", checkout)
    path.write_text(translations.as_text(catalogue))


def replace_in_spanish(checkout: Path, old: str, new: str) -> None:
    path = translations.catalogue_path("es", checkout)
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_every_message_of_this_project_is_translated() -> None:
    assert translations.problems() == []


def test_messages_are_found_in_templates_and_in_code(checkout: Path) -> None:
    found = {(message.context, message.id) for message in translations.found(checkout)}
    assert found >= {
        (None, "Books"),
        (None, "Good evening, %(name)s"),
        (None, ("One entry", "%(counter)s entries")),
        ("month", "May"),
        (None, "Shift"),
        (None, "Gate"),
        (None, ("%(n)s photo", "%(n)s photos")),
        ("verb", "post"),
    }


def test_a_complete_catalogue_has_no_problem(checkout: Path) -> None:
    translate_everything(checkout)
    assert translations.problems(checkout) == []


def test_an_untranslated_message_is_a_problem(checkout: Path) -> None:
    translate_everything(checkout)
    replace_in_spanish(checkout, 'msgid "Gate"\nmsgstr "Gate"', 'msgid "Gate"\nmsgstr ""')
    assert translations.problems(checkout) == ["es: «Gate» is not translated."]


def test_a_plural_without_its_second_form_is_a_problem(checkout: Path) -> None:
    translate_everything(checkout)
    replace_in_spanish(checkout, 'msgstr[1] "%(n)s photos"', 'msgstr[1] ""')
    assert "es: «%(n)s photo» is not translated." in translations.problems(checkout)


def test_a_fuzzy_message_is_a_problem(checkout: Path) -> None:
    translate_everything(checkout)
    replace_in_spanish(checkout, '\nmsgid "Gate"', '\n#, fuzzy\nmsgid "Gate"')
    assert translations.problems(checkout) == ["es: «Gate» is marked fuzzy."]


def test_a_translation_that_loses_a_variable_is_a_problem(checkout: Path) -> None:
    translate_everything(checkout)
    replace_in_spanish(checkout, 'msgstr "Good evening, %(name)s"', 'msgstr "Buenas noches"')
    (problem,) = translations.problems(checkout)
    assert "different variables" in problem


@pytest.mark.parametrize("line", ['OTHER = _("New message")\n', ""])
def test_a_catalogue_that_differs_from_the_sources_is_a_problem(checkout: Path, line: str) -> None:
    translate_everything(checkout)
    code = checkout / "project" / "code.py"
    code.write_text(CODE + line if line else CODE.replace('NAME = _("Gate")', ""))
    assert "es: the catalogue differs from the sources; run «extract»." in translations.problems(
        checkout
    )


def test_extracting_again_keeps_translations_and_changes_no_byte(checkout: Path) -> None:
    translate_everything(checkout)
    replace_in_spanish(checkout, 'msgid "Gate"\nmsgstr "Gate"', 'msgid "Gate"\nmsgstr "Puerta"')
    before = translations.catalogue_path("es", checkout).read_bytes()
    translations.write_catalogues(checkout)
    assert translations.catalogue_path("es", checkout).read_bytes() == before


def test_compiled_messages_are_what_gettext_reads(checkout: Path) -> None:
    from gettext import GNUTranslations

    translate_everything(checkout)
    replace_in_spanish(checkout, 'msgid "Gate"\nmsgstr "Gate"', 'msgid "Gate"\nmsgstr "Puerta"')
    written = translations.write_compiled(checkout)
    assert len(written) == 2
    spanish = translations.catalogue_path("es", checkout).with_suffix(".mo")
    with spanish.open("rb") as file:
        read = GNUTranslations(file)
    assert read.gettext("Gate") == "Puerta"
    assert read.ngettext("One entry", "%(counter)s entries", 2) == "%(counter)s entries"
    assert read.pgettext("verb", "post") == "post"


def test_what_is_compiled_already_is_left_alone(checkout: Path) -> None:
    translate_everything(checkout)
    assert len(translations.write_compiled(checkout)) == 2
    assert translations.write_compiled(checkout) == []


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["extract", "more"]])
def test_a_wrong_command_shows_the_right_ones(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert translations.main(arguments) == 2
    assert "extract|compile|check" in capsys.readouterr().out
