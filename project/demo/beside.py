"""What the sample's people did besides writing: a ban, passes, an order, matters to follow up."""

import uuid
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from project.demo.people import CONTROL, GATE, OWNER, SUPERVISOR, TIME_ZONE
from tenant_site.books.models import Book, Entry
from tenant_site.matters.following import open_follow_up
from tenant_site.members.models import Member, Role
from tenant_site.passes.giving import Allowed, give_pass
from tenant_site.passes.hours import Hours
from tenant_site.registers.banning import Banned, impose_ban
from tenant_site.shifts.orders.publishing import Wording, publish

Books = dict[str, Book]
Members = dict[str, Member]
IMPORTANT = "0010"
WORKING_DAYS = (0, 1, 2, 3, 4)
MATTERS = (  # what is to be done about the latest important occurrences, and in how many days
    ("Pedir cotización para levantar el cerramiento.", SUPERVISOR.name, 3),
    ("Revisar con mantenimiento la causa y responder al cliente.", None, 10),
)


def do_beside(books: Books, members: Members) -> None:
    """Fill the pages that stand beside the books, as they are when the story ends."""
    today = timezone.localdate(timezone=ZoneInfo(TIME_ZONE))
    _follow_up(members, today)
    _let_nobody_in(members)
    _expect(books, members, today)
    _order(books, members, today)


def _follow_up(members: Members, today: date) -> None:
    entries = Entry.objects.filter(entry_type__code=IMPORTANT).order_by("-recorded_at")
    for entry, (about, assignee, days) in zip(entries, MATTERS, strict=False):
        open_follow_up(
            entry=entry,
            by=members[SUPERVISOR.name],
            about=about,
            assigned_to=members[assignee] if assignee else None,
            due_on=today + timedelta(days=days),
            client_uuid=uuid.uuid4(),
        )


def _let_nobody_in(members: Members) -> None:
    impose_ban(
        on=Banned(document="1.022.361.749", name="Rubén Darío Cortés"),
        reason="Amenazó al guarda de la portería. Acta de la reunión de seguridad.",
        by=members[OWNER.name],
        ends_at=timezone.now() + timedelta(days=90),
    )


def _expect(books: Books, members: Members, today: date) -> None:
    give_pass(
        to=Allowed(document="53.107.461", name="Sandra Milena Ortiz"),
        hours=Hours(today, today + timedelta(days=60), time(7), time(12), WORKING_DAYS),
        reason="Mantenimiento del cableado",
        visits="Sistemas",
        by=members[SUPERVISOR.name],
        book_id=books[GATE].pk,
    )
    give_pass(
        to=Allowed(plate="WLQ 137"),
        hours=Hours(today, None, time(22), time(4)),
        reason="Recolección nocturna",
        visits="Bodega 2",
        by=members[SUPERVISOR.name],
    )


def _order(books: Books, members: Members, today: date) -> None:
    publish(
        by=members[SUPERVISOR.name],
        wording=Wording(
            title="Contratistas los domingos",
            text="Ningún contratista entra un domingo sin orden escrita de la gerencia. "
            "Quien llegue sin ella espera afuera; se llama al supervisor y se anota la novedad.",
            roles={Role.GUARD},
            books=[books[GATE], books[CONTROL]],
            begins_on=today,
        ),
    )
