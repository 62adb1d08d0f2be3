"""Struck and hidden text of a page.

Hidden is not dead: an accordion hides its warnings until a button shows them. Hidden text stays where it lies in the
content and holds a sentence, where something on the page opens it, a script too, and where it is said to screen
readers. What a page says of itself ("no Arabic version", "you are subscribed") is a note, whatever opens it.
"""

import re
from collections.abc import Iterator

from pipeline.core.model import LeftOutKind
from pipeline.core.text.folding import squeeze
from pipeline.data import load
from pipeline.ingest.html.region import DOSE, Region, gives_orders, is_clinical
from pipeline.ingest.html.style import Style
from pipeline.ingest.html.tree import Element, Fate, Page, Part, is_sentence, word_count

_FURNITURE = load("html_furniture.yaml")
_TABLE = _FURNITURE["visibility"]
_SIGN_UP = re.compile(_FURNITURE["kinds"]["sign-up"]["pattern"], re.IGNORECASE)
_FOR_PRINT = re.compile(
    "(?:for)?print(?:ed)?(?:only|head|header|heading|title|foot|footer)|(?:head|header|title|foot|footer)print"
)
_OPENED = frozenset(_TABLE["opened_classes"])
_PAGE_NOTES = re.compile(_TABLE["page_notes"], re.IGNORECASE)
_IN_QUOTES = re.compile(r"[\"']#?([\w-]{1,80})[\"']")
_TARGETS = ("aria-controls", "aria-owns", "data-target", "data-bs-target", "data-toggle-target", "aria-describedby")
_HEADS = frozenset({"summary", "dt", "h2", "h3", "h4", "h5", "h6"})
_LEAST_TOLD = 12  # words of a sentence that may stand across several paragraphs of the page
_SCRIPTS = re.compile(_TABLE["scripts"], re.IGNORECASE)
_CONSENT = re.compile(_FURNITURE["kinds"]["cookie or consent"]["pattern"], re.IGNORECASE)
_LEAST_CONSENT = 3  # words of the kind in one notice


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
    visible = [squeeze(part.text) for part in _visible(page, spans)]
    seen, told = frozenset(visible), "".join(visible)
    for element in tops:
        parts, words = page.inside(element), page.words(element)
        if not word_count(words) or 2 * element.signs > page.root.signs:
            continue
        if _PAGE_NOTES.fullmatch(words) or not _is_opened(element, opened, bool(parts)):
            in_content = region.holds(element) and any(is_sentence(part.text) or is_clinical(part) for part in parts)
            doublet = all(squeeze(part.text) in seen for part in parts) if parts else squeeze(words) in seen
            doublet = doublet or (word_count(words) >= _LEAST_TOLD and squeeze(words) in told)
            fate = _fate(page, element, doublet, in_content)
            element.fate = None if fate and fate.kind == "hidden text" and style.is_opened(element) else fate


def _fate(page: Page, element: Element, doublet: bool, in_content: bool) -> Fate | None:
    words = page.words(element)
    if doublet:
        return Fate("hidden doublet", "hidden, and visible elsewhere on the page")
    if note := _note_kind(page, element, words, in_content):
        return Fate(*note)
    return None if in_content else Fate("hidden text", f"hidden <{element.tag}> that nothing on the page opens")


def _note_kind(page: Page, element: Element, words: str, in_content: bool) -> tuple[LeftOutKind, str] | None:
    """What hidden words are that speak of the page itself, and how that shows."""
    if element.tag == "noscript" and _is_for_scripts(words):
        return "page note", "markup for browsers without scripts"
    if _PAGE_NOTES.fullmatch(words) and not DOSE.search(words):
        return "page note", "hidden, a note on how the page works"
    if gives_orders(words):
        return None
    if _is_for_print(element):
        return "page note", "hidden, a heading for print"
    buttons = sum(one.signs for one in page.within(element) if one.tag == "button")
    if buttons and buttons == element.signs:
        return "button", "hidden, nothing but buttons"
    return None if in_content else _kind_outside(page, element, words)


def _is_for_scripts(words: str) -> bool:
    """Whether the words of a noscript are markup, or ask for scripts and give no dose."""
    return words.startswith("<") or (_SCRIPTS.search(words) is not None and not DOSE.search(words))


def _kind_outside(page: Page, element: Element, words: str) -> tuple[LeftOutKind, str] | None:
    """What hidden words are that are no sentence of the content."""
    if _is_sign_up(page, element, words):
        return "sign-up", "hidden, a box that asks for an address"
    if len(_CONSENT.findall(words)) >= _LEAST_CONSENT:
        return "cookie or consent", "hidden, speaks of it again and again"
    if any(one.tag == "textarea" for one in page.within(element)):
        return "form", "hidden, with fields to fill in"
    if element.linked * 10 >= element.signs * 9:
        return "navigation", "hidden, nothing but links"
    return None


def _is_for_print(element: Element) -> bool:
    """Whether a name of the element says that it heads or ends the printed page."""
    names = (*element.get("class").split(), element.get("id"))
    return any(_FOR_PRINT.fullmatch(re.sub(r"[\W_]", "", name)) for name in names)


def _is_sign_up(page: Page, element: Element, words: str) -> bool:
    """Whether hidden words ask to sign up, twice or beside a field."""
    asked = len(_SIGN_UP.findall(words))
    return asked > 1 or (asked == 1 and any(one.tag == "input" for one in page.within(element)))


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
        for name, value in element.attributes.items():
            if name.startswith("on") and "none" not in value:
                yield from _IN_QUOTES.findall(value)
        target = element.attributes.get("href", "")
        if element.tag == "label" and "for" in element.attributes:
            yield element.attributes["for"]
        if target.startswith("#") and len(target) > 1 and (element.get("role") or element.get("data-toggle")):
            yield target[1:]


def _is_opened(element: Element, opened: frozenset[str], is_block: bool) -> bool:
    """Whether something on the page shows the element: by its id, its class, its role, or what stands before it.

    A heading or a button right before a hidden block opens it, whatever script does the work.
    """
    if element.tag == "noscript":
        return False
    near = [element, *element.children[:3], *([element.parent] if element.parent else [])]
    if any(one.attributes.get("id") in opened for one in near):
        return True
    if not is_block:
        return False
    if element.get("role") in ("tabpanel", "region") or not _OPENED.isdisjoint(element.get("class").split()):
        return True
    before = element.before
    if before is None or before.tag == "details":
        return False
    return before.tag in _HEADS or any(
        one.tag == "button" or one.get("role") in ("button", "tab") or "aria-expanded" in one.attributes
        for one in (before, *before.children[:2])
    )
