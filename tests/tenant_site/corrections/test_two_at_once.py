from collections.abc import Callable

import pytest

from public_site.models import Client
from tenant_site.books.models import Book, Entry
from tenant_site.books.verification import verify
from tenant_site.corrections.correcting import AlreadyCorrected
from tenant_site.corrections.models import Correction
from tenant_site.members.models import Member
from tests.tenant_site.books.test_many_writers import at_once
from tests.tenant_site.books.test_many_writers import busy as busy
from tests.tenant_site.books.writing import photo, write_entry
from tests.tenant_site.corrections.correcting import correct_entry


def test_of_many_at_once_one_corrects_and_the_others_are_told_by_which_entry(
    busy: Client,
) -> None:
    book, author = Book.objects.get(), Member.objects.get()
    wrong = write_entry(book, author, uploads=[photo()])

    def correct() -> Entry | AlreadyCorrected:
        try:
            return correct_entry(wrong, author)
        except AlreadyCorrected as refusal:
            return refusal

    outcomes = at_once(busy, [correct] * 4)
    (written,) = (one for one in outcomes if isinstance(one, Entry))
    told = [one.correction.entry for one in outcomes if isinstance(one, AlreadyCorrected)]
    assert told == [written] * 3
    assert [one.entry for one in Correction.objects.select_related("entry")] == [written]
    assert book.entries.count() == 2
    assert list(verify(book, client_id=busy.pk)) == []


@pytest.mark.parametrize("count", [3])
def test_one_form_sent_by_many_at_once_corrects_once(busy: Client, count: int) -> None:
    book, author = Book.objects.get(), Member.objects.get()
    wrong = write_entry(book, author)
    send: Callable[[], Entry] = lambda: correct_entry(  # noqa: E731
        wrong, author, client_uuid=wrong.pk
    )
    written = at_once(busy, [send] * count)
    assert {one.seq for one in written if isinstance(one, Entry)} == {2}
    assert Correction.objects.count() == 1
