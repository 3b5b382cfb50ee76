import re
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from inspect import getmembers, isfunction, signature
from pathlib import Path

from django.core.checks import CheckMessage

from tenancy import checks

FOLDER = Path(checks.__file__).parent


def test_every_code_stands_in_the_table_once_and_in_a_rule() -> None:
    table = re.findall(r"^(tenancy\.[EWI]\d{3})  ", str(checks.__doc__), re.M)
    given = re.findall(
        r'id="(tenancy\.[EWI]\d{3})"', "".join(file.read_text() for file in FOLDER.glob("*.py"))
    )
    assert max(Counter(table).values()) == 1
    assert set(table) == set(given)


def test_every_rule_is_run() -> None:
    modules = [import_module(f"{checks.__name__}.{file.stem}") for file in FOLDER.glob("[!_]*.py")]
    rules = {
        function
        for module in modules
        for name, function in getmembers(module, isfunction)
        if signature(function).return_annotation == Iterator[CheckMessage] and name[0] != "_"
    }
    assert rules == set(checks.RULES)
