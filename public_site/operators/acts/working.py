"""Acts that take longer than a request: they are noted now and done beside it."""

from django.utils.translation import gettext_lazy as _

from public_site.models import Client
from public_site.operators import working
from public_site.operators.acts.act import ClientAct, Deed
from public_site.operators.models import LongWork
from tenancy.records import SchemaState


def has_failed(client: Client) -> bool:
    """Say whether the last migration of the client's schema failed."""
    return SchemaState.objects.failed().filter(name=client.schema_name).exists()


def _export(client: Client, deed: Deed) -> None:
    working.ask(LongWork.Kind.EXPORT, client=client, by=deed.by)


def _migrate(client: Client, deed: Deed) -> None:
    working.ask(LongWork.Kind.MIGRATE, client=client, by=deed.by)


WORKING = (
    ClientAct(
        code="export_asked",
        name=_("Export"),
        explains=_(
            "One archive of everything: database, files, people. It holds personal data; it can "
            "be downloaded here once it is written."
        ),
        perform=_export,
        note="export_requested",
    ),
    ClientAct(
        code="migration_retried",
        name=_("Migrate again"),
        explains=_("The migrations that this schema lacks are tried again."),
        perform=_migrate,
        is_offered=has_failed,
    ),
)
