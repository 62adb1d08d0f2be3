"""Items of lists that are no list in the source: lines of one make, each with a tick or an arrow drawn before it."""

import re
from collections.abc import Iterator

from pipeline.ingest.html.tree import Element, Page

_TICK = re.compile(
    r"(?:^|[\s_-])(?:check|tick|bullet|caret-right|angle-right|chevron-right|arrow-right|dot)(?:$|[\s_-])"
)
_DRAWN = frozenset({"i", "span", "svg", "div"})
_LEAST = 2


def ticked(page: Page) -> frozenset[int]:
    """The numbers of the elements that are items of such lists."""
    found: set[int] = set()
    for element in page.elements:
        run: list[Element] = []
        for child in (*element.children, None):
            if child is not None and _is_ticked(page, child):
                run.append(child)
            elif child is None or child.signs:
                found.update(_items(run))
                run = []
    return frozenset(found)


def _items(run: list[Element]) -> Iterator[int]:
    if len(run) >= _LEAST:
        yield from (one.number for one in run)


def _is_ticked(page: Page, element: Element) -> bool:
    """Whether an element is one line, with a tick as its first child or right before it."""
    first = element.children[0] if element.children else None
    if element.tag not in ("p", "div") or not element.signs or not (_is_tick(first) or _is_tick(element.before)):
        return False
    listed = any(one.tag in ("li", "td", "th", "a", "button", "nav") for one in element.ancestors())
    return not listed and len(page.inside(element)) == 1


def _is_tick(element: Element | None) -> bool:
    if element is None or element.signs or element.tag not in _DRAWN:
        return False
    return _TICK.search(element.get("class")) is not None
