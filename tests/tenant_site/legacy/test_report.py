import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import models

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.activity.models import Activity
from tenant_site.books.models import Entry
from tenant_site.legacy.models import ImportedFile, KeptVerbatim, LegacyImport
from tenant_site.legacy.problems import SENTENCES
from tenant_site.legacy.reporting import Report, csv_lines
from tenant_site.members.models import Member
from tests.tenant_site.books.test_record_entry import stored_files
from tests.tenant_site.legacy.conftest import Import, run_import
from tests.tenant_site.legacy.sample import SAMPLE, sample, write


def test_the_sample_is_what_its_maker_makes() -> None:
    assert json.loads(SAMPLE.read_text()) == json.loads(json.dumps(sample()))


def test_every_record_that_was_read_is_accounted_for(imported: Report) -> None:
    data = sample()
    read = {name: len(found) if isinstance(found, list) else 1 for name, found in data.items()}
    assert {one.section: one.read for one in imported.sections} == read
    assert {one.section: one.accounted for one in imported.sections} == read


def test_every_file_of_an_entry_is_accounted_for(imported: Report) -> None:
    assert imported.files == {"attached": 6, "kept": 4, "empty": 2}
    assert ImportedFile.objects.filter(imported_entry=None).count() == 0


def test_every_problem_has_a_sentence_and_is_listed(imported: Report) -> None:
    assert imported.problems.keys() <= SENTENCES.keys()
    assert imported.problems["not_a_record"] == 5
    assert imported.problems["key_twice"] == imported.problems["info_broken"] == 1


def test_cells_without_a_home_are_counted_by_name(imported: Report) -> None:
    assert imported.left["PLANNED_STAFF.guard_status"] == 1
    assert imported.left["news.people"] == 1


def test_again_it_changes_nothing_and_reports_the_same(
    imported: Report, inside_acme: Client
) -> None:
    rows = counts()
    assert run_import(inside_acme, SAMPLE) == imported
    assert counts() == rows


def test_a_dry_run_writes_nothing_and_reports_the_same_figures(inside_acme: Client) -> None:
    rows, files = counts(), stored_files()
    tried = run_import(inside_acme, SAMPLE, is_trial=True)
    assert (counts(), stored_files()) == (rows, files)
    assert run_import(inside_acme, SAMPLE) == tried


def test_the_other_workspace_stays_as_it_is(acme: Client, globex: Client) -> None:
    with tenant_context(globex):
        before = counts()
    with tenant_context(acme):
        run_import(acme, SAMPLE)
    with tenant_context(globex):
        assert counts() == before


def test_what_has_no_home_yet_is_kept_word_for_word(imported: Report) -> None:
    rule = KeptVerbatim.objects.get(section="notifications")
    assert json.loads(rule.raw) == sample()["notifications"][0]
    palets = KeptVerbatim.objects.of_section("palets")
    assert [json.loads(one.raw) for one in palets] == sample()["palets"]


def test_a_newer_export_adds_what_is_new_and_keeps_what_changed_beside(import_data: Import) -> None:
    first = {"id": "a", "number": 1, "info": {}, "template": []}
    import_data(news=[first, {**first, "id": "b"}])
    report = import_data(news=[first, {**first, "id": "b", "number": 2}, {**first, "id": "c"}])
    news = next(one for one in report.sections if one.section == "news")
    assert (news.already, news.kept, news.moved) == (1, 1, 1)
    kept = KeptVerbatim.objects.get(section="news")
    assert (kept.reason, json.loads(kept.raw)["number"]) == ("changed_since", 2)


def test_the_report_as_csv_has_a_line_for_each_record_and_problem(imported: Report) -> None:
    rows = list(csv.DictReader(csv_lines(LegacyImport.objects.get())))
    records = [row for row in rows if row["outcome"] != "problem"]
    repeated = sum(one.repeated for one in imported.sections)
    assert len(records) + repeated == sum(one.read for one in imported.sections)
    assert len(rows) - len(records) == sum(imported.problems.values())


def test_a_cell_of_the_csv_is_never_a_formula(import_data: Import) -> None:
    import_data(news=[{"id": "=cmd()", "number": "=1+1", "info": {}, "template": []}])
    assert ",'=1+1," in "".join(csv_lines(LegacyImport.objects.get()))


def test_the_log_of_the_workspace_tells_of_it_once(imported: Report, inside_acme: Client) -> None:
    run_import(inside_acme, SAMPLE)
    told = Activity.objects.get(act="legacy_imported")
    assert (told.about, told.detail) == ("sample.json", {"entries": "40"})


def test_the_command_prints_one_line_of_json_where_nobody_watches(
    acme: Client, tmp_path: Path
) -> None:
    out, report = io.StringIO(), tmp_path / "report.csv"
    call_command("import_legacy", SAMPLE, schema="acme", report=report, stdout=out, verbosity=0)
    printed = json.loads(out.getvalue())
    news = next(one for one in printed["sections"] if one["section"] == "news")
    assert (news["read"], news["accounted"], printed["dry_run"]) == (40, 40, False)
    assert report.read_text("utf-8-sig").startswith("section,key,position,")


def test_the_command_shows_tables_on_a_terminal(acme: Client) -> None:
    out = Terminal()
    call_command("import_legacy", SAMPLE, "--dry-run", schema="acme", stdout=out, verbosity=0)
    assert "key_twice" in out.getvalue()
    assert "A dry run: nothing was written." in out.getvalue()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"schema": "acme", "by": "nobody@acme.example"}, "Name one with --by"),
        ({"schema": "nowhere"}, "No tenant is called"),
        ({"schema": "acme", "file": "absent.json"}, "No such file"),
    ],
    ids=["no-owner", "no-workspace", "no-file"],
)
def test_a_command_that_cannot_begin_says_what_to_do(
    acme: Client, given: dict[str, Any], sentence: str
) -> None:
    file = given.pop("file", SAMPLE)
    with pytest.raises(CommandError, match=sentence):
        call_command("import_legacy", file, verbosity=0, stderr=io.StringIO(), **given)


def test_the_entries_are_written_in_the_name_of_the_owner_who_is_asked_for(
    acme: Client, owner: Member
) -> None:
    badge = "O-1"
    with tenant_context(acme):
        Member.objects.filter(pk=owner.pk).update(badge=badge)
    call_command(
        "import_legacy", SAMPLE, schema="acme", by=badge, stdout=io.StringIO(), verbosity=0
    )
    with tenant_context(acme):
        written = Entry.objects.filter(kind="legacy").select_related("author")
        assert {one.author for one in written} == {owner}


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def counts() -> dict[str, int]:
    """How many rows each table of the workspace has."""
    found: list[type[models.Model]] = [
        model
        for model in apps.get_models()
        if model.__module__.startswith("tenant_site.") and model._meta.managed
    ]
    return {model._meta.label: model._default_manager.count() for model in found}


def test_a_file_of_another_source_does_not_clash_with_ids(import_data: Import) -> None:
    entry = {"id": 1, "number": 1, "info": {}, "template": []}
    import_data(news=[entry])
    report = import_data(news=[{**entry, "number": 2}], client={"schema_name": "other"})
    assert "changed_since" not in report.problems
    assert next(one for one in report.sections if one.section == "news").moved == 1


def test_the_export_written_again_in_another_order_is_the_same(
    imported: Report, inside_acme: Client, tmp_path: Path
) -> None:
    turned = dict(reversed(sample().items()))
    report = run_import(inside_acme, write(tmp_path / "turned.json", turned))
    assert all(one.already == one.read for one in report.sections)
