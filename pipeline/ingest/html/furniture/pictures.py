"""Pictures: the words that they stand for, and those that only name what adorns a page.

What a picture shows is said where the page says nothing of it. A portrait, a scene of every day, or a string of terms
for search engines says nothing to a reader who sees no picture, unless it speaks of health or gives an order.
"""

import re
from collections import Counter
from html import unescape

from pipeline.core.text.folding import squeeze
from pipeline.data import load
from pipeline.ingest.html.furniture.tables import SCENE
from pipeline.ingest.html.region import gives_orders, heads_of, speaks_of_health
from pipeline.ingest.html.tree import Element, Fate, Page, word_count

_TABLE = load("html_furniture.yaml")["visibility"]
_EMPTY_ALTERNATIVE = re.compile(_TABLE["empty_alternative"], re.IGNORECASE)
_PICTURE = re.compile(_TABLE["picture"], re.IGNORECASE)
_PORTRAIT = re.compile(rf"(?:{'|'.join(_TABLE['portraits'])})\W*", re.IGNORECASE)
_JOINING = frozenset(_TABLE["joining"])
_LONGEST_ALTERNATIVE = 1000
_STOCK_WORDS = 2
_MOST_TERMS = 8  # words of a string of search terms
_TAIL, _LEAST_TAILS = 3, 3  # words that the names of so many pictures end in


def name_images(page: Page) -> None:
    """Give images the words that they stand for, unless these only name the picture or stand beside it anyway."""
    seen: set[str] = set()
    said: set[str] = set()
    said_elsewhere = ""
    title = next((one.start for one in heads_of(page)), 0)
    tails = Counter(_tail(words) for words in {_words_for(one) for one in page.elements})
    for element in page.elements:
        words = _words_for(element)
        if not word_count(words) or len(words) > _LONGEST_ALTERNATIVE or _EMPTY_ALTERNATIVE.search(words):
            continue
        seen = seen or {squeeze(part.text) for part in page.parts}
        if squeeze(words) not in seen or not _stands_alone(element):
            element.alternative = words
            seen.add(squeeze(words))
            said = said or {word.removesuffix("s") for part in page.parts for word in _words_of(part.text)}
            said_elsewhere = said_elsewhere or squeeze(" ".join(part.text for part in page.parts))
            if _PICTURE.fullmatch(words) and not gives_orders(words):
                element.fate = Fate("page note", "the name of a picture, which says only what it shows")
            elif evidence := _is_adornment(element, words, title, said_elsewhere):
                element.fate = Fate("page note", evidence)
            elif _is_for_engines(element, words, tails):
                element.fate = Fate("page note", "the name of a picture, worded for search engines")
            elif _is_stock(element, words, said):
                element.fate = Fate("page note", "the name of a picture, of which the page says nothing")


def _words_for(element: Element) -> str:
    """The words that an element stands for, if it is a picture."""
    if element.tag not in ("img", "area") and element.get("role") != "img":
        return ""
    return " ".join(unescape(element.attributes.get("alt" if element.tag != "svg" else "aria-label", "")).split())


def _tail(words: str) -> tuple[str, ...]:
    found = tuple(words.casefold().split())
    return found[-_TAIL:] if len(found) > _TAIL else ()


def _is_for_engines(element: Element, words: str, tails: Counter[tuple[str, ...]]) -> bool:
    """Whether a picture that stands alone is named by a string of terms, or ends as others of its page do."""
    if not _stands_alone(element) or speaks_of_health(words) or gives_orders(words):
        return False
    if not words.islower() or not words.replace(" ", "").replace("-", "").isalpha():
        return False
    found = words.split()
    often = bool(_tail(words)) and tails[_tail(words)] >= _LEAST_TAILS
    return often or (_STOCK_WORDS <= len(found) <= _MOST_TERMS and _JOINING.isdisjoint(found))


def _is_adornment(element: Element, words: str, title: int, said: str) -> str:
    """How it shows that a picture that stands alone adorns the page; empty where it may say something.

    It stands above the title, or shows people at their everyday doings or a dish, or the text says its words as well.
    """
    if not _stands_alone(element) or speaks_of_health(words):
        return ""
    if element.start < title:
        return "the name of a picture above the title"
    if SCENE.fullmatch(words):
        return "the name of a picture, which shows a scene of every day"
    if _PORTRAIT.fullmatch(words):
        return "the name of a portrait, of a sign, or of a file"
    told = len(words.split()) >= _STOCK_WORDS and squeeze(words) in said
    return "the name of a picture, whose words the text says as well" if told else ""


def _words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _is_stock(element: Element, words: str, said: set[str]) -> bool:
    """Whether a picture that stands alone is named by a word or two that stand nowhere else on its page."""
    found = _words_of(words)
    short = len(found) <= _STOCK_WORDS and words.replace(" ", "").isalpha() and not gives_orders(words)
    return short and _stands_alone(element) and said.isdisjoint(word.removesuffix("s") for word in found)


def _stands_alone(element: Element) -> bool:
    """Whether an image stands in no sentence; in one, its words are said wherever else they stand."""
    around = element.parent
    return around is None or not around.signs or around.tag not in ("p", "li", "td", "th", "dd", "span", "strong", "b")
