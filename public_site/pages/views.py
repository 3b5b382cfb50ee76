"""The pages of the website."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from public_site.pages import rate
from public_site.pages.catalogue import PAGES
from public_site.pages.forms import ContactForm, WorkspaceForm


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Say in ten seconds what this is and for whom."""
    page = PAGES["home"]
    return render(request, page.template, {"page": page})


@require_safe
def features(request: HttpRequest) -> HttpResponse:
    """Show what the book does, and what it refuses to do."""
    page = PAGES["features"]
    return render(request, page.template, {"page": page})


@require_safe
def pricing(request: HttpRequest) -> HttpResponse:
    """Show what it costs."""
    page = PAGES["pricing"]
    return render(request, page.template, {"page": page, "plans": settings.PLANS})


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """Take a message to the people behind the service."""
    page, form, status = PAGES["contact"], ContactForm(request.POST or None), 200
    if form.is_valid():
        if form.is_from_a_program():
            return redirect("contact_sent")
        if not rate.is_too_often(request, "contact"):
            form.send()
            return redirect("contact_sent")
        form.add_error(None, _("You have sent several messages. Try again in an hour."))
        status = 429
    elif form.is_bound:
        status = 422
    return render(request, page.template, {"page": page, "form": form}, status=status)


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
    status = 422 if form.is_bound else 200
    return render(request, "pages/find_workspace.html", {"form": form}, status=status)


@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """Tell search engines what is not for them."""
    return render(request, "pages/robots.txt", content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=3600)
def sitemap(request: HttpRequest) -> HttpResponse:
    """List every page in every language."""
    context = {"pages": PAGES.values(), "languages": [code for code, _name in settings.LANGUAGES]}
    return render(request, "pages/sitemap.xml", context, content_type="application/xml")
