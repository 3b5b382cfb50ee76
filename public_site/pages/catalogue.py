"""The pages of the website: the one list behind addresses, menus, sitemap and languages."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Page:
    """A page; outside a section its name is the name of its address, view and template."""

    name: str
    title: Promise
    description: Promise
    section: str = ""
    """`docs` or `legal`: pages of prose, one text for each language in the section's folder."""
    menu_title: Promise | None = None

    @property
    def template(self) -> str:
        """Return the name of the page's template."""
        return f"pages/{'prose' if self.section else self.name}.html"

    @property
    def path(self) -> str:
        """Return the page's address on this site, in the language spoken now."""
        if self.section:
            return reverse(f"{self.section}_page", args=[self.name])
        return reverse(self.name)

    @property
    def short_title(self) -> Promise:
        """Return what menus call it."""
        return self.menu_title or self.title

    @property
    def text_name(self) -> str:
        """Return the name of the page's prose, in the language spoken now, in its folder."""
        return f"{self.name}.{translation.get_language()}.html"

    @property
    def path_without_language(self) -> str:
        """Return the address that leads each visitor to the language of the browser."""
        return self.path.removeprefix(f"/{translation.get_language()}")

    def path_in(self, language: str) -> str:
        """Return the page's address in `language`."""
        with translation.override(language):
            return self.path


_PAGES = (
    Page(
        "home",
        _("The occurrence book that nobody can rewrite"),
        _(
            "A digital occurrence book for guard companies, control rooms, reception desks and "
            "plants: numbered entries with photos, sealed, corrected only by new entries."
        ),
        menu_title=_("Start"),
    ),
    Page(
        "features",
        _("Features"),
        _(
            "Entries in seconds with forms of your own and photos as proof, corrections in the "
            "open, hand-overs with two signatures, seals that show any change."
        ),
    ),
    Page(
        "pricing",
        _("Pricing"),
        _("What News Book costs for one post, for a company and for many sites."),
    ),
    Page(
        "security",
        _("Security"),
        _(
            "How News Book keeps organisations apart, entries unchanged and files private, "
            "what it does not promise, and how to report a weakness."
        ),
    ),
    Page(
        "docs",
        _("Help"),
        _("Short guides for owners, supervisors and guards, from the first day on."),
    ),
    Page(
        "status",
        _("Service status"),
        _("Whether News Book works at this moment: its parts are asked, nobody writes it by hand."),
        menu_title=_("Status"),
    ),
    Page(
        "contact",
        _("Contact"),
        _("Ask about News Book, see it with your own posts, or tell us what you miss."),
    ),
    Page(
        "first-day",
        _("The owner's first day"),
        _("From an empty workspace to a post that writes: books, people, the first entry."),
        section="docs",
    ),
    Page(
        "writing",
        _("Write an entry"),
        _("How a guard signs in, chooses a type, adds photos and saves; what to do when it fails."),
        section="docs",
    ),
    Page(
        "people",
        _("Add people and give them badges"),
        _("Roles, books, sign-in by badge or e-mail, and what to do when somebody leaves."),
        section="docs",
    ),
    Page(
        "corrections",
        _("Put a mistake right"),
        _("Why entries cannot be changed, and how an error is put right in the open."),
        section="docs",
    ),
    Page(
        "handover",
        _("Hand over a shift"),
        _("Shifts, equipment, two signatures and standing orders: from one shift to the next."),
        section="docs",
    ),
    Page(
        "visitors",
        _("Know who comes in"),
        _("How people and vehicles are recognised, and how somebody is kept out."),
        section="docs",
    ),
    Page(
        "supervising",
        _("Review and follow up"),
        _("What supervisors do with what was written: follow-ups, comments, signatures."),
        section="docs",
    ),
    Page(
        "forms",
        _("Design what a type asks"),
        _("Types of entry of your own: fields, conditions, publishing, versions."),
        section="docs",
    ),
    Page(
        "second-factor",
        _("Sign in with a second factor"),
        _("Codes from an app, passkeys and recovery codes: setting up, using, losing."),
        section="docs",
    ),
    Page(
        "custom-domain",
        _("Use your own domain"),
        _("How a workspace answers at an address of your own company."),
        section="docs",
    ),
    Page(
        "moving-in",
        _("Move in from the old system"),
        _("What comes along from the News Book of before, and how its owner checks it."),
        section="docs",
    ),
    Page(
        "export-and-deletion",
        _("Export and deletion"),
        _("How to take your books with you, and what happens when you close a workspace."),
        section="docs",
    ),
    Page(
        "without-email",
        _("Work without e-mail"),
        _("Guards without an address, a service without a mail server: what works and how."),
        section="docs",
    ),
    Page(
        "terms",
        _("Terms of service"),
        _("What the service promises, what its clients promise, how the contract ends."),
        section="legal",
    ),
    Page(
        "privacy",
        _("Privacy notice"),
        _("Which personal data the service keeps, why, for how long, and your rights."),
        section="legal",
    ),
    Page(
        "data-processing",
        _("Data processing agreement"),
        _("How the service handles the data that its clients put into their books."),
        section="legal",
    ),
    Page(
        "cookies",
        _("Cookies"),
        _("The few cookies that the service sets, what each is for and how long it stays."),
        section="legal",
    ),
)
PAGES = {page.name: page for page in _PAGES}
MENU = [PAGES[name] for name in ("features", "pricing", "security", "docs")]


def section(name: str) -> list[Page]:
    """Return the pages of a section, in the order in which they are read."""
    return [page for page in _PAGES if page.section == name]


def neighbours(page: Page) -> tuple[Page | None, Page | None]:
    """Return the pages before and after `page` in its section."""
    row = [None, *section(page.section), None]
    at = row.index(page)
    return row[at - 1], row[at + 1]
