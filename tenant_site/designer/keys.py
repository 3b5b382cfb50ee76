"""Keys that are made from a label once and never change."""

import itertools
from collections.abc import Collection

from django.utils.text import slugify

LENGTH = 40


def field_key(label: str, *, taken: Collection[str]) -> str:
    """Return a key of a field that reads like `label` and is not `taken`."""
    stem = slugify(label).replace("-", "_").strip("_")
    if not stem[:1].isalpha():
        stem = f"field_{stem}".strip("_")
    return _free(stem, taken, "_")


def answer_key(label: str, *, taken: Collection[str]) -> str:
    """Return a key of an answer that reads like `label` and is not `taken`."""
    return _free(slugify(label).strip("_-") or "answer", taken, "-")


def _free(stem: str, taken: Collection[str], joint: str) -> str:
    cut = stem[:LENGTH].rstrip("_-")
    if cut not in taken:
        return cut
    numbered = (f"{stem[: LENGTH - 5].rstrip('_-')}{joint}{n}" for n in itertools.count(2))
    return next(key for key in numbered if key not in taken)
