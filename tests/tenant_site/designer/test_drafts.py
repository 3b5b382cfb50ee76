from functools import partial

import pytest

from tenant_site.books.models import EntryType
from tenant_site.designer import drafts, editing
from tenant_site.designer.drafts import design_of, redesign, undo
from tenant_site.designer.models import DraftStep, FormDraft
from tenant_site.designer.refusals import ChangedMeanwhile, FormTooLarge, NothingToUndo
from tenant_site.members.models import Member
from tests.tenant_site.designer.forms import field, form, gate

pytestmark = pytest.mark.usefixtures("inside_acme")


def add(entry_type: EntryType, owner: Member, key: str, *, revision: int) -> FormDraft:
    edit = partial(editing.add, data=field(key))
    return redesign(entry_type=entry_type, revision=revision, by=owner, edit=edit)


def keys(entry_type: EntryType) -> list[str]:
    return [one.key for one in design_of(entry_type).definition.fields]


def test_looking_at_a_form_writes_nothing(visits: EntryType) -> None:
    design = design_of(visits)
    assert (design.draft.revision, design.definition, design.changes) == (0, form(), [])
    assert FormDraft.objects.count() == 0


def test_each_act_is_saved_and_told(visits: EntryType, owner: Member) -> None:
    add(visits, owner, "plate", revision=0)
    draft = add(visits, owner, "colour", revision=1)
    design = design_of(visits)
    assert (draft.revision, keys(visits)) == (2, ["plate", "colour"])
    assert design.draft.last_act == "“Colour” was added."
    assert design.draft.changed_by == owner
    assert len(design.changes) == 2


def test_who_saw_an_older_form_overwrites_nothing_and_is_told(
    visits: EntryType, owner: Member
) -> None:
    add(visits, owner, "plate", revision=0)
    for stale in (0, 2, -1):
        with pytest.raises(ChangedMeanwhile) as refused:
            add(visits, owner, "colour", revision=stale)
    assert refused.value.message.startswith("Olga of acme changed this form at")
    assert keys(visits) == ["plate"]


def test_acts_are_undone_one_by_one(visits: EntryType, owner: Member) -> None:
    add(visits, owner, "plate", revision=0)
    remove = partial(editing.remove, key="plate")
    redesign(entry_type=visits, revision=1, by=owner, edit=remove)
    draft = undo(entry_type=visits, revision=2, by=owner)
    assert draft.last_act == "Undone: “Plate” was removed."
    assert keys(visits) == ["plate"]
    undo(entry_type=visits, revision=3, by=owner)
    assert keys(visits) == []
    with pytest.raises(NothingToUndo):
        undo(entry_type=visits, revision=4, by=owner)


def test_an_undo_of_an_older_form_is_refused(visits: EntryType, owner: Member) -> None:
    add(visits, owner, "plate", revision=0)
    with pytest.raises(ChangedMeanwhile):
        undo(entry_type=visits, revision=0, by=owner)
    assert keys(visits) == ["plate"]


def test_the_last_twenty_acts_can_be_undone(visits: EntryType, owner: Member) -> None:
    for number in range(23):
        add(visits, owner, f"field_{number}", revision=number)
    assert DraftStep.objects.count() == drafts.STEPS_KEPT
    for number in range(23, 43):
        undo(entry_type=visits, revision=number, by=owner)
    assert keys(visits) == ["field_0", "field_1", "field_2"]


def test_a_form_that_is_as_published_again_is_no_draft(visits: EntryType, owner: Member) -> None:
    add(visits, owner, "plate", revision=0)
    remove = partial(editing.remove, key="plate")
    draft = redesign(entry_type=visits, revision=1, by=owner, edit=remove)
    assert draft.definition is None


def test_a_form_has_an_end(visits: EntryType, owner: Member) -> None:
    options = [{"key": f"k{number}", "label": f"{number:0>120}"} for number in range(200)]
    revision = 0
    with pytest.raises(FormTooLarge):
        for revision in range(20):
            data = {**gate(settings={"options": options}), "key": f"gate_{revision}"}
            edit = partial(editing.add, data=data)
            redesign(entry_type=visits, revision=revision, by=owner, edit=edit)
    assert len(keys(visits)) == revision > 5


def test_looking_costs_as_much_whatever_was_done(
    visits: EntryType, owner: Member, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    for number in range(12):
        add(visits, owner, f"field_{number}", revision=number)
    with django_assert_num_queries(3):  # type: ignore[operator]
        assert design_of(visits).changes
