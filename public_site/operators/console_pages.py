"""Render a page in the frame of the console."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from public_site.operators.requests import OperatorRequest


def page(
    request: OperatorRequest,
    template: str,
    context: Mapping[str, Any],
    form: forms.BaseForm | None = None,
) -> HttpResponse:
    """Render `template` with what the admin's frame needs; 422 when `form` was refused."""
    from public_site.operators.site import console

    status = 422 if form is not None and form.errors else 200
    return render(request, template, {**console.each_context(request), **context}, status=status)
