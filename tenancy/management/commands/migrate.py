"""Django's name for what `migrate_schemas` does here."""

from tenancy.management.commands.migrate_schemas import Command as Command
