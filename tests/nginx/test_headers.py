import pytest

from tests.nginx.front import Front, signed

PHOTO = "/media/ab/photo.jpg"
PLACES = {
    "a page of the website": ("/", "localhost", 200),
    "a page of a workspace": ("/", "acme.localhost", 200),
    "a page with its own policy": ("/own-policy/", "acme.localhost", 200),
    "a style sheet": ("/static/css/tokens.css", "acme.localhost", 200),
    "a style sheet of the website": ("/static/css/tokens.css", "localhost", 200),
    "a missing style sheet": ("/static/css/gone.css", "localhost", 404),
    "a file": (signed(PHOTO, seconds=86_400), "acme.localhost", 200),
    "an unsigned file": (PHOTO, "acme.localhost", 403),
    "an expired file": (signed(PHOTO, seconds=-5), "acme.localhost", 410),
    "a missing file": (signed("/media/gone.jpg", seconds=86_400), "acme.localhost", 404),
    "a bent path": ("/media/../x", "acme.localhost", 403),
    "nginx's own pages": ("/nginx-pages/404.html", "acme.localhost", 404),
    "a malformed host": ("/", "a..b", 400),
    "a host with a strange sign": ("/", "a_b", 400),
    "an address that is too long": ("/" + "x" * 40_000, "acme.localhost", 414),
}


@pytest.mark.parametrize("place", PLACES)
def test_every_answer_brings_each_security_header_once(front: Front, place: str) -> None:
    target, host, status = PLACES[place]
    answer = front.get(target, host)
    assert answer.status == status
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=(self)" in answer["Permissions-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "Strict-Transport-Security" not in answer


@pytest.mark.parametrize("place", [place for place in PLACES if "own policy" not in place])
def test_what_nginx_answers_itself_may_not_be_framed(front: Front, place: str) -> None:
    target, host, _ = PLACES[place]
    assert "frame-ancestors 'none'" in front.get(target, host)["Content-Security-Policy"]


def test_the_policy_of_django_stands_alone(front: Front) -> None:
    assert front.get("/own-policy/")["Content-Security-Policy"] == "default-src 'self'"


def test_nobody_learns_the_version(front: Front) -> None:
    assert front.get("/")["Server"] == front.get("/media/x")["Server"] == "nginx"


def test_a_request_that_is_none_gets_the_headers_too(front: Front) -> None:
    answer = front.raw(b"GET /\x01 HTTP/1.1\r\nHost: acme.localhost\r\n\r\n")
    assert answer.status == 400
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


def test_pages_of_nginx_speak_both_languages_without_inline_style_or_script(front: Front) -> None:
    page = front.get(PHOTO).text
    assert '<section lang="es">' in page
    assert '<section lang="en">' in page
    assert "<style" not in page
    assert "<script" not in page
    assert "style=" not in page
    assert "{{" not in page


def test_pages_of_nginx_use_the_style_sheet_that_is_there(front: Front) -> None:
    page = front.get(PHOTO).text
    assert page.count("stylesheet") == 1
    assert "/static/css/tokens.0123456789ab.css" in page
    assert front.get("/static/css/tokens.0123456789ab.css").status == 200


def test_pages_of_nginx_are_never_kept(front: Front) -> None:
    assert front.get(PHOTO)["Cache-Control"] == "no-store"


def test_a_file_with_its_digest_in_the_name_is_kept_for_ever(front: Front) -> None:
    hashed = front.get("/static/css/tokens.0123456789ab.css")
    assert hashed["Cache-Control"] == "public, max-age=31536000, immutable"
    assert front.get("/static/css/tokens.css")["Cache-Control"] == "public, max-age=300"


def test_style_sheets_are_compressed_for_who_can_read_it(front: Front) -> None:
    answer = front.get("/static/css/tokens.css", Accept_Encoding="gzip")
    assert answer["Content-Encoding"] == "gzip"
    assert answer["Vary"] == "Accept-Encoding"
    assert len(answer.body) < 400


def test_a_redirect_of_nginx_names_no_host_or_port(front: Front) -> None:
    assert front.get("/static/css")["Location"] == "/static/css/"
