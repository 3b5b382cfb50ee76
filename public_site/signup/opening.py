"""Open a workspace: row, schema, domain, owner and first book, all or nothing."""

import uuid

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.db import IntegrityError, transaction

from accounts.models import User, normalise_email
from public_site.models import Client, Domain
from public_site.signup.models import ReleasedAddress
from public_site.standing import trial_end
from tenancy.context import tenant_context
from tenancy.violations import violated_constraint
from tenant_site.books.opening import PACKS as PACKS
from tenant_site.books.opening import USUAL_PACK as USUAL_PACK
from tenant_site.books.opening import Pack as Pack
from tenant_site.books.opening import open_first_book

_CONSTRAINTS = {
    "public_site_client_slug": "address",
    "public_site_domain_domain": "address",
    "public_site_client_signup_key": "key",
    "accounts_user_email": "email",
    "unique_verified_email": "email",
}


class AddressTaken(Exception):
    """Somebody has the address, perhaps since this moment."""


class OwnerRefused(Exception):
    """The e-mail belongs to a person whose password this is not."""


def open_workspace(
    *,
    name: str,
    slug: str,
    owner_email: str,
    owner_name: str,
    password: str | None,
    time_zone: str,
    language: str,
    first_book_name: str,
    signup_key: uuid.UUID | None = None,
    password_hash: str = "",
    owner_id: uuid.UUID | None = None,
    pack: str = USUAL_PACK,
) -> Client:
    """Open a workspace and return its client; one transaction, so a failure leaves nothing.

    Idempotent by `signup_key`: the same form sent again returns the workspace it opened.
    Who knows the owner gives no `password`: the account is taken as it is. With a
    `password_hash` the owner is a new person, and must be; `owner_id` becomes theirs.

    Raises:
        AddressTaken: another client has the address, or had it within the year.
        OwnerRefused: the e-mail has an account with another password.
    """
    opened = opened_before(signup_key, owner_email=owner_email, password=password)
    if opened is not None:
        return opened
    try:
        with transaction.atomic():
            owner = (
                new_account(
                    owner_id, email=owner_email, name=owner_name, password_hash=password_hash
                )
                if password_hash
                else owner_account(email=owner_email, name=owner_name, password=password)
            )
            client = Client(
                name=name,
                slug=slug,
                time_zone=time_zone,
                language=language,
                signup_key=signup_key,
            )
            client.trial_ends_on = trial_end(client.today)
            client.save(verbosity=0)
            refuse_resting(slug=slug, client_id=client.pk)
            Domain(domain=f"{slug}.{settings.PUBLIC_HOST}", tenant=client, is_primary=True).save()
            with tenant_context(client):
                open_first_book(
                    client=client,
                    owner_user=owner,
                    book_name=first_book_name,
                    language=language,
                    pack=pack,
                )
    except IntegrityError as problem:
        opened = opened_before(signup_key, owner_email=owner_email, password=password)
        if opened is not None:
            return opened
        raise why_refused(problem) from problem
    return client


def opened_before(
    signup_key: uuid.UUID | None, *, owner_email: str, password: str | None
) -> Client | None:
    """Return the client that this very form opened, if its sender is the one who did."""
    if signup_key is None:
        return None
    client: Client | None = Client.objects.filter(signup_key=signup_key).first()
    if client is None:
        return None
    owner_account(email=owner_email, name="", password=password, create=False)
    return client


def refuse_resting(*, slug: str, client_id: uuid.UUID) -> None:
    """Keep an address that another client gave up within the year from the one that has it now.

    Asked after the claim: the unique constraint has waited by then for whoever was giving it up.

    Raises:
        AddressTaken: it rests.
    """
    if ReleasedAddress.objects.filter(slug=slug).kept_from(client_id).exists():
        raise AddressTaken


def new_account(owner_id: uuid.UUID | None, *, email: str, name: str, password_hash: str) -> User:
    """Make the person of an e-mail that was proved."""
    address = normalise_email(email) or ""
    user = User(email=address, name=name, password=password_hash)
    user.id = owner_id or user.id
    user.save(force_insert=True)
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    return user


def owner_account(*, email: str, name: str, password: str | None, create: bool = True) -> User:
    """Return the person of the e-mail, made now unless they exist.

    Without a `password` nothing is compared: only an operator may ask so.

    Raises:
        OwnerRefused: they exist and the password is not theirs.
    """
    user = User.objects.filter(email=normalise_email(email)).first()
    if user is None and create:
        return User.objects.create_user(email, password, name=name)
    if user is None or not user.is_active:
        raise OwnerRefused
    if password is not None and not check_password(password, user.password):
        raise OwnerRefused
    return user


def why_refused(problem: IntegrityError) -> Exception:
    """Return what a violated constraint means, or the problem itself."""
    constraint = violated_constraint(problem)
    for beginning, meaning in _CONSTRAINTS.items():
        if constraint.startswith(beginning):
            return OwnerRefused() if meaning == "email" else AddressTaken()
    return problem
