"""Words of a page that mark what stands elsewhere.

Badges before headings and questions, signs that open and close, names of icons, and the labels of tabs.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import pairwise

from pipeline.core.text.folding import squeeze
from pipeline.data import load
from pipeline.ingest.html.style import Style
from pipeline.ingest.html.tree import Element, Fate, Page, Part, word_count

_BADGE = re.compile(r"[QA]|\d{1,2}")
_LEAST_BADGES, _LEAST_TABS = 2, 2  # one alone may be a blood group, or a button
_LEAST_COUNT = 3  # of numbers without a nought before them
_LEAST_WORDS = 3  # of what a letter stands before, where it is no heading
_TARGETS = ("aria-controls", "data-bs-target", "data-target", "href")
_HEADING = re.compile("h[1-6]")
_PLACE = re.compile(r"(\d{1,3}) ?(?:/|of) ?(\d{1,3})")
_COUNTS = frozenset(map(str, range(2, 100)))  # of the pictures that a page shows
_SPOKEN_NOTE = re.compile(
    rf"\W*(?:{'|'.join(load('html_furniture.yaml')['visibility']['spoken_notes'])})\W*", re.IGNORECASE
)
_ICON_FONT = re.compile(r"material-(?:icons|symbols)\S*|google-symbols")
_ICON = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*(?: [a-z0-9]+(?:_[a-z0-9]+)*)?")
_EXIT_CLASS = re.compile(r"exit|external|outbound|new-?(?:window|tab)")
_EXIT = re.compile(load("html_furniture.yaml")["exits"], re.IGNORECASE)
_FILE_NOTE = re.compile(load("html_furniture.yaml")["file_notes"], re.IGNORECASE)
_LETTER_SIZE = re.compile(load("html_furniture.yaml")["letter_sizes"], re.IGNORECASE)
_LONGEST_NOTE = 40  # characters
_TOGGLE = re.compile(r"[+＋−–×✕✖▲▼△▽▴▾▸▶►›»⌃⌄∨^]")
_ITEM_SIGN = re.compile(r"[›»▸▶►→➤➜❯•·◦‣⁃∙■▪●|/]")
_OPENS = re.compile("accordion|faq|toggle|question|collapse|collapsible|expand")
_LONGEST_QUESTION = 200  # characters of what is pressed
_FAR = 4  # elements around a sign that are asked whether they open something
_CELLS = frozenset({"li", "td", "th", "dt", "dd", "label", "button", "a"})


def leave_icons(page: Page) -> None:
    """The name of an icon, which its font draws as a picture: "calendar_today" before the date of a visit."""
    for element in page.elements:
        drawn = element.signs and element.tag in ("i", "span") and _ICON_FONT.search(element.get("class"))
        if drawn and _ICON.fullmatch(page.words(element)):
            element.fate = element.fate or Fate("page note", "the name of an icon")


def leave_exits(page: Page) -> None:
    """What a link to another site bears: "Exit", "external link", in a sentence that goes on behind it."""
    for element in page.elements:
        marked = element.signs and element.tag in ("a", "span", "i", "em") and _EXIT_CLASS.search(element.get("class"))
        if marked and _is_linked(element) and _EXIT.fullmatch(page.words(element)):
            element.fate = element.fate or Fate("page note", "a note that a link leads to another site")


def leave_file_notes(page: Page) -> None:
    """The size of a file beside its link, and what makes the letters of the page larger, each in its element."""
    for element in page.elements:
        if not 0 < element.signs <= _LONGEST_NOTE or element.tag in _CELLS:
            continue
        words = page.words(element)
        if len(words) > len("(1 K)") and _FILE_NOTE.fullmatch(words) and element.tag in ("span", "small", "em", "i"):
            element.fate = element.fate or Fate("page note", "a note on the file that a link leads to")
        elif _LETTER_SIZE.fullmatch(words):
            element.fate = element.fate or Fate("button", "letters to press that make the page's larger")


def _is_linked(element: Element) -> bool:
    """Whether an element is a link, in one, or right behind one."""
    beside = element.before is not None and element.before.tag == "a"
    return beside or any(one.tag == "a" for one in element.ancestors())


def leave_toggles(page: Page) -> None:
    """The sign on what opens and closes a part of the page: the "+" behind each question of a list."""
    found = [
        (words, element)
        for element in page.elements
        if element.signs == 1 and _TOGGLE.fullmatch(words := page.words(element)) and _is_toggle(element)
    ]
    often = Counter((words, element.get("class")) for words, element in found)
    for words, element in found:
        if often[words, element.get("class")] >= _LEAST_BADGES:
            element.fate = element.fate or Fate("page note", "a sign that opens and closes")


def _is_toggle(element: Element) -> bool:
    """Whether an element has its sign to itself, and stands in what is pressed to open a part."""
    if element.tag not in ("span", "i", "div") or element.children or element.parent is None:
        return False
    around = [one for one, _ in zip(element.ancestors(), range(_FAR), strict=False)]
    pressed = any(one.tag in ("button", "summary") or one.get("role") == "button" for one in around)
    scripted = any("onclick" in one.attributes or "aria-expanded" in one.attributes for one in around)
    named = any(_OPENS.search(one.get("class")) and one.signs <= _LONGEST_QUESTION for one in around)
    return element.parent.signs > 1 and (pressed or scripted or named)


def leave_badges(page: Page) -> None:
    """A letter or number drawn beside what it marks: "Q" before each question, "01", "02" before the headings.

    Letters that repeat and numbers that count mark nothing but the order in which the parts stand anyway.
    """
    found = [
        (part, element)
        for part, behind in pairwise(page.parts)
        if _BADGE.fullmatch(part.text) and (element := _holder(part)) and _is_marked(part, behind)
    ]
    often = Counter((part.text, element.get("class")) for part, element in found)
    counted = frozenset(_counted([part.text for part, _ in found if part.text.isdecimal()]))
    position = -1
    for part, element in found:
        position += part.text.isdecimal()
        repeated = often[part.text, element.get("class")] >= _LEAST_BADGES
        if position in counted if part.text.isdecimal() else repeated:
            element.fate = element.fate or Fate("page note", "a badge beside what it marks")


def _counted(numbers: list[str]) -> Iterator[int]:
    """The places of numbers that count from one: "01", "02", or three and more without the nought."""
    first = 0
    for place in range(1, len(numbers) + 1):
        if place < len(numbers) and int(numbers[place]) == int(numbers[place - 1]) + 1:
            continue
        run = numbers[first:place]
        begins = int(run[0]) == 1 or (run[0] == "02" and len(run) >= _LEAST_COUNT)  # the first may be drawn otherwise
        if begins and len(run) >= (_LEAST_BADGES if run[0] == "01" else _LEAST_COUNT):
            yield from range(first, place)
        first = place


def _holder(part: Part) -> Element | None:
    """The element that holds a part and nothing else."""
    element = part.texts[0].element
    own = all(text.element is element or not text.text.strip() for text in part.texts)
    return element if own and element.tag not in _CELLS and element.signs == len(part.text) else None


def _around(part: Part) -> Element | None:
    """The largest element that holds a part and nothing else, where it is no cell."""
    found = None
    for one in part.texts[0].element.ancestors():
        if one.signs > len(part.text):
            break
        if one.tag in _CELLS:
            return None
        found = one
    return found if found is not None and found.signs == len(part.text) else None


def _is_marked(badge: Part, behind: Part) -> bool:
    headed = any(_HEADING.fullmatch(one.tag) for one in behind.texts[0].element.ancestors())
    return headed or (badge.text.isalpha() and word_count(behind.text) >= _LEAST_WORDS)  # "2" may count tablets


def leave_counters(page: Page) -> None:
    """The places of slides, "1/16" to "16/16": three and more that count on, each in a paragraph of its own."""
    found = [(match, part) for part in page.parts if (match := _PLACE.fullmatch(part.text))]
    for number, (match, part) in enumerate(found):
        begun = number - int(match[1]) + 1
        first = found[begun][0] if begun >= 0 else None
        counts = first is not None and first[1] == "1" and first[2] == match[2] and int(match[2]) >= _LEAST_COUNT
        if counts and len(found) - begun >= _LEAST_COUNT and (holder := _around(part)):
            holder.fate = holder.fate or Fate("page note", "the place of a slide among others")


def leave_item_numbers(page: Page) -> None:
    """The number of an item in an element of its own, where its list counts the same, and that of pictures in one."""
    for element in page.elements:
        if element.tag == "ol":
            items = [one for one in element.children if one.tag == "li"]
            for count, item in enumerate(items, 1):
                _leave_number(
                    page, item, {f"{count}.", f"{count})"}, "the number of an item, which its list counts as well"
                )
        elif element.tag == "figure" and {"img", "figcaption"} <= {one.tag for one in page.within(element)}:
            _leave_number(page, element, _COUNTS, "how many pictures there are to be seen")


def _leave_number(page: Page, element: Element, numbers: Collection[str], evidence: str) -> None:
    """Take out the number that an element begins with and goes on behind."""
    first = next(iter(page.inside(element)), None)
    holder = _around(first) if first is not None and first.text in numbers else None
    if holder is not None and element.start < holder.start and holder.signs < element.signs:
        holder.fate = holder.fate or Fate("doubled text" if element.tag == "li" else "page note", evidence)


def leave_item_signs(page: Page) -> None:
    """The arrow or dot that each item of a list begins with in an element of its own: the list has its marks anyway.

    An item that is such a sign and nothing else parts its neighbours.
    """
    for element in page.elements:
        items = (
            [one for one in element.children if one.tag == "li" and one.signs] if element.tag in ("ul", "ol") else []
        )
        alone = [one for one in items if one.signs == 1 and _ITEM_SIGN.fullmatch(page.words(one))]
        others = [one for one in items if one.signs > 1]
        signs = [_first_sign(page, one) for one in others]
        if not others or not (alone or all(signs)):
            continue
        for one in (*alone, *(signs if all(signs) else ())):
            if one is not None:
                one.fate = one.fate or Fate("page note", "a sign before an item, which its list marks as well")


def _first_sign(page: Page, item: Element) -> Element | None:
    """The element with which an item begins, where it is a sign alone and the item goes on behind it."""
    first = page.first_in(item)
    for text in first.texts if first is not None else ():
        if text.text.strip():
            own = text.element
            alone = own is not item and not own.children and own.tag in ("span", "i", "b", "em", "strong")
            return own if alone and _ITEM_SIGN.fullmatch(text.text.strip()) and own.signs < item.signs else None
    return None


def leave_twins(page: Page, style: Style) -> None:
    """Words said to screen readers where the same words stand beside them for all who see."""
    for element in page.elements:
        if not element.signs or element.get("aria-hidden") != "true":
            continue
        words = squeeze(page.words(element))
        for twin in (element.before, element.after):
            if twin is not None and twin.signs and style.is_spoken(twin) and words in squeeze(page.words(twin)):
                twin.fate = twin.fate or Fate("hidden doublet", "said to screen readers, and visible beside it")


def leave_spoken_notes(page: Page, style: Style) -> None:
    """What screen readers are told of how the page works: "Open pop-up dialog box"."""
    for element in page.elements:
        if element.signs and style.is_spoken(element) and _SPOKEN_NOTE.fullmatch(page.words(element)):
            element.fate = element.fate or Fate("page note", "said to screen readers, a note on how the page works")


def label_panels(page: Page) -> None:
    """Put the words of tabs over the panels that they open, if each tab of a row has its own."""
    panels = {one.attributes["id"]: one for one in page.elements if one.attributes.get("id") and one.signs}
    rows: dict[int, list[tuple[Element, Element | None]]] = {}
    for tab in page.elements:
        if not _is_tab(tab) or not word_count(page.words(tab)):
            continue
        named = (tab.attributes.get(name, "").strip().removeprefix("#") for name in _TARGETS)
        around = next((one for one in tab.ancestors() if one.get("role") == "tablist" or one.tag in ("ul", "ol")), None)
        panel = next((panels[name] for name in named if name in panels), None)
        rows.setdefault(id(around or tab.parent), []).append((tab, panel))
    for row in rows.values():
        opened = [panel for _, panel in row if panel is not None]
        if len(row) < _LEAST_TABS or len({id(panel) for panel in opened}) < len(row):
            continue
        if any(panel.start < tab.end or _begins_so(page, panel, tab) for tab, panel in row if panel is not None):
            continue
        for tab, panel in row:
            if panel is not None:
                panel.label = page.words(tab)
                tab.fate = tab.fate or Fate("button", "a tab: its words stand over the part that it opens")


def _is_tab(element: Element) -> bool:
    toggles = {element.get("data-toggle"), element.get("data-bs-toggle")}
    return element.get("role") == "tab" or bool(toggles & {"tab", "pill"})


def _begins_so(page: Page, panel: Element, tab: Element) -> bool:
    """Whether a panel has the words of its tab already, or headings of its own right at its begin."""
    parts = page.inside(panel)
    first = parts[0].texts[0].element if parts else panel
    return not parts or parts[0].text.casefold() == page.words(tab).casefold() or bool(_HEADING.fullmatch(first.tag))
