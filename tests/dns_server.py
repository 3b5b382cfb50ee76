"""A name server of the tests: answers TXT questions by UDP on this machine."""

import socket
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset


@dataclass
class NameServer:
    """What it knows; `fails` lets it answer SERVFAIL, as a broken one does."""

    address: str
    texts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    fails: bool = False
    asked: list[str] = field(default_factory=list)

    def answer(self, data: bytes) -> bytes:
        question = dns.message.from_wire(data)
        name = str(question.question[0].name).rstrip(".").lower()
        self.asked.append(name)
        response = dns.message.make_response(question)
        response.flags |= dns.flags.RA
        texts = self.texts.get(name)
        if self.fails:
            response.set_rcode(dns.rcode.SERVFAIL)
        elif texts is None:
            response.set_rcode(dns.rcode.NXDOMAIN)
        elif texts:
            quoted = [f'"{text}"' for text in texts]
            response.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "TXT", *quoted))
        return response.to_wire()


@contextmanager
def name_server_running() -> Iterator[NameServer]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        server = NameServer("{}:{}".format(*listening.getsockname()))
        thread = threading.Thread(target=_serve, args=(listening, server), daemon=True)
        thread.start()
        yield server
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ending:
            ending.sendto(b"", listening.getsockname())
        thread.join(5)


def _serve(listening: socket.socket, server: NameServer) -> None:
    while True:
        data, sender = listening.recvfrom(4096)
        if not data:
            return
        listening.sendto(server.answer(data), sender)
