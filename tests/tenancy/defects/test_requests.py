"""Defect 12 of django-tenants 4.0.1, seen there and gone here."""

from tests.tenancy.defects.conftest import Seen


def test_every_spelling_of_a_host_finds_its_tenant(plain: Seen, ours: Seen) -> None:
    spellings = ["acme.example", "ACME.example", "acme.example.", "acme.example:8000"]
    assert list(plain["spellings_of_a_host"].values()) == [200, 404, 404, 200]
    assert ours["spellings_of_a_host"] == dict.fromkeys(spellings, 200)
