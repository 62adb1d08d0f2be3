"""How a place is reached stays where the text says to call it and gives no number of its own.

A clinic often has its telephone number in the foot of its pages alone. "Call us at once if it bleeds" is worth nothing
without it, so the smallest box that holds the number stays, with the address and the hours beside it.
"""

import re
from bisect import bisect_right
from itertools import pairwise

from pipeline.data import load
from pipeline.ingest.html.furniture.tables import OPENING, PHONE
from pipeline.ingest.html.tree import Element, Fate, Page, Part

_CONTACT = re.compile(load("html_furniture.yaml")["contact"], re.IGNORECASE)
_LONGEST_BOX = 300  # characters of a number, an address and the hours
_FRAME = ("site footer", "site header", "navigation", "related links")


def keep_contact(page: Page) -> Element | None:
    """The box that says how the place is reached, if the text needs it; its fate is taken from it."""
    gone = page.gone()
    starts = [one.start for one in gone]
    calls = False
    numbers: list[tuple[Part, Element]] = []
    for part in page.parts:
        around = gone[max(bisect_right(starts, part.texts[0].start) - 1, 0)] if gone else None
        stays = around is None or not around.start <= part.texts[0].start < around.end
        if stays and _has_number(part):
            return None
        calls = calls or (stays and _CONTACT.search(part.text) is not None)
        if around is not None and not stays and _kind(around) in _FRAME and _has_number(part):
            numbers.append((part, around))
    if not calls or not numbers:
        return None
    boxes = [(_box(page, part.texts[0].element, around), around) for part, around in numbers]
    opened = [box for box, _ in boxes if OPENING.search(page.words(box))]
    feet = [box for box, around in boxes if _kind(around) == "site footer"]
    found = (opened or feet or [boxes[0][0]])[0]
    _free(found)
    return found


def _kind(element: Element) -> str:
    return element.fate.kind if element.fate is not None else ""


def _has_number(part: Part) -> bool:
    return PHONE.search(part.text) is not None


def _box(page: Page, element: Element, gone: Element) -> Element:
    """The largest element around a number, within what is gone, with little else and few links to other pages."""
    found = element
    for one in element.ancestors():
        if one.signs > _LONGEST_BOX or 2 * _led_away(page, one) > one.signs or one.tag in ("header", "footer", "nav"):
            break
        found = one
        if one is gone:
            break
    return found


def _led_away(page: Page, element: Element) -> int:
    links = (one for one in page.within(element) if one.tag == "a")
    return sum(one.signs for one in links if not one.get("href").startswith(("tel:", "mailto:")))


def _free(box: Element) -> None:
    """Take the fate from a box and from those around it, whose other children get it in their place."""
    for outer, inner in pairwise(reversed([*box.ancestors()])):
        if (fate := outer.fate) is not None:
            for one in outer.children:
                if one is not inner and one.signs:
                    one.fate = one.fate or Fate(fate.kind, fate.evidence)
            inner.fate, outer.fate = inner.fate or fate, None
    box.fate = None
