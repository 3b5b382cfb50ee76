"""What every page of the website links to, and how the language goes along."""

from django import template
from django.urls import reverse
from django.utils.translation import get_language

from public_site.pages.catalogue import MENU, Page, section
from public_site.pages.screens import BY_NAME, FOLDER

register = template.Library()


@register.simple_tag(takes_context=True)
def here_in(context: template.Context, language: str) -> str:
    """Return the address of this page in `language`; a page outside the catalogue is asked so."""
    page = context.get("page")
    if isinstance(page, Page):
        return page.path_in(language)
    request = context.get("request")
    return f"{request.path if request else '/'}?lang={language}"


@register.simple_tag(takes_context=True)
def name_of_here(context: template.Context) -> str:
    """Return the name of this page, or of its section; what menus mark as the current one."""
    page, request = context.get("page"), context.get("request")
    if isinstance(page, Page):
        return page.section or page.name
    match = request.resolver_match if request else None
    return match.url_name or "" if match else ""


@register.simple_tag
def carrying_language(name: str) -> str:
    """Return an address that has no language of its own, asked for the one spoken now."""
    return f"{reverse(name)}?lang={get_language()}"


@register.simple_tag
def menu_pages() -> list[Page]:
    """Return the pages of the menu."""
    return MENU


@register.simple_tag
def pages_of(name: str) -> list[Page]:
    """Return the pages of a section."""
    return section(name)


@register.inclusion_tag("pages/partials/screen.html")
def screen(name: str, alt: str, kind: str = "desk") -> dict[str, object]:
    """Show a picture of the product in the language spoken now; loaded when it comes into view."""
    base = f"{FOLDER}/{name}.{get_language()}"
    return {
        "avif": f"{base}.avif",
        "webp": f"{base}.webp",
        "screen": BY_NAME[name],
        "alt": alt,
        "kind": kind,
    }
