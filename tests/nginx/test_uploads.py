import threading
import time
from collections.abc import Iterator

import pytest

from tests.nginx.front import Answer, Front, read_answer

MEBIBYTE = 2**20
LIMIT = 2 * MEBIBYTE
HEAD = "POST /write/ HTTP/1.1\r\nHost: acme.localhost\r\nContent-Type: application/octet-stream\r\n"


def upload(
    front: Front, size: int, *, pause_seconds: float = 0.0, keep_alive: bool = False
) -> Answer:
    """Write the whole body before reading anything, as browsers do."""
    end = "\r\n" if keep_alive else "Connection: close\r\n\r\n"
    with front.connect() as connection:
        connection.sendall(f"{HEAD}Content-Length: {size}\r\n{end}".encode())
        for _ in range(size // 65536):
            connection.sendall(b"x" * 65536)
            time.sleep(pause_seconds)
        connection.sendall(b"x" * (size % 65536))
        return read_answer(connection)


def test_an_upload_within_the_limit_arrives_whole(front: Front) -> None:
    assert upload(front, LIMIT).heard["taken"] == str(LIMIT)


def is_page(answer: Answer) -> bool:
    return answer.status == 413 and "Los archivos son demasiado grandes" in answer.text


@pytest.mark.parametrize("keep_alive", [False, True])
def test_thirty_megabytes_get_a_page_and_not_a_dropped_connection(
    front: Front, keep_alive: bool
) -> None:
    assert is_page(upload(front, 30 * MEBIBYTE, keep_alive=keep_alive))


def test_a_slow_sender_gets_the_page_too(front: Front) -> None:
    assert is_page(upload(front, 30 * MEBIBYTE, pause_seconds=0.015))


def test_the_page_says_how_much_may_be_sent(front: Front) -> None:
    assert "2 MB" in upload(front, LIMIT + 1).text


def test_an_upload_in_chunks_of_unknown_length_is_limited_as_well(front: Front) -> None:
    with front.connect() as connection:
        head = f"{HEAD}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
        connection.sendall(head.encode())
        for _ in range(96):
            connection.sendall(b"10000\r\n" + b"x" * 65536 + b"\r\n")
        connection.sendall(b"0\r\n\r\n")
        assert is_page(read_answer(connection))


def test_who_asks_first_hears_it_before_sending(front: Front) -> None:
    with front.connect() as connection:
        head = f"{HEAD}Content-Length: {30 * MEBIBYTE}\r\nExpect: 100-continue\r\n"
        connection.sendall(f"{head}Connection: close\r\n\r\n".encode())
        assert connection.recv(12) == b"HTTP/1.1 413"


def test_the_main_website_takes_no_files(front: Front) -> None:
    with front.connect() as connection:
        head = HEAD.replace("acme.localhost", "localhost")
        connection.sendall(f"{head}Content-Length: {LIMIT}\r\nConnection: close\r\n\r\n".encode())
        connection.sendall(b"x" * LIMIT)
        assert read_answer(connection).status == 413


@pytest.fixture
def slow_senders(front: Front) -> Iterator[None]:
    """Eight visitors who send a byte at a time: more than the sites have threads."""
    over = threading.Event()

    def send() -> None:
        with front.connect() as connection:
            connection.sendall(f"{HEAD}Content-Length: 100000\r\n\r\n".encode())
            while not over.wait(0.05):
                connection.sendall(b"x")

    senders = [threading.Thread(target=send) for _ in range(8)]
    for sender in senders:
        sender.start()
    time.sleep(0.3)
    yield
    over.set()
    for sender in senders:
        sender.join()


def test_slow_senders_do_not_occupy_the_sites(front: Front, slow_senders: None) -> None:
    began = time.monotonic()
    assert front.get("/").status == 200
    assert time.monotonic() - began < 2
