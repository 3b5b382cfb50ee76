import io
import os

import pytest

from tenancy.archive.refusals import ArchiveNewer, ArchiveRefused, PassphraseWrong
from tenancy.archive.sealing import CHUNK_BYTES, SealedReader, SealedWriter, is_sealed

HEADER, STEP = 38, CHUNK_BYTES + 16


def sealed(data: bytes, passphrase: str = "right") -> bytes:
    target = io.BytesIO()
    writer = SealedWriter(target, passphrase)
    for start in range(0, len(data), 10_000):
        writer.write(data[start : start + 10_000])
    writer.finish()
    return target.getvalue()


def read(data: bytes, passphrase: str = "right") -> bytes:
    return io.BufferedReader(SealedReader(io.BytesIO(data), passphrase)).read()


@pytest.mark.parametrize(
    "size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES]
)
def test_what_was_sealed_is_read_again(size: int) -> None:
    data = os.urandom(size)
    assert read(sealed(data)) == data


def test_any_place_can_be_read() -> None:
    data = os.urandom(3 * CHUNK_BYTES)
    reader = io.BufferedReader(SealedReader(io.BytesIO(sealed(data)), "right"))
    for place in (CHUNK_BYTES - 2, 2 * CHUNK_BYTES + 7, 0):
        reader.seek(place)
        assert reader.read(5) == data[place : place + 5]
    assert reader.seek(-3, os.SEEK_END) == len(data) - 3
    assert reader.read() == data[-3:]


def test_two_files_of_the_same_content_have_nothing_in_common() -> None:
    one, other = sealed(b"x" * 1000), sealed(b"x" * 1000)
    assert one[15:] != other[15:]
    assert is_sealed(io.BytesIO(one))


def test_another_passphrase_opens_nothing() -> None:
    with pytest.raises(PassphraseWrong):
        read(sealed(b"secret"), "wrong")


def test_chunks_that_changed_places_are_found() -> None:
    data = sealed(os.urandom(3 * CHUNK_BYTES + 10))
    first, second = data[HEADER : HEADER + STEP], data[HEADER + STEP : HEADER + 2 * STEP]
    with pytest.raises(ArchiveRefused):
        read(data[:HEADER] + second + first + data[HEADER + 2 * STEP :])
    third = data[HEADER + 2 * STEP :]
    with pytest.raises(ArchiveRefused, match="changed or cut off"):
        read(data[:HEADER] + first + third)


@pytest.mark.parametrize("chunks", [1, 2])
def test_a_file_that_ends_after_a_whole_chunk_is_found(chunks: int) -> None:
    data = sealed(os.urandom(3 * CHUNK_BYTES))
    with pytest.raises(ArchiveRefused):
        read(data[: HEADER + chunks * STEP])


@pytest.mark.parametrize(
    ("place", "value", "error"),
    [(13, 2, ArchiveNewer), (14, 60, ArchiveRefused), (20, None, PassphraseWrong)],
)
def test_a_changed_header_is_found(place: int, value: int | None, error: type[Exception]) -> None:
    data = bytearray(sealed(b"secret"))
    data[place] = data[place] ^ 1 if value is None else value
    with pytest.raises(error):
        read(bytes(data))
