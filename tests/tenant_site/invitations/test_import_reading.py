"""How a file of members is read."""

import pytest
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book
from tenant_site.invitations.models import MemberImport
from tenant_site.members.models import Member, Role
from tests.tenant_site.invitations.test_member_import import HEAD, Upload, confirm, fates, people


@pytest.mark.parametrize(
    "content",
    [
        "name,badge,role,books\nÑusta Peña,g-1,guard,main-gate\n".encode(),
        "\ufeffName;Badge;Role;Books\r\nÑusta Peña; G-1 ;Guard;MAIN GATE\r\n".encode(),
        "NOMBRE\tFicha\tRol\tLibros\nÑusta Peña\tg-1\tguarda\tmain-gate\n".encode("cp1252"),
        "sep=;\nNombre completo;Carné;Cargo;Puesto\nÑusta Peña;g-1;vigilante;Main gate".encode(),
        "Nombre,Ficha,Rol,Libros\nÑusta Peña,G-1,,main-gate|Main gate\n".encode("utf-16"),
        b'name,badge,role,books\n"\xd1usta Pe\xf1a","G-1",guard,"main-gate"\n\n,,,\n',
    ],
)
def test_a_file_is_understood_however_a_spreadsheet_wrote_it(
    acme: Client, acme_book: Book, office: Browser, upload: Upload, content: bytes
) -> None:
    page = upload(content)
    assert fates(page) == ["added"], page.content
    assert ("Ñusta Peña", "G-1", "guard") not in people(acme)
    confirm(office, page)
    assert ("Ñusta Peña", "G-1", "guard") in people(acme)
    with tenant_context(acme):
        assert list(Member.objects.get(badge="G-1").books.all()) == [acme_book]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "file is empty"),
        ("  \n", "no CSV file"),
        ("a\0b,badge\n1,2\n", "no CSV file"),
        (b"\xff\xfe\x00", "no CSV file"),
        (b"PK\x03\x04\x00\x00", "no CSV file"),
        ("onecolumn\nx\n", "must name the columns"),
        ("name\nAna\n", "must name the columns"),
        ("badge,ficha\n1,2\n", "stands twice"),
        ("name,badge\n", "no rows"),
        ('name,badge\n"Ana,1\n', "quotation mark"),
        ("name,badge\n" + "Ana,1\n" * 2001, "more than 2000 rows"),
        ("name,badge\n" + "x" * 10 * 2**20, "larger than 1 MB"),
        ("name,badge\n" + "x" * 200_000, "cannot be read"),
    ],
)
def test_what_is_no_table_of_members_is_refused_with_the_next_step(
    acme: Client, upload: Upload, content: str | bytes, said: str
) -> None:
    answer = upload(content)
    assert answer.status_code == 422
    assert said in answer.content.decode().replace("&quot;", '"')
    with tenant_context(acme):
        assert MemberImport.objects.count() == 0


def test_headings_that_mean_nothing_here_are_named(upload: Upload) -> None:
    page = upload("name,badge,phone,Talla\nAna,G-1,300 555,M\n")
    assert page.context["plan"].ignored_headings == ["phone", "Talla"]
    assert fates(page) == ["added"]


def test_roles_are_read_in_both_languages(upload: Upload) -> None:
    words = ["Propietario", "SUPERVISORA", "guarda", "auditor", "owner", "Guard", "vigilante", ""]
    rows = "".join(f"P,G-{number},,{word},\n" for number, word in enumerate(words))
    read = [one.role for one in upload(HEAD + rows).context["plan"].rows]
    assert read == [
        Role.OWNER, Role.SUPERVISOR, Role.GUARD, Role.AUDITOR, Role.OWNER, Role.GUARD, Role.GUARD,
        Role.GUARD,
    ]  # fmt: skip
