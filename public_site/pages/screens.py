"""The pictures of the product that the website shows; `make screenshots` takes them anew."""

from dataclasses import dataclass

FOLDER = "img/screens"
SHARE_SIZE = (1200, 630)


@dataclass(frozen=True)
class Screen:
    """A picture: what is looked at, in a window of which size, and how many pixels are kept."""

    name: str
    path: str
    """What follows the address of the book."""
    view_width: int
    view_height: int
    width: int
    height: int
    scroll: int = 0


SCREENS = (
    Screen("book-desk", "", 1120, 760, 1120, 760),
    Screen("book-phone", "", 360, 720, 540, 1080),
    Screen("types-phone", "write/", 360, 720, 540, 1080),
    Screen("write-phone", "write/003/", 360, 720, 540, 1080),
    Screen("entry-phone", "entries/8/", 360, 720, 540, 1080, scroll=440),
)
BY_NAME = {screen.name: screen for screen in SCREENS}
