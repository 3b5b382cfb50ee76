"""Translations without gettext's tools: `python -m project.translations extract|compile|check`.

Messages are found by Babel, in templates after Django's own `templatize`. The catalogues in
`locale/` are committed, what is compiled from them is not.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

CHECKOUT = Path(__file__).resolve().parent.parent
SOURCE_LANGUAGE, LANGUAGES = "en", ("en", "es")
FOLDERS = ("accounts", "project", "public_site", "stack", "templates", "tenancy", "tenant_site")
TEMPLATE_ENDINGS = (".html", ".txt", ".xml", ".eml")
KEYWORDS: dict[str, Any] = {
    name: numbers
    for base, numbers in (
        ("gettext", None),
        ("gettext_noop", None),
        ("ngettext", (1, 2)),
        ("pgettext", ((1, "c"), 2)),
        ("npgettext", ((1, "c"), 2, 3)),
    )
    for name in (base, f"{base}_lazy")
} | {"_": None}
PLACEHOLDER = re.compile(r"%(?:\((\w+)\))?[sd]")


def catalogue_path(language: str, checkout: Path = CHECKOUT) -> Path:
    """Return where a language's messages stand."""
    return checkout / "locale" / language / "LC_MESSAGES" / "django.po"


def sources(checkout: Path = CHECKOUT) -> Iterator[Path]:
    """Yield every file that may hold messages, in a stable order."""
    for folder in FOLDERS:
        for path in sorted((checkout / folder).rglob("*")):
            is_template = path.suffix in TEMPLATE_ENDINGS and "templates" in path.parts
            if is_template or (path.suffix == ".py" and "migrations" not in path.parts):
                yield path


def _code(path: Path) -> bytes:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text.encode()
    code = templatize(text, origin=str(path))
    return "\n".join(line.lstrip() for line in code.splitlines()).encode()


def found(checkout: Path = CHECKOUT) -> Catalog:
    """Return a catalogue of the messages in the sources, without translations."""
    catalogue = Catalog(charset="utf-8")
    for path in sources(checkout):
        place = path.relative_to(checkout).as_posix()
        rows = extract(
            "python",
            io.BytesIO(_code(path)),
            keywords=KEYWORDS,
            comment_tags=["Translators"],
            options={"encoding": "utf-8"},
        )
        for _line, message, comments, context in rows:
            catalogue.add(message, None, [(place, 0)], auto_comments=comments, context=context)
    return catalogue


def read(path: Path, language: str) -> Catalog:
    """Return the catalogue of a file, or an empty one."""
    if not path.is_file():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def updated(language: str, checkout: Path = CHECKOUT) -> Catalog:
    """Return what the language's catalogue should be: today's messages, known translations."""
    known = read(catalogue_path(language, checkout), language)
    fresh = Catalog(locale=language, charset="utf-8", fuzzy=False, header_comment="")
    for message in found(checkout):
        if not message.id:
            continue
        old = known.get(message.id, message.context)
        text = _own_words(message) if language == SOURCE_LANGUAGE else (old and old.string)
        flags = {"fuzzy"} if old and old.fuzzy and language != SOURCE_LANGUAGE else set()
        fresh.add(
            message.id,
            text or None,
            sorted({(place, 0) for place, _line in message.locations}),
            flags=flags,
            auto_comments=message.auto_comments,
            user_comments=old.user_comments if old else (),
            context=message.context,
        )
    return fresh


def _own_words(message: Message) -> str | tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, (list, tuple)) else message.id


def as_text(catalogue: Catalog) -> str:
    """Return the catalogue as a file: no dates and no line numbers, so that it changes rarely."""
    buffer = io.BytesIO()
    write_po(
        buffer, catalogue, width=100, omit_header=True, include_lineno=False, sort_by_file=True
    )
    plural = catalogue.plural_forms
    head = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {catalogue.locale_identifier}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {plural}\\n"\n\n'
    )
    return head + buffer.getvalue().decode()


def write_catalogues(checkout: Path = CHECKOUT) -> int:
    """Bring the catalogues up to the sources; return how many messages want a translation."""
    missing = 0
    for language in LANGUAGES:
        catalogue = updated(language, checkout)
        path = catalogue_path(language, checkout)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(as_text(catalogue), encoding="utf-8")
        missing += sum(1 for message in catalogue if message.id and not _is_translated(message))
    return missing


def write_compiled(checkout: Path = CHECKOUT) -> list[Path]:
    """Compile what changed since it was compiled; return the files written."""
    written = []
    for language in LANGUAGES:
        source = catalogue_path(language, checkout)
        target = source.with_suffix(".mo")
        if target.is_file() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        unfinished = target.with_suffix(".mo.tmp")
        with unfinished.open("wb") as file:
            write_mo(file, read(source, language))
        unfinished.replace(target)
        written.append(target)
    return written


def problems(checkout: Path = CHECKOUT) -> list[str]:
    """Return what keeps the translations from being complete, one sentence each."""
    told = []
    for language in LANGUAGES:
        path = catalogue_path(language, checkout)
        catalogue = updated(language, checkout)
        if not path.is_file() or path.read_text(encoding="utf-8") != as_text(catalogue):
            told.append(f"{language}: the catalogue differs from the sources; run «extract».")
        told += [f"{language}: {fault}" for message in catalogue for fault in _faults(message)]
    return told


def _is_translated(message: Message) -> bool:
    strings = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return all(strings)


def _faults(message: Message) -> Iterator[str]:
    if not message.id:
        return
    first = message.id[0] if isinstance(message.id, (list, tuple)) else message.id
    if not _is_translated(message):
        yield f"«{first}» is not translated."
    elif message.fuzzy:
        yield f"«{first}» is marked fuzzy."
    elif _placeholders(message.string) != _placeholders(message.id):
        yield f"«{first}» and its translation name different variables."


def _placeholders(text: Any) -> set[str]:
    texts = text if isinstance(text, (list, tuple)) else [text]
    return {name for one in texts for name in PLACEHOLDER.findall(one)}


def main(arguments: list[str]) -> int:
    """Run one of the three commands; return the exit status."""
    match arguments:
        case ["extract"]:
            print(f"{write_catalogues()} messages want a translation.")
        case ["compile"]:
            print(f"{len(write_compiled())} catalogues compiled.")
        case ["check"]:
            told = problems()
            print("\n".join(told) or "Every message is translated.")
            return bool(told)
        case _:
            print("Usage: python -m project.translations extract|compile|check")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
