import ssl

from tests.nginx.front import Front, signed

HSTS = "max-age=31536000; includeSubDomains; preload"


def test_both_sites_answer_over_tls_and_know_it(tls_front: Front) -> None:
    for host in ("localhost", "acme.localhost"):
        heard = tls_front.get("/", host, X_Forwarded_Proto="http").heard
        assert heard["scheme"] == "https"
        assert heard["HTTP_X_FORWARDED_PROTO"] == "https"


def test_every_answer_promises_tls(tls_front: Front) -> None:
    for target, host in (
        ("/", "localhost"),
        ("/static/css/tokens.css", "acme.localhost"),
        ("/media/ab/photo.jpg", "acme.localhost"),
        (signed("/media/ab/photo.jpg"), "acme.localhost"),
        ("/own-policy/", "acme.localhost"),
    ):
        assert tls_front.get(target, host)["Strict-Transport-Security"] == HSTS


def test_a_domain_of_a_client_binds_nothing_else_below_it(tls_front: Front) -> None:
    for target in ("/", "/own-policy/", "/media/ab/photo.jpg"):
        answer = tls_front.get(target, "libro.acme-security.example")
        assert answer["Strict-Transport-Security"] == "max-age=31536000"


def test_an_answer_without_tls_promises_none(tls_front: Front) -> None:
    plain: Front = tls_front.extra["plain"]
    assert "Strict-Transport-Security" not in plain.get("/")
    assert "Strict-Transport-Security" not in plain.get("/", "a..b")


def test_plain_http_leads_to_the_same_page_over_tls(tls_front: Front) -> None:
    plain: Front = tls_front.extra["plain"]
    for host in ("localhost", "acme.localhost", "libro.acme-security.example"):
        answer = plain.ask("POST", "/a//b/?c=d%20", host, Content_Length="0")
        assert answer.status == 308
        assert answer["Location"] == f"https://{host}:{tls_front.port}/a//b/?c=d%20"


def test_plain_http_opens_no_file_and_no_malformed_host(tls_front: Front) -> None:
    plain: Front = tls_front.extra["plain"]
    assert plain.get(signed("/media/ab/photo.jpg")).status == 308
    assert plain.get("/", "a..b").status == 400
    assert plain.get("http://evil_host/").status == 400


def test_the_proof_of_ownership_is_served_without_tls(tls_front: Front) -> None:
    plain: Front = tls_front.extra["plain"]
    answer = plain.get("/.well-known/acme-challenge/token")
    assert (answer.status, answer.body) == (200, b"proof")


def test_plain_http_on_the_port_of_tls_gets_a_page(tls_front: Front) -> None:
    answer = Front(tls_front.port, tls_front.media).get("/")
    assert answer.status == 400
    assert "letra por letra" in answer.text


def test_http_2_is_spoken(tls_front: Front) -> None:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_alpn_protocols(["h2", "http/1.1"])
    with (
        Front(tls_front.port, tls_front.media).connect() as plain,
        context.wrap_socket(plain, server_hostname="localhost") as secured,
    ):
        assert secured.selected_alpn_protocol() == "h2"
