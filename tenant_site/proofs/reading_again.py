"""Read books again, entries and the bytes of files, for whoever waits: a page or a terminal."""

from collections.abc import Callable, Iterator, Sequence

from tenancy.context import current_tenant
from tenancy.inspection.verifying import Problem, verifiers
from tenant_site.books import verification as books_verification
from tenant_site.books.models import Attachment, Book, BookHead
from tenant_site.members.places import client_id
from tenant_site.proofs import verification as anchors_verification
from tenant_site.proofs.models import AnchoredHead
from tenant_site.proofs.origins import opener_of, openers
from tenant_site.proofs.stored_files import STANDING, WHOLE, Share, files_of, verify_file


class Reading:
    """One reading of some books of the workspace in force: how much there is, how far it has come.

    `tell` is called often: with each block of entries and each file.
    """

    def __init__(
        self, books: Sequence[Book], *, tell: Callable[["Reading"], None], share: Share = WHOLE
    ) -> None:
        self.place, self.entry_count, self.file_count = "", 0, 0
        self._books, self._tell, self._share = books, tell, share
        self._openers = openers(client_id())
        heads = BookHead.objects.filter(book__in=books)
        self._ends = dict(heads.values_list("book_id", "seq"))  # a book may have lost its own
        files = Attachment.objects.filter(STANDING, entry__book__in=books).count()
        self.wanted_count = sum(self._ends.values()) + files // share.of
        tell(self)

    @property
    def done_count(self) -> int:
        """How many entries and files were read so far."""
        return self.entry_count + self.file_count

    def entries(self) -> Iterator[Problem]:
        """Yield what does not hold of the entries, book by book."""
        for book in self._books:
            before = self.entry_count

            def come_to(seq: int, before: int = before) -> None:
                self.entry_count = before + seq
                self._tell(self)

            self.place, opener = book.code, opener_of(book, self._openers)
            for one in books_verification.verify(book, client_id=opener, come_to=come_to):
                yield Problem(one.code, f"{book.code}#{one.seq}", one.message)
            self.entry_count = before + self._ends.get(book.pk, 0)
            self._tell(self)

    def anchors(self) -> Iterator[Problem]:
        """Yield what was anchored of these books and does not fit them any more."""
        yield from anchors_verification.forsaken(AnchoredHead.objects.filter(book__in=self._books))

    def files(self) -> Iterator[Problem]:
        """Yield the files whose bytes are not those that were sealed."""
        for book in self._books:
            self.place = book.code
            for file in files_of(book, until=self._ends.get(book.pk, 0), share=self._share):
                if one := verify_file(file):
                    yield Problem(one.code, f"{book.code}#{one.seq}", one.message)
                self.file_count += 1
                self._tell(self)


def problems_beside() -> Iterator[Problem]:
    """Yield what does not hold of a workspace that no reading of its books tells."""
    yield from books_verification.twin_types()
    yield from anchors_verification.changed_anchors()
    yield from anchors_verification.forsaken(AnchoredHead.objects.of_no_book())
    for examine in verifiers().values():
        if examine is not anchors_verification.verify_tenant:
            yield from examine(current_tenant())
