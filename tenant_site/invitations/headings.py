"""What the columns and roles of a file may be called, in English and in Spanish."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override

from tenant_site.invitations.csv_text import NotReadable, folded, places_of
from tenant_site.members.models import Role

COLUMNS = ("name", "badge", "email", "role", "books")
_HEADINGS = {
    "name": ("name", "full name", "nombre", "nombres", "nombre completo", "nombre y apellido"),
    "badge": ("badge", "badge number", "ficha", "carne", "carnet", "codigo", "numero de ficha"),
    "email": ("email", "e-mail", "mail", "correo", "correo electronico"),
    "role": ("role", "rol", "cargo", "perfil"),
    "books": ("books", "book", "libros", "libro", "puestos", "puesto"),
}
_ROLES = {
    Role.OWNER: ("admin", "administrator", "administrador", "administradora", "dueno", "duena"),
    Role.SUPERVISOR: ("supervisora",),
    Role.GUARD: ("guarda", "guardia", "vigilante", "user", "usuario"),
    Role.AUDITOR: ("auditora",),
}


def columns_of(headings: Sequence[str]) -> tuple[dict[str, int], list[str]]:
    """Return where each column stands, and the headings that are left out of account.

    Raises:
        NotReadable: a column is missing or stands there twice.
    """
    meant = {word: column for column, words in _HEADINGS.items() for word in words}
    places, ignored = places_of(headings, meant)
    if not places.keys() & {"badge", "email"}:
        raise NotReadable(
            _(
                "The first row must name the columns: name, badge, email, role, books. "
                "Badge or email must be among them."
            )
        )
    return places, ignored


def roles_by_word() -> dict[str, Role]:
    """Return each word for a role, in any language of the site."""
    words = {folded(word): role for role, more in _ROLES.items() for word in (role.value, *more)}
    for language in ("en", "es"):
        with override(language):
            words |= {folded(str(role.label)): role for role in Role}
    return words
