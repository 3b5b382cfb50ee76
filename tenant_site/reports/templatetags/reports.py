"""Rows with the labels of their columns, and photos with their addresses."""

from collections.abc import Mapping, Sequence

from django import template

register = template.Library()


@register.filter
def labelled(row: Sequence[str], columns: Sequence[str]) -> list[tuple[str, str]]:
    """Return each cell of a row with the label of its column."""
    return list(zip(columns, row, strict=True))


@register.filter
def of(addresses: Mapping[str, str], file: str) -> str:
    """Return the address of a photo."""
    return addresses.get(file, "")
