from io import StringIO
from uuid import UUID

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book
from tenant_site.entry_forms.models import FormVersion
from tenant_site.finding import indexing
from tenant_site.finding.indexing import index_again, index_missing
from tenant_site.finding.models import EntryWords
from tenant_site.members.models import Member
from tests.tenant_site.books.writing import erase, write_entry
from tests.tenant_site.finding.conftest import Found, numbers, write
from tests.tenant_site.registers.gate import car, recorded, visitor

MANY = """
INSERT INTO finding_entrywords (entry_id, occurred_at, written_at, words)
SELECT gen_random_uuid(), at, at, array_to_tsvector(ARRAY['perimeter', 'number' || n])
FROM generate_series(1, 5000) n, LATERAL (SELECT now() - n * interval '1 minute' AS at) moment
"""


def test_what_is_erased_is_found_by_its_words_no_more(
    acme: Client, acme_book: Book, owner: Member, form: FormVersion, found: Found
) -> None:
    with tenant_context(acme):
        entry = recorded(
            acme_book, owner, form, remark="Robbery", visitors=[visitor("Ana")], cars=[car("ABC12")]
        )
    words = ("robbery", "person:ana", "plate:abc")
    assert [found(q) for q in words] == [["2"]] * 3
    with tenant_context(acme):
        erase(entry, owner)
    for q in words:
        assert found(q) == []
    assert found("type:006 no. 2") == ["2"]
    with tenant_context(acme):
        index_again()
    assert found("robbery") == []
    assert found("type:006 no. 2") == ["2"]


def test_what_was_written_before_the_index_is_found_once_it_is_filled(
    acme: Client, acme_book: Book, owner: Member, form: FormVersion, found: Found
) -> None:
    with tenant_context(acme):
        recorded(acme_book, owner, form, remark="Robbery", cars=[car("ABC12")])
        EntryWords.objects.all().delete()
        assert found("robbery") == []
        assert index_missing() == "2 entries made searchable"
        assert index_missing() == ""
    assert found("robbery plate:bc1 severity:routine") == ["2"]


def test_what_an_entry_is_found_by_is_as_old_as_its_seal(
    acme: Client, acme_book: Book, owner: Member
) -> None:
    (entry,) = write(acme, acme_book, owner, "Robbery")
    with tenant_context(acme):
        assert EntryWords.objects.get(pk=entry.pk).written_at == entry.recorded_at


def test_a_repeat_leaves_nothing_in_the_index(acme: Client, acme_book: Book, owner: Member) -> None:
    with tenant_context(acme):
        for text in ("first", "again"):
            write_entry(acme_book, owner, text=text, client_uuid=UUID(int=7))
        assert EntryWords.objects.count() == acme_book.entries.count() == 1


def test_an_entry_of_many_words_is_written_and_found(
    acme: Client, acme_book: Book, owner: Member, found: Found
) -> None:
    write(acme, acme_book, owner, "robbery " + " ".join(f"{one:x}" for one in range(130_000)))
    assert found("robbery") == ["1"]


@pytest.mark.parametrize("block", [1, 1000])
def test_the_index_is_filled_and_made_again_in_blocks(
    acme: Client, acme_book: Book, owner: Member, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(indexing, "BLOCK", block)
    write(acme, acme_book, owner, "Robbery", "Flood", "Fire")
    with tenant_context(acme):
        EntryWords.objects.filter(entry__seq__in=[1, 3]).delete()
        assert index_missing() == "2 entries made searchable"
        assert index_again() == EntryWords.objects.count() == 3


def index_entries(*arguments: str) -> str:
    out = StringIO()
    call_command("index_entries", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_fills_the_index_of_each_workspace(
    acme: Client, acme_book: Book, owner: Member, globex: Client
) -> None:
    write(acme, acme_book, owner, "Robbery")
    with tenant_context(acme):
        EntryWords.objects.all().delete()
    assert f"{acme.schema_name}: 1 entry made searchable\n" in index_entries()
    told = index_entries("--again")
    assert f"{acme.schema_name}: 1\n" in told
    assert f"{globex.schema_name}: nothing to do\n" in told


def test_where_the_command_fails_the_other_workspaces_go_on(
    acme: Client, acme_book: Book, owner: Member, globex: Client
) -> None:
    write(acme, acme_book, owner, "Robbery")
    with tenant_context(acme):
        EntryWords.objects.all().delete()
    with tenant_context(globex), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE finding_entrywords RENAME TO finding_lost")
    with pytest.raises(CommandError, match=f"Not indexed: {globex.schema_name}. The log"):
        index_entries()
    with tenant_context(acme):
        assert EntryWords.objects.count() == 1


def test_among_thousands_a_rare_word_is_looked_up_and_the_newest_are_read_in_order(
    acme: Client, acme_book: Book, owner: Member, desk: Browser
) -> None:
    write(acme, acme_book, owner, "Giraffe")
    with tenant_context(acme), connection.cursor() as cursor:
        cursor.execute(MANY)
        cursor.execute("ANALYZE finding_entrywords")
    with CaptureQueriesContext(connection) as asked:
        assert numbers(desk.get("/search/?q=giraffe").content.decode()) == ["1"]
    (search,) = (one["sql"] for one in asked if "WITH newest" in one["sql"])
    with tenant_context(acme), connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + search)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Bitmap Index Scan on entry_words " in plan
    assert "Index Scan using entry_words_newest" in plan
    assert "Seq Scan on finding_entrywords" not in plan
