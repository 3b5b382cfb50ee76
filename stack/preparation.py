"""What must be true before the sites start: translations, style sheets, database, nginx."""

import gc
import hashlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

from stack.refusals import Refused

CHECKOUT = Path(__file__).resolve().parent.parent
LEFT_OUT = {"var", ".venv", ".git", "__pycache__", "tests", "bench", "docs"}
DEMO_SIGN_INS = "demo.txt"


class Stamps:
    """Remembers in `var` which inputs each step has seen, so that it runs only when they change."""

    def __init__(self, var: Path) -> None:
        self.path = var / "run" / "prepared.json"
        try:
            self.seen: dict[str, str] = json.loads(self.path.read_text())
        except (OSError, ValueError):
            self.seen = {}
        self.files = list(_source_files())

    def run(
        self,
        step: str,
        act: Callable[[], None],
        belongs: Callable[[str], bool],
        result: Callable[[], str],
    ) -> None:
        """Run `act` unless what `belongs` to this step and its `result` are as it left them."""
        if self.seen.get(step) == self._digest(belongs, result()):
            return
        print(step, flush=True)
        with redirect_stdout(sys.stderr):
            act()
        self.seen[step] = self._digest(belongs, result())
        self.path.write_text(json.dumps(self.seen, indent=1))

    def _digest(self, belongs: Callable[[str], bool], result: str) -> str:
        found = hashlib.sha256(result.encode())
        for name in self.files:
            if belongs(f"/{name}") or name == "requirements.txt":
                found.update(name.encode() + b"\0" + (CHECKOUT / name).read_bytes())
        return found.hexdigest()


def prepare(*, demo: bool) -> None:
    """Bring everything to the state that the code asks for, saying each step that takes time.

    Raises:
        Refused: the database does not answer; says what to do.
        ImproperlyConfigured: an environment variable is missing or wrong; names it.
    """
    import django
    from django.conf import settings

    os.environ["DJANGO_SETTINGS_MODULE"] = "project.settings_tenants"
    stamps = Stamps(Path(os.environ["VAR_FOLDER"]))
    # before Django starts: it reads the catalogues once, and the demo's types are named from them
    stamps.run("Compiling translations", _compile_translations, _is_translation, _compiled)
    django.setup()
    stamps.run("Collecting style sheets", _collect_static, _is_static, _collected)
    _refuse_dead_database()
    stamps.run("Migrating the database", _migrate, _is_migration, _database)
    if demo:
        stamps.run("Opening the demo workspace", _open_demo, _is_nothing, _database)
    _call("render_nginx", output=settings.VAR_FOLDER / "run" / "nginx", verbosity=0)


def _source_files() -> Iterator[str]:
    for folder, folders, names in os.walk(CHECKOUT):
        folders[:] = sorted(set(folders) - LEFT_OUT)
        yield from (str((Path(folder) / name).relative_to(CHECKOUT)) for name in sorted(names))


def _is_translation(name: str) -> bool:
    return name.endswith((".po", "/translations.py"))


def _is_static(name: str) -> bool:
    return "/static/" in name


def _is_migration(name: str) -> bool:
    return "/migrations/" in name and name.endswith(".py")


def _is_nothing(_: str) -> bool:
    return False


def _compiled() -> str:
    return " ".join(str(found) for found in sorted(CHECKOUT.glob("locale/*/LC_MESSAGES/*.mo")))


def _collected() -> str:
    from django.conf import settings

    return _identity(settings.STATIC_ROOT / "staticfiles.json")


def _database() -> str:
    """Tell this database from another; one that is not ours is never known to be the same."""
    from django.conf import settings

    if os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE"):
        return os.urandom(8).hex()
    return _identity(settings.VAR_FOLDER / "postgres" / "PG_VERSION")


def _identity(path: Path) -> str:
    """Tell one file or folder from another that took its name."""
    try:
        found = path.stat()
    except OSError:
        return "missing"
    return f"{found.st_dev}:{found.st_ino}"


def _compile_translations() -> None:
    command = [sys.executable, "-m", "project.translations", "compile"]
    subprocess.run(command, check=True, cwd=CHECKOUT, stdout=sys.stderr)


def _call(name: str, *arguments: str, **options: object) -> str:
    from django.core.management import call_command

    said = io.StringIO()
    try:
        call_command(name, *arguments, stdout=said, stderr=sys.stderr, **options)
    finally:
        print(said.getvalue(), file=sys.stderr)
    return said.getvalue()


def _collect_static() -> None:
    _call("collectstatic", interactive=False, clear=True)


def _refuse_dead_database() -> None:
    from django.db import OperationalError, connection

    try:
        connection.ensure_connection()
    except OperationalError as problem:
        reason = str(problem).strip().splitlines()[0].rstrip(".")
        raise Refused(
            f"The database server of DATABASE_URL does not answer ({reason}). Start it, or unset "
            "DATABASE_URL to use the embedded one."
        ) from problem


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Look for garbage less often: migrations make models by the thousand, a third is looking."""
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 100)
    yield
    gc.set_threshold(*before)


@seldom_collecting()
def _migrate() -> None:
    _call("migrate_schemas", interactive=False)
    _call("createrefschema")
    _call("fill_pool", size=1)


def _open_demo() -> None:
    from django.conf import settings

    sign_ins = settings.VAR_FOLDER / DEMO_SIGN_INS
    sign_ins.touch(mode=0o600)
    sign_ins.write_text(_call("open_demo"))
