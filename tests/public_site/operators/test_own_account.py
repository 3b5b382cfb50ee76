from django.test import Client as Browser

from accounts.models import User
from public_site.operators.models import OperatorAct
from tests.conftest import PASSWORD
from tests.public_site.operators.conftest import show_factor

ACCOUNT = "/admin/account/"


def test_an_operator_finds_password_factor_and_sessions(console: Browser, operator: User) -> None:
    page = console.get(ACCOUNT).content.decode()
    for address in ("/admin/password/", "/account/second-factor/"):
        assert f'href="{address}"' in page
    assert str(operator.email) in page
    assert page.count("<tr><td>") == 1
    assert f'href="{ACCOUNT}"' in console.get("/admin/").content.decode()


def test_the_sessions_of_others_are_not_shown_there(console: Browser) -> None:
    other = Browser(headers={"host": "localhost:8000"})
    other.force_login(User.objects.create_superuser("other@newsbook.example", PASSWORD))
    assert console.get(ACCOUNT).content.decode().count("<tr><td>") == 1


def test_every_other_session_of_ones_own_ends_and_the_record_tells(
    console: Browser, operator: User
) -> None:
    elsewhere = Browser(headers={"host": "localhost:8000"})
    elsewhere.force_login(operator)
    show_factor(elsewhere, operator)
    assert elsewhere.get("/admin/").status_code == 200
    assert console.post(f"{ACCOUNT}end-sessions/")["Location"] == ACCOUNT
    assert elsewhere.get("/admin/").status_code == 302
    assert console.get("/admin/").status_code == 200
    assert OperatorAct.objects.get(act="sessions_ended").about == operator.email
