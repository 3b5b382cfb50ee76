from public_site.models import Client
from tenant_site.books.models import Book
from tenant_site.members.models import Member
from tenant_site.presence.inside import stays_in
from tenant_site.presence.places import Place
from tenant_site.registers.models import Mention
from tests.tenant_site.books.writing import NIGHT, settle
from tests.tenant_site.corrections.correcting import correct_entry
from tests.tenant_site.registers.gate import car, gate_form, recorded


def test_a_correction_moves_whom_it_names_and_not_whom_it_annuls(
    inside_acme: Client, acme_book: Book, owner: Member
) -> None:
    form, place = gate_form(owner), [Place("", [acme_book])]
    wrong = recorded(acme_book, owner, form, cars=[car("ABC 123"), car("XYZ 789")])
    assert len(stays_in(place, now=NIGHT)) == 2
    right = correct_entry(wrong, owner, text="", form=form, values={"cars": [car("ABC 123")]})
    settle()
    inside = [stay.came for stay in stays_in(place, now=NIGHT)]
    assert [(one.plate, one.entry_id) for one in inside] == [("ABC 123", right.pk)]
    correct_entry(right, owner, text="Nobody came", carries=False)
    assert stays_in(place, now=NIGHT) == []
    assert Mention.objects.of_entry(wrong.pk).count() == 2
