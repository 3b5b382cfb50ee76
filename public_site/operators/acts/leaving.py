"""Acts that move or end a workspace: its address, its deletion, and calling that off."""

from django.utils.translation import gettext_lazy as _

from public_site.deletion.deciding import begin_deletion, undo_deletion
from public_site.models import Client
from public_site.operators.acts.act import ClientAct, Deed
from public_site.operators.acts.deciding import is_deleted
from public_site.operators.acts.forms import AddressForm, DeletionForm
from public_site.signup.releasing import rename_address


def _delete(client: Client, deed: Deed) -> None:
    begin_deletion(client=client, asked_by=str(deed.by.email))


def _undelete(client: Client, deed: Deed) -> None:
    undo_deletion(client=client, undone_by=str(deed.by.email))


def _rename(client: Client, deed: Deed) -> None:
    rename_address(client=client, slug=deed.wishes["slug"])


LEAVING = (
    ClientAct(
        code="address_renamed",
        name=_("Change the address"),
        explains=_("People who come to the old address are led to the new one for a year."),
        perform=_rename,
        form=AddressForm,
        is_offered=lambda client: not is_deleted(client) and bool(client.slug),
        note="address_renamed",
        tells="slug",
    ),
    ClientAct(
        code="deleted",
        name=_("Delete"),
        explains=_(
            "The workspace closes now and is removed after the waiting time, with a last export."
        ),
        perform=_delete,
        form=DeletionForm,
        is_offered=lambda client: not is_deleted(client),
        note="deletion_begun",
        tells="remove_after",
        is_grave=True,
    ),
    ClientAct(
        code="undeleted",
        name=_("Undo the deletion"),
        explains=_("The workspace comes back as it was."),
        perform=_undelete,
        is_offered=is_deleted,
        note="deletion_undone",
    ),
)
