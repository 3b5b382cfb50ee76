"""Why an archive is not written or not taken."""

from django.core.management.base import CommandError


class ArchiveRefused(CommandError):
    """The archive is damaged, forged, or not for this program; nothing was touched."""


class PassphraseWrong(ArchiveRefused):
    """The archive is encrypted and the passphrase does not open it, or none was given."""


class ArchiveNewer(ArchiveRefused):
    """A newer program made the archive, or newer migrations its schema."""


class ArchiveNotWritten(CommandError):
    """The archive could not be written; nothing is left of it."""


class ProgramMissing(CommandError):
    """A program of PostgreSQL is not where it is looked for."""


class SharedRowConflict(CommandError):
    """A row that the tenant refers to would collide with another one of this server."""
