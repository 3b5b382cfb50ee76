import json
from datetime import UTC, datetime

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from public_site.models import Client
from tenant_site.books.models import Attachment, Book, Entry
from tenant_site.books.reading import read_with_forms
from tenant_site.books.refusals import BookClosed
from tenant_site.corrections.content import reason_of
from tenant_site.corrections.models import Correction
from tenant_site.corrections.verification import verify_tenant as verify_corrections
from tenant_site.legacy.models import ImportedBook, ImportedFile
from tenant_site.members.models import Member
from tests.tenant_site.books.writing import codes, write_entry
from tests.tenant_site.legacy.conftest import old_entry, problems_of, said
from tests.tenant_site.legacy.sample import photo, sample

pytestmark = pytest.mark.usefixtures("imported")


def test_an_entry_keeps_its_old_number_author_and_times_beside_the_new_ones() -> None:
    old = old_entry(19)
    assert (old.old_number, old.old_author) == ("19", "=cmd()")
    assert (old.old_created, old.old_account) == (
        "2026-03-01T06:19:00-04:00",
        "Usuario Ejemplo 1 (usuario1@demo)",
    )
    assert old.entry.occurred_at == datetime(2026, 3, 1, 10, 19, tzinfo=UTC)
    assert old.entry.recorded_at > old.entry.occurred_at


def test_what_is_kept_beside_is_sealed_with_the_entry() -> None:
    old = old_entry(1)
    sealed = json.loads(str(old.entry.content.content))["values"]["_old"]
    assert sealed["number"] == "1"
    assert sealed["author"] == old.old_author
    assert sealed["sha256"] == old.sha256


def test_the_whole_record_is_kept_as_it_stood() -> None:
    for number in (1, 2, 3, 8, 17, 19):
        assert json.loads(old_entry(number).raw) == sample()["news"][number - 1]


def test_each_place_has_a_closed_book_of_its_own_that_verifies(inside_acme: Client) -> None:
    books = {one.book.name: one.book for one in ImportedBook.objects.select_related("book")}
    assert books.keys() == {
        "Garita Ejemplo (old system)",
        "Almacén Ejemplo (old system)",
        "Puesto sin novedades (old system)",
        "Unknown place (old system)",
    }
    assert not any(book.is_open for book in books.values())
    assert [codes(book, inside_acme) for book in books.values()] == [[]] * 4
    assert books["Unknown place (old system)"].entries.count() == 2


def test_nobody_writes_in_an_imported_book(owner: Member) -> None:
    book = old_entry(1).entry.book
    with pytest.raises(BookClosed):
        write_entry(book, owner)


def test_the_books_that_are_written_in_stay_as_they_were(inside_acme: Client) -> None:
    assert Book.objects.get(is_open=True).entries.count() == 0


def test_in_and_out_were_called_employee_and_visitor() -> None:
    assert said(old_entry(1))["person_0"][0]["movement"] == "in"
    assert said(old_entry(2))["person_0"][0]["movement"] == "out"


def test_a_visitor_reads_as_a_row_of_persons() -> None:
    row = said(old_entry(2))["person_0"][0]
    assert row["document"] == "v 1000001"
    assert row["type"] == "Visitante"
    assert row["belongings"] == "Laptop, Acme, EQ-3"
    assert (row["institution"], row["received_by"]) == ("Bomberos", "Recibe Ejemplo, Jefe")
    assert "place" not in row


def test_a_loaded_vehicle_keeps_its_load() -> None:
    row = said(old_entry(3))["vehicle_0"][0]
    assert (row["kind"], row["loaded"], row["seal"]) == ("cargo", "yes", "PR-889")


def test_a_change_of_guard_keeps_people_and_equipment() -> None:
    values = said(old_entry(5))
    assert values["former_guard_3"][0]["condition"] == "bad"
    assert values["planned_staff_4"][0]["badge"] == "F2"
    assert values["sub_line_5"][0]["condition"] == "out"
    assert values["free_text_6"] == "Todo en orden. <b>Falsa alarma</b>."


def test_a_round_across_midnight_and_its_point_are_understood() -> None:
    values = said(old_entry(6))
    assert values["point_0"] == "Portón norte"
    assert (values["round_1"][0]["start"], values["round_1"][0]["end"]) == ("23:50", "00:20")


def test_a_choice_and_an_amount_with_a_comma_are_values() -> None:
    assert said(old_entry(7)) == {"selection_0": "salida", "amount_1": "3.5"}


def test_an_entry_reads_with_the_form_it_was_filled_with() -> None:
    (entry,) = read_with_forms([old_entry(5).entry])
    assert [one.field.label for one in entry.readings][:3] == [
        "CAMBIO DE GUARDIA",
        "Fecha",
        "Hora",
    ]
    assert entry.kind == "legacy"


def test_old_types_are_offered_to_nobody_and_two_of_one_name_stay_two() -> None:
    types = {one.entry.entry_type for one in (old_entry(1), old_entry(6))}
    assert not any(one.is_active for one in types)
    assert {one.code for one in types} == {"old-006", "old-003"}
    assert old_entry(20).entry.entry_type.code == "old-0-03"


def test_a_correction_becomes_an_entry_that_annuls(inside_acme: Client) -> None:
    corrected = old_entry(5).entry
    correction = Entry.objects.get(kind="correction", book=corrected.book)
    assert correction.seq == corrected.seq + 1
    assert correction.facts == {"annuls": str(corrected.seq)}
    assert reason_of(correction) == "La hora correcta es 05:10."
    assert Correction.objects.get().annuls == corrected
    assert list(verify_corrections(inside_acme)) == []
    assert "correction_undated" in problems_of(old_entry(5))


NAMED = {
    5: {"correction_undated"},
    8: {"info_broken"},
    9: {"info_empty"},
    10: {"template_gone"},
    11: {"template_broken"},
    13: {"type_gone", "place_unknown"},
    14: {"place_unknown", "number_twice"},
    15: {"time_broken"},
    16: {"time_broken"},
    17: {"answer_not_understood", "cell_not_understood", "row_not_understood"}
    | {"answer_without_field"},
    18: {"row_not_understood", "correction_without_words"},
    20: {"answer_without_field"},
    23: {"file_of_another_kind"},
    24: {"file_refused"},
    25: {"file_broken"},
    26: {"file_broken"},
    27: {"file_empty"},
    29: {"files_not_understood"},
    31: {"file_elsewhere"},
}


def test_what_is_not_as_it_should_be_is_named_and_nothing_else() -> None:
    understood = set(range(1, 32)) - NAMED.keys()
    found = {number: problems_of(old_entry(number)) for number in range(1, 32)}
    assert found == NAMED | {number: set() for number in understood}


def test_what_cannot_be_read_stands_as_text() -> None:
    assert old_entry(8).entry.content.text == "{broken"
    assert old_entry(9).entry.content.text == "Left empty in the old system."
    text = old_entry(17).entry.content.text
    assert all(word in text for word in ("Ninguna", "muchos", "x" * 400, "respuesta", "AA002BB"))


def test_a_time_without_zone_is_local_and_the_last_resort_is_named() -> None:
    assert old_entry(15).entry.occurred_at == datetime(2026, 3, 2, 14, tzinfo=UTC)
    assert old_entry(16).entry.occurred_at == datetime(2026, 11, 19, 16, tzinfo=UTC)  # exported


def test_photos_come_in_as_every_upload_does() -> None:
    first, second = old_entry(21).entry.attachments.all()
    assert first.original_name == "foto.jpg"
    assert second.original_name == "evidencia ñ.jpg"
    assert (first.width, first.height) == (48, 64)  # turned as its camera says
    assert first.facts["latitude"] == "10.486667"
    with default_storage.open(first.storage_name) as kept:
        assert kept.read() == photo(1, orientation=6, has_position=True)
    with default_storage.open(first.display_name) as shown, Image.open(shown) as image:
        assert not image.getexif()


def test_photos_in_answers_that_are_a_string_and_outside_a_list_come_in_too() -> None:
    for number in (22, 28, 30):
        assert old_entry(number).entry.attachments.count() == 1


def test_the_bytes_of_a_photo_stand_in_no_row() -> None:
    for number in (21, 22, 26, 31):
        assert len(old_entry(number).raw) < 4000


def test_a_refused_file_is_kept_as_it_was_sent_and_only_ever_downloaded() -> None:
    assert not Attachment.objects.filter(entry=old_entry(24).entry).exists()
    kept = ImportedFile.objects.get(imported_entry=old_entry(24))
    assert (kept.fate, kept.old_name) == ("kept", "virus.html")
    assert kept.storage_name.endswith(".bin")
    with default_storage.open(kept.storage_name) as file:
        assert file.read() == b"<script>alert(1)</script>"


def test_broken_base64_is_kept_letter_by_letter() -> None:
    kept = ImportedFile.objects.get(imported_entry=old_entry(26))
    sent = sample()["news"][25]["info"]["ATTACHED_FILE_2"]["attachedFiles"][0]["base64"]
    with default_storage.open(kept.storage_name) as file:
        assert file.read().decode() == sent


def test_a_form_of_the_old_system_is_published_in_no_open_book(inside_acme: Client) -> None:
    assert not Entry.objects.filter(kind="publication").exists()
