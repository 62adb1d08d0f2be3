"""How a place is reached stays where the text says to call it and gives no number of its own.

A clinic often has its telephone number in the foot of its pages alone. "Call us at once if it bleeds" is worth nothing
without it, so the smallest box that holds the number stays, with the address and the hours beside it.
"""

import re
from itertools import pairwise

from pipeline.data import load
from pipeline.ingest.html.furniture.tables import OPENING, PHONE
from pipeline.ingest.html.tree import Element, Fate, Page, Part

_CONTACT = re.compile(load("html_furniture.yaml")["contact"], re.IGNORECASE)
_LONGEST_BOX = 300  # characters of a number, an address and the hours
_FRAME = ("site footer", "site header", "navigation", "related links")


def keep_contact(page: Page) -> None:
    """Take its fate from the box that says how the place is reached, if the text needs it."""
    stays = [part for part in page.parts if _fate_around(part) is None]
    if not any(_CONTACT.search(part.text) for part in stays) or any(map(_has_number, stays)):
        return
    numbers = [part for part in page.parts if _has_number(part) and _is_of_frame(part)]
    if not numbers:
        return
    boxes = [_box(page, part.texts[0].element) for part in numbers]
    open_ = [one for one in boxes if OPENING.search(page.words(one))]
    feet = [one for one, part in zip(boxes, numbers, strict=True) if _names(part) == "site footer"]
    _free((open_ or feet or boxes)[0])


def _fate_around(part: Part) -> Element | None:
    """The outermost element with a fate around a part."""
    return next((one for one in reversed([*part.texts[0].element.ancestors()]) if one.is_gone), None)


def _names(part: Part) -> str:
    around = _fate_around(part)
    return around.fate.kind if around is not None and around.fate is not None else ""


def _is_of_frame(part: Part) -> bool:
    return _names(part) in _FRAME


def _has_number(part: Part) -> bool:
    return PHONE.search(part.text) is not None


def _box(page: Page, element: Element) -> Element:
    """The largest element around a number that holds little more than that, and few links to other pages."""
    found = element
    for one in element.ancestors():
        if one.signs > _LONGEST_BOX or 2 * _led_away(page, one) > one.signs or one.tag in ("header", "footer", "nav"):
            break
        found = one
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
