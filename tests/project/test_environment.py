import re
from pathlib import Path

from project.env import CHECKOUT
from project.management.commands.environment import table
from project.variables import VARIABLES

READERS = ("project", "stack", "tenancy", "accounts", "public_site", "tenant_site", "manage.py")
MENTION = re.compile(
    r"""(?:text|number|yes|folder|required|one_of|environ\.get|getenv|environ)[(\[]\s*["']([A-Z][A-Z0-9_]+)["']"""
)
OF_OTHERS = {"DJANGO_SETTINGS_MODULE", "PATH", "HOME", "LANG", "TMPDIR", "XDG_RUNTIME_DIR", "PORT"}


def test_the_readme_shows_every_variable() -> None:
    readme = (CHECKOUT / "README.md").read_text()
    shown = readme.split("<!-- environment -->\n")[1].split("<!-- /environment -->")[0]
    assert shown.strip() == table().strip(), "Run: python manage.py environment"


def test_every_variable_that_the_code_reads_is_in_the_table() -> None:
    known = {variable.name for variable in VARIABLES} | OF_OTHERS
    known |= {f"{variable.name}_FILE" for variable in VARIABLES if variable.secret}
    read = {
        name
        for place in READERS
        for path in _sources(CHECKOUT / place)
        for name in MENTION.findall(path.read_text())
    }
    assert read - known == set()


def test_every_variable_of_the_table_is_read_by_the_code() -> None:
    code = "".join(
        path.read_text()
        for place in READERS
        for path in _sources(CHECKOUT / place)
        if path != CHECKOUT / "project" / "env.py"
    )
    alone = {"VAR_FOLDER"}  # `env.var_folder()` reads it
    assert {v.name for v in VARIABLES if f'"{v.name}"' not in code} <= alone


def _sources(place: Path) -> list[Path]:
    return [place] if place.is_file() else sorted(place.rglob("*.py"))
