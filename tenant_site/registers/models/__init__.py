"""The tables of the registers, and the rows that link them to entries."""

from tenant_site.registers.models.ban import Ban, BanLift, BanQuerySet, BanWarning
from tenant_site.registers.models.mention import Mention, MentionQuerySet, Movement
from tenant_site.registers.models.person import Person, PersonType, PersonTypeQuerySet
from tenant_site.registers.models.registered import Registered, RegisteredQuerySet
from tenant_site.registers.models.thing import Item, Point, Vehicle

__all__ = [
    "Ban",
    "BanLift",
    "BanQuerySet",
    "BanWarning",
    "Item",
    "Mention",
    "MentionQuerySet",
    "Movement",
    "Person",
    "PersonType",
    "PersonTypeQuerySet",
    "Point",
    "Registered",
    "RegisteredQuerySet",
    "Vehicle",
]
