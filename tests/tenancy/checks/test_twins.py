import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks

from tenancy.checks.twins import settings_modules_agree

SECRET = "only for the tests of twins"
Write = Callable[..., None]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Write:
    """Write the settings modules `twin_one` and `twin_two`, which differ by what is given."""

    def _write(name: str = "UNUSED", one: Any = 1, two: Any = 2) -> None:
        for module, value in (("twin_one", one), ("twin_two", two)):
            text = f"SECRET_KEY = {SECRET!r}\n{name} = {value!r}\n"
            (tmp_path / f"{module}.py").write_text(text)
            monkeypatch.delitem(sys.modules, module, raising=False)

    monkeypatch.syspath_prepend(tmp_path)
    settings.TENANCY_SETTINGS_MODULES = ["twin_one", "twin_two"]
    return _write


@pytest.mark.parametrize(
    ("name", "one", "two"),
    [
        ("DATABASES", {"default": {"NAME": "a"}}, {"default": {"NAME": "b"}}),
        ("SECRET_KEY", SECRET, "another"),
        ("TENANT_MODEL", "shop.Shop", "shop.Client"),
        ("SHARED_APPS", ["a"], ["a", "b"]),
        ("CACHES", {}, {"default": {}}),
        ("MEDIA_SECRET", "x", "y"),
        ("STORAGES", {}, {"default": {}}),
    ],
)
def test_modules_that_disagree_are_named_and_no_value_is_shown(
    write: Write, name: str, one: Any, two: Any
) -> None:
    write(name, one, two)
    (fault,) = settings_modules_agree()
    assert fault.id == "tenancy.E017"
    assert fault.msg == f"twin_one and twin_two disagree on {name}."
    assert fault.hint == f"Set {name} once, in a module that both import."
    assert SECRET not in str(fault)


def test_modules_may_differ_in_what_is_their_own(write: Write) -> None:
    write("ROOT_URLCONF", "one.urls", "two.urls")
    assert list(settings_modules_agree()) == []


@pytest.mark.parametrize("text", ["1 / 0", "import no_such_module", "SECRET_KEY ="])
def test_a_module_that_cannot_be_imported_is_named(write: Write, text: str, tmp_path: Path) -> None:
    write()
    (tmp_path / "twin_two.py").write_text(text)
    (fault,) = settings_modules_agree()
    assert fault.id == "tenancy.E018"
    assert fault.msg.startswith("The settings module twin_two cannot be imported: ")
    assert "manage.py check --settings twin_two" in str(fault.hint)


def test_the_checks_compare_them(write: Write) -> None:
    write("MEDIA_SECRET", "x", "y")
    assert [fault.id for fault in run_checks(tags=["tenancy"])] == ["tenancy.E017"]


def test_one_module_alone_has_nobody_to_disagree_with(write: Write, settings: Any) -> None:
    write()
    settings.TENANCY_SETTINGS_MODULES = []
    assert list(settings_modules_agree()) == []


def test_the_two_sites_of_the_project_are_compared(settings: Any) -> None:
    assert settings.TENANCY_SETTINGS_MODULES == [
        "project.settings_public",
        "project.settings_tenants",
    ]
