"""Answers that are remembered for a few seconds, so that many requests ask the database once."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

LIFE_SECONDS = 5.0
MOST = 10_000


class RecentAnswers:
    """Asks for each name once in `life_seconds`, however many threads want it; bounded.

    That there is none is an answer too, kept apart: made-up names push out no real ones.
    """

    def __init__(
        self,
        ask: Callable[[str], Any | None],
        *,
        life_seconds: float = LIFE_SECONDS,
        most: int = MOST,
    ) -> None:
        self._ask, self._life_seconds, self._most = ask, life_seconds, most
        self._found: OrderedDict[str, tuple[float, Any]] = OrderedDict()
        self._missing: OrderedDict[str, tuple[float, None]] = OrderedDict()
        self._asking: dict[str, Future[Any]] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._found) + len(self._missing)

    def get(self, name: str) -> Any | None:
        """Return the answer; ask, or wait for the thread that is asking, when none is fresh."""
        known, answer = self._remembered(name)
        if known:
            return answer
        mine: Future[Any] = Future()
        with self._lock:
            known, answer = self._remembered(name)  # another thread may just have been told
            if known:
                return answer
            question = self._asking.setdefault(name, mine)
        return self._ask_for_all(name, mine) if question is mine else question.result()

    def clear(self) -> None:
        """Forget everything; what another thread is just asking for will not be remembered."""
        with self._lock:
            self._found.clear()
            self._missing.clear()
            self._asking.clear()

    def _remembered(self, name: str) -> tuple[bool, Any | None]:
        until, answer = self._found.get(name) or self._missing.get(name) or (0.0, None)
        return until > time.monotonic(), answer

    def _ask_for_all(self, name: str, question: "Future[Any]") -> Any | None:
        try:
            answer = self._ask(name)
        except BaseException as problem:
            with self._lock:
                self._is_last(name, question)
            question.set_exception(problem)
            raise
        with self._lock:
            if self._is_last(name, question):
                self._remember(name, answer)
        question.set_result(answer)
        return answer

    def _is_last(self, name: str, question: "Future[Any]") -> bool:
        """End the question; say whether nothing was forgotten since it was asked."""
        if self._asking.get(name) is not question:
            return False
        del self._asking[name]
        return True

    def _remember(self, name: str, answer: Any | None) -> None:
        self._found.pop(name, None)
        self._missing.pop(name, None)
        kept: OrderedDict[str, Any] = self._missing if answer is None else self._found
        kept[name] = (time.monotonic() + self._life_seconds, answer)
        if len(kept) > self._most:
            kept.popitem(last=False)
