"""Where a page's own content lies, and which h1 is the page's rather than the site's."""

import re
from collections.abc import Iterator

import msgspec

from pipeline.data import load
from pipeline.ingest.html.chosen import Chosen
from pipeline.ingest.html.tree import Element, Page, Part, is_sentence, word_count

_NAMES = frozenset(
    "content maincontent main-content main mainbody page-content article-body entry-content post-content".split()
)
_CLINICAL = {name: re.compile(words, re.IGNORECASE) for name, words in load("html_furniture.yaml")["clinical"].items()}
DOSE = re.compile(load("html_furniture.yaml")["clinical"]["dose"])

_HUB_LINKS = 8
_HUB_PROSE = 200  # characters: what a page says of itself
_HUB_SHARE = 3  # characters in lists of links to one in a sentence


class Region(msgspec.Struct, frozen=True):
    """A stretch of the source that holds the content; `marked` where an element such as `main` says so.

    A hub is a page that says little itself: its content is its lists of links. Up to `last`, behind the end, sentences
    follow that may be of the content: what lies before them is in doubt, and held.
    """

    start: int
    end: int
    marked: bool
    is_hub: bool = False
    last: int = 0

    def holds(self, element: Element) -> bool:
        """Whether an element begins in it."""
        return self.start <= element.start < max(self.end, self.last)

    def begins_in(self, element: Element) -> bool:
        """Whether it begins inside an element, where the page marks it."""
        return self.marked and element.start <= self.start < element.end


def region_of(page: Page, chosen: Chosen) -> Region:
    """The content of a page: its `main`, else its only `article`, else from its h1 or first sentence to its last.

    Which sentences are the first and last of the content is trafilatura's word.
    """
    body = page.root
    if hub := _hub(page):
        return hub
    for candidates, share in ((_mains(page), 0.0), (_articles(page), 0.5), (_named(page), 0.7)):
        fitting = [one for one in candidates if one.prose and one.prose >= share * body.prose]
        if len(fitting) == 1 or (fitting and share == 0.0):
            return Region(fitting[0].start, fitting[0].end, marked=True)
    prose = [part for part in page.parts if part.linked < 0.5 and is_sentence(part.text)]
    prose = [part for part in prose if chosen.has(part.text)] or prose
    heads = [one.start for one in heads_of(page)]
    starts = [*heads[:1], *(part.texts[0].start for part in prose[:1])]
    ends = [part.texts[-1].end for part in prose[-1:]]
    return Region(min(starts, default=0), max(ends, default=body.end), marked=False, last=_last_sentence(page))


def heads_of(page: Page) -> list[Element]:
    """The h1 of a page, those that only name its site left aside where there are others."""
    heads = [one for one in page.elements if one.tag == "h1" and one.signs]
    return [one for one in heads if not is_of_site(one)] or heads


def _hub(page: Page) -> Region | None:
    """The lists of links that are all a page has: its `main` where that is all links, else those behind its h1."""
    heads = [one.start for one in page.elements if one.tag == "h1" and one.signs]
    mains = [one for one in _mains(page) if one.signs]
    framed = list(_frame(page))
    prose = page.root.prose - sum(one.prose for one in framed)
    if len(mains) == 1 and not mains[0].prose and mains[0].linked * 10 >= mains[0].signs * 8:
        start, end, linked = mains[0].start, mains[0].end, mains[0].linked
        is_hub = linked > prose
    else:
        start = heads[0] if heads and not mains else page.root.end
        lists = [one for one in page.elements if one.tag in ("ul", "ol") and one.start > start]
        lists = [one for one in lists if one.linked * 10 >= one.signs * 8 > 0 and not _is_in(one, framed)]
        links = sum(child.linked > 0 for one in lists for child in one.children)
        end, linked = max((one.end for one in lists), default=0), sum(one.linked for one in lists)
        is_hub = links >= _HUB_LINKS and prose <= _HUB_PROSE and linked >= _HUB_SHARE * prose
    return Region(min([start, *heads[:1]]), end, marked=True, is_hub=True) if is_hub else None


def _last_sentence(page: Page) -> int:
    """Where the last sentence begins that stands in no frame of the page; 0 where there is none."""
    framed = list(_frame(page))
    for part in reversed(page.parts):
        start = part.texts[0].start
        while framed and framed[-1].start > start:
            framed.pop()
        free = not framed or framed[-1].end <= start
        if free and part.linked < 0.5 and is_sentence(part.text):
            return start
    return 0


def _frame(page: Page) -> Iterator[Element]:
    """What says by its element that it is the frame of the page."""
    ends = 0
    for one in page.elements:
        if one.start >= ends and (one.tag in ("nav", "header", "footer") or one.get("role") == "navigation"):
            ends = one.end
            yield one


def _is_in(element: Element, around: list[Element]) -> bool:
    return any(one.start <= element.start < one.end for one in around)


def _mains(page: Page) -> list[Element]:
    return [one for one in page.elements if one.tag == "main" or one.get("role") == "main"]


def _articles(page: Page) -> list[Element]:
    return [one for one in page.elements if one.tag == "article" or one.get("role") == "article"]


def _named(page: Page) -> list[Element]:
    """The innermost elements that are named as content."""
    named = [one for one in page.elements if {one.get("id"), *one.get("class").split()} & _NAMES]
    most = max((one.prose for one in named), default=0)
    return [one for one in named if one.prose == most][-1:]


def is_of_site(heading: Element) -> bool:
    """Whether a heading is a link in a menu, or home: the name of the site, and not of the page."""
    if heading.linked != heading.signs or not heading.signs:
        return False
    around = [one for one in heading.ancestors() if one.signs == heading.signs]
    home = any("home" in one.get("rel").split() for one in (*heading.children, *around))
    return home or any(one.tag == "nav" for one in heading.ancestors())


def is_clinical(part: Part) -> bool:
    """Whether words that are no links speak of doses, warnings or symptoms, and are no disclaimer of the site."""
    words = part.text
    if part.linked >= 0.5 or word_count(words) < 3 or _CLINICAL["disclaimer"].search(words):
        return False
    if DOSE.search(words) or _CLINICAL["warning"].search(words):
        return True
    return is_sentence(words) and _CLINICAL["symptom"].search(words) is not None


def speaks_of_health(words: str) -> bool:
    """Whether words hold a dose, a warning or a symptom, sentence or not."""
    return bool(DOSE.search(words) or _CLINICAL["warning"].search(words) or _CLINICAL["symptom"].search(words))


def gives_weight(words: str) -> bool:
    """Whether words hold a dose, a warning or an order, sentence or not."""
    return bool(DOSE.search(words) or _CLINICAL["warning"].search(words) or _CLINICAL["order"].search(words))


def says_to_call(words: str) -> bool:
    """Whether words say that somebody is to be called, or in which need."""
    return _CLINICAL["call"].search(words) is not None


def gives_orders(words: str) -> bool:
    """Whether words, links among them, hold a dose or tell what to do or not to do; disclaimers do not count."""
    found = DOSE.search(words) or _CLINICAL["order"].search(words)
    return found is not None and not _CLINICAL["disclaimer"].search(words)
