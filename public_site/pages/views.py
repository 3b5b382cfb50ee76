"""The pages of the website."""

import logging
from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from accounts.letters import NOT_SENT
from accounts.mailed_links import links_to
from accounts.tries import TooManyTries, is_too_often
from public_site.pages import health, legal
from public_site.pages.catalogue import PAGES, Page, neighbours
from public_site.pages.forms import ContactForm, WorkspaceForm
from public_site.pages.questions import QUESTIONS
from public_site.pages.serving import context_of, for_everyone, page_for_everyone, read_by_everyone
from public_site.signup import finding
from public_site.signup.finding import FindForm

MESSAGES_PER_HOUR = 5
logger = logging.getLogger(__name__)


@read_by_everyone
def home(request: HttpRequest) -> HttpResponseBase:
    """Say in ten seconds what this is and for whom."""
    return page_for_everyone(request, PAGES["home"])


@read_by_everyone
def features(request: HttpRequest) -> HttpResponseBase:
    """Show what the book does, and what it refuses to do."""
    return page_for_everyone(request, PAGES["features"])


@read_by_everyone
def pricing(request: HttpRequest) -> HttpResponseBase:
    """Show what it costs."""
    context = {"plans": settings.PLANS, "questions": QUESTIONS}
    return page_for_everyone(request, PAGES["pricing"], context)


@read_by_everyone
def security(request: HttpRequest) -> HttpResponseBase:
    """Say how data are kept, what is not promised, and whom to tell about a weakness."""
    page = PAGES["security"]
    prose = render_to_string(f"pages/{page.text_name}", {"contact_email": settings.CONTACT_EMAIL})
    return page_for_everyone(request, page, {"prose": prose})


@read_by_everyone
def docs(request: HttpRequest) -> HttpResponseBase:
    """List the guides."""
    return page_for_everyone(request, PAGES["docs"])


@read_by_everyone
def docs_page(request: HttpRequest, topic: str) -> HttpResponseBase:
    """Show one guide, with the way to those before and after it."""
    page = _page_of("docs", topic)
    before, after = neighbours(page)
    context = {"public_host": settings.PUBLIC_HOST, "public_url": settings.PUBLIC_URL}
    prose = render_to_string(f"docs/{page.text_name}", context)
    return page_for_everyone(request, page, {"prose": prose, "before": before, "after": after})


@read_by_everyone
def legal_page(request: HttpRequest, document: str) -> HttpResponseBase:
    """Show one legal text, the operator's own where there is one."""
    page = _page_of("legal", document)
    return page_for_everyone(request, page, {"prose": legal.text_of(page)})


def _page_of(section: str, name: str) -> Page:
    page = PAGES.get(name)
    if page is None or page.section != section:
        raise Http404
    return page


@read_by_everyone
def status(request: HttpRequest) -> HttpResponseBase:
    """Say whether the service works at this moment; 503 when a part of it does not."""
    page, report = PAGES["status"], health.report()
    content = render_to_string(page.template, context_of(page) | {"report": report})
    response = HttpResponse(content, status=report.http_status)
    return for_everyone(request, response, health.KEPT_SECONDS)


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_cache=True)
def contact(request: HttpRequest) -> HttpResponse:
    """Take a message to the people behind the service."""
    page, form, status = PAGES["contact"], ContactForm(request.POST or None), 200
    if form.is_bound:
        status = _take(request, form)
        if status == HTTPStatus.OK:
            return redirect("contact_sent")
    context = {"form": form, "contact_email": settings.CONTACT_EMAIL}
    return render(request, page.template, context_of(page) | context, status=status)


def _take(request: HttpRequest, form: ContactForm) -> int:
    """Mail what a visitor wrote; say in the form and by the status why not."""
    if not form.is_valid():
        return HTTPStatus.UNPROCESSABLE_ENTITY
    if form.is_from_a_program():
        return HTTPStatus.OK
    if is_too_often(request, "contact", limit=MESSAGES_PER_HOUR):
        form.add_error(None, _("You have sent several messages. Try again in an hour."))
        return HTTPStatus.TOO_MANY_REQUESTS
    try:
        form.send()
    except OSError:  # the mail server's refusals are such, too
        logger.exception("A message of the contact page could not be mailed.")
        excuse = _(
            "Your message could not be sent. Try again in a minute, or write to %(address)s."
        )
        form.add_error(None, excuse % {"address": settings.CONTACT_EMAIL})
        return HTTPStatus.SERVICE_UNAVAILABLE
    return HTTPStatus.OK


@require_safe
def contact_sent(request: HttpRequest) -> HttpResponse:
    """Say what happens with the message."""
    return render(request, "pages/contact_sent.html")


@require_http_methods(["GET", "HEAD", "POST"])
def find_workspace(request: HttpRequest) -> HttpResponse:
    """Lead people to their own sign-in page, without saying who is a client."""
    form = WorkspaceForm(request.POST or None)
    if form.is_valid():
        return redirect(form.sign_in_url())
    context = {"form": form, "by_address": form, "by_email": FindForm()}
    status = 422 if form.is_bound else 200
    return render(request, "pages/find_workspace.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def find_by_email(request: HttpRequest) -> HttpResponse:
    """Mail a person the addresses of their workspaces; the page says the same to everybody."""
    form, too_many = FindForm(request.POST or None), None
    if form.is_valid():
        try:
            finding.count_search(request, form.cleaned_data["email"])
            finding.mail_workspaces(
                form.cleaned_data["email"],
                link_of=links_to("password_reset_link", request=request),
            )
            return redirect("find_sent")
        except TooManyTries as waits:
            too_many = waits
            form.add_error(None, waits.sentence)
        except OSError:
            form.add_error(None, NOT_SENT)
    context = {"form": form, "by_address": WorkspaceForm(), "by_email": form}
    status = 422 if form.is_bound else 200
    page = render(request, "pages/find_workspace.html", context, status=status)
    return too_many.mark(page) if too_many else page


@require_safe
def find_sent(request: HttpRequest) -> HttpResponse:
    """Say that a mail is on its way, to whomever."""
    return render(request, "pages/find_sent.html")
