"""A real time-stamping authority: openssl's, behind HTTP, with certificates of its own."""

import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

CONFIG = """
[tsa]
default_tsa = here
[here]
serial = serial
signer_cert = signer.pem
signer_key = signer.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
"""


class TimeStampingAuthority:
    """What a test asks for stamps; `answers` stands in for them, `requests` counts."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder, self.requests = url, folder, 0
        self.certificates = folder / "ca.pem"
        self.answers: bytes | None = None  # in place of a stamp

    def stamp(self, query: bytes) -> bytes:
        """Answer a request as `openssl ts -reply` does."""
        self.requests += 1
        if self.answers is not None:
            return self.answers
        (self.folder / "query.tsq").write_bytes(query)
        command = ["openssl", "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query.tsq"]
        subprocess.run(
            [*command, "-out", "reply.tsr"],
            cwd=self.folder,
            check=True,
            capture_output=True,
            timeout=20,
        )
        return (self.folder / "reply.tsr").read_bytes()


def make_authority(folder: Path) -> None:
    """Write a root, a signer for time stamps below it, and openssl's configuration."""
    root_key, root = _certificate("Root of the tests", None, None)
    signer_key, signer = _certificate("Clock of the tests", root_key, root)
    (folder / "ca.pem").write_bytes(root.public_bytes(serialization.Encoding.PEM))
    (folder / "signer.pem").write_bytes(signer.public_bytes(serialization.Encoding.PEM))
    (folder / "signer.key").write_bytes(
        signer_key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    (folder / "serial").write_text("01\n")
    (folder / "tsa.cnf").write_text(CONFIG)


def _certificate(
    name: str, by_key: ec.EllipticCurvePrivateKey | None, by: x509.Certificate | None
) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=by is None, path_length=None), critical=True)
    )
    if by is not None:
        use = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        made = made.add_extension(use, critical=True)
    return key, made.sign(by_key or key, hashes.SHA256())


@contextmanager
def authority_running() -> Iterator[TimeStampingAuthority]:
    """Run an authority until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = authority.stamp(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Stay quiet."""

    with (
        tempfile.TemporaryDirectory() as folder,
        ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server,
    ):
        make_authority(Path(folder))
        authority = TimeStampingAuthority(
            f"http://127.0.0.1:{server.server_address[1]}/tsr", Path(folder)
        )
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield authority
        finally:
            server.shutdown()
            thread.join()
