"""The answers of a choice, from the page: renamed, removed, put in order, added."""

from collections.abc import Mapping, Sequence
from typing import Any

from tenant_site.designer.keys import answer_key

Answers = list[dict[str, str]]


def read_answers(given: Mapping[str, Any], current: Sequence[Mapping[str, str]]) -> Answers:
    """Return the answers; an emptied one is gone, each further line of `more` is new."""
    kept: Answers = []
    for one in current:
        label = str(given.get(f"answer_{one['key']}", one["label"])).strip()
        if label:
            kept.append({"key": one["key"], "label": label})
    taken = {one["key"] for one in current}
    for line in str(given.get("more") or "").splitlines():
        if label := " ".join(line.split()):
            kept.append({"key": answer_key(label, taken=taken), "label": label})
            taken.add(kept[-1]["key"])
    return kept


def moved_answer(answers: Answers, wish: str) -> Answers:
    """Return the answers with one moved, by `key:up` or `key:down`; else as they are."""
    key, _colon, way = wish.rpartition(":")
    keys = [one["key"] for one in answers]
    if key not in keys:
        return answers
    place = keys.index(key)
    moved = answers.pop(place)
    answers.insert(max(0, place - 1) if way == "up" else place + 1, moved)
    return answers
