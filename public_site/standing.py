"""Whether a workspace takes writing today: told by its status and its dates, in its own zone.

Nothing has to run for a workspace to become read-only: each request asks anew.
"""

from dataclasses import dataclass
from datetime import date, timedelta

TRIAL_DAYS = 14
GRACE_DAYS = 7  # a bank transfer takes days; a trial owes nothing, so it has no grace
CLOSE_DAYS = 3  # from here on everybody who writes is told, not the owners alone
CLOSED = frozenset({"suspended", "deleting"})


@dataclass(frozen=True)
class Standing:
    """What a workspace may do today: `state` is `ready`, or why not.

    `last_day` is the last one on which it takes writing. Reading, export and verification go
    on in every state but `preparing`, `suspended` and `deleting`.
    """

    state: str
    on_trial: bool = False
    paid_until: date | None = None
    last_day: date | None = None
    days_left: int | None = None

    @property
    def may_write(self) -> bool:
        """Say whether entries, books and members may be added."""
        return self.state == "ready"

    @property
    def is_open(self) -> bool:
        """Say whether people may come in at all."""
        return self.state not in CLOSED

    @property
    def is_overdue(self) -> bool:
        """Say whether what was paid is used up and only the days of grace are left."""
        return (
            self.may_write
            and not self.on_trial
            and self.days_left is not None
            and self.days_left < GRACE_DAYS
        )

    @property
    def is_near_end(self) -> bool:
        """Say whether writing ends within days."""
        return self.may_write and self.days_left is not None and self.days_left <= CLOSE_DAYS

    @property
    def has_run_out(self) -> bool:
        """Say whether only the dates keep this workspace from writing: a payment opens it."""
        return self.state == "read_only" and self.days_left is not None and self.days_left < 0


def standing_on(
    today: date,
    *,
    status: str,
    on_trial: bool,
    trial_ends_on: date | None,
    paid_until: date | None,
) -> Standing:
    """Return the standing of a workspace on a day of its own time zone.

    The trial and what is paid both count to the end of their last day, and the later one counts.
    Where neither has a date there is no end. What an operator set goes before the dates.
    """
    trial_end = trial_ends_on if on_trial else None
    paid_end = paid_until + timedelta(days=GRACE_DAYS) if paid_until else None
    is_trial = trial_end is not None and (paid_end is None or trial_end >= paid_end)
    last_day = trial_end if is_trial else paid_end
    days_left = (last_day - today).days if last_day else None
    state = "read_only" if status == "ready" and days_left is not None and days_left < 0 else status
    return Standing(state, is_trial, paid_until, last_day, days_left)


def trial_end(first_day: date) -> date:
    """Return the last day of a trial that begins on `first_day`: fourteen days later."""
    return first_day + timedelta(days=TRIAL_DAYS)
