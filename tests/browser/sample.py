"""A small workspace in each language, for the pictures of the website."""

import random
import uuid
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation

from accounts.models import User
from project.demo.photos import draw_photo
from public_site.clients import extend_trial
from public_site.signup.opening import open_workspace
from tenancy.context import tenant_context
from tenant_site.books.composing import KIND_CORRECTION, KIND_ENTRY, NO_FACTS
from tenant_site.books.ledger import record_entry
from tenant_site.books.models import Book, EntryType
from tenant_site.books.opening import open_book
from tenant_site.corrections.content import ANNULS, REASON, REPLACES
from tenant_site.corrections.models import Correction
from tenant_site.entry_forms.models import FormVersion
from tenant_site.entry_forms.values import clean_values
from tenant_site.members.models import Member, Role
from tenant_site.members.places import tell_public
from tenant_site.registers.mentioning import set_aside
from tests.browser.sample_words import BADGE, OWNER, PASSWORD, SAMPLES


def open_sample(language: str) -> None:
    """Open the sample workspace of a language and write what happened there yesterday."""
    told = SAMPLES[language]
    client = open_workspace(
        name=told["name"],
        slug=told["slug"],
        owner_email=OWNER.format(**told),
        owner_name=told["owner"],
        password=PASSWORD,
        time_zone=told["zone"],
        language=language,
        first_book_name=told["gate"],
    )
    extend_trial(client=client, until=None)  # no picture counts its days
    with translation.override(language), tenant_context(client):
        Book.objects.update(post=told["post"])
        book = Book.objects.get()
        for name in told["others"]:
            open_book(client=client, name=name, post="")
        guard = _guard(told["guard"], BADGE)
        other = _guard(told["other_guard"], "1057")
        types = {kind.code: kind for kind in EntryType.objects.all()}
        for number, entry in enumerate(told["entries"]):
            _write(book, other if number in {2, 4} else guard, types[entry["type"]], entry, told)


def _guard(name: str, badge: str) -> Member:
    user = User.objects.create(name=name, password=make_password(PASSWORD))
    member = Member.objects.create(user=user, display_name=name, badge=badge, role=Role.GUARD)
    tell_public(member)
    member.books.set(Book.objects.all())
    return member


def _write(
    book: Book, author: Member, kind: EntryType, entry: dict[str, Any], told: dict[str, Any]
) -> None:
    yesterday = timezone.now().astimezone(ZoneInfo(told["zone"])) - timedelta(days=1)
    moment = datetime.combine(
        yesterday.date(), time.fromisoformat(entry["at"]), ZoneInfo(told["zone"])
    )
    uploads = []
    if "photo" in entry:
        photo = draw_photo(
            entry["photo"],
            caption=entry["caption"],
            taken_at=moment,
            dice=random.Random(5),  # noqa: S311  # a sample, not a secret
        )
        uploads.append(SimpleUploadedFile("IMG_4100.jpg", photo, content_type="image/jpeg"))
    form = FormVersion.objects.current(kind)
    values = clean_values(form.form, entry.get("values", {})) if form else {}
    annulled = book.entries.get(seq=entry["corrects"]) if "corrects" in entry else None
    number = str(annulled.seq) if annulled else ""
    written = record_entry(
        book=book,
        author=author,
        entry_type=kind,
        text=entry.get("text", ""),
        form=form,
        values={**values, REASON: entry["reason"]} if annulled else values,
        kind=KIND_CORRECTION if annulled else KIND_ENTRY,
        facts={ANNULS: number, REPLACES: number} if annulled else NO_FACTS,
        occurred_at=moment,
        client_uuid=uuid.uuid5(uuid.NAMESPACE_URL, f"{told['slug']}{told['entries'].index(entry)}"),
        uploads=uploads,
        clock=lambda: moment + timedelta(minutes=entry.get("after", 1)),
    )
    if annulled:
        set_aside(annulled.pk)
        Correction.objects.create(entry=written, annuls=annulled, root=annulled, carries=True)
