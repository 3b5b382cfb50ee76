"""Put a place into each of two tenants and print what each sees near it as JSON."""

import json
import os
import sys
from typing import Any

import django
from django.core.management import call_command


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.tenancy.postgis_project.settings"
    django.setup()
    call_command("migrate_schemas", schema_name="public", verbosity=0)
    from tests.tenancy.defects.plain_project.customers.models import Client

    clients = [Client(schema_name=name, name=name) for name in ("bogota", "quito")]
    for client in clients:
        client.save(verbosity=0)
    for client, place in zip(clients, ((-74.07, 4.71), (-78.47, -0.18)), strict=True):
        with client:
            _put(client.name, *place)
    sys.stdout.write(json.dumps([_see(client) for client in clients]))


def _put(name: str, longitude: float, latitude: float) -> None:
    from django.contrib.gis.geos import Point

    from tests.tenancy.postgis_project.places.models import Place

    Place.objects.create(name=name, at=Point(longitude, latitude, srid=4326))


def _see(client: Any) -> dict[str, Any]:
    from django.contrib.gis.db.models.functions import Distance
    from django.contrib.gis.geos import Point
    from django.contrib.gis.measure import D
    from django.db import connection as any_connection

    from tests.tenancy.postgis_project.places.models import Place

    connection: Any = any_connection
    bogota = Point(-74.08, 4.70, srid=4326)
    with client, connection.cursor() as cursor:
        near = Place.objects.filter(at__distance_lte=(bogota, D(km=5)))
        return {
            "tables": sorted(connection.introspection.table_names(cursor)),
            "kind": connection.introspection.get_geometry_type(
                "places_place",
                next(
                    column
                    for column in connection.introspection.get_table_description(
                        cursor, "places_place"
                    )
                    if column.name == "at"
                ),
            )[0],
            "near": [place.name for place in near.annotate(away=Distance("at", bogota))],
            "all": [(place.name, round(place.at.x, 2)) for place in Place.objects.all()],
        }


if __name__ == "__main__":
    main()
