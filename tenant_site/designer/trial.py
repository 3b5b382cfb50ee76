"""Try a form out before it is published: what would be wrong, or how the entry would read."""

from dataclasses import dataclass

from tenant_site.entry_forms.definition import Definition
from tenant_site.entry_forms.html import BoundDefinition
from tenant_site.entry_forms.posted import ADD_ROW, Data, sent_of
from tenant_site.entry_forms.problems import ValuesRefused
from tenant_site.entry_forms.proofs import Files
from tenant_site.entry_forms.values import Reading, clean_values, readings


@dataclass(frozen=True)
class Trial:
    """A form with what was tried, and how that would read; nothing while it is not complete."""

    answers: BoundDefinition
    readings: list[Reading] | None = None


def trial_of(definition: Definition, sent: Data | None) -> Trial:
    """Return the form, filled in with what was sent; files are not missed, since none are taken."""
    if sent is None:
        return Trial(BoundDefinition(definition))
    if ADD_ROW in sent:
        return Trial(BoundDefinition(definition, sent))
    try:
        values = clean_values(definition, sent_of(definition, sent))
    except ValuesRefused as refused:
        files = {one.key for one in definition.fields if isinstance(one.kind, Files)}
        missed = [one for one in refused.problems if one.path not in files]
        return Trial(BoundDefinition(definition, sent, missed))
    return Trial(BoundDefinition(definition, sent), readings(definition, values))
