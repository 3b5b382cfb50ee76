"""Commands that run another command: what is not theirs on the command line is the other's."""

from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tenancy.running import CommandLine

_HELP = ("-h", "--help")
_SHARED = {"verbosity": 1, "no_color": False, "force_color": False, "interactive": True}


class PassingParser(CommandParser):
    """Keeps what it does not know, and everything after `--`, for the other command."""

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse our own options; the rest becomes `command_options`."""
        ours, others = _split(list(args or ()))
        known, unknown = self.parse_known_args(ours, namespace)
        known.command_options = [*unknown, *others]
        return known


def _split(args: list[str]) -> tuple[list[str], list[str]]:
    before, after = args, []
    if "--" in args:
        before, after = args[: args.index("--")], args[args.index("--") + 1 :]
    if before and not before[0].startswith("-"):  # a command is named: its help is meant
        after += [arg for arg in before if arg in _HELP]
        before = [arg for arg in before if arg not in _HELP]
    return before, after


class PassingOn(BaseCommand):
    """A command that runs the command named first, with the arguments that follow."""

    stealth_options = ("command_options",)

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Make a parser that takes no abbreviations: they may be options of the other command."""
        parser = super().create_parser(prog_name, subcommand, allow_abbrev=False, **kwargs)
        parser.__class__ = PassingParser  # BaseCommand has no setting for the class
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the name of the other command."""
        parser.add_argument("command_name", help="The command to run, followed by its arguments.")

    def other(self, options: dict[str, Any]) -> CommandLine:
        """Return the command that is to run."""
        arguments: Sequence[str] = options.get("command_options") or ()
        return CommandLine(options["command_name"], tuple(arguments))

    def shared(self, options: dict[str, Any]) -> dict[str, Any]:
        """Return what was said to us and the other command may know too."""
        return {
            name: options[name]
            for name, default in _SHARED.items()
            if options.get(name, default) != default
        }
