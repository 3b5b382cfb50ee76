"""The legal texts: ours as a draft, or the operator's own; what is still to fill in is marked."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from public_site.pages.catalogue import Page, section

TO_FILL_IN = 'class="to-fill-in"'


def text_of(page: Page) -> SafeString:
    """Return a legal text in the language spoken now, with the operator's own facts in it."""
    context = {
        "name": _fact("name", gettext("legal name of the operator")),
        "address": _fact("address", gettext("postal address")),
        "law": _fact("country", gettext("country of the law")),
        "providers": _fact(
            "providers", gettext("providers of hosting and mail, and how long backups are kept")
        ),
        "contact_email": settings.CONTACT_EMAIL,
        "public_url": settings.PUBLIC_URL,
        "public_host": settings.PUBLIC_HOST,
        "removal_days": settings.TENANT_REMOVAL_DAYS,
    }
    return render_to_string(page.text_name, context, using="legal")


def unfinished() -> list[str]:
    """Return the names of the texts that still say where the operator must fill something in."""
    found = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            texts = {page.text_name: text_of(page) for page in section("legal")}
        found += [name for name, text in texts.items() if TO_FILL_IN in text]
    return found


def _fact(name: str, meaning: str) -> str:
    """Return what the operator said of itself, or a mark that nobody overlooks."""
    value: str = settings.LEGAL[name]
    mark = format_html('<mark class="to-fill-in">[{} · LEGAL_{}]</mark>', meaning, name.upper())
    return value or mark
