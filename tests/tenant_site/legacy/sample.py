"""The small export of the tests: `python -m tests.tenant_site.legacy.sample` writes sample.json.

Every mess of the real ones stands in it at least once; nobody in it exists.
"""

import base64
import io
import json
import random
import uuid
from pathlib import Path
from typing import Any

from PIL import Image

SAMPLE = Path(__file__).with_name("sample.json")
NAMES = uuid.UUID(int=5)


def key(name: str) -> str:
    """An id that is the same in each making."""
    return str(uuid.uuid5(NAMES, name))


def photo(seed: int, *, orientation: int = 1, has_position: bool = False) -> bytes:
    """A JPEG of a few kilobytes, as a phone writes it."""
    noise = random.Random(seed)  # noqa: S311  # the same in each making
    image = Image.frombytes("RGB", (64, 48), noise.randbytes(64 * 48 * 3))
    exif = Image.Exif()
    exif[0x0112] = orientation
    if has_position:
        exif.get_ifd(0x8825).update({1: "N", 2: (10.0, 29.0, 12.0), 3: "W", 4: (66.0, 52.0, 30.0)})
    data = io.BytesIO()
    image.save(data, "JPEG", quality=95, exif=exif)
    return data.getvalue()


def sent(name: str, data: bytes, kind: str = "image/jpeg") -> dict[str, Any]:
    return {"name": name, "type": kind, "base64": url(data, kind)}


def url(data: bytes, kind: str = "image/jpeg") -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def control(code: str, label: str, **more: Any) -> dict[str, Any]:
    return {
        "code": code,
        "code_display": code.replace("_", " "),
        "label": label,
        "value": "",
        "required": True,
        "percentage_per_row": 100,
        "options": [],
        "settings": {},
        **more,
    }


def options(*labels: str) -> list[dict[str, str]]:
    return [{"key": label, "value": label} for label in labels]


ERRATA = control("ERRATA", "Fe de errata")
TEMPLATES = {
    "001": [
        control("TITLE", "", value="CAMBIO DE GUARDIA"),
        control("DATE", "Fecha", percentage_per_row=50),
        control("HOUR", "Hora", percentage_per_row=50),
        control("FORMER_GUARD", "Guardia saliente"),
        control("PLANNED_STAFF", "Guardia entrante"),
        control("SUB_LINE", "Alcance"),
        control("FREE_TEXT", "Observaciones"),
        ERRATA,
    ],
    "003": [
        control("POINT", "Punto"),
        control("ROUND", "Ronda"),
        control("ATTACHED_FILE", "Fotos"),
        ERRATA,
    ],
    "004": [control("VEHICLE", "Vehículo"), control("TEXTBOX", "Destino"), ERRATA],
    "005": [control("PERSONS", "Empleados"), ERRATA],
    "006": [control("PERSON", "Visitante"), control("ATTACHED_FILE", "Documento"), ERRATA],
    "007": [
        control("SELECTION", "Movimiento", options=options("Entrada", "Salida")),
        control("AMOUNT", "Cantidad"),
        control("TEXTBOX", "Descripción"),
        control("VEHICLES", "Vehículos"),
        ERRATA,
    ],
    "0010": [
        control("SELECTION", "Gravedad", options=options("Baja", "Crítica")),
        control("DATE", "Fecha"),
        control("HOUR", "Hora"),
        control("FREE_TEXT", "Hechos"),
        control("ATTACHED_FILE", "Evidencias"),
        ERRATA,
    ],
    "099": [control("FREE_TEXT", "Texto")],
}
NO_ERRATA = {"observation_errata": "", "edited": False}


def person(**more: Any) -> dict[str, Any]:
    empty = dict.fromkeys(
        ("instituccion", "observacion", "ident_recibe", "name_recibe", "cargo_recibe"), "-"
    )
    return {
        "identification_number": "V-1000001",
        "full_name": "Persona Ejemplo Uno",
        "type_person": key("type_person 1"),
        "reason_visit": "Entrega",
        "place_of_reception": "-",
        "movement_type": "employee",
        "accompany_visitor": "NO",
        "entry": True,
        "hour": "06:47",
        "protocol": False,
        **empty,
        "company_name": "-",
        "rif": "-",
        "guide_number": "-",
        "materials": {"value": []},
        "vaccination_card_number": "",
        "assigned_card_number": "48",
        **more,
    }


def vehicle(**more: Any) -> dict[str, Any]:
    cargo = {"loaded": False, "trailer_plate": "", "seal_number": "", "document_number": ""}
    return {
        "license_plate": "aa 001-bb",
        "model": "",
        "owner_full_name": "Dueño Ejemplo",
        "owner_type": "supplier",
        "movement_type": "visitor",
        "hour": "07:10",
        "entry": False,
        "department": "",
        "materials": {"value": []},
        "cargo_vehicle": {**cargo, "sealed": False, "loading_review": ""},
        **more,
    }


def guard(badge: str, **more: Any) -> dict[str, Any]:
    return {
        "cod_ficha": badge,
        "name_and_surname": f"GUARDIA EJEMPLO {badge}",
        "telefono": "0000-5550000",
        "health_condition": "average",
        "check_in": "06:55",
        "check_out": "",
        "guard_status": "REGULAR",
        **more,
    }


def files(listed: Any) -> dict[str, Any]:
    return {"attachedFiles": listed}


class Writing:
    """Writes entries one after the other, a minute apart."""

    def __init__(self) -> None:
        self.news: list[Any] = []

    def add(self, code: str, info: Any, **more: Any) -> dict[str, Any]:
        number = len(self.news) + 1
        at = f"2026-03-01T06:{number:02}:00-04:00"
        entry = {
            "id": key(f"news {number}"),
            "number": number,
            "employee": f"GUARDIA EJEMPLO F{number}",
            "location": key("location 1"),
            "type_news": key(f"type {code}"),
            "created": at,
            "updated": at,
            "created_by": key("user 1"),
            "info": info,
            "template": TEMPLATES.get(code, []),
            "materials": [],
            "vehicles": [],
            "people": [],
            **more,
        }
        self.news.append(entry)
        return entry


def news() -> list[Any]:
    writing = Writing()
    _usual(writing)
    _odd(writing)
    _files(writing)
    _no_entries(writing)
    return writing.news


def _usual(writing: Writing) -> None:
    add = writing.add
    add("006", {"PERSON_0": person(), "ATTACHED_FILE_1": files([]), "ERRATA_2": NO_ERRATA})
    items = [{"description": "Laptop", "mark": "Acme", "serial": "EQ-3", "year": "-"}]
    visitor = person(
        movement_type="visitor",
        identification_number="v 1000001",
        materials={"value": items},
        instituccion="Bomberos",
        name_recibe="Recibe Ejemplo",
        cargo_recibe="Jefe",
    )
    add("006", json.dumps({"PERSON_0": visitor, "ATTACHED_FILE_1": files(None)}))
    cargo = {
        "loaded": True,
        "trailer_plate": "TR01",
        "seal_number": "PR-889",
        "document_number": "GU-1",
        "sealed": True,
        "loading_review": "conforme",
    }
    loaded = vehicle(owner_type="cargo_vehicle", cargo_vehicle=cargo, license_plate="AA001BB")
    add("004", {"VEHICLE_0": loaded, "TEXTBOX_1": "Almacén", "ERRATA_2": NO_ERRATA})
    add("005", {"PERSONS_0": [person(), person(full_name="Persona Ejemplo Dos")]})
    handed = {
        "TITLE_0": "",
        "DATE_1": "2026-03-01",
        "HOUR_2": "06:55",
        "FORMER_GUARD_3": [guard("F1", health_condition="bad")],
        "PLANNED_STAFF_4": [guard("F2")],
        "SUB_LINE_5": [
            {"item": "S1", "code": "10", "name": "Radio", "amount": "3"}
            | {"health_condition": "not_in_service", "observation": "sin pila"}
        ],
        "FREE_TEXT_6": "Todo en orden. <b>Falsa alarma</b>.",
        "ERRATA_7": {"observation_errata": "La hora correcta es 05:10.", "edited": True},
    }
    add("001", handed)
    turn = {"number": "1", "hour_start": "23:50", "hour_end": "00:20", "observation": "Sin novedad"}
    add("003", {"POINT_0": key("point 1"), "ROUND_1": turn, "ATTACHED_FILE_2": files("")})
    goods = {"SELECTION_0": "Salida", "AMOUNT_1": "3,5", "TEXTBOX_2": "", "VEHICLES_3": []}
    add("007", goods, location=key("location 2"))


def _odd(writing: Writing) -> None:
    add = writing.add
    add("005", "{broken")
    add("006", {})
    add("0010", {"SELECTION_0": "Baja", "FREE_TEXT_3": "Plantilla en texto"}, template="[]")
    add("0010", {"FREE_TEXT_3": "Plantilla rota"}, template="{no")
    add("099", {"FREE_TEXT_0": "Plantilla como texto"}, template=json.dumps(TEMPLATES["099"]))
    add("777", {"PERSON_0": person()}, template=TEMPLATES["006"], location=None)
    add("099", {"FREE_TEXT_0": "Lugar que no existe"}, location=key("location 9"), number=3)
    add("099", {"FREE_TEXT_0": "Otra hora"}, created="ayer", updated="2026-03-02T10:00:00")
    add("099", {"FREE_TEXT_0": "Sin hora"}, created=None, updated="99999999")
    odd = {
        "SELECTION_0": "Ninguna",
        "AMOUNT_1": "muchos",
        "TEXTBOX_2": "x" * 400,
        "VEHICLES_3": [vehicle(hour="25:99", movement_type="-"), "AA002BB", vehicle()],
        "NUEVO_4": {"algo": 1.50},
        "sin forma": "respuesta",
    }
    add("007", odd)
    edited = {"observation_errata": "-", "edited": True}
    add("006", {"PERSON_0": person(full_name="-"), "ERRATA_2": edited}, people=[key("person 1")])
    add("099", {"FREE_TEXT_0": "nulo \u0000 y raya \u2028"}, employee="=cmd()", extra={"a": [None]})
    add(
        "008",
        {"SIGNATURE_0": "firma", "FREE_TEXT_1": "visto"},
        template=[control("SIGNATURE", "Firma"), control("FREE_TEXT", "Visto")],
    )


def _files(writing: Writing) -> None:
    add = writing.add

    def with_files(listed: Any) -> None:
        add("003", {"POINT_0": "-", "ATTACHED_FILE_2": files(listed)})

    turned = photo(1, orientation=6, has_position=True)
    with_files([sent("../../etc/foto.jpg", turned), sent("evidencia ñ.jpg", photo(2))])
    as_text = {"SELECTION_0": "Crítica", "ATTACHED_FILE_4": files([sent("foto.jpg", photo(3))])}
    add("0010", json.dumps(as_text))
    with_files([sent("acta.jpg", b"%PDF-1.4\n%%EOF\n", "image/jpeg")])
    with_files([sent("virus.html", b"<script>alert(1)</script>", "text/html")])
    with_files([{"name": "rota.jpg", "type": "image/jpeg", "base64": "data:image/jpeg;base64,@@@"}])
    cut = url(photo(4))[:-1500] + "!" + url(photo(4))[-1400:]
    with_files([{"name": "cortada.jpg", "type": "image/jpeg", "base64": cut}])
    with_files([{"name": "vacia.jpg", "type": "image/jpeg", "base64": ""}, {"name": None}])
    with_files(sent("sola.jpg", photo(5)))
    with_files("tres fotos")
    with_files(url(photo(6)))
    run = base64.b64encode(photo(7)).decode()
    add("099", {"FREE_TEXT_0": f"pegada: {run} fin"})


def _no_entries(writing: Writing) -> None:
    first, second = writing.news[0], writing.news[1]
    writing.news += [None, "una cadena", 7, [1, 2]]
    writing.news += [dict(first), {**second, "employee": "OTRA PERSONA"}]
    nameless = writing.add("099", {"FREE_TEXT_0": "Sin id"})
    del nameless["id"]
    writing.add("099", {"FREE_TEXT_0": "Id largo"}, id="largo-" * 60)
    writing.add("099", {"FREE_TEXT_0": "Id numérico"}, id=41, number="N-41", updated="2026-03-05")


def users() -> list[dict[str, Any]]:
    def user(number: int, kind: str, **more: Any) -> dict[str, Any]:
        return {
            "id": key(f"user {number}"),
            "code": f"usuario{number}@demo",
            "email": None,
            "name": "Usuario",
            "last_name": f"Ejemplo {number}",
            "ficha": f"f 10{number:02}",
            "type_user": kind,
            "is_active": True,
            "locations": [key("location 1")],
            "groups": [1],
            "password": "pbkdf2_sha256$1$invalid$invalid",
            **more,
        }

    return [
        user(1, "ADMIN", email="Uno@Ejemplo.test"),
        user(2, "SUPERVISOR", email="dos@ejemplo.test", locations=[]),
        user(3, "USER", locations=[key("location 1"), key("location 9")]),
        user(4, "AUDITOR"),
        user(5, "USER", is_active=False),
        user(6, "USER", is_active=False, email="seis@ejemplo.test"),
        user(7, "OTRO", ficha="F1003"),
        user(8, "USER", email="uno@ejemplo.test"),
        user(9, "USER", email="no es correo"),
        user(10, "USER", ficha="", name="", last_name="-"),
    ]


def registers() -> dict[str, Any]:
    persons = [
        {
            "id": key(f"person {number}"),
            "name": "Persona",
            "last_name": f"Ejemplo {word}",
            "doc_ident": document,
            "type_person": key("type_person 1"),
            "company": None,
            "blacklist": number == 2,
            "blacklist_reason": "Agredió al personal" if number == 2 else None,
            "is_active": True,
        }
        for number, word, document in (
            (1, "Uno", "V-1000001"),
            (2, "Dos", "v 1000002"),
            (3, "Uno", "V1000001"),
            (4, "", "-"),
        )
    ]
    persons[3] |= {"name": "-", "last_name": ""}
    plates = ["AA001BB", "aa-001 bb", "AA 003 BB", "-"]
    return {
        "points": [{"id": key("point 1"), "code": "P-01", "name": "Portón norte"}],
        "schedules": [
            {"id": key("schedule 1"), "description": "Nocturno"}
            | {"start_time": "19:00:00", "final_hour": "07:00:00"}
        ],
        "type_persons": [
            {"id": key("type_person 1"), "description": "Visitante", "priority": "1"}
            | {"requires_company_data": False, "is_institution": False, "is_active": True}
            | {"requires_guide_number": False, "requires_access_verification": True}
        ],
        "persons": persons,
        "vehicles": [
            {"id": key(f"vehicle {number}"), "license_plate": plate, "model": "NPR"}
            | {"owner_full_name": None, "is_active": True}
            for number, plate in enumerate(plates, 1)
        ],
        "materials": [
            {"id": key("material 1"), "code": "10", "serial": "S1", "description": "Radio"},
            {"id": key("material 2"), "code": "-", "serial": "", "description": "-"},
        ],
        "equipment_tools": [
            {"id": key("tool 1"), "serial": "EQ-3", "description": "Laptop", "mark": "Acme"}
        ],
    }


def passes() -> dict[str, Any]:
    """A night of two people, a group on three days, a day of somebody unknown, and of nobody."""
    empty = dict.fromkeys(("week_days", "specific_days", "group", "voucher"))
    one, two, three = (key(f"person {number}") for number in (1, 2, 3))
    said: list[dict[str, Any]] = [
        {"title": "Inventario", "access_type": "recurrent", "persons": [one, two]}
        | {"date_start": "2026-09-01", "date_end": "2026-12-31", "specific_days": [1, 31]}
        | {"start_time": "22:00:00", "end_time": "05:00:00"},
        {"title": "Cuadrilla", "access_type": "recurrent", "group": key("group 1")}
        | {"start_time": "06:00:00", "end_time": "14:00:00", "description": "fija"}
        | {"week_days": ["Monday", "Wednesday", "Friday"]},
        {"title": "Visita", "access_type": "single", "persons": [one, key("person 99")]}
        | {"date_start": "2026-10-05", "date_end": "2026-10-09", "voucher": "C-7"},
        {"title": "Nadie", "access_type": "single", "date_start": "2026-10-05"},
    ]
    return {
        "access_groups": [
            {"id": key("group 1"), "name": "Cuadrilla", "persons": [one, two, three]}
        ],
        "access_entries": [
            {"id": key(f"access {number}"), **empty, "persons": [], **one}
            for number, one in enumerate(said, 1)
        ],
    }


def sample() -> dict[str, Any]:
    """The whole export; entries come before what they refer to."""
    places = ["Garita Ejemplo", "Almacén Ejemplo", "Puesto sin novedades"]
    return {
        "source": "newsbook-backend",
        "version": 1,
        "news": news(),
        "timezone": "America/Caracas",
        "exported_at": "2026-11-19T12:00:00-04:00",
        "client": {"name": "Cliente Ejemplo", "schema_name": "demo", "on_trial": False},
        "type_news": [
            {"id": key(f"type {code}"), "code": code, "description": f"Tipo {code}"}
            | {"template": template, "is_active": code != "099"}
            for code, template in TEMPLATES.items()
        ]
        + [{"id": key("type 008"), "code": "0_03", "description": "Tipo 003", "template": []}],
        "locations": [
            {"id": key(f"location {number}"), "code": f"L-0{number}", "name": name}
            for number, name in enumerate(places, 1)
        ],
        **registers(),
        "groups": [{"id": 1, "name": "Supervisores"}],
        "users": users(),
        "notifications": [
            {"id": key("notification 1"), "description": "Ronda obligatoria", "type": 1}
            | {"week_days": [0, 4], "groups": [1], "schedule": [key("schedule 1")]}
        ],
        **passes(),
        "facial_recognition_events": [
            {"user_id": "V-1000001", "event_time": "2026-03-01T07:00:00-04:00", "raw_data": {}},
            {"user_id": "V-1000001", "event_time": "2026-03-01T07:00:00-04:00", "raw_data": {}},
        ],
        "palets": [{"id": 1, "image": url(photo(8))}, "suelto"],
    }


def write(path: Path, data: object) -> Path:
    path.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    return path


if __name__ == "__main__":
    write(SAMPLE, sample())
