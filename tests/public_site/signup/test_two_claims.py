"""Two people claim one address at the same moment: real commits, real threads."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

from django.db import connections

from public_site.models import Client
from public_site.signup.opening import AddressTaken, open_workspace


def claim(number: int, key: uuid.UUID, together: threading.Barrier) -> Client | str:
    together.wait(5)
    try:
        return open_workspace(
            name=f"Claimant {number}",
            slug="contested",
            owner_email=f"claimant{number}@example.com",
            owner_name=f"Claimant {number}",
            password="correct horse battery",
            time_zone="UTC",
            language="en",
            first_book_name="Gate",
            signup_key=key,
        )
    except AddressTaken:
        return "told"
    finally:
        connections.close_all()


def at_once(numbers: tuple[int, int], keys: tuple[uuid.UUID, uuid.UUID]) -> list[Client | str]:
    together = threading.Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(claim, numbers, keys, (together, together)))


def test_exactly_one_of_two_claimants_wins_and_the_other_is_told(committed: None) -> None:
    answers = at_once((1, 2), (uuid.uuid4(), uuid.uuid4()))
    assert sum(isinstance(answer, Client) for answer in answers) == 1
    assert "told" in answers
    assert Client.objects.filter(slug="contested").count() == 1


def test_a_double_click_opens_one_workspace_and_both_requests_get_it(committed: None) -> None:
    key = uuid.uuid4()
    first, second = at_once((1, 1), (key, key))
    assert first == second
    assert isinstance(first, Client)
    assert Client.objects.filter(slug="contested").count() == 1
