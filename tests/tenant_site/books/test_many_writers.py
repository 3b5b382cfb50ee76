import functools
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, transaction

from public_site.models import Client
from public_site.signup.opening import open_workspace
from tenancy.context import tenant_context
from tenant_site.books.drafts import keep_drafts, record_with_drafts
from tenant_site.books.models import Attachment, Book, DraftUpload, Entry, EntryType
from tenant_site.books.refusals import BookClosed
from tenant_site.books.verification import verify
from tenant_site.members.models import Member
from tests.tenant_site.books.test_record_entry import stored_files
from tests.tenant_site.books.writing import NIGHT, photo, write_entry

WRITERS, EACH = 8, 15


@pytest.fixture
def busy(committed: None) -> Iterator[Client]:
    """A workspace whose writes are committed, as those of many people at once must be."""
    client = open_workspace(
        name="Busy",
        slug="busy",
        owner_email="owner@busy.example",
        owner_name="Olga",
        password="correct horse battery",
        time_zone="America/Bogota",
        language="en",
        first_book_name="Main gate",
    )
    with tenant_context(client):
        yield client


def at_once(client: Client, acts: list[Callable[[], object]]) -> list[object]:
    """Start every act in a thread of its own at the same moment; return what they returned."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            with tenant_context(client):
                start.wait()
                return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result() for future in [pool.submit(run, act) for act in acts]]


def test_many_writers_leave_no_gap_and_no_broken_link(busy: Client) -> None:
    book, author = Book.objects.get(), Member.objects.get()
    given_up: list[int] = []

    def write_many() -> None:
        for number in range(EACH):
            with transaction.atomic():
                write_entry(book, author)
                if number % 5 == 4:
                    given_up.append(number)
                    transaction.set_rollback(True)

    at_once(busy, [write_many] * WRITERS)
    written = WRITERS * EACH - len(given_up)
    assert list(book.entries.order_by("seq").values_list("seq", flat=True)) == list(
        range(1, written + 1)
    )
    assert list(verify(book, client_id=busy.pk)) == []


def test_writers_of_every_isolation_level_leave_no_gap_and_fork_nothing(busy: Client) -> None:
    book, author = Book.objects.get(), Member.objects.get()
    levels = ("READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE")

    def write_many(level: str) -> int:
        written = 0
        for _ in range(EACH):
            try:
                with transaction.atomic():
                    with connection.cursor() as cursor:
                        cursor.execute(f"SET TRANSACTION ISOLATION LEVEL {level}")
                    write_entry(book, author)
                written += 1
            except OperationalError as refused:
                if getattr(refused.__cause__, "pgcode", "") != "40001":  # somebody was quicker
                    raise
        return written

    acts: list[Callable[[], object]] = [
        functools.partial(write_many, level) for level in levels * 3
    ]
    written = sum(count for count in at_once(busy, acts) if isinstance(count, int))
    numbers = list(book.entries.order_by("seq").values_list("seq", flat=True))
    assert numbers == list(range(1, written + 1))
    assert written > EACH
    assert list(verify(book, client_id=busy.pk)) == []


def test_one_form_sent_by_many_at_once_writes_one_entry(busy: Client) -> None:
    book, author, uuid = Book.objects.get(), Member.objects.get(), uuid4()
    written = at_once(busy, [lambda: write_entry(book, author, client_uuid=uuid)] * WRITERS)
    assert {entry.seq for entry in written if isinstance(entry, Entry)} == {1}
    assert write_entry(book, author).seq == 2


def test_a_double_click_with_files_stores_them_once(busy: Client) -> None:
    book, author, uuid = Book.objects.get(), Member.objects.get(), uuid4()
    data = photo().read()

    def send() -> Entry:
        upload = SimpleUploadedFile("gate.jpg", BytesIO(data).read(), "image/jpeg")
        keep_drafts(
            member=author, book=book, client_uuid=uuid, uploads=[upload], chosen=[], shown=[]
        )
        return record_with_drafts(
            book=book,
            author=author,
            entry_type=EntryType.objects.get(code="003"),
            text="",
            occurred_at=NIGHT,
            client_uuid=uuid,
        )

    before = stored_files()
    at_once(busy, [send] * 4)
    file = Attachment.objects.get()
    assert sorted(set(stored_files()) - set(before)) == sorted(
        filter(None, [file.storage_name, file.display_name, file.thumbnail_name])
    )
    assert (book.entries.count(), DraftUpload.objects.count()) == (1, 0)


def test_who_waits_while_the_book_is_closed_does_not_write(busy: Client) -> None:
    book, author = Book.objects.get(), Member.objects.get()
    is_held = threading.Event()

    def close() -> None:
        with transaction.atomic():
            Book.objects.filter(pk=book.pk).update(is_open=False)
            is_held.set()
            time.sleep(0.3)

    def write() -> str:
        is_held.wait()
        try:
            write_entry(book, author)
        except BookClosed:
            return "refused"
        return "written"

    assert at_once(busy, [close, write])[1] == "refused"
    assert book.entries.count() == 0
