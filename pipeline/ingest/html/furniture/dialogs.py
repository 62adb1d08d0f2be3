"""Dialogs: what opens over a page and asks to sign up, or tells of an account.

Some pages say the words of their text in dialogs as well. So one goes only where it speaks of the site's own affairs,
or says next to nothing, and never where it gives an amount or an order.
"""

import re

from pipeline.data import load
from pipeline.ingest.html.furniture.elements import names_of
from pipeline.ingest.html.region import DOSE, gives_orders
from pipeline.ingest.html.tree import Element, Fate, Page, word_count

_AFFAIRS = re.compile(load("html_furniture.yaml")["dialogs"], re.IGNORECASE)
_NAMES = frozenset({"modal", "popup"})
_LONGEST, _SHORT = 1500, 12  # characters; words


def leave_dialogs(page: Page) -> None:
    """Give the dialogs of a page their fate."""
    ends = 0
    for element in page.elements:
        if element.start < ends or not 0 < element.signs <= _LONGEST or not _is_dialog(element):
            continue
        ends = element.end
        words = page.words(element)
        told = any(re.fullmatch("h[1-2]", one.tag) and one.signs == element.signs for one in page.within(element))
        own = (word_count(words) <= _SHORT and not told) or _AFFAIRS.search(words) is not None
        if own and not (DOSE.search(words) or gives_orders(words)) and not _lists(page, element):
            element.fate = element.fate or Fate("page note", "a dialog that opens over the page")


def _is_dialog(element: Element) -> bool:
    said = element.get("role") in ("dialog", "alertdialog") or element.get("aria-modal") == "true"
    return said or (element.tag in ("div", "section", "aside", "dialog") and not _NAMES.isdisjoint(names_of(element)))


def _lists(page: Page, element: Element) -> bool:
    """Whether an element lists what is no link."""
    return any(one.tag in ("li", "td", "dd") and one.signs and not one.linked for one in page.within(element))
