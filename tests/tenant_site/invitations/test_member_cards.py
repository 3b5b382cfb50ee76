"""Badge cards and the PINs on them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from accounts import memberships
from accounts.models import User
from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.activity.models import Activity
from tenant_site.books.models import Book
from tenant_site.invitations.models import BadgePin
from tenant_site.members.models import Member
from tests.tenant_site.members.test_member_pages import pins_on
from tests.tenant_site.members.test_sign_in import send

CARDS = "/members/cards/"
ADD = "/members/add/"


def badge_only(client: Client, badge: str, **facts: Any) -> Member:
    user = User.objects.create_user(name=badge, **facts)
    with tenant_context(client):
        return Member.objects.create(user=user, role="guard", display_name=badge, badge=badge)


@pytest.fixture
def luz(acme: Client) -> Member:
    """A guard who signs in by badge alone and has not come yet."""
    return badge_only(acme, "G-017")


def card_for(office: Browser, *members: Member) -> Any:
    return office.post(CARDS, {"member": [str(member.pk) for member in members]})


def test_a_card_shows_name_badge_pin_and_address_this_once(
    luz: Member, office: Browser, acme: Client
) -> None:
    page = card_for(office, luz)
    (pin,) = pins_on(page)
    assert page.status_code == 200
    assert len(pin) == 8
    assert pin.isdigit()
    for part in (b"G-017", b"Acme", b"acme.localhost:8000", pin[:4].encode(), b"<svg"):
        assert part in page.content
    assert page["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    with tenant_context(acme):
        assert pin not in str(list(BadgePin.objects.values()))
        assert pin not in str(list(Activity.objects.values()))
    assert pin not in User.objects.get(pk=luz.user_id).password


def test_the_pin_opens_the_door_and_must_be_changed(
    acme: Client, luz: Member, office: Browser, browse: Callable[..., Browser]
) -> None:
    (pin,) = pins_on(card_for(office, luz))
    assert send(browse(acme), "g-017", pin).status_code == 302
    assert User.objects.get(pk=luz.user_id).must_change_password


def test_a_pin_ends_after_fourteen_days(
    acme: Client, luz: Member, office: Browser, browse: Callable[..., Browser]
) -> None:
    (pin,) = pins_on(card_for(office, luz))
    with tenant_context(acme):
        kept = BadgePin.objects.get()
        assert timedelta(days=13) < kept.expires_at - timezone.now() <= timedelta(days=14)
        BadgePin.objects.update(expires_at=timezone.now())
    refused, wrong = send(browse(acme), "G-017", pin), send(browse(acme), "G-017", "x" * 8)
    assert (refused.status_code, wrong.status_code) == (422, 422)


def test_a_password_that_was_chosen_outlives_the_pin(
    acme: Client, luz: Member, office: Browser, browse: Callable[..., Browser]
) -> None:
    card_for(office, luz)
    user = User.objects.get(pk=luz.user_id)
    user.set_password("staple battery horse")
    user.must_change_password = False
    user.save()
    with tenant_context(acme):
        BadgePin.objects.update(expires_at=timezone.now())
    assert send(browse(acme), "G-017", "staple battery horse").status_code == 302


def test_a_new_pin_kills_the_old_one_and_ends_sessions(
    acme: Client, luz: Member, office: Browser, browse: Callable[..., Browser]
) -> None:
    there = browse(acme)
    (old,) = pins_on(card_for(office, luz))
    send(there, "G-017", old)
    key = there.cookies["session"].value
    (new,) = pins_on(card_for(office, luz))
    assert new != old
    assert there.get("/")["Location"].startswith("/sign-in/")
    assert send(browse(acme), "G-017", old).status_code == 422
    assert send(browse(acme), "G-017", new).status_code == 302
    assert key


def test_pins_cannot_be_guessed_in_their_time(
    acme: Client, luz: Member, office: Browser, browse: Callable[..., Browser]
) -> None:
    (pin,) = pins_on(card_for(office, luz))
    there = browse(acme)
    told = {send(there, "G-017", f"{number:08}").status_code for number in range(12)}
    assert 429 in told
    assert send(there, "G-017", pin).status_code == 429


def refused_people(acme: Client, globex: Client) -> dict[str, Member]:
    gone = badge_only(acme, "gone")
    elsewhere = badge_only(acme, "elsewhere")
    memberships.join(user_id=elsewhere.user_id, client_id=globex.pk)
    staff = badge_only(acme, "staff", is_staff=True)
    with tenant_context(acme):
        Member.objects.filter(pk=gone.pk).update(is_active=False)
    return {"deactivated": gone, "also elsewhere": elsewhere, "staff": staff}


@pytest.mark.parametrize("who", ["deactivated", "also elsewhere", "staff", "e-mail", "owner"])
def test_whose_password_is_not_the_owners_gets_no_pin(
    acme: Client,
    globex: Client,
    owner: Member,
    guard: Member,
    luz: Member,
    office: Browser,
    who: str,
) -> None:
    people = refused_people(acme, globex) | {"e-mail": guard, "owner": owner}
    before = User.objects.get(pk=people[who].user_id).password
    answer = card_for(office, luz, people[who])
    assert answer.status_code == 422
    assert User.objects.get(pk=people[who].user_id).password == before
    assert not User.objects.get(pk=luz.user_id).has_usable_password()
    named = office.get(f"{CARDS}?member={people[who].pk}").content
    assert b"No card for:" in named


def test_an_owner_without_e_mail_keeps_the_password_they_have(
    acme: Client, browse: Callable[..., Browser]
) -> None:
    chief = badge_only(acme, "G-1")
    with tenant_context(acme):
        Member.objects.filter(pk=chief.pk).update(role="owner")
    assert card_for(browse(acme, chief), chief).status_code == 422


def test_a_member_of_another_workspace_is_nobody_here(globex: Client, office: Browser) -> None:
    foreign = badge_only(globex, "G-900")
    assert card_for(office, foreign).status_code == 422
    page = office.get(f"{CARDS}?member={foreign.pk}&member=x").content
    assert b"G-900" not in page
    assert not User.objects.get(pk=foreign.user_id).has_usable_password()


def test_who_never_came_is_offered_and_who_did_is_warned_of(
    acme: Client, luz: Member, office: Browser, browse: Callable[..., Browser]
) -> None:
    paz = badge_only(acme, "G-018")
    (pin,) = pins_on(card_for(office, luz))
    send(browse(acme), "G-017", pin)
    offered = office.get(CARDS).content
    assert b"G-018" in offered
    assert b"G-017" not in offered
    both = office.get(f"{CARDS}?member={luz.pk}&member={paz.pk}").content.decode()
    assert "signed in before" in both
    assert f'value="{paz.pk}" checked' in both
    assert f'value="{luz.pk}" checked' not in both


def test_nobody_chosen_is_said(luz: Member, office: Browser) -> None:
    answer = office.post(CARDS, {})
    assert answer.status_code == 422
    assert b"Choose somebody." in answer.content


def test_adding_somebody_shows_their_card_and_writes_it_down(
    acme: Client, acme_book: Book, office: Browser
) -> None:
    facts = {"display_name": "Ana", "badge": "g-1", "role": "guard", "books": [str(acme_book.pk)]}
    assert len(pins_on(office.post(ADD, facts))) == 1
    with tenant_context(acme):
        member = Member.objects.get(badge="G-1")
        assert list(member.books.all()) == [acme_book]
        assert set(Activity.objects.values_list("act", flat=True)) == {
            "member_added",
            "pin_renewed",
        }
    assert memberships.clients_of(member.user_id) == [acme.pk]


def test_the_code_on_the_card_fills_in_the_badge(acme_client: Browser) -> None:
    page = acme_client.get("/sign-in/?badge=G-017%22%3E%3Cscript%3E").content.decode()
    assert 'value="G-017&quot;&gt;&lt;script&gt;"' in page


def test_many_cards_cost_the_same_queries_each(
    acme: Client, office: Browser, django_assert_num_queries: Any
) -> None:
    for number in range(5):
        badge_only(acme, f"G-{number}")
    office.get(CARDS)
    with django_assert_num_queries(7):
        office.get(CARDS)
