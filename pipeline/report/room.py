"""How much of a text its page can show, so that a browser opens it, however long the text and whatever it holds."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import msgspec

T = TypeVar("T")

PAGE = 4_800_000  # bytes of all sections; with head and style a page stays below 5 MB
LONGEST = 10_000  # characters of one text in a cell: six pages of a book


class Filled(msgspec.Struct, frozen=True):
    """The entries of a section that there is room for, as HTML, and how many more there are."""

    shown: Sequence[str]
    left: int


class Room:
    """What a page may still hold. Each section takes what is left, in equal parts for it and those still to come."""

    def __init__(self, sections: int):
        self._left, self._sections = PAGE, sections

    def fill(self, entries: Sequence[T], render: Callable[[T], str]) -> Filled:
        """Render the first entries, as many as fit; the rest is not even rendered."""
        free = self._left // self._sections
        self._sections -= 1
        shown: list[str] = []
        for entry in entries:
            part = render(entry)
            size = len(part.encode("utf-8", "replace"))
            if size > free:
                break
            shown.append(part)
            free -= size
            self._left -= size
        return Filled(shown, len(entries) - len(shown))


def shortened(text: str) -> str:
    """A text that a cell has room for."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text) - LONGEST} characters more)"
