import contextlib
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenant_site.books.models import EntryType, Severity
from tenant_site.designer.packs import MOST_BYTES, PackedType, PackRefused, read_pack, write_pack
from tenant_site.designer.pictures import ICONS
from tenant_site.entry_forms.definition import Definition
from tenant_site.entry_forms.texts import plain
from tests.tenant_site.designer.forms import VISIT
from tests.tenant_site.entry_forms.test_any_form import JSON, definitions

CODES = st.from_regex(r"\A[a-z0-9]{1,6}(-[a-z0-9]{1,6})?\Z")
NAMES = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=30).map(plain)
TYPES = st.builds(
    EntryType,
    code=CODES,
    name=NAMES,
    help=NAMES | st.just(""),
    icon=st.sampled_from(ICONS),
    severity=st.sampled_from(Severity.values),
)


ALMOST_TYPE = st.fixed_dictionaries({"code": CODES | JSON, "form": JSON})
ALMOST = st.fixed_dictionaries(
    {
        "format": st.just("newsbook-pack"),
        "version": st.just(1) | JSON,
        "types": st.lists(JSON | ALMOST_TYPE, max_size=3),
    }
)


def a_field(**changes: Any) -> dict[str, Any]:
    return {"form": {"fields": [{"kind": "text", "label": "A", "key": "a", **changes}]}}


def pack(**changes: Any) -> str:
    one = {"code": "a", "name": "A", "icon": "flame", "severity": "alert", "form": VISIT.as_data()}
    return json.dumps({"format": "newsbook-pack", "version": 1, "types": [{**one, **changes}]})


def problems(text: str) -> dict[str, str]:
    return {problem.path: problem.code for one in read_pack(text) for problem in one.problems}


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(TYPES, definitions()), min_size=1, max_size=4, unique_by=lambda one: one[0].code
    )
)
def test_a_pack_is_read_as_it_was_written(types: list[tuple[EntryType, Definition]]) -> None:
    found = read_pack(write_pack(types))
    assert [one.problems for one in found] == [[]] * len(types)
    assert [one.form for one in found] == [form for _type, form in types]
    assert [one.code for one in found] == [one.code for one, _form in types]
    again = [(EntryType(code=one.code, **vars(one.face)), one.form) for one in found if one.form]
    assert write_pack(again) == write_pack(types)
    assert read_pack(write_pack(again)) == found


@settings(deadline=None, max_examples=200)
@given(JSON | ALMOST)
def test_whatever_is_given_as_a_pack_is_refused_or_says_where_not(data: Any) -> None:
    found: list[PackedType] = []
    with contextlib.suppress(PackRefused):
        found = read_pack(json.dumps(data))
    for one in found:
        assert (one.form is None) == bool(one.problems)
        assert all(problem.path.startswith("types.") for problem in one.problems)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "json"),
        ("{", "json"),
        ("[]", "format"),
        ('{"format": "newsbook-pack", "version": 2, "types": []}', "version"),
        ('{"format": "newsbook-pack", "version": 1, "types": []}', "count"),
        ('{"format": "newsbook-pack", "version": 1, "types": {"a": 1}}', "count"),
        ('{"format": "newsbook-pack", "version": 1, "types": [1], "evil": 1}', "version"),
        ('{"format": "newsbook-pack", "format": "newsbook-pack"}', "json"),
        ('{"format": NaN}', "json"),
        ("1" * 5000, "json"),
        ('{"format": "\\ud800"}', "json"),
        ("[" * 200_000, "too_deep"),
        ('{"a":' * 13 + "1" + "}" * 13, "too_deep"),
        ("x" * (MOST_BYTES + 1), "too_large"),
        ('"\\"' * 300_000, "json"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else None,
)
def test_a_file_that_is_no_pack_says_why(text: str, code: str) -> None:
    with pytest.raises(PackRefused) as refused:
        read_pack(text)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"code": "A B"}, {"types.0.code": "shape"}),
        ({"code": ["a"]}, {"types.0.code": "shape"}),
        ({"name": ""}, {"types.0.name": "shape"}),
        ({"name": "pay\u202eload"}, {"types.0.name": "shape"}),
        ({"icon": "../../etc/passwd"}, {"types.0.icon": "unknown"}),
        ({"help": "x" * 301}, {"types.0.help": "shape"}),
        ({"help": "pay\u202eload"}, {"types.0.help": "shape"}),
        ({"severity": "huge"}, {"types.0.severity": "unknown"}),
        ({"owner": "me"}, {"types.0.owner": "unknown"}),
        ({"form": None}, {"types.0.form.fields": "type"}),
        (a_field(key="A"), {"types.0.form.fields.0.key": "shape"}),
        (a_field(sql="x"), {"types.0.form.fields.0.sql": "unknown"}),
        (a_field(settings={"most": 10**9}), {"types.0.form.fields.0.settings.most": "range"}),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_wrong_with_a_type_is_said_by_path(
    changes: dict[str, Any], found: dict[str, str]
) -> None:
    assert problems(pack(**changes)) == found


def test_a_code_stands_once_in_a_pack() -> None:
    data = json.loads(pack())
    data["types"] *= 2
    assert problems(json.dumps(data)) == {"types.1.code": "twice"}
