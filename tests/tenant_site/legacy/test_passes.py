import json
from datetime import date, time
from typing import Any

import pytest

from public_site.models import Client
from tenant_site.legacy.importing import import_file
from tenant_site.legacy.models import ImportProblem, KeptVerbatim, LegacyImport, Outcome
from tenant_site.legacy.reporting import Report, csv_lines
from tenant_site.members.models import Member
from tenant_site.passes.models import Pass, PassQuerySet
from tenant_site.registers.models import Person
from tests.tenant_site.legacy.conftest import Import, run_import
from tests.tenant_site.legacy.sample import SAMPLE, key, passes, registers

pytestmark = pytest.mark.django_db
EXPORTED_ON = date(2026, 11, 19)


def called(title: str) -> PassQuerySet:
    return Pass.objects.filter(reason__startswith=title).order_by("person__document_key")


def record(number: int) -> KeptVerbatim:
    return KeptVerbatim.objects.get(key=f"demo/{key(f'access {number}')}")


def test_each_person_of_a_pass_has_one(imported: Report, owner: Member) -> None:
    night = called("Inventario")
    assert [str(one.subject) for one in night] == [
        *("Persona Ejemplo Uno · V-1000001", "Persona Ejemplo Dos · v 1000002")
    ]
    one = night[0]
    assert (one.from_time, one.until_time, one.month_days) == (time(22), time(5), [1, 31])
    assert (one.first_on, one.last_on) == (date(2026, 9, 1), date(2026, 12, 31))
    assert (one.book, one.visits, one.given_by) == (None, "", owner)


def test_a_group_is_its_people_each_once_and_its_pass_goes_on(imported: Report) -> None:
    one, two = called("Cuadrilla · fija")
    assert one.person != two.person
    assert (one.week_days, one.last_on) == ([0, 2, 4], None)
    assert one.first_on == date(2026, 11, 20)  # the first of its days from the export on
    assert imported.problems["pass_without_first_day"] == 1


def test_days_without_times_are_whole_and_a_voucher_is_told(imported: Report) -> None:
    made = called("Visita").get()
    assert made.reason == "Visita · C-7"
    assert made.hours.is_whole_days
    assert (made.first_on, made.last_on) == (date(2026, 10, 5), date(2026, 10, 9))


def test_what_could_not_be_moved_is_named(imported: Report) -> None:
    problem = ImportProblem.objects.get(code="pass_of_unknown")
    assert (problem.key, problem.detail) == (record(3).key, key("person 99"))
    assert (record(3).outcome, record(4).outcome) == (Outcome.MOVED, Outcome.KEPT)
    assert record(4).reason == "pass_of_nobody"
    assert json.loads(record(4).raw) == passes()["access_entries"][3]
    section = next(one for one in imported.sections if one.section == "access_entries")
    assert (section.read, section.moved, section.kept, section.accounted) == (4, 3, 1, 4)
    lines = "".join(csv_lines(LegacyImport.objects.get()))
    assert f",{record(1).became}," in lines
    assert "pass_of_nobody" in lines


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("date_start", "soon", "pass_not_understood"),
        ("date_start", "1026-01-01", "pass_not_understood"),
        ("date_end", "2026-01-01", "pass_not_understood"),
        ("start_time", "25:00", "pass_not_understood"),
        ("week_days", ["Moonday"], "pass_not_understood"),
        ("week_days", "Monday", "pass_not_understood"),
        ("specific_days", [0], "pass_not_understood"),
        ("week_days", [6], "pass_of_no_day"),
    ],
)
def test_a_pass_whose_hours_cannot_be_read_stays_and_is_named(
    import_data: Import, cell: str, value: Any, code: str
) -> None:
    old = {**passes()["access_entries"][2], "access_type": "recurrent", cell: value}
    report = import_data(news=[{"id": 1}], **registers(), access_entries=[old])
    assert report.problems[code] == 1
    assert report.is_complete
    assert not Pass.objects.exists()


def test_passes_that_come_before_their_people_find_them(import_data: Import) -> None:
    import_data(**passes(), news=[{"id": 1}], **registers())
    assert Pass.objects.count() == 5


def test_somebody_who_is_gone_since_is_named(import_data: Import) -> None:
    people = registers()["persons"][:1]
    import_data(news=[{"id": 1}], persons=people)
    Person.objects.all().delete()
    old = {**passes()["access_entries"][0], "persons": [people[0]["id"]]}
    report = import_data(news=[{"id": 1}], persons=people, access_entries=[old])
    assert (report.problems["pass_of_unknown"], report.problems["pass_of_nobody"]) == (1, 1)


def test_passes_of_a_file_that_moved_in_before_they_had_a_home_are_moved_by_another_run(
    inside_acme: Client, imported: Report, owner: Member
) -> None:
    run_import(inside_acme, SAMPLE)
    assert Pass.objects.count() == 5  # the same
    _without_home()
    for is_trial in (True, False):
        before = Pass.objects.count()
        report = import_file(
            path=SAMPLE,
            client=inside_acme,
            author=owner,
            progress=lambda *_: None,
            is_trial=is_trial,
        )
        assert report == imported
        assert Pass.objects.count() - before == (0 if is_trial else 5)
    assert told(LegacyImport.objects.get())["moved"] == 3


def _without_home() -> None:
    """Leave the records as an import left them that knew no passes."""
    rows = KeptVerbatim.objects.of_section("access_entries")
    rows.update(outcome=Outcome.KEPT, reason="no_home_yet", became="")
    ImportProblem.objects.filter(section="access_entries").delete()
    done = LegacyImport.objects.get()
    told(done).update(moved=0, kept=4)
    done.save()


def told(done: LegacyImport) -> dict[str, Any]:
    """What the stored report says of the passes."""
    sections: list[dict[str, Any]] = done.report["sections"]
    return next(one for one in sections if one["section"] == "access_entries")
