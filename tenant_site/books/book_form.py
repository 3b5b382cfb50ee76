"""The form of a new book."""

from typing import TYPE_CHECKING
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy

from tenant_site.books.answering import uuid_of
from tenant_site.books.models import Book
from tenant_site.books.opening import book_of, open_book
from tenant_site.workspace.limits import LimitReached, room_for_books

if TYPE_CHECKING:
    from tenant_site.workspace.tenant import WorkspaceTenant

    BookModelForm = forms.ModelForm[Book]
else:  # Django 5.2 cannot index the class
    BookModelForm = forms.ModelForm


class BookForm(BookModelForm):
    """What an owner says of a new book."""

    class Meta:
        model = Book
        fields = ["name", "post"]
        help_texts = {
            "name": gettext_lazy("As people call it: “North gate”, “Control room”."),
            "post": gettext_lazy("Where it is kept, if the name does not say so."),
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "off"}),
            "post": forms.TextInput(attrs={"autocomplete": "off"}),
        }

    client_uuid = forms.CharField(required=False, initial=uuid4, widget=forms.HiddenInput)

    def open(self, *, client: "WorkspaceTenant") -> Book | None:
        """Open the book, once; None when the form now says that the plan holds no more."""
        said = {name: self.cleaned_data[name] for name in ("name", "post")}
        book_id = book_of(uuid_of(self.cleaned_data["client_uuid"]), **said)
        try:
            with transaction.atomic():
                room_for_books(client)
                return open_book(client=client, book_id=book_id, **said)
        except LimitReached as refusal:
            opened = Book.objects.filter(pk=book_id).first()
            if opened is None:
                self.add_error(None, ValidationError(refusal.message, code="limit"))
            return opened
