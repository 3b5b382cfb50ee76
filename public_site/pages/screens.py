"""The pictures of the product that the website shows; `make screenshots` takes them anew."""

from dataclasses import dataclass

FOLDER = "img/screens"
SHARE_SIZE = (1200, 630)


@dataclass(frozen=True)
class Screen:
    """A picture: what is looked at, in a window of which size, and how many pixels are kept."""

    name: str
    path: str
    """What follows the address of the book; with a slash in front, that of the workspace."""
    view_width: int
    view_height: int
    width: int
    height: int
    scroll: int = 0
    by_owner: bool = False

    @property
    def is_phone(self) -> bool:
        """Say whether it is looked at on a phone, by touch."""
        return self.view_width < 600  # narrower than any tablet


SCREENS = (
    Screen("book-desk", "", 1120, 900, 1120, 900),
    Screen("book-phone", "", 360, 720, 540, 1080),
    Screen("types-phone", "write/", 360, 720, 540, 1080),
    Screen("write-phone", "write/006/", 360, 720, 540, 1080, scroll=72),
    Screen("entry-phone", "entries/8/", 360, 720, 540, 1080, scroll=440),
    Screen("form-desk", "/types/004/", 900, 720, 900, 720, by_owner=True),
)
BY_NAME = {screen.name: screen for screen in SCREENS}
