"""One option for each field of a model, and a question for each that is missing."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser
from django.db import models

from tenancy.management.asking import ask


class FieldOptions:
    """The editable fields of a model as options of a command, named `--<prefix><field>`."""

    def __init__(
        self,
        model: type[models.Model],
        *,
        prefix: str = "",
        leave_out: str = "",
        short: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._prefix, self._noun, self._short = prefix, model.__name__.lower(), short
        self.fields = [
            field
            for field in model._meta.fields
            if (field.editable or field.name == "schema_name")
            and not field.primary_key
            and field.name != leave_out
        ]

    def add_to(self, parser: CommandParser) -> None:
        """Add an option for each field; one that Django has already gets `tenant-` before it."""
        taken = {option for action in parser._actions for option in action.option_strings}
        for field in self.fields:
            option = f"--{self._prefix}{field.attname}"
            option = f"--{self._prefix}tenant-{field.attname}" if option in taken else option
            options = filter(None, (self._short.get(field.attname), option))
            parser.add_argument(
                *options, dest=self._dest(field), help=f"The {self._noun}'s {field.attname}."
            )

    def values(self, options: dict[str, Any]) -> dict[str, Any]:
        """Return what the options say, and what the person answers for the rest.

        Raises:
            CommandError: a value is not acceptable.
        """
        found = {}
        for field in self.fields:
            text = options.get(self._dest(field))
            if text is not None:
                found[field.attname] = self._clean(field, text)
            elif options["interactive"]:
                found[field.attname] = self._ask(field)
        return found

    def _dest(self, field: Any) -> str:
        return f"{self._prefix.replace('-', '_')}{field.attname}"

    def _option(self, field: Any) -> str:
        return f"--{self._prefix}{field.attname}"

    def _clean(self, field: Any, text: Any) -> Any:
        try:
            return _parsed(field, text)
        except ValidationError as problem:
            raise CommandError(f"{self._option(field)}: {' '.join(problem.messages)}") from problem

    def _ask(self, field: Any) -> Any:
        default = field.get_default()
        hint = "" if default in (None, "") else f" (leave blank to use '{default}')"
        instead = f"Give {self._option(field)}, or --noinput to use what is usual."
        while True:
            text = ask(f"{field.verbose_name}{hint}: ", instead=instead)
            if not text and (field.has_default() or field.blank or field.null):
                return default
            try:
                return _parsed(field, text)
            except ValidationError as problem:
                print(" ".join(problem.messages))  # noqa: T201  # part of the question


def _parsed(field: Any, text: Any) -> Any:
    """Return the value; a schema name is judged with its row, which may stand for public."""
    return text if field.name == "schema_name" else field.clean(text, None)
