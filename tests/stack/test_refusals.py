import importlib.util
import os
import platform
import socket
from pathlib import Path

import pytest

from stack import folders, nginx, postgres, postgres_files
from stack.refusals import FolderRefused, PostgresUnavailable, Refused
from tests.free_ports import free_port
from tests.stack.conftest import Run, Starter, processes_of


def refusal(run: Run) -> str:
    """Return the one line that says why it did not start."""
    assert run.ends() == 1
    lines = [line for line in run.said.splitlines() if not line.startswith("  ")]
    assert len(lines) == 1
    assert processes_of(run.var) == []
    return lines[0]


def test_a_busy_port_is_one_line_that_says_what_to_do(start: Starter, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        line = refusal(start(tmp_path / "var", port))
    assert line.startswith(f"newsbook: Port {port} is in use.")
    assert f"make run PORT={port + 1}" in line


def test_a_folder_that_cannot_be_written_is_one_line(start: Starter, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    line = refusal(start(tmp_path / "file" / "var"))
    assert "cannot be written (Not a directory)" in line
    assert "VAR_FOLDER" in line


def test_a_dead_database_server_is_one_line(start: Starter, tmp_path: Path) -> None:
    url = f"postgres://newsbook:secret-word@127.0.0.1:{free_port()}/newsbook"
    line = refusal(start(tmp_path / "var", DATABASE_URL=url))
    assert "DATABASE_URL does not answer" in line
    assert "unset DATABASE_URL" in line
    assert "secret-word" not in line


def test_a_setting_that_makes_no_sense_is_one_line(start: Starter, tmp_path: Path) -> None:
    assert "MAX_FILE_BYTES is 'many'" in refusal(start(tmp_path / "var", MAX_FILE_BYTES="many"))


def test_the_same_folder_twice_is_refused_and_the_first_goes_on(
    start: Starter, prepared_var: Path
) -> None:
    first = start(prepared_var).await_start()
    second = start(prepared_var)
    assert second.ends() == 1
    assert f"already runs from {prepared_var} at http://localhost:{first.port}" in second.said
    assert first.is_healthy


def test_a_public_address_of_another_machine_is_refused(start: Starter, tmp_path: Path) -> None:
    line = refusal(start(tmp_path / "var", PUBLIC_URL="https://newsbook.example"))
    assert "PUBLIC_URL names newsbook.example. Unset it" in line


def test_another_nginx_must_be_a_program(start: Starter, tmp_path: Path) -> None:
    line = refusal(start(tmp_path / "var", NGINX="/nowhere/nginx"))
    assert "NGINX names /nowhere/nginx" in line


def test_a_platform_without_postgres_is_told_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    with pytest.raises(PostgresUnavailable, match=r"on riscv64\. Set .* DATABASE_URL"):
        postgres.binaries()


def test_a_platform_without_nginx_is_told_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    with pytest.raises(Refused, match=r"on riscv64\. Install nginx and set .* NGINX"):
        nginx.program()


def test_root_without_setpriv_is_told_the_variable(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 0)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PostgresUnavailable, match="DATABASE_URL"):
        postgres_files.as_owner(tmp_path)


def test_a_folder_of_sockets_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "run").symlink_to(tmp_path)
    with pytest.raises(FolderRefused, match="is not a plain folder"):
        folders.socket_folder(tmp_path / "var")
    with pytest.raises(PostgresUnavailable, match="is not a plain folder"):
        postgres.connection_settings(tmp_path / "var")


def test_a_folder_of_sockets_that_somebody_else_owns_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "run").mkdir()
    monkeypatch.setattr(os, "getuid", lambda: 4711)
    with pytest.raises(FolderRefused, match="belongs to another user"):
        folders.socket_folder(tmp_path)


def test_data_of_another_version_is_refused(tmp_path: Path) -> None:
    data = tmp_path / "postgres"
    data.mkdir()
    (data / "PG_VERSION").write_text("16\n")
    with (
        pytest.raises(PostgresUnavailable, match="made by PostgreSQL 16 and this is 18"),
        postgres.hold(tmp_path),
    ):
        pytest.fail("it must not start")


@pytest.mark.parametrize("port", ["65536", "99999999"])
def test_a_port_that_is_none_is_one_line(start: Starter, tmp_path: Path, port: str) -> None:
    line = refusal(start(tmp_path / "var", int(port)))
    assert f"Port {port} cannot be used (bind(): port must be 0-65535.) Choose another" in line
