from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from public_site.models import Client
from tenant_site.registers.models import PersonType


def test_a_new_workspace_knows_the_usual_types_of_person(inside_acme: Client) -> None:
    assert [kind.name for kind in PersonType.objects.offered()] == [
        "Visitor",
        "Contractor",
        "Client's employee",
        "Institution",
        "Carrier",
    ]
    carrier = PersonType.objects.get(name_key="carrier")
    assert (carrier.requires_company, carrier.requires_waybill) == (True, True)
    assert not carrier.requires_institution


def test_the_types_are_named_in_the_language_of_the_workspace(inside_acme: Client) -> None:
    PersonType.objects.all().delete()
    for _ in range(2):
        call_command("seed_person_types", language="es", stdout=StringIO())
    assert [kind.name for kind in PersonType.objects.offered()] == [
        "Visitante",
        "Contratista",
        "Empleado del cliente",
        "Institución",
        "Transportador",
    ]


def test_two_types_of_person_have_two_names(inside_acme: Client) -> None:
    with pytest.raises(IntegrityError, match="person_type_name_is_unique"), transaction.atomic():
        PersonType.objects.create(name="VISITOR", name_key="visitor")
