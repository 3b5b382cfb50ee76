import re

import pytest

from tests.nginx.front import Front


def test_the_exact_name_reaches_the_main_website(front: Front) -> None:
    assert front.get("/", "localhost").heard["site"] == "main website"


@pytest.mark.parametrize("host", ["acme.localhost", "libro.acme-security.example", "a.b.c", "x1"])
def test_every_other_well_formed_host_reaches_the_workspaces(front: Front, host: str) -> None:
    assert front.get("/", host).heard["site"] == "workspaces"


@pytest.mark.parametrize(
    ("sent", "host", "site"),
    [
        ("LOCALHOST", "localhost", "main website"),
        ("localhost:9999", "localhost", "main website"),
        ("localhost.", "localhost", "main website"),
        ("ACME.LocalHost", "acme.localhost", "workspaces"),
        ("acme.localhost:9999", "acme.localhost", "workspaces"),
        ("acme.localhost.", "acme.localhost", "workspaces"),
        ("Acme.Localhost.:9999", "acme.localhost", "workspaces"),
    ],
)
def test_capitals_ports_and_a_trailing_dot_change_nothing(
    front: Front, sent: str, host: str, site: str
) -> None:
    heard = front.get("/", sent).heard
    assert heard["site"] == site
    assert heard["HTTP_HOST"] == f"{host}:{front.port}"


@pytest.mark.parametrize(
    "host",
    [
        "..",
        "acme..localhost",
        "a/../b",
        "../t_globex",
        "_hosts",
        "acme_localhost",
        "-acme.localhost",
        "acme-.localhost",
        "acme.localhost/..",
        "[::1]",
        "acme.localhost%00",
        "acme localhost",
        "acme.localhost\\..",
        "*.localhost",
        "é.localhost",
        "a" * 64 + ".localhost",
        ".".join(["a" * 60] * 5),
        "",
        ".",
        "@localhost",
        "localhost@acme.localhost",
    ],
)
def test_a_malformed_host_is_refused_with_a_page(front: Front, host: str) -> None:
    answer = front.get("/", host)
    assert answer.status == 400
    assert "letra por letra" in answer.text


def test_no_host_at_all_is_refused(front: Front) -> None:
    assert front.raw(b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n").status == 400
    assert front.raw(b"GET / HTTP/1.0\r\n\r\n").status == 400


def test_two_hosts_are_refused(front: Front) -> None:
    request = b"GET / HTTP/1.1\r\nHost: acme.localhost\r\nHost: globex.localhost\r\n\r\n"
    assert front.raw(request).status == 400


def test_an_absolute_request_line_decides_and_the_host_header_is_not_heard(front: Front) -> None:
    heard = front.get("http://globex.localhost/books/", "acme.localhost").heard
    assert heard["HTTP_HOST"] == f"globex.localhost:{front.port}"
    assert heard["PATH_INFO"] == "/books/"


def test_an_absolute_request_line_of_a_malformed_host_is_refused(front: Front) -> None:
    assert front.get("http://a..b/", "acme.localhost").status == 400
    assert front.get("http://_hosts/", "acme.localhost").status == 400


def test_the_path_reaches_django_as_it_was_sent(front: Front) -> None:
    assert front.get("/a//b/%2e%2e/c?d=%20").heard["RAW_URI"] == "/a//b/%2e%2e/c?d=%20"


LIES = {
    "X-Forwarded-For": "6.6.6.6",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Port": "443",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Protocol": "ssl",
    "X-Forwarded-Ssl": "on",
    "X-Forwarded-Server": "evil.example",
    "X-Forwarded-Prefix": "/evil",
    "X-Original-URL": "/admin/",
    "X-Rewrite-URL": "/admin/",
    "X-Real-IP": "6.6.6.6",
    "X-Url-Scheme": "https",
    "Front-End-Https": "on",
    "Forwarded": "for=6.6.6.6;proto=https;host=evil.example",
    "Proxy": "http://evil.example",
    "X_Forwarded_Host": "evil.example",
    "Script_Name": "/evil",
    "SCRIPT_NAME": "/evil",
    "REMOTE_USER": "owner",
}


def test_what_a_visitor_claims_about_the_way_is_not_believed(front: Front) -> None:
    lies = "".join(f"{name}: {value}\r\n" for name, value in LIES.items())
    request = f"GET / HTTP/1.1\r\nHost: acme.localhost\r\n{lies}Connection: close\r\n\r\n"
    heard = front.raw(request.encode()).heard
    assert not [value for value in heard.values() if re.search(r"evil|6\.6\.6\.6|owner", value)]
    assert heard["scheme"] == "http"
    assert heard["HTTP_X_FORWARDED_FOR"] == heard["HTTP_X_REAL_IP"] == "127.0.0.1"
    assert heard["HTTP_X_FORWARDED_PROTO"] == "http"


def test_every_variant_of_those_headers_is_gone(front: Front) -> None:
    heard = front.get("/", **{name: "1" for name in LIES if "_" not in name}).heard
    passed = {name for name in heard if name.startswith(("HTTP_X_", "HTTP_F", "HTTP_PROXY"))}
    assert passed == {
        "HTTP_X_FORWARDED_FOR",
        "HTTP_X_FORWARDED_PROTO",
        "HTTP_X_REAL_IP",
        "HTTP_X_REQUEST_ID",
    }
