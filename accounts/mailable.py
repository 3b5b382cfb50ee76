"""Addresses that mail can be sent to: as people write them, at a name that DNS can have."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, validate_email
from django.utils.encoding import punycode


def validate_mailable(address: str) -> None:
    """Refuse what only looks like an address: servers could be told neither person nor name.

    Raises:
        ValidationError: no mail can be sent there.
    """
    validate_email(address)
    person, _at, domain = address.rpartition("@")
    try:
        punycode(domain)
        person.encode("ascii")
    except UnicodeError as problem:
        raise ValidationError(EmailValidator.message, code="invalid") from problem


class MailField(forms.EmailField):
    """An e-mail field for an address to which mail will be sent."""

    default_validators = [validate_mailable]
