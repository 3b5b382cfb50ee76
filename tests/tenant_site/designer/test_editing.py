from typing import Any

import pytest

from tenant_site.designer import editing
from tenant_site.designer.acts import WORDS, told
from tenant_site.designer.keys import answer_key, field_key
from tenant_site.designer.refusals import FieldGone, StaysBelow
from tenant_site.entry_forms.problems import DefinitionRefused
from tests.tenant_site.designer.forms import GATES, VISIT, field, form, gate, why


def keys(edit: editing.Edit) -> list[str]:
    return [one.key for one in edit.definition.fields]


def test_a_new_field_stands_at_the_end() -> None:
    edit = editing.add(VISIT, data=field("remark"))
    assert keys(edit) == ["plate", "gate", "why", "remark"]
    assert told(edit.act, edit.about) == "“Remark” was added."


def test_what_is_no_field_is_refused_at_its_place() -> None:
    with pytest.raises(DefinitionRefused) as refused:
        editing.add(VISIT, data=field("remark", "choice"))
    assert [(one.path, one.code) for one in refused.value.problems] == [
        ("fields.3.settings.options", "count")
    ]


def test_a_change_keeps_key_and_kind_whatever_is_sent() -> None:
    edit = editing.change(VISIT, key="plate", data={"label": "Number plate", "kind": "number"})
    changed = edit.definition["plate"]
    assert (changed.label, changed.kind.name) == ("Number plate", "text")


def test_an_answer_on_which_a_field_depends_cannot_go() -> None:
    options = [GATES[0], {"key": "west", "label": "West"}]
    with pytest.raises(DefinitionRefused) as refused:
        editing.change(VISIT, key="gate", data={"label": "Gate", "settings": {"options": options}})
    assert [(one.path, one.code) for one in refused.value.problems] == [
        ("fields.2.show_if", "no_answer")
    ]


@pytest.mark.parametrize(
    ("to", "order"),
    [(-1, "plate gate"), (0, "plate gate"), (1, "gate plate"), (99, "gate plate")],
)
def test_a_field_moves_to_its_place_or_to_the_end_it_runs_into(to: int, order: str) -> None:
    edit = editing.move(form(field("plate"), gate()), key="plate", to=to)
    assert keys(edit) == order.split()
    place = order.split().index("plate") + 1
    assert told(edit.act, edit.about) == f"“Plate” is number {place} of 2 now."


@pytest.mark.parametrize(("key", "to"), [("why", 0), ("gate", 2)])
def test_a_field_never_stands_above_the_one_that_shows_it(key: str, to: int) -> None:
    with pytest.raises(StaysBelow) as refused:
        editing.move(VISIT, key=key, to=to)
    assert "“Why” is shown by an answer of “Gate”" in refused.value.message


def test_what_depended_on_a_removed_field_is_always_asked() -> None:
    edit = editing.remove(VISIT, key="gate")
    assert edit.definition == form(field("plate"), field("why"))
    assert told(edit.act, edit.about).endswith("Always asked from now on: “Why”.")


@pytest.mark.parametrize("act", ["move", "remove", "change"])
def test_a_field_that_is_gone_is_named_so(act: str) -> None:
    given: dict[str, dict[str, Any]] = {"move": {"to": 0}, "change": {"data": {"label": "x"}}}
    with pytest.raises(FieldGone):
        getattr(editing, act)(VISIT, key="nowhere", **given.get(act, {}))


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("Número de placa", "numero_de_placa"),
        ("2nd plate", "field_2nd_plate"),
        ("日本", "field"),
        ("Plate", "plate_2"),
        ("x" * 120, "x" * 40),
        ("__", "field"),
    ],
)
def test_a_key_reads_like_its_label_and_is_nobody_elses(label: str, key: str) -> None:
    assert field_key(label, taken={"plate"}) == key
    assert form(field(key))


def test_long_labels_that_begin_alike_have_keys_of_their_own() -> None:
    taken = {"x" * 40}
    for number in range(2, 13):
        key = field_key("x" * 99, taken=taken)
        assert key == f"{'x' * 35}_{number}"
        taken.add(key)


def test_an_answer_has_a_key_even_without_letters() -> None:
    assert [answer_key(one, taken={"answer"}) for one in ("!!", "¡Sí!")] == ["answer-2", "si"]


@pytest.mark.parametrize("act", sorted(WORDS))
def test_every_act_can_be_told(act: str) -> None:
    known = dict.fromkeys(("label", "place", "count", "freed", "number"), "7")
    assert told(act, known)


def test_several_answers_can_show_a_field() -> None:
    assert form(gate(), why("south", "north"))["why"].show_if
