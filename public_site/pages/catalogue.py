"""The pages of the website that search engines should know, with what they are about."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Page:
    """A page: its name is the name of its address, view and template."""

    name: str
    title: Promise
    description: Promise

    @property
    def template(self) -> str:
        """Return the name of the page's template."""
        return f"pages/{self.name}.html"

    @property
    def path(self) -> str:
        """Return the page's address on this site."""
        return reverse(self.name)


PAGES = {
    page.name: page
    for page in (
        Page(
            "home",
            _("The occurrence book that nobody can rewrite"),
            _(
                "A digital occurrence book for guard companies, control rooms, reception desks and "
                "plants: numbered entries with photos, sealed, corrected only by new entries."
            ),
        ),
        Page(
            "features",
            _("Features"),
            _(
                "Entries in seconds with photos as proof, numbers without gaps, seals that show "
                "any change, roles decided on the server, every organisation apart."
            ),
        ),
        Page(
            "pricing",
            _("Pricing"),
            _("What News Book costs for one post, for a company and for many sites."),
        ),
        Page(
            "contact",
            _("Contact"),
            _("Ask about News Book, see it with your own posts, or tell us what you miss."),
        ),
    )
}
