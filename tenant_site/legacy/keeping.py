"""Records that become nothing here, or something in another table: kept as they stood."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tenant_site.legacy.long_runs import Spool
from tenant_site.legacy.models import ImportProblem, KeptVerbatim, Outcome
from tenant_site.legacy.moving import Moving
from tenant_site.legacy.problems import Problem
from tenant_site.legacy.telling_apart import Row
from tenant_site.legacy.words import as_json

NOTHING_TO_SAY = "no_home_yet"  # said once for a section, in the summary


@dataclass
class Fate:
    """What became of a record: of which row `became` tells, and what there is to say."""

    became: str = ""
    reason: str = ""
    problems: list[Problem] = field(default_factory=list)

    @property
    def outcome(self) -> Outcome:
        """Say whether it stands somewhere else now."""
        return Outcome.MOVED if self.became else Outcome.KEPT


def keep(moving: Moving, fates: Iterable[tuple[Row, Fate]], spool: Spool) -> None:
    """Write the records down, with what became of each."""
    listed = list(fates)
    KeptVerbatim.objects.bulk_create(
        _kept(moving, row, fate, row.raw) for row, fate in listed if not row.runs
    )
    for row, fate in listed:
        if row.runs:  # one by one: what stands in it may be large
            whole = spool.inflated(as_json(row.value))
            _kept(moving, row, fate, whole).save(force_insert=True)
    ImportProblem.objects.bulk_create(
        moving.problem(row.section, row.key, problem, spool=spool)
        for row, fate in listed
        for problem in fate.problems
    )


def plain_fate(row: Row) -> Fate:
    """Return the fate of a record that is kept alone."""
    if row.reason:
        return Fate(reason=row.reason, problems=[Problem(row.reason)])
    if row.position is not None and not isinstance(row.value, Mapping):
        return Fate(reason="not_a_record", problems=[Problem("not_a_record", "", row.raw[:300])])
    return Fate(reason=NOTHING_TO_SAY)


def _kept(moving: Moving, row: Row, fate: Fate, raw: str) -> KeptVerbatim:
    return KeptVerbatim(
        legacy_import=moving.legacy_import,
        section=row.section,
        key=row.key,
        position=row.position,
        raw=raw,
        sha256=row.sha256,
        outcome=fate.outcome,
        reason=fate.reason,
        became=fate.became,
    )
