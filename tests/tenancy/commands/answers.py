"""What a person types at a command's questions."""

import builtins
from collections.abc import Iterator

import pytest


def types(monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
    waiting: Iterator[str] = iter(answers)

    def answer(question: str = "") -> str:
        try:
            return next(waiting)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr(builtins, "input", answer)
