import pytest
from django.utils.translation import override

from public_site.models import Client
from public_site.signup.opening import open_workspace
from tenancy.context import tenant_context
from tenant_site.books.default_forms import default_form
from tenant_site.books.default_types import DEFAULT_TYPES, NOTHING_TO_REPORT
from tenant_site.books.models import Book, EntryType
from tenant_site.books.opening import PACKS, seed_entry_types
from tenant_site.books.verification import verify
from tenant_site.entry_forms.models import FormVersion

CODES = [kind.code for kind in DEFAULT_TYPES]


@pytest.mark.parametrize("code", CODES)
def test_each_default_type_has_a_form_in_both_languages_with_the_same_keys(code: str) -> None:
    forms = []
    for language in ("es", "en"):
        with override(language):
            form = default_form(code)
        assert form is not None
        forms.append(form)
    spanish, english = forms
    assert [one.key for one in spanish.fields] == [one.key for one in english.fields]
    if code != NOTHING_TO_REPORT:
        assert {one.label for one in spanish.fields} != {one.label for one in english.fields}


def test_nothing_to_report_asks_nothing() -> None:
    form = default_form(NOTHING_TO_REPORT)
    assert form is not None
    assert form.fields == ()


def test_a_workspace_begins_with_the_first_version_of_each_type(db: None) -> None:
    client = open_workspace(
        name="Acero",
        slug="acero",
        owner_email="ana@acero.example",
        owner_name="Ana",
        password="correct horse battery",
        time_zone="America/Bogota",
        language="es",
        first_book_name="Portería",
        pack="residence",
    )
    with tenant_context(client):
        versions = FormVersion.objects.select_related("entry_type")
        assert {one.entry_type.code: one.number for one in versions} == dict.fromkeys(CODES, 1)
        visitors = FormVersion.objects.current(EntryType.objects.get(code="006"))
        assert visitors is not None
        assert visitors.form["visitors"].label == "Visitantes"
        assert visitors.published_by is None
        offered = EntryType.objects.offered().values_list("code", flat=True)
        assert set(offered) == set(PACKS["residence"].type_codes)
        assert list(verify(Book.objects.get(), client_id=client.pk)) == []


def test_default_types_say_in_the_language_of_the_workspace_when_they_are_right(
    inside_acme: Client,
) -> None:
    EntryType.objects.filter(code="003").update(help="")  # as a template of before has it
    EntryType.objects.filter(code="004").update(help="Lorries only.")
    seed_entry_types("es")
    said = dict(EntryType.objects.values_list("code", "help"))
    assert said["003"] == "Cada ronda por el perímetro, también la que no se hizo."
    assert said["004"] == "Lorries only."
    assert all(said[code] for code in CODES)


def test_types_of_before_keep_the_plain_form_and_new_ones_come_with_theirs(
    inside_acme: Client,
) -> None:
    EntryType.objects.filter(code="0011").delete()
    seed_entry_types("en")
    (version,) = FormVersion.objects.select_related("entry_type")
    assert version.entry_type.code == "0011"
