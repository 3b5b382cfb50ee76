"""Which workspace addresses people may choose."""

import re
import unicodedata
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from public_site.models import Client
from public_site.signup.models import ReleasedAddress

LEAST, MOST = 3, 40
ALTERNATIVES = 3
_ENDINGS = (
    "-seguridad",
    "-security",
    "-book",
    "-1",
    "-2",
    "-3",
    "-4",
    "-5",
    "-6",
    "-7",
    "-8",
    "-9",
)
SHAPE = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")

# what we or a deceiver might use; singular, in both languages
_WORDS = """
about abuse account acerca admin administrador administration administrator alert alerta anuncio
api app application archive archivo asset assets auth autenticacion autenticar ayuda backup billing
blog book bot boton bug cache calendar calendario cdn certificate certificado chat client cliente
code codigo comentario comment community comunidad config console contact contacto contrasena copia
correo cuenta dashboard data database dato demo-newsbook desarrollo descarga dev developer dns doc
document documentacion documento domain dominio download email empleo empresa enterprise entrar
error estado evento event example factura facturacion faq feature file foro forum ftp funcion git
grafico guard guarda guardia guia guide health help home host hostmaster image imagen imap info
ingresar inicio internal interno invoice invitacion invitation job landing legal libro
libro-de-novedades licencia license link local localhost log login logout mail mailer mailbox
manage manager marketing media member message mensaje metric miembro mobile monitor movil mx
network news newsbook newsletter noticia notification notificacion novedad official oficial oidc
openid operator operador order organisation organization organizacion page pagina pago panel
partner password payment pedido perfil plan plataforma platform policy politica pop portal
postmaster precio press price pricing privacidad privacy private privado prod produccion product
production producto profile proveedor proxy prueba public publico query red register registro
report reporte root router rss sales salida sandbox search secure security seguridad servicio
server service servidor session sesion setting sftp shop sign-in sign-out sign-up signin signup
site sitemap sitio smtp socio soporte ssh ssl staff stage staging stat static statistic status
store storage subdomain subscription suscripcion support supervisor system sistema team tecnico
terms test tienda tls token trabajo trust tutorial update upload usuario user vendor venta
verificacion verification verify video webhook webmaster webmail website web welcome wiki
workspace www
""".split()  # noqa: SIM905  # a list of words reads best as text


def _plurals(word: str) -> set[str]:
    return {word, f"{word}s", f"{word}es", re.sub("y$", "ies", word), re.sub("ion$", "iones", word)}


RESERVED = frozenset(form for word in _WORDS for form in _plurals(word))
BRAND = ("newsbook", "librodenovedades")
# digits that are read as letters; 1 as either of two
_AS_L, _AS_I = str.maketrans("01345", "oleas"), str.maketrans("01345", "oieas")


def fold(text: str) -> str:
    """Return what a person typed as an address: lower case, no accents (Ñ→n), hyphens for gaps."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"-{2,}", "-", re.sub(r"[^a-z0-9]+", "-", plain)).strip("-")


def validate_address(slug: str) -> None:
    """Raise `ValidationError` unless `slug` may be an address, whoever has it.

    Its code is `shape` when it can never be one and `unavailable` when it is not to be had;
    taken and reserved are told in the same words.
    """
    if not LEAST <= len(slug) <= MOST:
        raise ValidationError(_("Use 3 to 40 letters, digits or hyphens."), code="shape")
    if not SHAPE.fullmatch(slug) or slug[2:4] == "--":
        raise ValidationError(
            _("Use letters a to z, digits and hyphens; begin and end with a letter or digit."),
            code="shape",
        )
    if slug.isdigit():
        raise ValidationError(_("Use at least one letter."), code="shape")
    if is_reserved(slug):
        raise unavailable()


def is_reserved(slug: str) -> bool:
    """Say whether the address is kept for the service, or looks like it is the service's."""
    spellings = {slug, slug.translate(_AS_L), slug.translate(_AS_I)}
    if any(spelling in RESERVED for spelling in spellings):
        return True
    return any(brand in spelling.replace("-", "") for spelling in spellings for brand in BRAND)


def unavailable() -> ValidationError:
    """Return the error for an address that cannot be had: the same for taken and reserved."""
    return ValidationError(
        _("This address is not available. Try another, for example with your city."),
        code="unavailable",
    )


def is_taken(slug: str) -> bool:
    """Say whether a client has the address now, or had it lately; only opening decides."""
    return bool(_had([slug]))


def alternatives(slug: str, *, organisation: str = "", country: str = "") -> list[str]:
    """Propose three addresses that are free now and look like what was wanted."""
    stems = [stem for stem in (slug, fold(organisation)) if stem]
    endings = ["", f"-{country.lower()}" if country else "", *_ENDINGS]
    wanted = [
        f"{stem[: MOST - len(ending)].strip('-')}{ending}" for ending in endings for stem in stems
    ]
    possible = [one for one in dict.fromkeys(wanted) if one != slug and _may_be(one)]
    had = _had(possible)
    return [one for one in possible if one not in had][:ALTERNATIVES]


def _may_be(slug: str) -> bool:
    try:
        validate_address(slug)
    except ValidationError:
        return False
    return True


def _had(slugs: Iterable[str]) -> set[str]:
    taken = Client.objects.filter(slug__in=slugs).values_list("slug", flat=True)
    resting = ReleasedAddress.objects.resting().filter(slug__in=slugs)
    return {*map(str, taken), *resting.values_list("slug", flat=True)}
