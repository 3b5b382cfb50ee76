"""What is still to be done about a person or vehicle that is being typed into a form."""

from tenant_site.matters.annulled import mark_annulled
from tenant_site.matters.models import FollowUp
from tenant_site.members.models import Member
from tenant_site.registers.lookup import Told
from tenant_site.registers.models import Person, Vehicle

MOST_SHOWN = 3


def open_about(subject: Person | Vehicle, reader: Member) -> Told | None:
    """Return the open follow-ups about entries that name `subject`; two queries."""
    found = FollowUp.objects.open().readable_by(reader).naming(subject).for_list()[:MOST_SHOWN]
    return Told(mark_annulled(found), "matters/_recognised.html") if found else None
