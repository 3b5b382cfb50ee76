"""Publish the form that was designed."""

from django.db import transaction

from tenant_site.activity import note
from tenant_site.books.models import EntryType
from tenant_site.books.publishing import publish
from tenant_site.designer.drafts import locked_draft, settle
from tenant_site.designer.published import published
from tenant_site.designer.refusals import NothingToPublish
from tenant_site.entry_forms.definition import Definition
from tenant_site.entry_forms.models import FormVersion
from tenant_site.members.models import Member


@transaction.atomic
def publish_draft(*, entry_type: EntryType, revision: int, by: Member) -> FormVersion:
    """Let entries be written with the form as it is now; nothing is left to undo.

    Holds the heads of all open books until commit: call it last.

    Raises:
        ChangedMeanwhile: the form is no longer the one that `revision` names.
        NothingToPublish: it asks nothing, or nothing else than what is published.
    """
    draft = locked_draft(entry_type, revision)
    before = published(entry_type)
    definition = None if draft.definition is None else Definition.read(draft.definition)
    if definition is None or not definition.fields or definition == before.definition:
        raise NothingToPublish
    number = before.number + 1
    settle(draft, by=by, number=number)
    note("form_published", by=by, about=str(entry_type), version=number)
    return publish(entry_type=entry_type, definition=definition, by=by)
