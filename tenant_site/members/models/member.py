"""A person's place in one workspace."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.support.models import SupportGrant, SupportVisit
from accounts.visible import validate_visible
from tenancy.context import current_tenant
from tenant_site.members.badges import MAX_BADGE_LENGTH

if TYPE_CHECKING:
    from accounts.models import User
    from tenant_site.books.models import Book


class Role(models.TextChoices):
    """What a member may do; the server decides by it, never the page."""

    OWNER = "owner", _("owner")
    SUPERVISOR = "supervisor", _("supervisor")
    GUARD = "guard", _("guard")
    AUDITOR = "auditor", _("auditor")


READS_EVERY_BOOK = frozenset({Role.OWNER, Role.SUPERVISOR, Role.AUDITOR})
WRITES_EVERY_BOOK = RELEASES = frozenset({Role.OWNER, Role.SUPERVISOR})


class MemberQuerySet(models.QuerySet["Member"]):
    """Questions one may ask about the members of a workspace."""

    def active(self) -> Self:
        """Keep those who may sign in."""
        return self.filter(is_active=True)

    def writing_in(self, book: "Book") -> Self:
        """Keep those who may sign in and write in `book`, by name."""
        everywhere = models.Q(role__in=WRITES_EVERY_BOOK)
        here = models.Q(role=Role.GUARD, books=book)
        return self.active().filter(everywhere | here).distinct().order_by("display_name", "pk")

    def of_user(self, user: "User") -> Self:
        """Keep the place that `user` has here: none or one."""
        return self.filter(user_id=user.pk)

    def for_session(self, client_id: uuid.UUID | None) -> Self:
        """Prepare what each page of a client asks of its member: what the rules of signing in say.

        Adds no query: `needs_second_factor`, `releases_are_used`, and `support_open_until`, the
        end of the hours in which support may come in, while nobody has noted that they are over.
        """
        from tenant_site.members.models.rule import SignInRule

        rules = SignInRule.objects.all()
        grants = SupportGrant.objects.of_client(client_id).open()
        return self.annotate(
            needs_second_factor=models.Exists(
                rules.needing_second_factor().filter(role=models.OuterRef("role"))
            ),
            releases_are_used=models.Exists(rules.needing_release()),
            support_open_until=models.Subquery(grants.values("ends_at")[:1]),
        )

    def called(self, words: str) -> Self:
        """Keep those whose name, badge or address has `words` in it."""
        return self.filter(
            models.Q(display_name__icontains=words)
            | models.Q(badge__icontains=words)
            | models.Q(user__email__icontains=words)
        )

    def in_state(self, state: str) -> Self:
        """Keep the `active`, the `inactive`, or the active who have `never` signed in here."""
        if state == "never":
            return self.active().filter(last_sign_in=None)
        return self.filter(is_active=state == "active") if state else self

    def for_list(self) -> Self:
        """Prepare the page of members: books, addresses and last sign-in loaded, by name."""
        return (
            self.select_related("last_sign_in")
            .prefetch_related("books", "user")
            .order_by("-is_active", "display_name", "pk")
        )


class Member(models.Model):
    """A person's place in this workspace: name, badge, role and books."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        db_constraint=False,
        related_name="+",
        verbose_name=_("person"),
    )
    badge = models.CharField(  # noqa: DJ001  # NULL is "no badge", so that many may have none
        _("badge"),
        max_length=MAX_BADGE_LENGTH,
        null=True,
        blank=True,
        validators=[validate_visible],
    )
    display_name = models.CharField(_("name"), max_length=120, validators=[validate_visible])
    role = models.CharField(_("role"), max_length=20, choices=Role)
    books = models.ManyToManyField(
        "books.Book", verbose_name=_("books"), blank=True, related_name="members"
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    support_open_until: datetime | None = None  # where `for_session` adds it

    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["badge"],
                name="member_badge_is_unique",
                violation_error_code="unique",
                violation_error_message=_("Another member has this badge."),
            ),
            models.CheckConstraint(
                condition=models.Q(badge__isnull=True) | models.Q(badge__regex=r"^[^\s@]+$"),
                name="member_badge_has_no_blank_or_at",
                violation_error_message=_("A badge has no blanks and no @."),
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=["owner", "supervisor", "guard", "auditor"]),
                name="member_role_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def is_owner(self) -> bool:
        """Say whether this member manages the workspace."""
        return self.role == Role.OWNER

    @property
    def may_release(self) -> bool:
        """Say whether this member lets others in."""
        return self.role in RELEASES

    @property
    def never_writes(self) -> bool:
        """Say whether this member only reads."""
        return self.role == Role.AUDITOR

    @property
    def reads_every_book(self) -> bool:
        """Say whether this member reads books beyond those assigned."""
        return self.role in READS_EVERY_BOOK

    @property
    def writes_every_book(self) -> bool:
        """Say whether this member writes books beyond those assigned."""
        return self.role in WRITES_EVERY_BOOK

    @cached_property
    def somebody_waits(self) -> bool:
        """Say whether somebody else waits to be let in."""
        from tenant_site.members.models.release import ReleaseRequest

        return ReleaseRequest.objects.waiting().exclude(member=self).exists()

    @property
    def support_ran_out(self) -> bool:
        """Say whether the hours of support are over and nobody has noted it."""
        until = self.support_open_until
        return until is not None and until <= timezone.now()

    @cached_property
    def support_inside(self) -> SupportVisit | None:
        """Who of support looks at this workspace; asked only while they may be inside."""
        if self.support_open_until is None or self.support_ran_out:
            return None
        visits = SupportVisit.objects.live(getattr(current_tenant(), "pk", None))
        return visits.select_related("operator", "grant").order_by("-entered_at").first()
