import pytest
from playwright.sync_api import Browser, Page, expect

from stack.running import Stack
from tests.browser.conftest import NewPage
from tests.browser.looking import barriers
from tests.browser.workspaces import Workspace, signed_up

ENTRIES = """
import uuid
from datetime import datetime, timedelta
from tenant_site.books.ledger import record_entry
from tenant_site.books.models import Book, EntryType
from tenant_site.members.models import Member
start = datetime(2026, 3, 1, 23, 30, tzinfo=client.zone)
for number in range(1, 121):
    moment = start + timedelta(hours=number - 1)
    record_entry(
        book=Book.objects.get(), author=Member.objects.get(), text=f"Told {number}",
        entry_type=EntryType.objects.get(code="003"), occurred_at=moment,
        client_uuid=uuid.uuid4(), clock=lambda: moment,
    )
"""


@pytest.fixture(scope="module")
def workspace(chromium: Browser, stack: Stack) -> Workspace:
    made = signed_up(chromium, stack, "minuta", "en")
    made.run("client.time_zone = 'America/Bogota'\nclient.save()\n" + ENTRIES.strip())
    return made


def numbers(page: Page) -> list[int]:
    return [int(text) for text in page.locator("a.entry__number").all_inner_texts()]


def test_older_entries_are_added_below_with_scripts(
    workspace: Workspace, new_page: NewPage
) -> None:
    page = workspace.sign_in(new_page(), "{book}")
    assert numbers(page) == list(range(120, 70, -1))
    page.get_by_role("link", name="Older entries").click()
    expect(page.locator("a.entry__number")).to_have_count(100)
    assert numbers(page) == list(range(120, 20, -1))
    assert barriers(page) == []
    page.get_by_role("link", name="Older entries").click()
    expect(page.locator("a.entry__number")).to_have_count(120)
    expect(page.get_by_role("link", name="Older entries")).to_have_count(0)
    assert page.url == workspace.address("{book}")


def test_the_keyboard_goes_on_with_the_first_of_the_older_entries(
    workspace: Workspace, new_page: NewPage
) -> None:
    page = workspace.sign_in(new_page(), "{book}")
    for page_of in ("{book}", "/search/?q=told"):
        page.goto(workspace.address(page_of))
        shown = page.locator("a.entry__number").count()
        page.get_by_role("link", name="Older entries").press("Enter")
        expect(page.locator("a.entry__number").nth(shown)).to_be_focused()


def test_older_entries_are_further_pages_without_scripts(
    workspace: Workspace, new_page: NewPage
) -> None:
    page = workspace.sign_in(new_page(java_script_enabled=False), "{book}")
    seen = numbers(page)
    for _ in range(2):
        page.get_by_role("link", name="Older entries").click()
        page.wait_for_url("**/?before=*")
        seen += numbers(page)
    assert seen == list(range(120, 0, -1))
    expect(page.get_by_role("link", name="Older entries")).to_have_count(0)
    page.get_by_role("link", name="Newest entries").click()
    page.wait_for_url(workspace.address("{book}"))


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "UTC"])
def test_days_change_at_midnight_where_the_client_is_not_where_the_browser_is(
    workspace: Workspace, new_page: NewPage, zone: str
) -> None:
    page = new_page(timezone_id=zone)
    workspace.sign_in(page, "{book}")
    page.goto(workspace.address("{book}?before=4"))
    days = page.locator(".day")
    assert days.locator(".day__title time").evaluate_all("all => all.map(one => one.dateTime)") == [
        "2026-03-02",
        "2026-03-01",
    ]
    told = [
        (day.locator(".entry__time").all_inner_texts(), day.locator(".entry__text").count())
        for day in days.all()
    ]
    assert told == [(["01:30", "00:30"], 2), (["23:30"], 1)]
    expect(days.first.locator(".day__title")).to_contain_text("Monday March 2, 2026")
