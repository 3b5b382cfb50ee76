"""One's own address: confirmed, or changed for another one."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts import emails, mail_proofs
from accounts.forms import CodeForm, EmailForm
from accounts.letters import NOT_SENT
from accounts.mail_proofs import ProofRefused
from accounts.mailed_links import links_to
from accounts.models import MailProof
from accounts.requests import person_of
from accounts.tries import Limit, TooManyTries, Try

MAILS_PER_PERSON = Limit("confirm-mail", most=6)
WAITING = "email_proof"  # in the session: the proof whose code this browser may type


def email_change(request: HttpRequest) -> HttpResponse:
    """Take a new address; it counts once it is confirmed."""
    if not settings.HAS_MAIL:
        raise Http404
    form, waiting = EmailForm(person_of(request), request.POST or None), None
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            return _mailed(request, form.cleaned_data["email"])
        except TooManyTries as refused:
            form.add_error(None, refused.sentence)
            waiting = refused
        except OSError:
            form.add_error(None, NOT_SENT)
            status = 503
    response = render(request, "accounts/email_change.html", {"form": form}, status=status)
    return waiting.mark(response) if waiting else response


def email_send(request: HttpRequest) -> HttpResponse:
    """Mail a code for the present address."""
    email = person_of(request).email
    if not settings.HAS_MAIL or not email:
        raise Http404
    try:
        return _mailed(request, email)
    except TooManyTries as refused:
        messages.error(request, refused.sentence)
    except OSError:
        messages.error(request, NOT_SENT)
    return redirect("account")


def _mailed(request: HttpRequest, email: str) -> HttpResponse:
    Try((MAILS_PER_PERSON, str(person_of(request).pk))).begin()
    proof = emails.send_confirmation(
        user=person_of(request),
        email=email,
        link_of=links_to("email_link", request=request),
    )
    request.session[WAITING] = [str(proof.pk), proof.email]
    return redirect("email_code")


def email_code(request: HttpRequest) -> HttpResponse:
    """Take the code from the mail."""
    if WAITING not in request.session:
        return redirect("account")
    (proof_id, email), form = request.session[WAITING], CodeForm(request.POST or None)
    if form.is_valid():
        code = form.cleaned_data["code"]
        try:
            emails.confirm(mail_proofs.by_code(proof_id, code, purpose=MailProof.Purpose.CONFIRM))
            del request.session[WAITING]
            messages.success(request, _("Your e-mail is confirmed."))
            return redirect("account")
        except (ProofRefused, emails.EmailTaken) as refused:
            form.refuse_code(refused)
    status = 422 if form.is_bound else 200
    context = {"form": form, "email": email}
    return render(request, "accounts/email_code.html", context, status=status)


def email_link(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm by the link of the mail, in whatever browser; looking alone confirms nothing."""
    try:
        proof = mail_proofs.by_token(token, MailProof.Purpose.CONFIRM)
        if request.method == "POST":
            emails.confirm(proof)
            messages.success(request, _("Your e-mail is confirmed."))
            return redirect("account" if request.user.is_authenticated else "account_login")
    except (ProofRefused, emails.EmailTaken):
        return render(request, "accounts/link_refused.html", status=410)
    return render(request, "accounts/email_link.html", {"email": proof.email})
