"""The pictures that a type of entry may have, each with its name for those who cannot see it."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PICTURES: Mapping[str, Promise] = {
    "notebook-pen": _("notebook"),
    "clipboard-list": _("list"),
    "clipboard-check": _("list that was checked"),
    "circle-check": _("tick"),
    "triangle-alert": _("warning sign"),
    "siren": _("siren"),
    "flame": _("fire"),
    "ambulance": _("ambulance"),
    "shield": _("shield"),
    "shield-check": _("shield with a tick"),
    "eye": _("eye"),
    "footprints": _("footprints"),
    "map-pinned": _("place on a map"),
    "camera": _("camera"),
    "video": _("video camera"),
    "radio": _("radio"),
    "phone": _("telephone"),
    "megaphone": _("megaphone"),
    "scroll-text": _("scroll"),
    "mail": _("letter"),
    "package": _("package"),
    "package-check": _("package with a tick"),
    "truck": _("lorry"),
    "car": _("car"),
    "bike": _("bicycle"),
    "bus": _("bus"),
    "id-card": _("identity card"),
    "users": _("people"),
    "user-round-check": _("person with a tick"),
    "user-star": _("person with a star"),
    "hard-hat": _("hard hat"),
    "key-round": _("key"),
    "lock": _("lock"),
    "door-open": _("open door"),
    "landmark": _("public building"),
    "arrow-left-right": _("two arrows"),
    "calendar-clock": _("calendar"),
    "wrench": _("wrench"),
    "lightbulb": _("light bulb"),
    "zap": _("lightning"),
    "droplets": _("drops of water"),
    "thermometer": _("thermometer"),
    "cloud-rain": _("rain"),
    "trees": _("trees"),
    "dog": _("dog"),
    "trash-2": _("waste bin"),
    "banknote": _("banknote"),
    "scale": _("scales"),
}
ICONS = tuple(PICTURES)


def picture_name(icon: str) -> str:
    """Return what a picture shows."""
    return str(PICTURES.get(icon, icon))
