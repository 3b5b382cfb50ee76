"""The draft of a form: one for each type, kept on the server, saved at each act."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tenant_site.books.models import EntryType
from tenant_site.designer.difference import Change, difference
from tenant_site.designer.editing import Edit
from tenant_site.designer.models import DraftStep, FormDraft
from tenant_site.designer.published import Published, keys_ever_used, published, published_of
from tenant_site.designer.refusals import ChangedMeanwhile, FormTooLarge, NothingToUndo
from tenant_site.entry_forms.definition import Definition
from tenant_site.members.models import Member

STEPS_KEPT = 20
MOST_BYTES = 256 * 1024


@dataclass(frozen=True)
class Design:
    """What an owner has before them: the form as it is now, and how it came to be."""

    entry_type: EntryType
    published: Published
    draft: FormDraft
    undoes: DraftStep | None
    definition: Definition

    @property
    def changes(self) -> list[Change]:
        """Return in what it differs from what is published."""
        return difference(self.published.definition, self.definition)

    @property
    def can_be_published(self) -> bool:
        """Say whether it asks something, and something else than what is published."""
        return bool(self.definition.fields and self.changes)

    def taken_keys(self) -> set[str]:
        """Return the keys that no new field may have."""
        return {one.key for one in self.definition.fields} | keys_ever_used(self.entry_type)


def design_of(entry_type: EntryType) -> Design:
    """Return the form of a type as owners left it; nothing is written."""
    found = FormDraft.objects.select_related("changed_by").filter(entry_type=entry_type).first()
    draft = found or FormDraft(entry_type=entry_type)
    undoes = draft.steps.latest_first().first() if found else None
    return _design(draft, undoes, published(entry_type), entry_type)


def designs_of(types: Collection[EntryType]) -> dict[UUID, Design]:
    """Return the forms of many types in two queries, without what could be undone."""
    drafts = {one.pk: one for one in FormDraft.objects.filter(entry_type__in=types)}
    now = published_of(types)
    return {
        one.pk: _design(drafts.get(one.pk) or FormDraft(entry_type=one), None, now[one.pk], one)
        for one in types
    }


def _design(
    draft: FormDraft, undoes: DraftStep | None, now: Published, entry_type: EntryType
) -> Design:
    definition = now.definition if draft.definition is None else Definition.read(draft.definition)
    return Design(entry_type, now, draft, undoes, definition)


@transaction.atomic
def redesign(
    *, entry_type: EntryType, revision: int, by: Member, edit: Callable[[Definition], Edit]
) -> FormDraft:
    """Do one act to the form of a type, and keep what it was, to be undone.

    Raises:
        ChangedMeanwhile: the form is no longer the one that `revision` names.
        FormTooLarge: it would grow beyond what a page can ask.
        DefinitionRefused, ActRefused: whatever `edit` raises.
    """
    draft = locked_draft(entry_type, revision)
    now = published(entry_type).definition
    before = now if draft.definition is None else Definition.read(draft.definition)
    edited = edit(before)
    data = edited.definition.as_data()
    if is_too_large(edited.definition):
        raise FormTooLarge
    step = DraftStep(definition=draft.definition, act=edited.act, about=dict(edited.about))
    _keep_step(draft, step)
    draft.definition = None if edited.definition == now else data
    return _saved(draft, by, edited.act, edited.about)


@transaction.atomic
def undo(*, entry_type: EntryType, revision: int, by: Member) -> FormDraft:
    """Take the last act back.

    Raises:
        ChangedMeanwhile: the form is no longer the one that `revision` names.
        NothingToUndo: there is none.
    """
    draft = locked_draft(entry_type, revision)
    step = draft.steps.latest_first().first()
    if step is None:
        raise NothingToUndo
    draft.definition = step.definition
    step.delete()
    return _saved(draft, by, step.act, step.about, is_undone=True)


def is_too_large(definition: Definition) -> bool:
    """Say whether a form has grown beyond what one page can ask."""
    return len(json.dumps(definition.as_data())) > MOST_BYTES


def settle(draft: FormDraft, *, by: Member, number: int) -> FormDraft:
    """Let a draft be what was just published: nothing is left to undo."""
    draft.steps.all().delete()
    draft.definition = None
    return _saved(draft, by, "published", {"number": str(number)})


def locked_draft(entry_type: EntryType, revision: int) -> FormDraft:
    """Return the draft of a type, locked until commit.

    Raises:
        ChangedMeanwhile: it is no longer the one that `revision` names.
    """
    FormDraft.objects.bulk_create([FormDraft(entry_type=entry_type)], ignore_conflicts=True)
    draft = FormDraft.objects.select_for_update().get(entry_type=entry_type)
    if draft.revision != revision:
        raise ChangedMeanwhile(draft)
    return draft


def _keep_step(draft: FormDraft, step: DraftStep) -> None:
    step.draft = draft
    step.save()
    old = draft.steps.latest_first().values_list("pk", flat=True)[STEPS_KEPT:]
    draft.steps.filter(pk__in=list(old)).delete()


def _saved(
    draft: FormDraft,
    by: Member,
    act: str,
    about: Mapping[str, Any],
    *,
    is_undone: bool = False,
) -> FormDraft:
    draft.revision += 1
    draft.changed_by, draft.changed_at = by, timezone.now()
    draft.act, draft.about, draft.is_undone = act, dict(about), is_undone
    draft.save()
    return draft
