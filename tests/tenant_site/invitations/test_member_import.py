"""A file of members: shown first, then applied exactly so."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser

from accounts.memberships import clients_of
from accounts.models import User
from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.activity.models import Activity
from tenant_site.books.models import Book
from tenant_site.books.opening import open_book
from tenant_site.invitations.models import Invitation, MemberImport
from tenant_site.members.models import Member
from tests.tenant_site.members.test_member_pages import pins_on

PAGE = "/members/import/"
HEAD = "name,badge,email,role,books\n"
Upload = Callable[..., Any]


def confirm(office: Browser, page: Any) -> Any:
    sent = {"plan": page.context["plan"].digest}
    answer = office.post(page.request["PATH_INFO"], sent)
    return office.get(answer["Location"])


def fates(page: Any) -> list[str]:
    return [one.fate.value for one in page.context["plan"].rows]


def errors(page: Any) -> list[str]:
    return [" ".join(one.row.errors) for one in page.context["plan"].rows]


def people(client: Client) -> set[tuple[str, str | None, str]]:
    with tenant_context(client):
        return set(Member.objects.values_list("display_name", "badge", "role"))


def test_no_file_is_said(office: Browser) -> None:
    answer = office.post(PAGE, {})
    assert answer.status_code == 422
    assert "file" in answer.context["form"].errors


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Ana,,,guard,", "A badge or an e-mail is missing"),
        (",G-1,,guard,", "The name is missing"),
        ("Ana,G-1,,king,", "is no role"),
        ("Ana,G-1,,guard,main-gate|moon", "There is no book “moon”"),
        ("A\u200bna,G-1,,guard,", "cannot be seen"),
        ("Ana,G\u202e1,,guard,", "cannot be seen"),
        ("Ana,G@1,,guard,", "no blanks and no @"),
        (f"{'A' * 121},G-1,,guard,", "at most 120 characters"),
        (f"Ana,{'1' * 21},,guard,", "at most 20 characters"),
        ("Ana,,ana@,guard,", "E-mail"),
        ("Ana,1007,ana@new.example,guard,", "is that of Guard"),
        ("Ana,1007,owner@acme.example,guard,", "is that of Guard"),
        ("Olga,,owner@acme.example,guard,", "your own role"),
        ("Luz,G-017,luz@new.example,guard,", "signs in by badge alone"),
    ],
)
def test_what_is_wrong_with_a_row_is_named_and_nothing_can_be_imported(
    acme: Client,
    guard: Member,
    acme_book: Book,
    office: Browser,
    upload: Upload,
    row: str,
    said: str,
) -> None:
    with tenant_context(acme):
        luz = User.objects.create_user(name="Luz")
        Member.objects.create(user=luz, role="guard", display_name="Luz", badge="G-017")
    before = people(acme)
    page = upload(f"{HEAD}Bea,G-2,,guard,\n{row}\n")
    assert fates(page) == ["added", "error"]
    assert said in errors(page)[1]
    assert page.context["plan"].rows[1].row.number == 3
    assert b"Import exactly this" not in page.content
    confirm(office, page)
    assert people(acme) == before


@pytest.mark.parametrize(
    "rows",
    ["Ana,G-1,,,\nBea,g- 1,,,\n", "Ana,,a@b.example,,\nBea,,A@B.example,,\n"],
)
def test_what_stands_twice_in_the_file_is_named_with_the_row(upload: Upload, rows: str) -> None:
    page = upload(HEAD + rows)
    assert fates(page)[1] == "error"
    assert "stands in row 2 already" in errors(page)[1]


def test_one_person_by_badge_and_by_address_is_one_person(guard: Member, upload: Upload) -> None:
    page = upload(HEAD + "Guard,1007,,,\nGuard,1008,guard@acme.example,,\n")
    assert "same person as in row 2" in errors(page)[1]


def test_rows_are_added_changed_invited_or_left_alone(
    acme: Client, guard: Member, acme_book: Book, office: Browser, upload: Upload
) -> None:
    with tenant_context(acme):
        open_book(client=acme, name="Vault")
    page = upload(
        HEAD
        + "Ana,G-1,,supervisor,\n"
        + "Guardia Uno,1007,,auditor,vault\n"
        + "Luis,G-3,luis@new.example,guard,vault\n"
        + "Olga of acme,,owner@acme.example,owner,\n"
    )
    assert fates(page) == ["added", "changed", "invited", "unchanged"]
    changes = page.context["plan"].rows[1].changes
    assert [(one.field, one.before, one.after) for one in changes] == [
        ("display_name", "Guard", "Guardia Uno"),
        ("role", "guard", "auditor"),
        ("books", "Main gate", "Vault"),
    ]
    assert b"<del>Guard</del>" in office.get(f"{page.request['PATH_INFO']}?show=changed").content
    done = confirm(office, page)
    assert b"The file is imported" in done.content
    assert {("Ana", "G-1", "supervisor"), ("Guardia Uno", "1007", "auditor")} <= people(acme)
    with tenant_context(acme):
        invitation = Invitation.objects.get()
        assert (invitation.badge, invitation.name) == ("G-3", "Luis")
        assert [book.code for book in invitation.books.all()] == ["vault"]
        assert Activity.objects.filter(act="members_imported").count() == 1
        ana = Member.objects.get(badge="G-1")
        assert MemberImport.objects.get().text == ""
    assert clients_of(ana.user_id) == [acme.pk]
    user = User.objects.get(pk=ana.user_id)
    assert (user.has_usable_password(), user.must_change_password) == (False, True)


def test_who_was_added_gets_a_card_from_the_page_of_the_result(
    acme: Client, office: Browser, upload: Upload
) -> None:
    done = confirm(office, upload(HEAD + "Ana,G-1,,,\n"))
    where = f"/members/cards/?import={done.context['kept'].pk}"
    assert where.encode() in done.content
    (member,) = office.get(where).context["choice"].fresh
    assert len(pins_on(office.post("/members/cards/", {"member": [str(member.pk)]}))) == 1
    assert office.get(where).context["choice"].fresh == []


def test_the_same_file_again_changes_nothing(
    acme: Client, guard: Member, office: Browser, upload: Upload
) -> None:
    content = HEAD + "Ana,G-1,,,main-gate\nLuis,G-3,luis@new.example,auditor,\nX,1007,,,\n"
    confirm(office, upload(content))
    before = people(acme)
    again = upload(content)
    assert fates(again) == ["unchanged"] * 3
    assert b"nothing to import" in again.content
    confirm(office, again)
    assert people(acme) == before


def test_confirming_twice_applies_once(acme: Client, office: Browser, upload: Upload) -> None:
    page = upload(HEAD + "Ana,G-1,,,\n")
    for _ in range(2):
        assert b"The file is imported" in confirm(office, page).content
    with tenant_context(acme):
        assert Member.objects.filter(badge="G-1").count() == 1


def test_members_who_changed_meanwhile_are_shown_once_more_before_anything_is_done(
    acme: Client, guard: Member, office: Browser, upload: Upload
) -> None:
    page = upload(HEAD + "Ana,G-1,,,\nGuard,1007,,auditor,\n")
    with tenant_context(acme):
        Member.objects.filter(pk=guard.pk).update(role="supervisor")
    again = confirm(office, page)
    assert b"have changed since" in again.content
    assert ("Ana", "G-1", "guard") not in people(acme)
    confirm(office, again)
    assert ("Ana", "G-1", "guard") in people(acme)


@pytest.mark.parametrize("plan", ["", "x", "0" * 64])
def test_what_was_not_shown_is_not_applied(
    acme: Client, office: Browser, upload: Upload, plan: str
) -> None:
    page = upload(HEAD + "Ana,G-1,,,\n")
    office.post(page.request["PATH_INFO"], {"plan": plan})
    assert ("Ana", "G-1", "guard") not in people(acme)


def test_a_file_is_seen_by_who_sent_it_alone(
    acme: Client,
    globex: Client,
    stranger: Member,
    upload: Upload,
    browse: Callable[..., Browser],
) -> None:
    page = upload(HEAD + "Ana,G-1,,,\n")
    user = User.objects.create_user("second@acme.example", "x")
    with tenant_context(acme):
        second = Member.objects.create(user=user, role="owner", display_name="Second")
    for browser in (browse(globex, stranger), browse(acme, second)):
        address, sent = page.request["PATH_INFO"], {"plan": page.context["plan"].digest}
        assert browser.get(address).status_code == 404
        assert browser.post(address, sent).status_code == 404
    assert ("Ana", "G-1", "guard") not in people(acme)


def test_members_and_books_of_another_workspace_are_nobodys_here(
    acme: Client, globex: Client, stranger: Member, globex_book: Book, upload: Upload
) -> None:
    with tenant_context(globex):
        Book.objects.update(code="reactor", name="Reactor")
        Member.objects.filter(pk=stranger.pk).update(badge="G-9")
    page = upload(HEAD + "Ana,G-9,,,\nBea,,owner@globex.example,,\nEve,G-10,,,reactor\n")
    assert fates(page) == ["added", "invited", "error"]


def test_hostile_cells_stay_text(acme: Client, office: Browser, upload: Upload) -> None:
    name = "<script>alert(1)</script>"
    page = upload(f'{HEAD}{name},G-1,,,\n"=HYPERLINK(""http://x"")",G-2,,,\n')
    assert b"<script>alert" not in page.content
    confirm(office, page)
    assert b"<script>alert" not in office.get("/members/").content


def test_who_was_deactivated_comes_back_and_it_is_shown(
    acme: Client, guard: Member, office: Browser, upload: Upload
) -> None:
    with tenant_context(acme):
        Member.objects.filter(pk=guard.pk).update(is_active=False)
    page = upload(HEAD + "Guard,1007,,,\n")
    assert [one.field for one in page.context["plan"].rows[0].changes] == ["is_active"]
    confirm(office, page)
    with tenant_context(acme):
        assert Member.objects.get(pk=guard.pk).is_active
    assert clients_of(guard.user_id) == [acme.pk]


def test_the_badge_of_somebody_who_is_invited_is_kept_for_them(
    office: Browser, upload: Upload
) -> None:
    confirm(office, upload(HEAD + "Luis,G-3,luis@new.example,,\n"))
    page = upload(HEAD + "Ana,G-3,,,\n")
    assert "kept for luis@new.example" in errors(page)[0]


def test_who_is_invited_otherwise_is_an_error(office: Browser, upload: Upload) -> None:
    confirm(office, upload(HEAD + "Luis,,luis@new.example,guard,\n"))
    page = upload(HEAD + "Luis,,luis@new.example,auditor,\n")
    assert "invited already, otherwise" in errors(page)[0]


def test_two_thousand_rows_cost_a_fixed_number_of_queries(
    acme: Client,
    acme_book: Book,
    office: Browser,
    upload: Upload,
    django_assert_max_num_queries: Any,
) -> None:
    rows = (f"Guard {number},G-{number},,guard,main-gate\n" for number in range(1900))
    mails = (f"Mail {number},,m{number}@new.example,auditor,\n" for number in range(100))
    page = upload(HEAD + "".join(rows) + "".join(mails))
    with django_assert_max_num_queries(45):
        done = confirm(office, page)
    assert done.context["kept"].counts == {"added": 1900, "invited": 100}
    assert len(people(acme)) == 1901
    again = upload(HEAD + "".join(f"Guarda {n},G-{n},,auditor,\n" for n in range(1900)))
    with django_assert_max_num_queries(45):
        assert confirm(office, again).context["kept"].counts == {"changed": 1900}


def test_an_import_that_does_not_exist_is_not_found(office: Browser) -> None:
    assert office.get(f"{PAGE}{uuid.uuid4()}/").status_code == 404


def test_more_people_than_the_plan_holds_are_refused_before_anything_is_done(
    acme: Client, office: Browser, upload: Upload, plan_holds: Callable[[int], None]
) -> None:
    page = upload(HEAD + "Ana,G-1,,,\nBea,,bea@new.example,,\n")
    plan_holds(2)
    refused = confirm(office, page)
    assert b"Your plan holds 2 people" in refused.content
    assert b"Import exactly this" not in refused.content
    assert ("Ana", "G-1", "guard") not in people(acme)
    plan_holds(3)
    confirm(office, refused)
    assert ("Ana", "G-1", "guard") in people(acme)
