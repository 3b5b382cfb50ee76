"""Workspaces in folders of the main website's host, before a real nginx."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from stack import nginx
from tests.nginx.conftest import JPEG, running_front
from tests.nginx.front import Front, signed

PHOTO = "/w/acme/media/ab/photo.jpg"


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    var = tmp_path_factory.mktemp("folders")
    program = nginx.program(os.environ.get("NGINX", ""))
    with running_front(var, program, workspaces_in_folders=True) as running:
        yield running


@pytest.mark.parametrize("path", ["/w/acme/", "/w/acme", "/w/acme/books/main/?a=%2F", "/w/nobody/"])
def test_folders_reach_the_workspaces_untouched(folders: Front, path: str) -> None:
    heard = folders.get(path, "localhost").heard
    assert heard["site"] == "workspaces"
    assert heard["RAW_URI"] == path


@pytest.mark.parametrize("path", ["/", "/W/acme/", "/sign-up/", "/wide/", "/admin/w/acme/"])
def test_everything_else_of_the_host_is_the_main_website(folders: Front, path: str) -> None:
    assert folders.get(path, "localhost").heard["site"] == "main website"


def test_hosts_of_their_own_reach_the_workspaces_as_before(folders: Front) -> None:
    assert folders.get("/w/acme/", "acme.localhost").heard["site"] == "workspaces"


def test_without_folders_the_main_website_has_the_whole_host(front: Front) -> None:
    assert front.get("/w/acme/", "localhost").heard["site"] == "main website"
    assert front.get(signed(PHOTO, "localhost"), "localhost").status == 200  # Django's 404


def test_a_signed_file_is_served_from_the_folder_of_its_client(folders: Front) -> None:
    answer = folders.get(signed(PHOTO, "localhost"), "localhost")
    assert (answer.status, answer.body) == (200, JPEG)
    assert answer["Content-Type"] == "image/jpeg"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_link_of_one_folder_opens_nothing_in_another(folders: Front) -> None:
    link = signed("/w/acme/media/ab/only-t_acme.jpg", "localhost")
    assert folders.get(link, "localhost").status == 200
    assert folders.get(link.replace("/w/acme/", "/w/globex/"), "localhost").status == 403
    outside = folders.get(link.replace("/w/acme/", "/"), "localhost")
    assert outside.heard["site"] == "main website"  # which has no files
    own = signed("/w/globex/media/ab/only-t_acme.jpg", "localhost")
    assert folders.get(own, "localhost").status == 404


def test_a_link_of_a_folder_opens_nothing_on_a_host_of_its_own(folders: Front) -> None:
    link = signed(PHOTO, "localhost")
    assert folders.get(link.removeprefix("/w/acme"), "acme.localhost").status == 403


def test_a_link_without_signature_or_after_its_time_is_refused(folders: Front) -> None:
    assert folders.get(PHOTO, "localhost").status == 403
    assert folders.get(signed(PHOTO, "localhost", seconds=-5), "localhost").status == 410


@pytest.mark.parametrize(
    "path",
    [
        "/w/acme/media/../media/ab/photo.jpg",
        "/w/globex/../acme/media/ab/photo.jpg",
        "/w/acme/media//ab/photo.jpg",
        "/w/acme/media/ab%2Fphoto.jpg",
        "/w/acme/media/%2e%2e/t_globex/ab/photo.jpg",
        "/w/acme%2Fmedia/ab/photo.jpg",
        "/w/acme/media/way/ab/photo.jpg",
        "/w/acme/media/neighbour.jpg",
        "/w/acme/media/link.jpg",
        "/w/../_hosts/media/x",
    ],
)
def test_a_bent_path_serves_no_file_though_it_is_signed(folders: Front, path: str) -> None:
    answer = folders.get(signed(path, "localhost"), "localhost")
    assert answer.status in (403, 404) or answer.heard["site"]  # Django's to refuse: no file
    assert JPEG not in answer.body


def test_a_hand_off_is_not_logged(folders: Front) -> None:
    folders.get("/w/acme/enter/very-secret", "localhost")
    log = Path(folders.extra["var"]) / "logs" / "nginx-access.log"
    assert "very-secret" not in log.read_text()
