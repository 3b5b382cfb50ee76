"""Packs: types of entry with their forms as a JSON file, to be taken elsewhere."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.visible import validate_visible
from tenant_site.books.default_types import DEFAULT_TYPES
from tenant_site.books.models import EntryType, Severity
from tenant_site.books.models.book import MAX_HELP_LENGTH
from tenant_site.designer.drafts import is_too_large
from tenant_site.designer.pictures import ICONS
from tenant_site.designer.refusals import FormTooLarge
from tenant_site.designer.retyping import Face
from tenant_site.entry_forms.definition import Definition
from tenant_site.entry_forms.problems import DefinitionRefused, Problem
from tenant_site.entry_forms.texts import plain

FORMAT, VERSION = "newsbook-pack", 1
MOST_BYTES, MOST_DEPTH, MOST_TYPES = 1024 * 1024, 12, 200
MOST_NAME = 120
KNOWN_ICONS = {*ICONS, *(kind.icon for kind in DEFAULT_TYPES)}
_SAID = ("code", "name", "icon", "severity", "help")
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)', re.DOTALL)  # linear, also without an end
_BRACKET = re.compile(r"[\[\]{}]")


class PackRefused(Exception):
    """The file is no pack at all; `message` says why, `code` which case."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code, self.message = code, message


@dataclass(frozen=True)
class PackedType:
    """A type as a pack describes it; with problems it has no form."""

    code: str
    face: Face
    form: Definition | None
    problems: Sequence[Problem] = ()


def write_pack(types: Iterable[tuple[EntryType, Definition]]) -> str:
    """Return the pack of these types with these forms."""
    packed = [
        {
            "code": one.code,
            "name": one.name,
            "icon": one.icon,
            "severity": one.severity,
            "help": one.help,
            "form": form.as_data(),
        }
        for one, form in types
    ]
    data = {"format": FORMAT, "version": VERSION, "types": packed}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def read_pack(text: str) -> list[PackedType]:
    """Return the types of a pack; those that cannot be carry their problems by path.

    Raises:
        PackRefused: it is too large, too deep, no JSON, or something else than a pack.
    """
    data = _parsed(text)
    if not isinstance(data, Mapping) or data.get("format") != FORMAT:
        raise PackRefused("format", _("This is no pack of types of entry."))
    if data.get("version") != VERSION or data.keys() - {"format", "version", "types"}:
        raise PackRefused("version", _("This pack was written by another version of this service."))
    types = data.get("types")
    if not isinstance(types, list) or not 0 < len(types) <= MOST_TYPES:
        message = _("A pack has 1 to %(most)d types.") % {"most": MOST_TYPES}
        raise PackRefused("count", message)
    taken: set[str] = set()
    return [_read_type(one, f"types.{place}", taken) for place, one in enumerate(types)]


def _parsed(text: str) -> Any:
    if len(text.encode(errors="replace")) > MOST_BYTES:
        raise PackRefused("too_large", _("The file is larger than a pack can be (1 MB)."))
    if _depth(text) > MOST_DEPTH:
        raise PackRefused("too_deep", _("The file is nested deeper than a pack can be."))
    try:
        data = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
        json.dumps(data, ensure_ascii=False).encode()
    except json.JSONDecodeError as wrong:
        message = _("This is no JSON: look at line %(line)d.") % {"line": wrong.lineno}
        raise PackRefused("json", message) from None
    except (ValueError, RecursionError):  # halves of characters, endless numbers, keys twice
        raise PackRefused("json", _("The file has something in it that JSON cannot say.")) from None
    return data


def _depth(text: str) -> int:
    deepest = depth = 0
    for bracket in _BRACKET.findall(_STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _read_type(data: object, path: str, taken: set[str]) -> PackedType:
    if not isinstance(data, Mapping):
        problem = Problem(path, "type", _("A type is an object."))
        return PackedType("", Face("", "", ""), None, [problem])
    problems = [
        Problem(f"{path}.{name}", "unknown", _("This is not known of a type."))
        for name in sorted(data.keys() - {*_SAID, "form"})
    ]
    said = {name: str(data.get(name) or "") for name in _SAID}
    problems += _problems_of(said, path, taken)
    taken.add(said["code"])
    form = None
    try:
        form = Definition.read(data.get("form"))
    except DefinitionRefused as refused:
        problems += [one._replace(path=f"{path}.form.{one.path}") for one in refused.problems]
    if form is not None and is_too_large(form):
        problems.append(Problem(f"{path}.form", "too_large", FormTooLarge().message))
    helped = plain(said["help"]) if "help" in data else None  # packs of before know none
    face = Face(plain(said["name"]), said["icon"], said["severity"], helped)
    return PackedType(said["code"], face, None if problems else form, problems)


def _problems_of(said: Mapping[str, str], path: str, taken: set[str]) -> list[Problem]:
    found = []
    if not _CODE.fullmatch(said["code"]) or len(said["code"]) > 20:
        text = _("A code has small letters, digits and single hyphens, 20 at most.")
        found.append(Problem(f"{path}.code", "shape", text))
    if said["code"] in taken:
        found.append(Problem(f"{path}.code", "twice", _("Another type has this code.")))
    if not 0 < len(plain(said["name"])) <= MOST_NAME or not _is_visible(said["name"]):
        text = _("A type has a name of 1 to %(most)d visible characters.") % {"most": MOST_NAME}
        found.append(Problem(f"{path}.name", "shape", text))
    if len(plain(said["help"])) > MAX_HELP_LENGTH or not _is_visible(said["help"]):
        text = _("The help has %(most)d visible characters at most.") % {"most": MAX_HELP_LENGTH}
        found.append(Problem(f"{path}.help", "shape", text))
    if said["icon"] not in KNOWN_ICONS:
        found.append(Problem(f"{path}.icon", "unknown", _("This picture is not known.")))
    if said["severity"] not in Severity.values:
        text = _("A severity is routine, notice or alert.")
        found.append(Problem(f"{path}.severity", "unknown", text))
    return found


def _is_visible(text: str) -> bool:
    try:
        validate_visible(text)
    except ValidationError:
        return False
    return True
