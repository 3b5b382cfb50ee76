"""What search engines read of a page: schema.org, as JSON-LD."""

import json
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from public_site.pages.catalogue import PAGES, Page
from public_site.pages.questions import QUESTIONS

_AS_TEXT = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def structured_data(page: Page) -> SafeString:
    """Return the page's data block; no script, so the content policy has nothing to allow."""
    found = {"@context": "https://schema.org", "@graph": list(_things(page))}
    text = json.dumps(found, ensure_ascii=False).translate(_AS_TEXT)
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(text),  # noqa: S308  # the three signs that could end it are escaped
    )


def _things(page: Page) -> list[dict[str, Any]]:
    things = [_organisation()]
    if page.name in {"home", "pricing"}:
        things.append(_product())
    if page.name == "pricing":
        things.append(_questions())
    if page.name != "home":
        things.append(_way_to(page))
    return things


def _organisation() -> dict[str, Any]:
    return {
        "@type": "Organization",
        "@id": f"{settings.PUBLIC_URL}/#organization",
        "name": settings.LEGAL["name"] or "News Book",
        "url": settings.PUBLIC_URL + PAGES["home"].path,
        "logo": f"{settings.PUBLIC_URL}/favicon.ico",
        "contactPoint": {
            "@type": "ContactPoint",
            "contactType": "sales",
            "email": settings.CONTACT_EMAIL,
            "availableLanguage": [code for code, _name in settings.LANGUAGES],
        },
    }


def _product() -> dict[str, Any]:
    return {
        "@type": "SoftwareApplication",
        "name": "News Book",
        "description": str(PAGES["home"].description),
        "url": settings.PUBLIC_URL + PAGES["home"].path,
        "applicationCategory": "BusinessApplication",
        "operatingSystem": "Web",
        "inLanguage": get_language(),
        "publisher": {"@id": f"{settings.PUBLIC_URL}/#organization"},
        "offers": [
            {
                "@type": "Offer",
                "name": str(plan.name),
                "description": str(plan.summary),
                "price": _plain(plan.price),
                "priceCurrency": plan.currency,
                "url": settings.PUBLIC_URL + PAGES["pricing"].path,
            }
            for plan in settings.PLANS
            if plan.price is not None
        ],
    }


def _plain(price: Decimal) -> str:
    return f"{price:f}"


def _questions() -> dict[str, Any]:
    return {
        "@type": "FAQPage",
        "mainEntity": [
            {
                "@type": "Question",
                "name": str(question),
                "acceptedAnswer": {"@type": "Answer", "text": str(answer)},
            }
            for question, answer in QUESTIONS
        ],
    }


def _way_to(page: Page) -> dict[str, Any]:
    steps = [(gettext("Start"), PAGES["home"].path)]
    if page.section == "docs":
        steps.append((str(PAGES["docs"].title), PAGES["docs"].path))
    steps.append((str(page.title), page.path))
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": name,
                "item": settings.PUBLIC_URL + path,
            }
            for position, (name, path) in enumerate(steps, start=1)
        ],
    }
