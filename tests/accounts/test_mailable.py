import pytest
from django.core.exceptions import ValidationError

from accounts import forms as own_account
from accounts.mailable import validate_mailable
from public_site.operators.people import forms as operators
from public_site.pages import forms as pages
from public_site.signup import finding, forms
from tenant_site.invitations.forms import InviteForm

UNSEEN, TURKISH, LONG = "ana@exa\u202emple.com", "\u0130@b.example", f"ana@{'ñ' * 60}.example"


@pytest.mark.parametrize("address", ["ana@acme.example", "ana+x@españa.example", "a@[127.0.0.1]"])
def test_mail_can_be_sent_there(address: str) -> None:
    validate_mailable(address)


@pytest.mark.parametrize("address", [UNSEEN, TURKISH, LONG, "ana@acme", ""], ids=map(str, range(5)))
def test_no_mail_can_be_sent_there(address: str) -> None:
    with pytest.raises(ValidationError):
        validate_mailable(address)


def test_every_form_that_mails_to_an_address_asks_for_one_that_can_be_mailed_to() -> None:
    for module in (own_account, operators, pages, finding, forms):
        found = [getattr(one, "base_fields", {}) for one in vars(module).values()]
        fields = [form["email"] for form in found if "email" in form]
        assert fields, module
        for field in fields:
            with pytest.raises(ValidationError):
                field.clean(UNSEEN)
    assert InviteForm({"emails": UNSEEN, "role": "guard"}).errors["emails"]
