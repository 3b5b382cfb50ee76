"""Who works in the sample workspace, and how each signs in."""

from dataclasses import dataclass

from tenant_site.members.models import Role

SLUG = "demo"
ORGANISATION = "Vigilancia Andina"
TIME_ZONE = "America/Bogota"
PASSWORD = "libro-de-novedades"  # noqa: S105 - printed by `make run`; refused outside development
GATE, CONTROL, PLANT = "Portería", "Centro de control", "Planta"
POSTS = {
    GATE: "Entrada principal, calle 26",
    CONTROL: "Edificio B, piso 2",
    PLANT: "Planta de empaque, Fontibón",
}


@dataclass(frozen=True)
class Person:
    """A member of the sample workspace; guards write in `books`."""

    name: str
    role: Role
    badge: str | None = None
    email: str | None = None
    books: tuple[str, ...] = ()

    @property
    def identifier(self) -> str:
        """What this person types to sign in."""
        return self.email or self.badge or ""


OWNER = Person("Marcela Ríos", Role.OWNER, email="marcela@demo.example")
SUPERVISOR = Person("Hernán Gómez", Role.SUPERVISOR, badge="S-101")
GUARDS = (
    Person("Yeison Martínez", Role.GUARD, badge="1042", books=(GATE,)),
    Person("Luz Dary Peña", Role.GUARD, badge="1057", books=(GATE, CONTROL)),
    Person("Óscar Ibáñez", Role.GUARD, badge="1063", books=(CONTROL, PLANT)),
    Person("Nidia Castaño", Role.GUARD, badge="1088", books=(PLANT,)),
)
PEOPLE = (OWNER, SUPERVISOR, *GUARDS)
