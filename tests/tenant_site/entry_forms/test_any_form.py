"""Any form version × any submitted values: values that can be sealed and read, or problems."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tenant_site.books.canonical import canonical_json
from tenant_site.entry_forms.definition import WIDTHS, Definition
from tenant_site.entry_forms.kinds import KINDS
from tenant_site.entry_forms.problems import DefinitionRefused, Problem, ValuesRefused
from tenant_site.entry_forms.rows import Rows
from tenant_site.entry_forms.texts import plain
from tenant_site.entry_forms.values import clean_values, readings

LABELS = st.text(min_size=1, max_size=20).filter(lambda text: bool(plain(text)))
KEYS = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
OPTIONS = st.lists(KEYS, min_size=2, max_size=4, unique=True).map(
    lambda keys: [{"key": key, "label": key.upper()} for key in keys]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=8,
)
CELLS = st.sampled_from(["", "x", "22:04", "9:5", "12,5", "in", "out", "good", "yes", "\x00", "🙂"])
LIMITS = {
    "text": st.fixed_dictionaries({"lines": st.booleans()}, optional={"most": st.integers(1, 9)}),
    "number": st.fixed_dictionaries(
        {"decimals": st.integers(0, 6)},
        optional={"least": st.just("-3.5"), "most": st.just("12"), "unit": st.just("kg")},
    ),
    "files": st.fixed_dictionaries({"most": st.integers(1, 50)}),
}


@st.composite
def settings_of(draw: Any, name: str) -> dict[str, Any]:
    kind = KINDS[name]
    if isinstance(kind, Rows):
        names = [column.name for column in kind.columns]
        how = st.sampled_from(["hidden", "shown", "required"])
        columns = draw(st.dictionaries(st.sampled_from(names), how))
        return {"columns": columns, **({"most": 5} if kind.most > 1 else {})}
    if "options" in kind.settings:
        return {"options": draw(OPTIONS)}
    found: dict[str, Any] = draw(LIMITS.get(name, st.just({})))
    return found


@st.composite
def definitions(draw: Any) -> Definition:
    fields: list[dict[str, Any]] = []
    for key in draw(st.lists(KEYS, min_size=1, max_size=6, unique=True)):
        name = draw(st.sampled_from(sorted(KINDS)))
        one = {"key": key, "kind": name, "label": draw(LABELS), "required": draw(st.booleans())}
        one["settings"] = draw(settings_of(name))
        one["width"] = draw(st.sampled_from(WIDTHS))
        choices = [field for field in fields if KINDS[field["kind"]].answers(field["settings"])]
        if choices and draw(st.booleans()):
            other = draw(st.sampled_from(choices))
            answers = KINDS[other["kind"]].answers(other["settings"]) or ()
            one["show_if"] = {"field": other["key"], "is": [draw(st.sampled_from(answers))]}
        fields.append(one)
    return Definition.read({"fields": fields})


@st.composite
def sent_to(draw: Any, definition: Definition) -> dict[str, Any]:
    sent: dict[str, Any] = {}
    for field in definition.fields:
        likely: st.SearchStrategy[Any] = CELLS
        if isinstance(field.kind, Rows):
            names = [column.name for column in field.kind.columns]
            likely = st.lists(st.dictionaries(st.sampled_from(names), CELLS), max_size=6)
        elif answers := field.kind.answers(field.settings):
            likely = st.sampled_from(answers) | st.lists(st.sampled_from(answers))
        sent[field.key] = draw(likely | JSON)
    return sent


def outcome(
    definition: Definition, sent: dict[str, Any]
) -> tuple[dict[str, Any] | None, list[Problem]]:
    try:
        return clean_values(definition, sent), []
    except ValuesRefused as refused:
        return None, refused.problems


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_what_is_sent_becomes_an_entry_that_can_be_sealed_and_read_or_problems_by_field(
    data: st.DataObject,
) -> None:
    definition = data.draw(definitions())
    sent = data.draw(sent_to(definition))
    values, problems = outcome(definition, sent)
    keys = {field.key for field in definition.fields}
    assert {one.path.split(".")[0] for one in problems} <= keys
    assert all(one.message and one.code for one in problems)
    if values is None:
        assert problems
        return
    sealed = canonical_json({"values": values})
    again = json.loads(sealed)["values"]
    assert readings(definition, again) == readings(definition, values)
    assert clean_values(definition, _as_sent(again)) == again
    for reading in readings(definition, values):
        assert reading.text or reading.rows or reading.is_heading


def _as_sent(values: dict[str, Any]) -> dict[str, Any]:
    """A position is sent as one text and kept as its parts."""
    return {
        key: ",".join(value.values()) if isinstance(value, dict) and "latitude" in value else value
        for key, value in values.items()
    }


@settings(deadline=None)
@given(definitions())
def test_a_definition_reads_back_as_it_was_written(definition: Definition) -> None:
    written = json.loads(json.dumps(definition.as_data()))
    assert Definition.read(written) == definition


@settings(deadline=None, max_examples=300)
@given(JSON | st.fixed_dictionaries({"fields": st.lists(JSON, max_size=3)}))
def test_whatever_is_given_as_a_form_is_one_or_says_where_not(data: Any) -> None:
    problems: list[Problem] = []
    try:
        Definition.read(data)
    except DefinitionRefused as refused:
        problems = refused.problems
    assert all(one.path.startswith("fields") and one.message for one in problems)
