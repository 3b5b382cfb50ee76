from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from public_site.models import Client
from tenant_site.books.canonical import canonical_json
from tenant_site.books.models import Book, Entry, EntryContent
from tenant_site.books.opening import open_book
from tenant_site.books.reading import read_entry
from tenant_site.corrections.correcting import correct
from tenant_site.drafts.models import EntryDraft
from tenant_site.entry_forms.models import FormVersion
from tenant_site.finding.indexing import index_again
from tenant_site.finding.models import EntryWords, SavedSearch
from tenant_site.matters.commenting import comment_on
from tenant_site.matters.models import Comment
from tenant_site.members.models import Member
from tenant_site.passes.giving import Allowed, give_pass
from tenant_site.passes.hours import Hours
from tenant_site.privacy import targets
from tenant_site.privacy.about import About
from tenant_site.privacy.models import Redaction
from tenant_site.privacy.previews import PersonPreview
from tenant_site.registers.banning import Banned, impose_ban
from tenant_site.registers.merging import merge
from tenant_site.registers.models import Ban, BanWarning, Mention, Person, Vehicle
from tenant_site.shifts.handover.account import Account
from tenant_site.shifts.handover.closing import hand_over
from tests.tenant_site.books.writing import codes, photo
from tests.tenant_site.privacy.erasing import erase_entry, erase_person
from tests.tenant_site.privacy.test_erase_entry import everything
from tests.tenant_site.registers.gate import car, gate_form, recorded, visitor
from tests.tenant_site.shifts.test_windows import TORCH, change

BRUNO = visitor("Bruno Díaz", "10-20")


@pytest.fixture
def form(inside_acme: Client, owner: Member) -> FormVersion:
    return gate_form(owner)


@pytest.fixture
def together(form: FormVersion, acme_book: Book, guard: Member) -> Entry:
    """Bruno and Ana came in one entry, with a car."""
    return recorded(
        acme_book,
        guard,
        form,
        visitors=[BRUNO, visitor("Ana Peña", "55555")],
        cars=[car("ABC 123")],
        place="North gate",
        remark="BRUNO DIAZ forgot his keys.",
        uploads=[photo()],
    )


def bruno() -> Person:
    return Person.objects.get(document_key="1020")


def test_the_person_goes_as_the_owner_of_vehicles_also_of_those_that_were_merged(
    together: Entry, owner: Member
) -> None:
    facts = {"plate": "X1", "plate_key": "x1", "model": "Van", "owner": "Bruno Diaz, Sales"}
    merge(Vehicle.objects.create(**facts), into=Vehicle.objects.get(plate_key="abc123"), by=owner)
    kept = Vehicle.objects.create(plate="X2", plate_key="x2", owner="Ana Peña")
    erase_person(bruno(), owner)
    named = Vehicle.objects.exclude(pk=kept.pk).order_by("plate_key")
    found = named.values_list("plate", "model", "owner", "lent")
    assert list(found) == [("ABC 123", "Van", "", {}), ("X1", "Van", "", {"model": "Van"})]
    kept.refresh_from_db()
    assert kept.owner == "Ana Peña"


def test_a_name_that_an_entry_spells_otherwise_goes_from_all_of_that_entry(
    form: FormVersion, acme_book: Book, guard: Member, owner: Member, together: Entry
) -> None:
    again = [visitor("B. Diaz R.", "10-20"), visitor("Ana Peña", "55555")]
    remark = "B. Díaz R. opened no bag."
    entry = recorded(acme_book, guard, form, visitors=again, place="South", remark=remark)
    erase_person(bruno(), owner)
    left = read_entry(entry.book, entry.seq).content.values
    assert left == {"visitors": [{}, visitor("Ana Peña", "55555")], "place": "South"}


def test_what_is_about_the_person_goes_and_the_rest_is_sealed_anew(
    acme: Client, together: Entry, owner: Member
) -> None:
    done = erase_person(bruno(), owner)
    left = read_entry(together.book, together.seq)
    assert not left.content.is_shown
    assert left.content.values == {
        "visitors": [{}, visitor("Ana Peña", "55555")],
        "cars": [car("ABC 123")],
        "place": "North gate",
    }
    assert next(one.rows[0][:2] for one in left.readings) == ("55555", "Ana Peña")
    assert left.content.author_name == "Guard"
    assert left.files[0].is_shown  # only when it is asked for
    assert (done.entry_count, done.held_count, done.is_over) == (1, 0, True)
    assert codes(together.book, acme) == []


def test_nothing_names_the_person_afterwards(together: Entry, owner: Member, guard: Member) -> None:
    comment_on(entry=together, by=owner, text="Bruno Díaz called.", client_uuid=uuid4())
    comment_on(entry=together, by=owner, text="Lamp repaired.", client_uuid=uuid4())
    impose_ban(on=Banned(document="1020", name="Bruno Díaz"), reason="Bruno stole.", by=owner)
    BanWarning.objects.create(
        ban=Ban.objects.get(), member=guard, book=together.book, client_uuid=uuid4(), typed="10-20"
    )
    hours = Hours(date(2026, 3, 1), None)
    give_pass(to=Allowed(document="1020"), hours=hours, reason="Bruno works here.", by=owner)
    EntryDraft.objects.create(
        member=guard,
        book=together.book,
        entry_type=together.entry_type,
        client_uuid=uuid4(),
        fields={"f-visitors-0-name": ["Bruno Díaz"]},
        summary="Bruno Díaz",
        page=uuid4(),
        turn=1,
        saved_at=timezone.now(),
    )
    SavedSearch.objects.create(member=owner, name="B", query="q=persona:%22bruno diaz%22")
    SavedSearch.objects.create(member=owner, name="Bruno Díaz", query="q=ABC123")
    erase_person(bruno(), owner, "files")
    said = everything().casefold()
    assert "bruno" not in said
    assert "10-20" not in said
    assert set(Comment.objects.values_list("text", flat=True)) == {"", "Lamp repaired."}
    assert Mention.objects.filter(person=None).count() == 2  # the car and the place
    assert Ban.objects.values_list("reason", "person__name").get() == ("—", "")


def test_a_person_whom_nothing_needs_leaves_the_register(together: Entry, owner: Member) -> None:
    erase_person(bruno(), owner)
    assert list(Person.objects.values_list("name", flat=True)) == ["Ana Peña"]


def test_the_other_in_the_same_entry_can_be_suppressed_later(
    acme: Client, together: Entry, owner: Member
) -> None:
    erase_person(bruno(), owner)
    erase_person(Person.objects.get(), owner)
    left = read_entry(together.book, together.seq)
    assert left.content.values == {"cars": [car("ABC 123")], "place": "North gate"}
    assert "Ana" not in everything()
    first = read_entry(together.book, together.seq + 1)
    assert "Request 2026-4." in first.content.text  # its words were carried on
    assert codes(together.book, acme) == []


def test_the_reason_of_an_annulment_goes_too(acme: Client, together: Entry, owner: Member) -> None:
    annulment = correct(
        annulled=together,
        by=owner,
        reason="It was Bruno Díaz alone.",
        occurred_at=together.occurred_at,
        client_uuid=uuid4(),
        carries=False,
    )
    assert not Mention.objects.filter(entry=annulment).exists()
    assert erase_person(bruno(), owner).entry_count == 2
    assert "Bruno" not in everything()
    assert codes(together.book, acme) == []


def test_what_a_hand_over_repeats_goes_too_and_the_rest_of_it_stays(
    acme: Client, together: Entry, owner: Member
) -> None:
    follow_ups = ("Call Bruno Díaz 10-20 (entry 2)", "Mend the lamp (entry 1)")
    told = Account(items=[TORCH], follow_ups=follow_ups, remark="Bruno Díaz was here.")
    handover = hand_over(change(together.book, owner, told=told))
    erase_person(bruno(), owner)
    assert "Bruno" not in everything()
    left = Account.sealed_in(read_entry(together.book, handover.entry.seq))
    assert (left.items, left.all_matters, left.remark) == ([TORCH], ["Mend the lamp (entry 1)"], "")
    assert codes(together.book, acme) == []


def test_an_entry_is_found_by_what_is_left_of_it_and_by_nothing_that_went(
    together: Entry, owner: Member
) -> None:
    erase_person(bruno(), owner)
    words = EntryWords.objects.get(pk=together.pk).words
    assert all(one in words for one in ("'north'", "'=pana'", "'=vabc123'"))
    assert "bruno" not in words
    index_again()
    assert EntryWords.objects.get(pk=together.pk).words == words
    erase_entry(together, owner, "content")
    assert "north" not in EntryWords.objects.get(pk=together.pk).words


def test_what_was_merged_into_the_person_goes_with_them(
    together: Entry, owner: Member, acme_book: Book, form: FormVersion
) -> None:
    recorded(acme_book, owner, form, visitors=[visitor("B. Díaz Luna", "30-40")])
    merge(Person.objects.get(document_key="3040"), into=bruno(), by=owner)
    impose_ban(on=Banned(document="3040"), reason="Stole.", by=owner)
    done = erase_person(bruno(), owner)
    said = everything()
    assert (done.entry_count, "30-40" in said, "Luna" in said) == (2, False, False)
    assert not Person.objects.filter(document_key__in=["3040", "1020"]).exists()


def test_what_is_left_can_be_suppressed_as_a_whole(
    acme: Client, together: Entry, owner: Member
) -> None:
    erase_person(bruno(), owner)
    erase_entry(together, owner, "files")
    assert Person.objects.exists()
    erase_entry(together, owner, "content")
    assert not Person.objects.exists()  # no entry names Ana any more
    assert read_entry(together.book, together.seq).content.values == {}
    assert "ABC 123" not in "".join(filter(None, contents()))
    assert not Mention.objects.exists()
    assert codes(together.book, acme) == []


def contents() -> list[str | None]:
    return list(EntryContent.objects.values_list("content", flat=True))


def test_it_goes_by_batches_book_by_book(
    acme: Client,
    acme_book: Book,
    form: FormVersion,
    owner: Member,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(targets, "BATCH", 2)
    vault = open_book(client=acme, name="Vault")
    for book in (acme_book, acme_book, acme_book, vault):
        recorded(book, owner, form, visitors=[BRUNO])
    done = erase_person(bruno(), owner)
    by_book = Redaction.objects.order_by("pk").values_list("entry__book__name", "entry_count")
    assert sorted(by_book) == [("Main gate", 1), ("Main gate", 2), ("Vault", 1)]
    assert done.entry_count == 4
    assert codes(acme_book, acme) == codes(vault, acme) == []


def test_a_preview_counts_and_shows_what_would_go_and_writes_nothing(
    together: Entry, owner: Member
) -> None:
    before = everything()
    preview = PersonPreview(bruno())
    assert preview.counts["entries"] == 1
    assert preview.counts["files"] == 1
    [line] = preview.lines
    assert list(line.going) == ["BRUNO DIAZ forgot his keys.", "10-20 · in · Bruno Díaz"]
    assert everything() == before


def test_without_an_erasure_bans_keep_their_words(together: Entry, owner: Member) -> None:
    impose_ban(on=Banned(document="1020", name="Bruno Díaz"), reason="Stole.", by=owner)
    Person.objects.filter(pk=bruno().pk).update(
        name="", document="", document_key="", name_key=f"suppressed:{bruno().pk}"
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Ban.objects.update(reason="—")


def about(document: str, name: str) -> About:
    return About.people([Person(document_key=document, name_key=name)])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Came with 10 20-3.", True),
        ("BRUNO  DÍAZ, late", True),
        ("Bruno\nDíaz", True),
        ('“Bruno” "Díaz"\t', True),
        ("Brunos Diaz", False),
        ("Nobody", False),
    ],
)
def test_a_text_names_a_person_by_document_or_whole_name(text: str, *, names: bool) -> None:
    bruno = about("10203", "bruno diaz")
    assert bruno.is_in(text) is names
    sealed = canonical_json({"values": {"rows": [{"a": "1", "name": text}]}})
    assert bruno.may_be_in(sealed) is names


def test_a_short_document_alone_is_no_trace() -> None:
    assert not about("12", "").is_in("Lamp 12")
    assert about("12", "").may_be_in('{"document":"1-2"}')
    assert about("12", "").is_row({"document": "1-2"})


def test_a_drawn_signature_goes_with_the_person() -> None:
    said = {"text": "", "values": {"sign": {"name": "Ana", "strokes": "1,2"}, "yes": True}}
    assert about("1020", "bruno").left_of(said)["values"] == {"yes": True}
