"""Sign on the device of who hands over, who stays signed in: by badge and PIN or password.

The check is the one of the sign-in page, with its limits. It proves a password alone, so whoever's
rules ask for more signs in a session of their own.
"""

from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from accounts.factors.factors import Factors
from accounts.signing_in import PasswordRefused, person_behind
from tenant_site.books.models import Book
from tenant_site.members.models import Member, SignInRule
from tenant_site.shifts.handover.refusals import SignsElsewhere


@sensitive_variables("password")
def signer(request: HttpRequest, *, name: str, password: str, book: Book) -> Member:
    """Return the member whom name and password stand for, if they may sign in `book` here.

    Raises:
        PasswordRefused: they are not those of a member who writes in this book.
        TooManyTries: name or network has used up its tries.
        SignsElsewhere: the person's password was given to them, or is not all they show.
    """
    user = person_behind(request, name=name, password=password)
    member = Member.objects.active().of_user(user).first()
    if member is None or not Book.objects.writable_by(member).filter(pk=book.pk).exists():
        raise PasswordRefused
    rule = SignInRule.objects.of_role(member.role).first()
    shows_more = rule is not None and (rule.needs_second_factor or rule.needs_release)
    if user.must_change_password or shows_more or Factors.of(user).is_on:
        raise SignsElsewhere
    return member
