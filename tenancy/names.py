"""Which names may become a schema, and which are nobody's to take or drop."""

import re
import secrets

from django.core.exceptions import ValidationError

SCHEMA_NAME = re.compile(r"[a-z][a-z0-9_]{0,47}")
RESERVED = frozenset({"public", "information_schema", "pg_catalog", "pg_toast"})
_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
_OPAQUE = re.compile(rf"t_[{_ALPHABET}]{{20}}")


def is_schema_name(name: str) -> bool:
    """Say whether `name` may be a tenant's schema: `^[a-z][a-z0-9_]{0,47}$`, not the system's."""
    return bool(SCHEMA_NAME.fullmatch(name) and name not in RESERVED and not name.startswith("pg_"))


def validate_schema_name(name: str) -> None:
    """Raise `ValidationError` unless `name` may be a tenant's schema."""
    if not is_schema_name(name):
        raise ValidationError(
            "A schema name has 1 to 48 of a-z, 0-9 and _, begins with a letter, "
            "and is none of the database's own.",
            code="schema_name",
        )


def new_schema_name() -> str:
    """Return an opaque name that was never used: 100 bits of chance after `t_`."""
    return "t_" + "".join(secrets.choice(_ALPHABET) for _ in range(20))


def is_opaque(name: str) -> bool:
    """Say whether `new_schema_name` made the name, so that nobody can have had it before."""
    return bool(_OPAQUE.fullmatch(name))
