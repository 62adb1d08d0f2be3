"""What readers wrote below an article: blocks of one make, each with a date or an author and with what answers it."""

import re
from bisect import bisect_left
from collections import Counter

from pipeline.data import load
from pipeline.ingest.html.furniture.elements import names_of
from pipeline.ingest.html.furniture.tables import DATES, HEADINGS
from pipeline.ingest.html.tree import Element, Fate, Page, Part

_TABLE = load("html_furniture.yaml")["posts"]
_ANSWER = re.compile(rf"\W*(?:{'|'.join(_TABLE['answer'])})\W*", re.IGNORECASE)
_MORE = re.compile(rf"(?:^|\W)(?:{'|'.join(_TABLE['more'])})(?:\W|$)", re.IGNORECASE)
_TIME = re.compile(r"\b\d{1,2}:\d{2}\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b")
_MEMBER = re.compile(rf"\W*(?:{'|'.join(load('html_furniture.yaml')['members'])})\W*", re.IGNORECASE)
_LEAST_LABELS = 2
_LONGEST_MEMBER = 600  # characters
_LISTS = frozenset({"ol", "ul", "div", "section"})
_LEAST_POSTS = 2
_LONGEST_ANSWER = 30  # characters of what is pressed to answer
_ABOVE = 8  # parts above a list of comments, one of which says what it is


class Comments:
    """Marks lists of comments that their make shows, where a line above them or a name says what they are."""

    def __init__(self, page: Page):
        self._page = page
        self._answers = [
            one.start
            for one in page.elements
            if one.tag in ("a", "span", "button", "li", "div")
            and 0 < one.signs <= _LONGEST_ANSWER
            and _ANSWER.fullmatch(page.words(one))
        ]

    def mark(self, element: Element) -> None:
        """Judge an element as a list of comments."""
        if element.tag not in _LISTS or self._count(element) < _LEAST_POSTS:
            return
        filled = [one for one in element.children if one.signs]
        posts = [one for one in filled if self._is_post(one)]
        others = sum(one.signs for one in filled) - sum(one.signs for one in posts)
        alike = len(posts) >= _LEAST_POSTS and all(one.tag == posts[0].tag for one in posts)
        if alike and others * 10 <= element.signs and self._is_announced(element, posts):
            element.fate = Fate("comments", f"<{element.tag}> of {len(posts)} blocks, each with what answers it")

    def _count(self, element: Element) -> int:
        return bisect_left(self._answers, element.end) - bisect_left(self._answers, element.start)

    def _is_post(self, element: Element) -> bool:
        """Whether a block has what answers it, and a date, an hour, or another control beside it."""
        if not self._count(element):
            return False
        words = self._page.words(element)
        return bool(DATES.search(words) or _TIME.search(words) or _MORE.search(words))

    def _is_announced(self, element: Element, posts: list[Element]) -> bool:
        """Whether the names of a list or of its blocks, or a line above it, say that these are comments."""
        if any("comment" in name for one in (element, *posts[:1]) for name in names_of(one)):
            return True
        first = bisect_left(self._page.parts, element.start, key=_begins)
        above = self._page.parts[max(0, first - _ABOVE) : first]
        return any(HEADINGS["comments"].fullmatch(part.text) for part in above)


def leave_members(page: Page) -> None:
    """What a forum says of whoever writes: a box of labels and values, "Joined" among them, at two posts and more.

    The name over it stays, since it says who speaks.
    """
    found = [one for one in page.elements if one.tag in _LISTS | {"dl"} and one.signs and _tells_of_member(one, page)]
    often = Counter((one.tag, one.get("class")) for one in found)
    for one in found:
        if often[one.tag, one.get("class")] >= _LEAST_POSTS:
            one.fate = one.fate or Fate("page note", "what a forum says of a member")


def _tells_of_member(element: Element, page: Page) -> bool:
    """Whether an element is lists of labels and values alone, of which two tell of a member."""
    if element.signs > _LONGEST_MEMBER:
        return False
    around = [element] if element.tag == "dl" else element.children
    if any(one.tag not in ("dl", "dt", "dd") for one in around if one.signs):
        return False
    labels = [page.words(one) for one in page.within(element) if one.tag == "dt"]
    return sum(_MEMBER.fullmatch(one) is not None for one in labels) >= _LEAST_LABELS


def _begins(part: Part) -> int:
    return part.texts[0].start
