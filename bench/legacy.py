"""Move a generated export in: entries a second, and how much memory the import takes at most."""

import argparse
import base64
import json
import random
import resource
import time
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from bench.own_site import alone, make_tables, open_workspace, own_server, set_up
from bench.result import Result

if TYPE_CHECKING:
    from public_site.models import Client

USUAL_MEGABYTES = 8
PHOTO_EVERY, LARGE_PHOTO_EVERY = 20, 400
PHOTO_PIXELS, LARGE_PHOTO_PIXELS = (640, 480), (4000, 3000)
MEGABYTE = 2**20
PLACES = [str(UUID(int=number)) for number in (1, 2, 3)]
VISITORS, ROUNDS = str(UUID(int=11)), str(UUID(int=12))
TEMPLATES: dict[str, list[dict[str, Any]]] = {
    VISITORS: [{"code": "PERSON", "label": "Visitor"}, {"code": "ATTACHED_FILE", "label": "Photo"}],
    ROUNDS: [{"code": "ROUND", "label": "Round"}, {"code": "FREE_TEXT", "label": "Remark"}],
}


def run(arguments: Sequence[str] = ()) -> Result:
    """Generate, import, prove; `--megabytes 500` for the size that the issue names."""
    parser = argparse.ArgumentParser(prog="python -m bench legacy")
    parser.add_argument("--megabytes", type=int, default=USUAL_MEGABYTES)
    chosen, _rest = parser.parse_known_args(arguments)
    with own_server("legacy") as var:
        path = Path(var) / "export.json"
        entries = generate(path, chosen.megabytes * MEGABYTE)
        alone(_open, var)
        found = alone(_measure, var, str(path))
    return _result(found | {"entries": float(entries)})


def generate(path: Path, size_bytes: int) -> int:
    """Write an export of about that size; return how many entries it has."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        file.write(json.dumps(_head())[:-1] + ', "news": [')
        for entry in _entries():
            file.write((",\n" if count else "") + json.dumps(entry, ensure_ascii=False))
            count += 1
            if file.tell() >= size_bytes:
                break
        file.write("]}")
    return count


def _head() -> dict[str, Any]:
    return {
        "timezone": "America/Caracas",
        "client": {"schema_name": "bench"},
        "locations": [{"id": place, "name": f"Place {place[-1]}"} for place in PLACES],
        "type_news": [
            {"id": key, "code": code, "description": f"Type {code}", "template": TEMPLATES[key]}
            for key, code in ((VISITORS, "006"), (ROUNDS, "003"))
        ],
    }


def _entries() -> Iterator[dict[str, Any]]:
    noise, number = random.Random(7), 0  # noqa: S311  # the same in each run
    small, large = (_photo(noise, size) for size in (PHOTO_PIXELS, LARGE_PHOTO_PIXELS))
    while True:
        number += 1
        photo = large if not number % LARGE_PHOTO_EVERY else small
        files = [photo] if not number % PHOTO_EVERY else []
        kind = VISITORS if files or number % 2 else ROUNDS
        info = _visitor(noise, files) if kind == VISITORS else _round()
        yield {
            "id": str(UUID(int=noise.getrandbits(128))),
            "number": number,
            "employee": f"GUARD F{number % 90}",
            "location": PLACES[number % 3],
            "type_news": kind,
            "created": f"2026-{number // 40000 % 12 + 1:02}-{number // 1440 % 28 + 1:02}T"
            f"{number // 60 % 24:02}:{number % 60:02}:00-04:00",
            "info": json.dumps(info) if number % 4 == 1 else info,
            "template": TEMPLATES[kind],
        }


def _visitor(noise: random.Random, files: list[dict[str, str]]) -> dict[str, Any]:
    person = {
        "identification_number": f"V-{noise.randrange(9_000_000)}",
        "full_name": "Somebody Who Came",
        "movement_type": noise.choice(["employee", "visitor"]),
        "hour": "10:30",
        "reason_visit": "Delivery",
    }
    return {"PERSON_0": person, "ATTACHED_FILE_1": {"attachedFiles": files}}


def _round() -> dict[str, Any]:
    done = {"number": "1", "hour_start": "23:50", "hour_end": "00:20", "observation": "-"}
    return {"ROUND_0": done, "FREE_TEXT_1": "Nothing to report; the gate was closed at 23:55."}


def _photo(noise: random.Random, size: tuple[int, int]) -> dict[str, str]:
    from PIL import Image

    coarse = Image.frombytes(
        "RGB", (size[0] // 4, size[1] // 4), noise.randbytes(size[0] * size[1] * 3 // 16)
    )
    data = BytesIO()
    coarse.resize(size).save(data, "JPEG", quality=92)
    text = base64.b64encode(data.getvalue()).decode()
    return {"name": "photo.jpg", "type": "image/jpeg", "base64": f"data:image/jpeg;base64,{text}"}


def _measure(var: str, path: str) -> dict[str, float]:
    """Import as the command does, and look at what stands in the books."""
    set_up(var)
    from public_site.models import Client
    from tenancy.context import tenant_context
    from tenant_site.legacy.importing import author_of, import_file

    client, before = Client.objects.get(slug="bench"), _peak_megabytes()
    with tenant_context(client):
        began = time.monotonic()
        report = import_file(
            path=Path(path), client=client, author=author_of(""), progress=lambda *_: None
        )
        seconds = time.monotonic() - began
        return {
            "file_mb": Path(path).stat().st_size / MEGABYTE,
            "seconds": seconds,
            "entries_per_second": report.entries_count / seconds,
            "photos": float(report.files["attached"]),
            "peak_rss_mb": _peak_megabytes(),
            "rss_before_mb": before,
            "breaks": float(_breaks(client)),
        }


def _open(var: str) -> None:
    """Make the tables and a workspace."""
    set_up(var)
    make_tables()
    open_workspace("bench")


def _breaks(client: "Client") -> int:
    """Count what does not hold in the imported books."""
    from tenant_site.books.verification import verify
    from tenant_site.legacy.models import ImportedBook

    books = [one.book for one in ImportedBook.objects.select_related("book")]
    return sum(len(list(verify(book, client_id=client.pk))) for book in books)


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _result(found: dict[str, float]) -> Result:
    rows = [("an export moves in", ""), *((name, f"{value:,.1f}") for name, value in found.items())]
    return Result("legacy", {}, found, rows)
