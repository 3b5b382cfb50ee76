import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tenancy.recent_answers import RecentAnswers


def only_known(name: str) -> str | None:
    return name.upper() if name.startswith("known") else None


def test_both_kinds_of_answers_are_bounded() -> None:
    answers = RecentAnswers(only_known, most=10)
    for number in range(50):
        answers.get(f"known{number}")
        answers.get(f"made-up{number}")
    assert (len(answers._found), len(answers._missing)) == (10, 10)


def test_a_flood_of_made_up_names_pushes_out_no_known_one() -> None:
    asked: list[str] = []

    def ask(name: str) -> str | None:
        asked.append(name)
        return only_known(name)

    answers = RecentAnswers(ask, most=10)
    answers.get("known")
    for number in range(1_000):
        answers.get(f"made-up{number}")
    asked.clear()
    assert answers.get("known") == "KNOWN"
    assert asked == []


def test_a_name_that_appears_or_goes_is_kept_once() -> None:
    truth: dict[str, str] = {}
    answers = RecentAnswers(truth.get, life_seconds=0)
    for value in (None, "here", None):
        truth.clear()
        truth.update({"name": value} if value else {})
        assert answers.get("name") == value
        assert len(answers) == 1


def test_many_threads_ask_once_and_all_get_the_answer() -> None:
    asked: list[str] = []

    def slowly(name: str) -> str:
        asked.append(name)
        all_wait.wait(0.2)
        return name.upper()

    all_wait = threading.Event()
    answers = RecentAnswers(slowly)
    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(answers.get, ["name"] * 200)) == ["NAME"] * 200
    assert asked == ["name"]


def test_a_question_that_fails_fails_for_all_who_wait_and_is_asked_again() -> None:
    broken = RecentAnswers(lambda _name: 1 / 0)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            broken.get("name")
    assert broken._asking == {}


def test_an_answer_on_its_way_does_not_survive_a_change() -> None:
    def changed_meanwhile(name: str) -> str:
        answers.clear()
        asked.append(name)
        return f"answer {len(asked)}"

    asked: list[str] = []
    answers = RecentAnswers(changed_meanwhile)
    assert [answers.get("name"), answers.get("name")] == ["answer 1", "answer 2"]
    assert len(answers) == 0


def test_who_asks_after_a_change_does_not_get_the_answer_from_before() -> None:
    def ask(_name: str) -> str:
        started.set()
        seen = truth[0]
        if seen == "old":
            changed.wait(5)
        return seen

    truth, started, changed = ["old"], threading.Event(), threading.Event()
    answers = RecentAnswers(ask)
    with ThreadPoolExecutor(1) as pool:
        early = pool.submit(answers.get, "name")
        started.wait(5)
        truth[0] = "new"
        answers.clear()
        assert answers.get("name") == "new"
        changed.set()
        assert early.result() == "old"
    assert answers.get("name") == "new"
