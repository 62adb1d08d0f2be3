"""What parts the words of a unit, and what does not.

Labels are set apart by their make alone ("<b>Muscle</b><span>Tightness</span>"); a break may stand inside a sentence.
"""

import re

import msgspec

from pipeline.data import load
from pipeline.ingest.html.tree import Element, Text

_UNENDING = frozenset(load("html.yaml")["unending"])
_SEPARATOR = re.compile(r"\s*[·•|](?:\s+|$)")

_LABEL = re.compile(r"[a-z]{3}[.:]?$")
_FIGURE = re.compile(
    rf"\W{{0,2}}\d[\d.,]*(?:/\d+|\+|%|k|m|x| ?(?:{load('html_furniture.yaml')['units_of_figures']}))?\+?", re.IGNORECASE
)
_COUNT = re.compile(r"0\d")  # drawn before a label: "01 Disc"
_WORDS_BEHIND = 2  # a name may change its type in its midst: "PubMed"
_RAISED = frozenset({"sup", "sub"})
_ROWS = frozenset({"span", "strong", "b", "time", "small", "label"})
_BOXED = frozenset("block flex grid d-block d-flex d-grid card list-group-item".split())  # classes of frameworks
_NUMBERED = re.compile(r"\d{3}$|^\d+/\d+$")  # the end of a telephone number or a year; a fraction
_YEAR = re.compile(r", (?:19|20)\d\d$")
_LETTERS = re.compile(r"[a-z]{3}$")
_CAPITALISED = re.compile(r"[A-Z][a-z]")


def is_apart(element: Element, beside: Element) -> bool:
    """Whether an element and the one that ends where it begins are of two makes."""
    if _RAISED & {element.tag, beside.tag}:
        return False
    classes = element.get("class"), beside.get("class")
    return beside.tag != element.tag or (all(classes) and classes[0] != classes[1])


def is_pair(element: Element) -> bool:
    """Whether an item holds an element and the one before it alone: a label and its value."""
    around, before = element.parent, element.before
    if around is None or before is None or around.tag != "li" or around.children != [before, element]:
        return False
    return around.signs == element.signs + before.signs


def is_of_row(element: Element, known: dict[int, bool]) -> bool:
    """Whether an element stands right behind one of its make, in a box of elements without words of its own."""
    around, before = element.parent, element.before
    if around is None or before is None or before.tag != element.tag or element.tag not in _ROWS:
        return False
    return _has_no_words(around, known)


def is_new_entry(element: Element, known: dict[int, bool]) -> bool:
    """Whether a link stands behind one of its make, in boxes of their own by their class, without words around them."""
    around, before = element.parent, element.before
    if around is None or before is None or (element.tag, before.tag) != ("a", "a"):
        return False
    boxed = not _BOXED.isdisjoint(element.get("class").split()) and before.get("class") == element.get("class")
    return boxed and _has_no_words(around, known)


def _has_no_words(element: Element, known: dict[int, bool]) -> bool:
    """Whether an element has no words but those of its elements; `known` is what was found, since each child asks."""
    if element.number not in known:
        known[element.number] = element.signs == sum(one.signs for one in element.children)
    return known[element.number]


def parts_entries(said: str, words: str) -> bool:
    """Whether a blank belongs between two entries of a row: "020 8020" and "Fax", or two of two words and more."""
    if not words or not said or said[-1:].isspace():
        return False
    if _NUMBERED.search(said) and not words[0].isdecimal():
        return _CAPITALISED.match(words) is not None
    if _YEAR.search(said) and words[0].isdecimal():
        return True
    both = len(said.split()) >= _WORDS_BEHIND and len(words.split()) >= _WORDS_BEHIND
    return both and words[0].isupper() and _LABEL.search(said) is not None


def parts_count(element: Element, said: str, words: str) -> bool:
    """Whether words are a count that an element of its own draws behind a name: "Blood tests" and "02"."""
    return element.tag in _ROWS and _COUNT.fullmatch(words) is not None and _LETTERS.search(said) is not None


def wants_blank(label: str, words: str, *, paired: bool) -> bool:
    """Whether a blank belongs between a label or a figure and the words that an element of its own sets behind it."""
    if not words or label[-1:].isspace():
        return False
    enough = len(words.split()) >= _WORDS_BEHIND
    if _COUNT.fullmatch(label):
        return words[0].isupper()
    if _FIGURE.fullmatch(label.strip()):
        return enough and words[0].isalpha()
    apart = words[0].isupper() or (enough and words[0].isdecimal())
    return (enough or paired) and apart and _LABEL.search(label) is not None


def goes_on(said: str, words: str) -> bool:
    """Whether what was said cannot end there, and words in small letters go on with it."""
    last = said.split()[-1:]
    return bool(last) and last[0].lower() in _UNENDING and words.lstrip()[:1].islower()


def without_separator(text: Text) -> Text:
    """A text without the dot or bar that parted it from struck text before it."""
    sign = _SEPARATOR.match(text.text)
    if sign is None:
        return text
    start = min(text.start + sign.end(), text.end) if text.end - text.start == len(text.text) else text.end
    return msgspec.structs.replace(text, start=start, text=text.text[sign.end() :])
