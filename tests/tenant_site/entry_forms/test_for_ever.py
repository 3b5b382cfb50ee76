import json
from pathlib import Path

from tenant_site.entry_forms.kinds import KINDS
from tenant_site.entry_forms.models import read_definition
from tenant_site.entry_forms.values import readings

SEALED = json.loads(Path(__file__).with_name("sealed_once.json").read_text())


def test_a_form_that_was_sealed_once_reads_the_same_for_ever() -> None:
    asked = json.loads(SEALED["definition"])["fields"]
    read = read_definition(SEALED["definition"]).as_data()["fields"]
    assert isinstance(read, list)
    for before, now in zip(asked, read, strict=True):
        known = now.pop("settings", {})  # kinds may come to know more
        assert before.pop("settings", {}).items() <= known.items()
        assert now == before


def test_values_that_were_sealed_once_are_read_for_ever() -> None:
    form = read_definition(SEALED["definition"])
    read = readings(form, SEALED["values"])
    assert [one.field.key for one in read] == [field.key for field in form.fields]
    assert all(one.text or one.rows or one.is_heading for one in read)


def test_each_kind_of_field_was_sealed_once() -> None:
    kinds = {field.kind.name for field in read_definition(SEALED["definition"]).fields}
    assert kinds == set(KINDS)
