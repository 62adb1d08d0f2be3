"""Struck and hidden text of a page, and the words that images stand for.

Hidden is not dead: an accordion hides its warnings until a button shows them. Hidden text stays where it lies in the
content and holds a sentence, where something on the page opens it, and where it is said to screen readers.
"""

import re
from collections.abc import Iterator

from pipeline.data import load
from pipeline.ingest.html_region import Region
from pipeline.ingest.html_style import Style
from pipeline.ingest.html_tree import Element, Fate, Page, Part, is_sentence, word_count

_TABLE = load("html_furniture.yaml")["visibility"]
_OPENED = frozenset(_TABLE["opened_classes"])
_EMPTY_ALTERNATIVE = re.compile(_TABLE["empty_alternative"], re.IGNORECASE)
_PAGE_NOTES = re.compile(_TABLE["page_notes"], re.IGNORECASE)
_TARGETS = ("aria-controls", "aria-owns", "data-target", "data-bs-target", "data-toggle-target", "aria-describedby")
_OPENERS = frozenset({"button", "summary"})
_LONGEST_ALTERNATIVE = 1000


def squeeze(text: str) -> str:
    """The letters and digits of a text alone, for comparison."""
    return "".join(filter(str.isalnum, text)).casefold()


def strike(page: Page, style: Style) -> None:
    """Give struck text its fate; where most of a page is struck, the style is at fault."""
    for element in page.elements:
        if style.is_struck(element) and 2 * element.signs < page.root.signs and not _is_gone(element):
            element.fate = Fate("struck text", f"<{element.tag}>, struck through")


def hide(page: Page, style: Style, region: Region) -> None:
    """Give hidden text its fate, unless it is of the content: opened by something, or a sentence where it lies."""
    hidden = [one for one in page.elements if one.fate is None and style.is_hidden(one)]
    if not hidden:
        return
    opened = frozenset(_opened_ids(page))
    ends = 0
    tops = []
    for element in hidden:
        if element.start >= ends and not _is_gone(element):
            tops.append(element)
            ends = element.end
    spans = [(one.start, one.end) for one in tops]
    seen = frozenset(squeeze(part.text) for part in _visible(page, spans))
    for element in tops:
        parts = page.inside(element)
        words = page.words(element)
        if not word_count(words) or 2 * element.signs > page.root.signs:
            continue
        if parts and element.tag != "noscript" and _is_opened(element, opened):
            continue
        if all(squeeze(part.text) in seen for part in parts) if parts else squeeze(words) in seen:
            element.fate = Fate("hidden doublet", "hidden, and visible elsewhere on the page")
        elif _PAGE_NOTES.fullmatch(words):
            element.fate = Fate("page note", "hidden, a note on how the page works")
        elif not (region.holds(element) and any(is_sentence(part.text) for part in parts)):
            element.fate = Fate("hidden text", f"hidden <{element.tag}> that nothing on the page opens")


def _visible(page: Page, hidden: list[tuple[int, int]]) -> Iterator[Part]:
    """The parts that begin outside the hidden spans."""
    position = 0
    for part in page.parts:
        start = part.texts[0].start
        while position < len(hidden) and hidden[position][1] <= start:
            position += 1
        if position == len(hidden) or start < hidden[position][0]:
            yield part


def _is_gone(element: Element) -> bool:
    return any(one.fate is not None for one in element.ancestors())


def _opened_ids(page: Page) -> Iterator[str]:
    """The ids of what buttons, tabs and links to a place on the page open."""
    for element in page.elements:
        for name in _TARGETS:
            if name in element.attributes:
                yield from element.attributes[name].replace("#", " ").split()
        target = element.attributes.get("href", "")
        if element.tag == "label" and "for" in element.attributes:
            yield element.attributes["for"]
        if target.startswith("#") and len(target) > 1 and (element.get("role") or element.get("data-toggle")):
            yield target[1:]


def _is_opened(element: Element, opened: frozenset[str]) -> bool:
    """Whether something on the page shows the element: by its id, its class, its role, or a button right before it."""
    near = [element, *element.children[:3]]
    if element.parent is not None:
        near.append(element.parent)
    if any(one.attributes.get("id") in opened for one in near):
        return True
    if element.get("role") in ("tabpanel", "region"):
        return True
    if any(name in _OPENED for one in near[:1] for name in element.get("class").split()):
        return True
    before = element.before
    return (
        before is not None
        and before.tag != "details"
        and any(
            one.tag in _OPENERS or one.get("role") in ("button", "tab") or "aria-expanded" in one.attributes
            for one in (before, *before.children[:2])
        )
    )


def name_images(page: Page) -> None:
    """Give images the words that they stand for, unless these only name the picture or stand beside it anyway."""
    seen: frozenset[str] | None = None
    for element in page.elements:
        if element.tag not in ("img", "area") and element.get("role") != "img":
            continue
        words = " ".join(element.attributes.get("alt" if element.tag != "svg" else "aria-label", "").split())
        if not word_count(words) or len(words) > _LONGEST_ALTERNATIVE or _EMPTY_ALTERNATIVE.search(words):
            continue
        seen = seen if seen is not None else frozenset(squeeze(part.text) for part in page.parts)
        if squeeze(words) not in seen:
            element.alternative = words
