"""What the service writes about domains."""

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.letters import Letter
from public_site.models import DomainClaim
from public_site.owners import write_to_owners


def tell_proved(claim: DomainClaim) -> None:
    """Write to the owners that the domain leads to their workspace."""

    def letter() -> Letter:
        facts = {"host": claim.name, "name": claim.client.name}
        return Letter(
            subject=_("%(name)s: the domain %(host)s is proved") % facts,
            paragraphs=[
                _("The domain %(host)s belongs to the news book of %(name)s now.") % facts,
                _("Open the news book by it. There you can make it the main address."),
                _("Leave the TXT record where it is: we look for it every day."),
            ],
            button=_("See the domains"),
            url=f"{claim.client.url}/workspace/domains/",
            language=get_language() or "",
        )

    write_to_owners(claim.client, letter)


def tell_missing(claim: DomainClaim, *, demoted_after_days: int) -> None:
    """Write to the owners that the record is gone, and what happens then."""

    def letter() -> Letter:
        since = claim.missing_since
        facts = {
            "host": claim.name,
            "name": claim.client.name,
            "record": claim.record,
            "token": claim.token,
            "day": date_format(since, "DATE_FORMAT") if since else "",
            "days": demoted_after_days,
        }
        return Letter(
            subject=_("%(name)s: the record of %(host)s is gone") % facts,
            paragraphs=[
                _("Since %(day)s we do not find the TXT record that proves %(host)s.") % facts,
                _("Put it back: name %(record)s, value %(token)s") % facts,
                _(
                    "If it stays away for %(days)s days, the address that you have from us is the "
                    "main one again, so that your people are not led elsewhere."
                )
                % facts,
            ],
            button=_("See the domains"),
            url=f"{claim.client.url}/workspace/domains/",
            language=get_language() or "",
        )

    write_to_owners(claim.client, letter)
