import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.stack.conftest import Starter, nothing_left, processes_of

PARTS = ("postgres", "gunicorn", "nginx: worker", "nginx: master", "stack run", "keeper.py")


@pytest.fixture
def _out_of_nohup() -> Iterator[None]:
    """Let what is started hear a hang-up, also where the tests themselves run under nohup."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.usefixtures("_out_of_nohup")
@pytest.mark.parametrize("word", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_asked_to_stop_it_leaves_nothing_running(
    start: Starter, prepared_var: Path, word: signal.Signals
) -> None:
    run = start(prepared_var).await_start()
    lines = "\n".join(" ".join(process.cmdline()) for process in processes_of(run.var))
    assert [part for part in PARTS if part not in lines] == []
    assert run.is_healthy
    assert run.asks_to_stop(word) == 0
    assert processes_of(run.var) == []
    assert "Traceback" not in run.said
    assert f"Mails land on http://localhost:{run.port}/mailbox/\n" in run.said


def test_ctrl_c_stops_what_a_script_started_in_the_background(
    start: Starter, prepared_var: Path
) -> None:
    run = start(prepared_var, before=("sh", "-c", 'trap "" INT; exec "$@"', "sh")).await_start()
    assert run.asks_to_stop(signal.SIGINT) == 0
    assert processes_of(run.var) == []


@pytest.mark.parametrize(
    ("mark", "name"),
    [
        ("nginx: master", "nginx"),
        ("wsgi_main_website", "main-website"),
        ("wsgi_tenants", "workspaces"),
        ("/bin/postgres -D", "PostgreSQL"),
        ("keeper.py", "PostgreSQL"),
    ],
)
def test_when_one_part_is_killed_everything_stops_and_one_line_names_it(
    start: Starter, prepared_var: Path, mark: str, name: str
) -> None:
    run = start(prepared_var).await_start()
    run.part(mark).kill()
    assert run.ends() == 1
    assert nothing_left(run.var, seconds=0)
    last_line = run.said.strip().splitlines()[-1]
    assert last_line.startswith(f"newsbook: {name} ")
    assert "logs/" in last_line


def test_nothing_outlives_a_killed_supervisor(start: Starter, prepared_var: Path) -> None:
    run = start(prepared_var).await_start()
    run.process.kill()
    assert nothing_left(run.var)


def test_after_being_killed_it_starts_again_with_its_data(
    start: Starter, prepared_var: Path
) -> None:
    first = start(prepared_var).await_start()
    for process in processes_of(first.var):
        with suppress(psutil.NoSuchProcess):  # it went with the one before
            process.kill()
    assert nothing_left(first.var)
    second = start(prepared_var).await_start()
    assert second.is_healthy
    assert "Migrating" not in second.said
    assert second.asks_to_stop(signal.SIGINT) == 0


def test_stopped_while_it_starts_it_leaves_nothing_running(start: Starter, tmp_path: Path) -> None:
    run = start(tmp_path / "var")
    while "Migrating" not in run.said:
        assert run.process.poll() is None
    assert run.asks_to_stop(signal.SIGTERM) == 0
    assert processes_of(run.var) == []


def test_a_second_ctrl_c_does_not_leave_half_behind(start: Starter, prepared_var: Path) -> None:
    run = start(prepared_var).await_start()
    for _ in range(5):
        run.process.send_signal(signal.SIGINT)
    assert run.ends() == 0
    assert processes_of(run.var) == []
