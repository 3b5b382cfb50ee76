"""Why the stack does not start: exceptions whose message is one line for the person who asked."""


class Refused(Exception):  # named by the fact
    """Something cannot be started; the message says what, why and what to do."""


class PostgresUnavailable(Refused):
    """The PostgreSQL server cannot be used."""


class FolderRefused(Refused):
    """A folder cannot be written, or belongs to somebody else."""
