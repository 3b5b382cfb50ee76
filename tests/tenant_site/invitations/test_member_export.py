"""The members as a table for spreadsheets."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

from accounts.models import User
from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.invitations.csv_text import quoted, unquoted
from tenant_site.members.models import Member


def rows_of(answer: Any, delimiter: str = ",") -> list[list[str]]:
    text = answer.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=delimiter))


def test_everybody_stands_in_the_table(guard: Member, office: Browser) -> None:
    answer = office.get("/members/export.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="members-2')
    assert answer.content.startswith(b"\xef\xbb\xbf")
    head, *rows = rows_of(answer)
    assert head[:5] == ["Name", "Badge", "E-mail", "Role", "Books"]
    assert ["Guard", "1007", "guard@acme.example", "guard", "main-gate", "yes", ""] in rows


@pytest.mark.parametrize(
    "name", ["=1+1", "+1", "-1", "@x", "'=1", "''-a", "a=b", "'x", "=cmd|' /C"]
)
def test_a_cell_is_no_formula_and_comes_back_as_it_was(
    acme: Client, office: Browser, name: str
) -> None:
    user = User.objects.create_user(name="x")
    with tenant_context(acme):
        Member.objects.create(user=user, role="guard", display_name=name, badge="G-1")
    written = next(row for row in rows_of(office.get("/members/export.csv")) if row[1] == "G-1")
    assert written[0][0] not in "=+-@\t\r"
    assert unquoted(quoted(name)) == name
    assert written[0] == quoted(name)


@pytest.mark.parametrize("language", ["es", "en"])
def test_what_was_exported_imports_as_nothing_new(
    acme: Client, guard: Member, auditor: Member, office: Browser, language: str
) -> None:
    Client.objects.filter(pk=acme.pk).update(language=language)
    content = office.get("/members/export.csv").content
    file = SimpleUploadedFile("members.csv", content, "text/csv")
    checked = office.get(office.post("/members/import/", {"file": file})["Location"])
    assert {one.fate.value for one in checked.context["plan"].rows} == {"unchanged"}


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_template_can_be_imported(acme: Client, office: Browser, language: str) -> None:
    Client.objects.filter(pk=acme.pk).update(language=language)
    content = office.get("/members/import/template.csv").content
    assert (b";" in content) is (language == "es")
    file = SimpleUploadedFile("template.csv", content, "text/csv")
    checked = office.get(office.post("/members/import/", {"file": file})["Location"])
    assert [one.fate.value for one in checked.context["plan"].rows] == ["added", "invited"]


def test_the_other_workspaces_members_are_not_in_it(
    stranger: Member, office: Browser, browse: Callable[..., Browser]
) -> None:
    assert b"globex" not in office.get("/members/export.csv").content


def test_the_table_costs_the_same_however_many_belong(
    acme: Client, guard: Member, office: Browser, django_assert_num_queries: Any
) -> None:
    users = User.objects.bulk_create(User(name=f"G{number}") for number in range(50))
    with tenant_context(acme):
        Member.objects.bulk_create(Member(user=u, display_name=u.name, role="guard") for u in users)
    office.get("/members/export.csv")
    with django_assert_num_queries(6):
        office.get("/members/export.csv")
