import asyncio
import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from django.db import ProgrammingError, connection, models, transaction
from django.db.models import Prefetch

from accounts.models import User
from public_site.models import Client
from tenancy.bound import WrongTenant
from tenancy.context import public_context, schema_context, tenant_context
from tenant_site.books.models import Book, BookHead, EntryType
from tenant_site.members.models import Member, Role
from tests.conftest import PASSWORD

Act = Callable[[models.QuerySet[Book]], Any]
ROW = f"SELECT * FROM {Book._meta.db_table}"


ELSEWHERE: tuple[tuple[Callable[[Client], Any], Any], ...] = (
    (tenant_context, WrongTenant),
    (lambda _: public_context(), (WrongTenant, ProgrammingError)),  # some ask for a table first
)


@pytest.fixture
def acme_member(owner: Member) -> Member:
    return owner


def new_member(**more: Any) -> Member:
    user = User.objects.create_user(f"{User.objects.count()}@x.example", PASSWORD, name="New")
    return Member(user=user, role=Role.GUARD, display_name="New", **more)


LAZY: dict[str, Callable[[models.QuerySet[Book]], Any]] = {
    "list": list,
    "values": lambda books: list(books.values("code")),
    "count": lambda books: books.count(),
    "exists": lambda books: books.exists(),
    "first": lambda books: books.first(),
    "get": lambda books: books.get(),
    "in_bulk": lambda books: books.in_bulk(),
    "aggregate": lambda books: books.aggregate(models.Max("name")),
    "update": lambda books: books.update(name="Stolen"),
    "delete": lambda books: books.delete(),
    "iterator": lambda books: next(books.iterator()),
    "using": lambda books: list(books.using("default")),
    "union": lambda books: list(books.union(Book.objects.all())),
    "its own union": lambda books: list(Book.objects.union(books)),
    "subquery": lambda books: list(Member.objects.filter(books__in=books)),
    "exists subquery": lambda books: list(Member.objects.filter(models.Exists(books))),
    "Prefetch": lambda books: list(Member.objects.prefetch_related(Prefetch("books", books))),
    "copy": lambda books: list(copy.copy(books)),
    "deepcopy": lambda books: list(copy.deepcopy(books)),
    "async": lambda books: asyncio.run(books.acount()),
}


@pytest.mark.parametrize("use", LAZY.values(), ids=LAZY)
def test_a_queryset_works_where_it_was_made_and_nowhere_else(
    acme: Client, globex: Client, use: Act
) -> None:
    with tenant_context(acme):
        books = Book.objects.order_by("code")
    for elsewhere, refused in ELSEWHERE:
        with elsewhere(globex), pytest.raises(refused), transaction.atomic():
            use(books)
    use_here = LAZY["count"] if use is LAZY["async"] else use  # another thread, another transaction
    if use is not LAZY["delete"]:
        with tenant_context(acme):
            use_here(books)


def test_rows_fetched_in_one_tenant_are_not_handed_out_in_another(
    acme: Client, globex: Client
) -> None:
    books = Book.objects.order_by("code")
    with tenant_context(acme):
        assert len(books) == 1
    with tenant_context(globex):
        with pytest.raises(WrongTenant):
            list(books)
        assert books.all().get().pk not in {book.pk for book in books._result_cache or ()}


def test_a_queryset_of_a_module_serves_each_tenant_through_all(
    acme: Client, globex: Client
) -> None:
    made_outside = Book.objects.order_by("code")
    with tenant_context(acme):
        made_in_acme = Book.objects.order_by("code")
        in_acme = made_outside.all().get()
    with tenant_context(globex):
        assert made_outside.filter().get() != in_acme
        assert made_in_acme.all().get() != in_acme


def test_pickled_querysets_and_rows_stay_where_they_were_read(acme: Client, globex: Client) -> None:
    with tenant_context(acme):
        books, book = Book.objects.all(), Book.objects.get()
        query = pickle.dumps(Book.objects.all().query)
        packed = pickle.dumps((books, book))
    with tenant_context(globex):
        unpacked, row = pickle.loads(packed)  # noqa: S301  # ours
        rebuilt = Book.objects.none()
        rebuilt.query = pickle.loads(query)  # noqa: S301  # ours
        for use in (lambda: list(unpacked), lambda: list(rebuilt), row.save):
            with pytest.raises(WrongTenant):
                use()


def test_raw_querysets_are_bound(acme: Client, globex: Client) -> None:
    with tenant_context(acme):
        fresh, read = Book.objects.raw(ROW), Book.objects.raw(ROW)
        (book,) = read
    with tenant_context(globex):
        for use in (lambda: list(fresh), lambda: list(read), book.save):
            with pytest.raises(WrongTenant):
                use()
        assert list(Book.objects.raw(ROW)) != [book]


def test_reading_on_in_another_tenant_is_refused(acme: Client, globex: Client) -> None:
    with tenant_context(acme):
        rows = EntryType.objects.iterator(chunk_size=1)
        next(rows)
    with tenant_context(globex), pytest.raises(WrongTenant):
        next(rows)


WRITES: dict[str, Callable[[Member], Any]] = {
    "save": lambda member: member.save(),
    "save of a field": lambda member: member.save(update_fields=["role"]),
    "save_base": lambda member: member.save_base(raw=True),
    "asave": lambda member: asyncio.run(member.asave()),
    "delete": lambda member: member.delete(),
    "refresh": lambda member: member.refresh_from_db(),
    "save a copy": lambda member: copy.copy(member).save(),
    "save a deepcopy": lambda member: copy.deepcopy(member).save(),
    "save a pickled one": lambda member: pickle.loads(pickle.dumps(member)).save(),  # noqa: S301  # ours
    "save with using": lambda member: member.save(using="default"),
    "bulk_create": lambda member: Member.objects.bulk_create([member]),
    "bulk_update": lambda member: Member.objects.bulk_update(iter([member]), ["role"]),
    "read related": lambda member: list(member.books.all()),
    "add related": lambda member: member.books.add(Book.objects.get()),
    "set related": lambda member: member.books.set([]),
    "clear related": lambda member: member.books.clear(),
    "create related": lambda member: member.books.create(code="new", name="New"),
    "prefetch": lambda member: models.prefetch_related_objects([member], "books"),
}


@pytest.mark.parametrize("use", WRITES.values(), ids=WRITES)
def test_a_row_of_one_tenant_is_not_used_in_another(
    acme_member: Member, acme: Client, globex: Client, use: Callable[[Member], Any]
) -> None:
    for elsewhere, refused in ELSEWHERE:
        with elsewhere(globex), pytest.raises(refused), transaction.atomic():
            use(acme_member)
    with tenant_context(acme):
        assert Member.objects.filter(pk=acme_member.pk).exists()
    with tenant_context(globex):
        assert not Member.objects.filter(pk=acme_member.pk).exists()


def test_prefetched_and_selected_rows_are_bound_too(acme: Client, globex: Client) -> None:
    with tenant_context(acme):
        member = new_member()
        member.save()
        member.books.set(Book.objects.all())
        member = Member.objects.prefetch_related("books").select_related("user").get(pk=member.pk)
        book = member.books.all()[0]
        head = Book.objects.select_related("head").get().head
    with tenant_context(globex):
        for use in (lambda: list(member.books.all()), book.save, head.save, head.delete):
            with pytest.raises(WrongTenant):
                use()
        assert BookHead.objects.exists()


def test_a_row_that_points_into_another_tenant_is_not_saved(acme: Client, globex: Client) -> None:
    with tenant_context(acme):
        book = Book.objects.get()
    with tenant_context(globex):
        for head in (BookHead(book=book, head=b"0" * 32), BookHead.objects.get()):
            head.book = book
            with pytest.raises(WrongTenant, match="Book"):
                head.save()
            with pytest.raises(WrongTenant, match="Book"):
                BookHead.objects.bulk_create([head])


def test_shared_rows_go_everywhere(acme_member: Member, acme: Client, globex: Client) -> None:
    with tenant_context(acme):
        selected = Member.objects.select_related("user").get(pk=acme_member.pk).user
        fetched = Member.objects.get(pk=acme_member.pk).user
        members = User.objects.filter(pk=selected.pk)
    with tenant_context(globex):
        for user in (selected, fetched, members.get()):
            user.name = "Elsewhere"
            user.save()
            Member(user=user, role=Role.GUARD, display_name="Here too").full_clean()
        Member.objects.create(user=selected, role=Role.GUARD, display_name="Here too")
    with public_context():
        selected.refresh_from_db()
        selected.save()


def test_the_shared_side_of_a_relation_may_be_read_outside(acme_member: Member) -> None:
    member = acme_member
    with public_context():
        member._state.fields_cache.clear()
        assert member.user.pk == member.user_id


def test_a_new_row_belongs_to_where_it_is_first_saved(acme: Client, globex: Client) -> None:
    with public_context():
        member = new_member()
    with tenant_context(acme):
        member.save()
    with tenant_context(globex), pytest.raises(WrongTenant):
        member.save()
    with tenant_context(acme):
        (made,) = Book.objects.bulk_create([Book(code="bulk", name="Bulk")])
        got, _ = Book.objects.get_or_create(code="got", defaults={"name": "Got"})
        updated, _ = Book.objects.update_or_create(code="got", defaults={"name": "New"})
    for book in (made, got, updated):
        with tenant_context(globex), pytest.raises(WrongTenant):
            book.delete()


def test_a_copy_made_as_django_documents_goes_to_the_other_tenant(
    acme: Client, globex: Client
) -> None:
    with tenant_context(acme):
        book = Book.objects.create(code="copied", name="Copied")
    book.pk, book._state.adding = None, True
    book.pk = Book._meta.pk.get_default()
    with tenant_context(globex):
        book.save()
        assert Book.objects.filter(code="copied").exists()


def test_the_alias_of_a_row_is_djangos(acme_member: Member) -> None:
    assert acme_member._state.db == "default"
    assert {"default": 1}[str(acme_member._state.db)] == 1
    assert pickle.loads(pickle.dumps(acme_member._state.db)) == "default"  # noqa: S301  # ours


def test_models_of_migrations_are_bound_as_well(acme: Client, globex: Client) -> None:
    from django.db.migrations.loader import MigrationLoader

    historical = MigrationLoader(connection).project_state().apps.get_model("books", "Book")
    for client in (acme, globex):
        with tenant_context(client):
            book = historical.objects.get()
            book.save()
    with tenant_context(acme), pytest.raises(WrongTenant):
        book.save()


def test_a_name_alone_is_the_same_tenant(acme: Client) -> None:
    with tenant_context(acme):
        book = Book.objects.get()
    with schema_context(acme.schema_name):
        book.save()
