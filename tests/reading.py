"""Reads a page as a person or a search engine would: its links, headings, language."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "input", "img", "br", "hr", "path", "rect", "circle", "line", "polyline"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    text: str = ""


@dataclass
class Page:
    elements: list[Element] = field(default_factory=list)

    def all(self, tag: str, **wanted: str) -> list[Element]:
        return [
            one
            for one in self.elements
            if one.tag == tag
            and all(one.attributes.get(key) == value for key, value in wanted.items())
        ]

    def one(self, tag: str, **wanted: str) -> Element:
        (element,) = self.all(tag, **wanted)
        return element

    def rows(self, classes: str) -> list[list[str]]:
        """The texts of the cells of a table, row by row."""
        rows, inside = list[list[str]](), False
        for one in self.elements:
            if one.tag == "table":
                inside = one.attributes.get("class") == classes
            elif inside and one.tag == "tr":
                rows.append([])
            elif inside and one.tag in {"th", "td"}:
                rows[-1].append(" ".join(one.text.split()))
        return rows

    @property
    def heading_levels(self) -> list[int]:
        return [int(one.tag[1]) for one in self.elements if one.tag in {"h1", "h2", "h3", "h4"}]

    @property
    def internal_links(self) -> set[str]:
        found = {one.attributes.get("href", "") for one in self.all("a")}
        found |= {one.attributes.get("action", "") for one in self.all("form")}
        return {address.split("#")[0] for address in found if address.startswith("/")}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page, self.open = Page(), [Element("document", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {key: value or "" for key, value in attrs})
        self.page.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.page.elements.append(Element(tag, {key: value or "" for key, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        while len(self.open) > 1 and self.open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data


def read_page(html: str | bytes) -> Page:
    reader = _Reader()
    reader.feed(html if isinstance(html, str) else html.decode())
    return reader.page
