"""Every address that a urlconf answers, by its own account."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Route:
    """One pattern of a urlconf: its name, with the namespace, its view, and its address."""

    name: str
    view: Callable[..., Any]
    parts: tuple[URLResolver | URLPattern, ...]

    @property
    def arguments(self) -> list[str]:
        return [name for part in self.parts for name in part.pattern.converters]

    def address(self, sample: Callable[[str], object]) -> str:
        """Return an address with samples in the place of its arguments."""
        found = "/"
        for part in self.parts:
            text = str(part.pattern)
            for name, converter in part.pattern.converters.items():
                start, end = text.index("<"), text.index(">") + 1
                text = text[:start] + str(converter.to_url(sample(name))) + text[end:]
            found += text
        return found.replace("//", "/").replace("$", "")


def routes_of(urlconf: str) -> list[Route]:
    """Return every route, in the order in which Django asks them."""
    return list(_walk(get_resolver(urlconf), (), ""))


def _walk(
    resolver: URLResolver, above: tuple[URLResolver | URLPattern, ...], space: str
) -> Iterator[Route]:
    for part in resolver.url_patterns:
        parts = (*above, part)
        if isinstance(part, URLResolver):
            inner = f"{space}{part.namespace}:" if part.namespace else space
            yield from _walk(part, parts, inner)
        else:
            yield Route(f"{space}{part.name}", part.callback, parts)
