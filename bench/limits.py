"""What the issues promise of the figures, in one place: `python -m bench --assert` holds them."""

from collections.abc import Mapping

from bench.result import Result

LIMITS: Mapping[str, Mapping[str, float]] = {  # by bench and name: the most that is allowed
    "book": {
        "page_p95_ms": 50,
        "page_large_vs_small": 2,
        "older_page_large_vs_small": 2,
        "write_large_vs_small": 2,
        "queries_more_in_the_large_book": 0,
    },
    "export": {f"{what}_peak_mb": 150 for what in ("csv", "xlsx", "hits_csv", "hits_xlsx")},
    "reports": {"pdf_worker_seconds": 3},
    "search": {
        "search_p95_ms": 100,
        "search_large_vs_small": 2,
        "inside_now_large_vs_small": 2,
        "dashboard_large_vs_small": 2,
        "queries_more_in_the_large_workspace": 0,
    },
}


def missed(result: Result) -> list[str]:
    """Return a sentence for each limit that a measurement misses, also where it is not measured."""
    found = {**result.ratios, **result.figures}
    return [
        f"{result.bench}: {name} is {found.get(name, 'not measured')}, {most:g} at most are allowed"
        for name, most in LIMITS.get(result.bench, {}).items()
        if not found.get(name, float("inf")) <= most
    ]
