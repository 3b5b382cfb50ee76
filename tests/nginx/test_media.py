import time
from pathlib import Path

import pytest

from tests.nginx.conftest import JPEG
from tests.nginx.front import Front, signed

PHOTO = "/media/ab/photo.jpg"


def test_a_signed_link_opens_the_file(front: Front) -> None:
    answer = front.get(signed(PHOTO))
    assert answer.status == 200
    assert answer.body == JPEG
    assert answer["Content-Type"] == "image/jpeg"


def test_a_domain_of_the_clients_own_reaches_the_same_folder(front: Front) -> None:
    host, path = "libro.acme-security.example", "/media/ab/only-t_acme.jpg"
    assert front.get(signed(path, host), host).body == JPEG


def test_the_host_picks_the_folder(front: Front) -> None:
    host, path = "globex.localhost", "/media/ab/only-t_acme.jpg"
    assert front.get(signed(path, host), host).status == 404


@pytest.mark.parametrize("host", ["ACME.localhost", "acme.localhost:1234", "acme.localhost."])
def test_another_spelling_of_the_host_opens_it_too(front: Front, host: str) -> None:
    assert front.get(signed(PHOTO), host).status == 200


def test_an_unsigned_link_is_refused_with_a_page(front: Front) -> None:
    answer = front.get(PHOTO)
    assert answer.status == 403
    assert "Este enlace no abre nada" in answer.text


def test_an_expired_link_is_gone_with_a_page(front: Front) -> None:
    answer = front.get(signed(PHOTO, seconds=-1))
    assert answer.status == 410
    assert "This link has expired" in answer.text


def test_a_link_lives_until_its_expiry_and_not_longer(front: Front) -> None:
    link = signed(PHOTO, seconds=1)
    assert front.get(link).status == 200
    time.sleep(2.1)
    assert front.get(link).status == 410


TAMPERED = {
    "another file": signed("/media/ab/other.jpg").replace("other", "photo"),
    "a guessed secret": signed(PHOTO, secret="guessed"),
    "another host": signed(PHOTO, "globex.localhost"),
    "a later end": signed(PHOTO).replace("e=", "e=9"),
    "an end in hexadecimal": signed(PHOTO).replace("?e=", "?e=0x"),
    "no signature": signed(PHOTO).partition("&s=")[0],
    "a longer signature": signed(PHOTO) + "A",
    "a name added": signed(PHOTO) + "&n=other.jpg",
    "another name": signed(PHOTO, name="a.jpg").replace("n=a.jpg", "n=b.jpg"),
    "the name left out": signed(PHOTO, name="a.jpg").replace("&n=a.jpg", ""),
    "both empty": PHOTO + "?e=&s=",
    "an end in the signature": PHOTO + "?s=,9999999999",
    "an empty signature": PHOTO + "?e=9999999999&s=",
}


@pytest.mark.parametrize("tampered", TAMPERED.values(), ids=TAMPERED)  # links hold the time
def test_a_tampered_link_is_refused(front: Front, tampered: str) -> None:
    assert front.get(tampered).status == 403


BENT = [
    "/media//ab/photo.jpg",
    "//media/ab/photo.jpg",
    "/media/./ab/photo.jpg",
    "/media/ab/../ab/photo.jpg",
    "/media/ab/%70hoto.jpg",
    "/%6dedia/ab/photo.jpg",
    "/media/%61b/photo.jpg",
    "/media/ab%2fphoto.jpg",
    "/media/../media/ab/photo.jpg",
    "/media/../../secret.txt",
    "/media/..%2f..%2fsecret.txt",
    "/media/%2e%2e/secret.txt",
    "/media/%2e%2e%2fsecret.txt",
    "/media/..%5csecret.txt",
    "/media/ab/photo.jpg%00.png",
    "/media/ab/../../static/css/tokens.css",
    "/media/../",
    "/media/..",
    "/media/../_hosts/globex.localhost/ab/photo.jpg",
    "/media/../t_globex/ab/photo.jpg",
]


@pytest.mark.parametrize("path", BENT)
def test_a_bent_path_with_a_straight_signature_is_a_forgery(front: Front, path: str) -> None:
    query = signed(PHOTO).partition("?")[2]
    answer = front.get(f"{path}?{query}")
    assert answer.status in {400, 403}
    assert JPEG not in answer.body


@pytest.mark.parametrize("path", BENT)
def test_a_bent_path_leads_nowhere_even_when_signed(front: Front, path: str) -> None:
    answer = front.get(signed(path))
    assert answer.status in {400, 403}


@pytest.mark.parametrize("name", ["link.jpg", "neighbour.jpg", "way/ab/photo.jpg"])
def test_a_link_out_of_the_folder_is_not_followed(front: Front, name: str) -> None:
    answer = front.get(signed(f"/media/{name}"))
    assert answer.status in {403, 404}
    assert b"not for anybody" not in answer.body
    assert JPEG not in answer.body


@pytest.mark.parametrize("path", ["/media/", "/media/ab", "/media/ab/"])
def test_a_folder_is_never_listed(front: Front, path: str) -> None:
    assert front.get(path).status == 403
    assert front.get(signed(path)).status in {301, 403, 404}


def test_a_missing_file_is_a_page(front: Front) -> None:
    answer = front.get(signed("/media/ab/gone.jpg"))
    assert answer.status == 404
    assert "No hay nada en esta dirección" in answer.text


def test_the_main_website_has_no_files(front: Front) -> None:
    assert front.get(signed(PHOTO, "localhost"), "localhost").heard["site"] == "main website"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "MKCOL"])
def test_files_can_only_be_read(front: Front, method: str) -> None:
    answer = front.ask(method, signed(PHOTO), Content_Length="0")
    assert answer.status == 405
    assert answer["Allow"] == "GET, HEAD"


def test_head_tells_the_size_and_sends_nothing(front: Front) -> None:
    answer = front.ask("HEAD", signed(PHOTO))
    assert (answer.status, answer["Content-Length"], answer.body) == (200, str(len(JPEG)), b"")


def test_a_part_of_a_file_can_be_asked_for(front: Front) -> None:
    answer = front.get(signed(PHOTO), Range="bytes=5-9")
    assert (answer.status, answer.body) == (206, JPEG[5:10])
    assert answer["Content-Range"] == f"bytes 5-9/{len(JPEG)}"


def test_a_part_that_is_not_there_is_refused(front: Front) -> None:
    assert front.get(signed(PHOTO), Range="bytes=99999999-").status == 416


def test_an_unchanged_file_is_not_sent_again(front: Front) -> None:
    first = front.get(signed(PHOTO))
    for condition in (
        {"If_None_Match": first["ETag"]},
        {"If_Modified_Since": first["Last-Modified"]},
    ):
        answer = front.get(signed(PHOTO), **condition)
        assert (answer.status, answer.body) == (304, b"")


def test_a_condition_does_not_open_what_is_refused(front: Front) -> None:
    etag = front.get(signed(PHOTO))["ETag"]
    assert front.get(PHOTO, If_None_Match=etag).status == 403
    assert front.get(signed(PHOTO, seconds=-1), If_None_Match=etag).status == 410
    assert front.get(PHOTO, Range="bytes=0-5").status == 403


@pytest.mark.parametrize(
    ("name", "disposition"),
    [
        ("ab/photo.jpg", "inline"),
        ("video.mp4", "inline"),
        ("report.pdf", "inline"),
        ("page.html", "attachment"),
        ("drawing.svg", "attachment"),
        ("data.bin", "attachment"),
    ],
)
def test_only_what_cannot_act_is_opened_in_the_browser(
    front: Front, name: str, disposition: str
) -> None:
    answer = front.get(signed(f"/media/{name}"))
    assert answer["Content-Disposition"] == disposition
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "html" not in answer["Content-Type"]
    assert "svg" not in answer["Content-Type"]


def test_the_original_name_comes_back(front: Front) -> None:
    answer = front.get(signed(PHOTO, name="Foto%20de%20la%20ma%C3%B1ana.jpg"))
    expected = "inline; filename*=UTF-8''Foto%20de%20la%20ma%C3%B1ana.jpg"
    assert answer["Content-Disposition"] == expected


@pytest.mark.parametrize("name", ['a"b.jpg', "a;b.jpg", "a'b", "a,b", "a/b"])
def test_a_name_that_is_not_encoded_is_left_out(front: Front, name: str) -> None:
    assert front.get(signed(PHOTO, name=name))["Content-Disposition"] == "inline"


def test_a_file_may_be_kept_by_its_reader_alone_and_not_for_long(front: Front) -> None:
    assert front.get(signed(PHOTO))["Cache-Control"] == "private, max-age=300"


def test_the_policy_of_a_file_lets_nothing_run(front: Front) -> None:
    policy = front.get(signed("/media/page.html"))["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy


def test_the_viewer_for_pdf_is_not_locked_out(front: Front) -> None:
    policy = front.get(signed("/media/report.pdf"))["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" not in policy


def test_a_file_that_is_removed_is_gone_at_once(front: Front) -> None:
    path = front.media / "t_acme" / "ab" / "short-lived.jpg"
    path.write_bytes(JPEG)
    link = signed("/media/ab/short-lived.jpg")
    assert [front.get(link).status for _ in range(5)] == [200] * 5
    path.unlink()
    time.sleep(2.1)
    assert front.get(link).status == 404


def test_a_host_that_is_given_to_another_client_changes_the_folder_at_once(front: Front) -> None:
    host, place = "moved.localhost", front.media / "_hosts" / "moved.localhost"
    place.symlink_to(Path("..") / "t_acme")
    link = signed("/media/ab/only-t_acme.jpg", host)
    assert [front.get(link, host).status for _ in range(5)] == [200] * 5
    place.unlink()
    place.symlink_to(Path("..") / "t_globex")
    time.sleep(2.1)
    assert front.get(link, host).status == 404
