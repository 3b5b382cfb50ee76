"""The first page of a search, who is inside, and the figures, in a small and a large workspace.

`--entries 1000000` for the large one. Both workspaces are asked in turns as a worker of gunicorn
asks: the WSGI application with the middleware, session, member, index and templates of production.
Another question is another line of `ASKED`.
"""

import argparse
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from bench.full_books import fill
from bench.indexed import index_all
from bench.moved import move_all
from bench.own_site import (
    alone,
    analyse,
    make_tables,
    open_workspace,
    own_server,
    owners_browser,
    set_up,
)
from bench.result import Result
from bench.turns import Turns, key_of, take_turns

if TYPE_CHECKING:
    from bench.wsgi_browser import WsgiBrowser
    from public_site.models import Client

SMALL, LARGE = 10_000, 100_000
OK, HIT = 200, b"entry__number"
ASKED = {  # what it is called → the page, and what stands on it when it shows something
    "common word": ("/search/?q=perimeter", HIT),
    "rare word": ("/search/?q=giraffe", HIT),
    "three words": ("/search/?q=visitor+workshop+exit", HIT),
    "plate fragment": ("/search/?q=plate:C12", HIT),
    "person": ("/search/?q=person:ruiz7", HIT),
    "all chips": (
        "/search/?q=lorry+seal+type:007+plate:c1+person:ana+by:olga+book:gate+severity:routine"
        "+since:2020-01-01+until:2100-01-01",
        HIT,
    ),
    "number": ("/search/?q=no.+4321", HIT),
    "inside now": ("/inside/", b"presence__more"),
    "evacuation list": ("/inside/evacuation/", b"evacuation__name"),
    "dashboard counted anew": ("/overview/", b"chart__drawing"),
    "dashboard": ("/overview/", b"chart__drawing"),  # behind it, so that counts are kept
}
ANEW = "counted anew"


def run(arguments: Sequence[str] = ()) -> Result:
    """Measure on a database server of its own."""
    parser = argparse.ArgumentParser(prog="python -m bench search")
    parser.add_argument("--entries", type=int, default=LARGE)
    large = parser.parse_args(arguments).entries
    with own_server("search") as var:
        return _result(alone(_measure, var, large), {"small": SMALL, "large": large})


def _measure(var: str, large: int) -> Turns:
    set_up(var)
    make_tables()
    browsers = []
    for slug, count in (("small", SMALL), ("large", large)):
        client = open_workspace(slug)
        _fill(client, count)
        browsers.append(owners_browser(client))
    analyse()
    small, large_one = (
        {what: partial(_ask, browser, *page, anew=ANEW in what) for what, page in ASKED.items()}
        for browser in browsers
    )
    return take_turns(small, large_one)


def _fill(client: "Client", count: int) -> None:
    from tenancy.context import tenant_context
    from tenant_site.books.models import Book, EntryType
    from tenant_site.members.models import Member

    with tenant_context(client):
        types = list(EntryType.objects.offered())
        fill(Book.objects.get(), Member.objects.get(), types, count)
        index_all()
        move_all()


def _ask(browser: "WsgiBrowser", page: str, shows: bytes, *, anew: bool) -> None:
    """Open a page; one that shows nothing would measure nothing. `anew` forgets what was kept."""
    if anew:
        _forget()
    status, body = browser.get(page)
    if status != OK or shows not in body:
        raise RuntimeError(f"{status}: {page} shows nothing.")


def _forget() -> None:
    from django.core.cache import cache

    cache.clear()


def _result(turns: Turns, sizes: dict[str, int]) -> Result:
    ratios, figures = turns.ratios(), turns.figures()
    search = [key_of(what) for what, (page, _shows) in ASKED.items() if page.startswith("/search")]
    worst = {
        f"search_large_vs_small{by}": max(ratios[f"{what}_large_vs_small{by}"] for what in search)
        for by in ("", "_by_cpu")
    }
    slowest = max(figures[f"{what}_p95_ms"] for what in search)
    more = {"search_p95_ms": slowest, "queries_more_in_the_large_workspace": turns.queries_more}
    return Result("search", worst | ratios, more | figures, turns.rows(sizes))
