"""Old passes as passes: moved from where they were kept verbatim, once everybody is here."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tenant_site.legacy.keeping import NOTHING_TO_SAY
from tenant_site.legacy.models import ImportProblem, KeptVerbatim, Outcome
from tenant_site.legacy.moving import Moving
from tenant_site.legacy.old_passes import NotUnderstood, hours_of, reason_of
from tenant_site.legacy.old_times import instant_of
from tenant_site.legacy.problems import Problem
from tenant_site.legacy.words import is_empty, words
from tenant_site.passes.giving import NoSuchDay, pass_of
from tenant_site.passes.models import Pass
from tenant_site.registers.models import Person

PASSES, GROUPS, PERSONS = "access_entries", "access_groups", "persons"
MOST_SAID = 300


class _Stays(Exception):
    """The record stays where it was kept, for a reason."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def move_passes(moving: Moving) -> None:
    """Give each person of each pass of the file one; what cannot be moved is named and stays.

    Whatever was moved or named before is left alone, so files that were imported when passes had
    no home are moved by another run.
    """
    while _move_some(moving):
        pass


def _move_some(moving: Moving, most: int = 100) -> bool:
    """Move the next ones, all or nothing; say whether there were any."""
    with moving.step():
        kept = KeptVerbatim.objects.of_section(PASSES).waiting()
        rows = kept.filter(legacy_import=moving.legacy_import, reason=NOTHING_TO_SAY)[:most]
        for row in rows:
            _move(moving, row)
        return bool(rows)


def _move(moving: Moving, row: KeptVerbatim) -> None:
    problems: list[Problem] = []
    try:
        made = Pass.objects.bulk_create(_passes(moving, json.loads(row.raw), problems))
    except _Stays as refusal:
        row.reason = refusal.problem.code
        problems.append(refusal.problem)
    else:
        row.outcome, row.reason = Outcome.MOVED, ""
        row.became = _became(made)
    row.save(update_fields=["outcome", "reason", "became"])
    ImportProblem.objects.bulk_create(
        ImportProblem(
            legacy_import=moving.legacy_import, section=PASSES, key=row.key, **vars(problem)
        )
        for problem in problems
    )


def _became(made: list[Pass]) -> str:
    first, last = made[0].pk, made[-1].pk
    return f"pass {first}" if first == last else f"passes {first}–{last}"


def _passes(moving: Moving, old: Mapping[str, Any], problems: list[Problem]) -> list[Pass]:
    """Return the passes of a record, not yet written; what there is to say goes to `problems`."""
    people = list(_people(moving, old, problems))
    if not people:
        raise _Stays(Problem("pass_of_nobody"))
    try:
        hours = hours_of(old, otherwise=_first_day(moving))
        reason = reason_of(old) or _("Pass of the old system.")
        made = [pass_of(one, hours=hours, reason=reason, by=moving.author) for one in people]
    except NotUnderstood as refusal:
        said = words(old.get(refusal.cell))[:MOST_SAID]
        raise _Stays(Problem("pass_not_understood", refusal.cell, said)) from None
    except NoSuchDay:
        raise _Stays(Problem("pass_of_no_day")) from None
    if is_empty(old.get("date_start")):
        problems.append(Problem("pass_without_first_day", "date_start", str(made[0].first_on)))
    return made


def _people(moving: Moving, old: Mapping[str, Any], problems: list[Problem]) -> Iterable[Person]:
    """Return whom a pass names, each once, as rows of the register; the others are named."""
    source = moving.legacy_import.source
    wanted = dict.fromkeys([*_listed(old, "persons"), *_of_group(source, old)])
    kept = KeptVerbatim.objects.filter(
        section=PERSONS, key__in=[f"{source}/{one}" for one in wanted], outcome=Outcome.MOVED
    )
    became = {key: row.partition(" ")[2] for key, row in kept.values_list("key", "became")}
    found = {str(pk): person for pk, person in Person.objects.in_bulk(became.values()).items()}
    for one in wanted:
        if became.get(f"{source}/{one}") not in found:  # never came, or was erased since
            problems.append(Problem("pass_of_unknown", "persons", one[:MOST_SAID]))
    return sorted(found.values(), key=lambda person: person.pk)


def _of_group(source: str, old: Mapping[str, Any]) -> Iterator[str]:
    group = words(old.get("group"))
    rows = KeptVerbatim.objects.filter(section=GROUPS, key=f"{source}/{group}") if group else []
    for row in rows:
        yield from _listed(json.loads(row.raw), "persons")


def _listed(old: Mapping[str, Any], cell: str) -> list[str]:
    listed = old.get(cell)
    return list(filter(None, map(words, listed))) if isinstance(listed, list) else []


def _first_day(moving: Moving) -> date:
    """Return the day of the export: from then on a pass without a first day holds."""
    said = words(moving.examined.alone.get("exported_at"))
    return timezone.localdate(instant_of(said, moving.zone) or moving.legacy_import.started_at)
