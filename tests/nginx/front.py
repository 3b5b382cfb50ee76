"""Talks to the nginx under test byte by byte, and signs links as the sites do."""

import hashlib
import json
import re
import socket
import ssl
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SECRET = "only for tests"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, list[str]]
    body: bytes

    def __getitem__(self, name: str) -> str:
        (value,) = self.headers[name.lower()]
        return value

    def __contains__(self, name: str) -> bool:
        return name.lower() in self.headers

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def heard(self) -> dict[str, Any]:
        heard: dict[str, Any] = json.loads(self.body)
        return heard


@dataclass
class Front:
    port: int
    media: Path
    tls: bool = False
    extra: dict[str, Any] = field(default_factory=dict)

    def get(self, target: str, host: str = "acme.localhost", **headers: str) -> Answer:
        return self.ask("GET", target, host, **headers)

    def ask(self, method: str, target: str, host: str = "acme.localhost", **headers: str) -> Answer:
        lines = [f"{method} {target} HTTP/1.1", f"Host: {host}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        return self.raw("\r\n".join([*lines, "Connection: close", "", ""]).encode())

    def raw(self, request: bytes, *, sni: str = "localhost") -> Answer:
        with self.connect(sni) as connection:
            connection.sendall(request)
            return read_answer(connection)

    def connect(self, sni: str = "localhost") -> socket.socket:
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        if not self.tls:
            return plain
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context.wrap_socket(plain, server_hostname=sni)


def read_answer(connection: socket.socket) -> Answer:
    received = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers: dict[str, list[str]] = {}
    for line in lines:
        name, _, value = line.partition(": ")
        headers.setdefault(name.lower(), []).append(value)
    if headers.get("transfer-encoding") == ["chunked"]:
        body = b"".join(_chunks(body))
    return Answer(int(first.split()[1]), headers, body)


def _chunks(body: bytes) -> list[bytes]:
    found = []
    while match := re.match(rb"([0-9a-fA-F]+)\r\n", body):
        size, start = int(match[1], 16), match.end()
        found.append(body[start : start + size])
        body = body[start + size + 2 :]
    return found


def signed(
    path: str,
    host: str = "acme.localhost",
    *,
    seconds: int = 300,
    name: str = "",
    secret: str = SECRET,
) -> str:
    expiry = int(time.time()) + seconds
    digest = hashlib.md5(f"{expiry}|{host}|{path}|{name} {secret}".encode()).digest()  # noqa: S324
    signature = urlsafe_b64encode(digest).decode().rstrip("=")
    return f"{path}?e={expiry}&s={signature}" + (f"&n={name}" if name else "")
