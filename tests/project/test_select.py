import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, TemplatesSetting


@pytest.mark.parametrize(
    ("widget", "chosen"),
    [
        (forms.Select, "a"),
        (forms.Select, None),
        (forms.SelectMultiple, ["1000", "c"]),
        (forms.NullBooleanSelect, True),
    ],
)
def test_selects_are_what_django_itself_draws(widget: type[forms.Select], chosen: object) -> None:
    select = widget({"class": 'a"<b', "required": True, "hidden": False, "data-n": 1000})
    if widget is not forms.NullBooleanSelect:
        select.choices = [
            ("", "–"),
            ("a", "A<"),
            (1000, "many"),
            ("Group", [("b", "B"), ("c", "C")]),
        ]
    ours, djangos = (
        select.render("one", chosen, {"id": "x"}, renderer=renderer)
        for renderer in (TemplatesSetting(), DjangoTemplates())
    )
    assert ours == djangos
    assert "<option" in ours
