import argparse
import pkgutil
from typing import Any

import pytest
from django.core.management import load_command_class
from django.core.management.base import CommandParser

from tenancy.management import commands
from tenancy.management.commands.tenants import SUBCOMMANDS

LEAST_CHARACTERS = 80
NAMES = [module.name for module in pkgutil.iter_modules(commands.__path__)]
EVERY = [[name] for name in NAMES] + [["tenants", name] for name in SUBCOMMANDS]


def parser_of(words: list[str]) -> CommandParser:
    command: Any = load_command_class("tenancy", words[0])
    parser: CommandParser = command.create_parser("manage.py", words[0])
    for word in words[1:]:
        (subparsers,) = (one for one in parser._actions if hasattr(one, "_name_parser_map"))
        parser = subparsers.choices[word]  # type: ignore[index]  # argparse says Iterable
    return parser


@pytest.fixture(params=EVERY, ids=" ".join)
def words(request: pytest.FixtureRequest) -> list[str]:
    named: list[str] = request.param
    return named


def test_help_says_what_it_is_for_and_how_it_is_called(words: list[str], capsys: Any) -> None:
    with pytest.raises(SystemExit) as leaving:
        load_command_class("tenancy", words[0]).run_from_argv(["manage.py", *words, "--help"])
    assert leaving.value.code == 0
    description = parser_of(words).description or ""
    assert len(description) > LEAST_CHARACTERS
    called = "migrate_schemas" if words == ["migrate"] else " ".join(words)
    assert f"manage.py {called}" in description
    shown = " ".join(capsys.readouterr().out.split())
    assert " ".join(description.split())[:20] in shown


def test_every_option_has_its_help(words: list[str]) -> None:
    silent = [
        action.dest
        for action in parser_of(words)._actions
        if not action.help or action.help == argparse.SUPPRESS
    ]
    assert silent == []
