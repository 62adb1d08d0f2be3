"""What stands inside a sentence is no furniture, whatever it is called and wherever it leads."""

import re
from bisect import bisect_left

from pipeline.ingest.html.tree import BLOCKS, Element, Page, Part, Text, is_sentence, word_count

_ENDED = re.compile(r"[.!?:;|·•][\"'”’)\]]*\s*$|^\W*$")
_GOES_ON = re.compile(r"\s*(?:[,;.:!?)]|[^\W\d_])")
_CAPITAL = re.compile(r"\s*(?:[^\W\d_a-z])")
_GOES_ON_SMALL = re.compile(r"\s*[a-z]")
_LEAST = 2  # words before what would go: one may be a label, unless the sentence goes on in small letters


def keep_in_sentences(page: Page, before: frozenset[int]) -> None:
    """Take its fate from each element that a sentence runs into and that is no block; those in `before` keep theirs.

    "Call our <a>front desk</a> at 5 p.m." says nothing without its link. What stands behind a stop or a bar ("Read
    more"), or in words that are no sentence, may go.
    """
    for element in page.elements:
        if element.is_gone and element.number not in before and element.tag not in BLOCKS:
            part = _part_around(page, element)
            if part is not None and _runs_through(part, element):
                element.fate = None


def _part_around(page: Page, element: Element) -> Part | None:
    """The part in which an element lies with other words."""
    last = bisect_left(page.parts, element.end, key=_begins) - 1
    part = page.parts[last] if last >= 0 else None
    beside = part is not None and (part.texts[0].start < element.start or part.texts[-1].start >= element.end)
    return part if beside and part is not None and len(part.texts) > 1 else None


def _runs_through(part: Part, element: Element) -> bool:
    """Whether the words that stay before or behind an element in its part are a sentence that it belongs to."""
    stays = [one for one in part.texts if not _is_gone(one, element)]
    said = "".join(one.text for one in stays if one.start < element.start)
    after = "".join(one.text for one in stays if one.start >= element.end)
    if not is_sentence(part.text):
        return False
    if len(said.split()) < _LEAST:
        opens = not said.strip() or not _ENDED.search(said)
        return opens and word_count(after) >= _LEAST and _GOES_ON_SMALL.match(after) is not None
    if not _ENDED.search(said):
        return True
    own = "".join(one.text for one in part.texts if element.start <= one.start < element.end)
    if said.rstrip().endswith(":") and any(map(str.isdecimal, own)) and not any(map(str.isalpha, own)):
        return True  # "Call the helpline: <a>0800 123</a>, day and night"
    return bool(_GOES_ON.match(after)) and not _CAPITAL.match(after) and not said.rstrip().endswith((".", "!", "?"))


def _is_gone(text: Text, element: Element) -> bool:
    """Whether another element around a text has a fate."""
    return any(one.is_gone and one is not element for one in text.element.ancestors())


def _begins(part: Part) -> int:
    return part.texts[0].start
