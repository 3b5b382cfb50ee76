"""Which constraint refused a row: the database says it, Django's exceptions do not."""

from django.db import IntegrityError


def violated_constraint(problem: IntegrityError) -> str:
    """Return the constraint's name; an empty text where the database named none."""
    diagnosis = getattr(problem.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""
