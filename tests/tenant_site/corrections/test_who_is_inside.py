from datetime import timedelta

from public_site.models import Client
from tenant_site.books.models import Book
from tenant_site.members.models import Member
from tenant_site.registers.models import Mention
from tests.tenant_site.books.writing import NIGHT, settle
from tests.tenant_site.corrections.correcting import correct_entry
from tests.tenant_site.registers.gate import car, gate_form, recorded


def test_a_correction_moves_whom_it_names_and_not_whom_it_annuls(
    inside_acme: Client, acme_book: Book, owner: Member
) -> None:
    form, long_ago = gate_form(owner), NIGHT - timedelta(days=1)
    wrong = recorded(acme_book, owner, form, cars=[car("ABC 123"), car("XYZ 789")])
    assert Mention.objects.inside(acme_book.pk, since=long_ago).count() == 2
    right = correct_entry(wrong, owner, text="", form=form, values={"cars": [car("ABC 123")]})
    settle()
    inside = Mention.objects.inside(acme_book.pk, since=long_ago)
    assert [(str(one.subject), one.entry) for one in inside] == [("ABC 123", right)]
    correct_entry(right, owner, text="Nobody came", carries=False)
    assert not inside.all().exists()
    assert Mention.objects.of_entry(wrong.pk).count() == 2
