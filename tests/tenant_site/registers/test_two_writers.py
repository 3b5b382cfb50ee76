import threading
from functools import partial

from django.db import connection, transaction

from public_site.models import Client
from tenant_site.books.models import Book, Entry
from tenant_site.members.models import Member
from tenant_site.registers.banning import Banned, impose_ban
from tenant_site.registers.models import Ban, Item, Mention, Person, Point, Vehicle
from tests.tenant_site.books.test_many_writers import at_once
from tests.tenant_site.books.test_many_writers import busy as busy
from tests.tenant_site.books.writing import write_entry
from tests.tenant_site.registers.gate import car, mention, visitor

WRITERS, EACH, MOST_LOOKS = 6, 8, 50_000


def link(entry: Entry, writer: int) -> None:
    """Name the same new ones as everybody, in an order and a spelling of one's own."""
    order = range(EACH) if writer % 2 else reversed(range(EACH))
    spelt = [f"{'ab' if writer % 2 else 'AB'}{'- .'[writer % 3]}{number}" for number in order]
    sent = {
        "visitors": [visitor("Ana", document=one, company=f"C{writer}") for one in spelt],
        "cars": [car(one) for one in spelt],
        "things": [{"name": "Radio", "serial": one} for one in spelt],
        "place": "Tank",
    }
    with transaction.atomic():
        mention(entry, sent)


def test_many_who_name_the_same_new_ones_at_once_make_one_row_of_each(busy: Client) -> None:
    book, author = Book.objects.get(), Member.objects.get()
    entries = [write_entry(book, author) for _ in range(WRITERS)]
    known = [f"ab{number}" for number in range(0, EACH, 2)]  # and no more is
    Person.objects.bulk_create(Person(document=one, document_key=one) for one in known)
    at_once(busy, [partial(link, entry, number) for number, entry in enumerate(entries)])
    made = [model.objects.count() for model in (Person, Vehicle, Item, Point)]
    assert made == [EACH, EACH, EACH, 1]
    said = set(Person.objects.values_list("name", "company"))
    assert said <= {("Ana", f"C{writer}") for writer in range(WRITERS)}
    assert Mention.objects.count() == WRITERS * (3 * EACH + 1)


def test_a_ban_that_is_sent_many_times_at_once_is_one(busy: Client) -> None:
    owner, bans = Member.objects.get(), list[Ban]()
    Person.objects.create(document="D1", document_key="d1")

    def ban() -> None:
        bans.append(impose_ban(on=Banned(document="D1", name="Ana"), reason="x", by=owner))

    at_once(busy, [ban] * WRITERS)
    assert [one.pk for one in bans] == [Ban.objects.get().pk] * WRITERS


def test_two_who_name_them_in_another_order_never_wait_for_each_other_in_a_circle(
    busy: Client,
) -> None:
    book, author, is_held = Book.objects.get(), Member.objects.get(), threading.Event()
    plates = ["A1", "B2", "C3"]

    def hold() -> None:
        with transaction.atomic():
            Vehicle.objects.create(plate="B2", plate_key="b2")
            is_held.set()
            until_two_wait()

    def name(entry: Entry, plates: list[str]) -> None:
        is_held.wait()
        with transaction.atomic():
            mention(entry, {"cars": [car(plate) for plate in plates]})

    entries = [write_entry(book, author) for _ in range(2)]
    ways = zip(entries, (plates, plates[::-1]), strict=True)
    at_once(busy, [hold, *(partial(name, *way) for way in ways)])
    assert sorted(Vehicle.objects.values_list("plate", flat=True)) == plates


def until_two_wait() -> None:
    """Return when two others wait for a lock."""
    with connection.cursor() as cursor:
        for _ in range(MOST_LOOKS):
            cursor.execute("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0] >= 2:
                return
    raise AssertionError("They never waited.")
