"""What trafilatura takes for the content of a page: one voice of several."""

import logging
import re
from functools import cached_property
from unicodedata import normalize

from pipeline.ingest.html.tree import Page

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it makes of odd pages is no news for an editor

_MANY = 4_000  # tags; of more the second extractor that trafilatura asks would compare each with each
_MOST_ATTRIBUTES = 100  # of more libxml2, by which trafilatura reads, would compare each with each
_WORD = re.compile(r"\w+")


class Chosen:
    """The words of a page that trafilatura chose; it is asked once, when the first question comes."""

    def __init__(self, page: Page, source: str):
        self._page, self._source = page, source

    @cached_property
    def _known(self) -> frozenset[tuple[str, ...]]:
        import trafilatura  # not above: it takes as long to load as a text to curate, and most texts are no pages

        fast = self._source.count("<") > _MANY
        chosen = trafilatura.extract(
            _lean(self._page, self._source), include_comments=False, include_tables=True, favor_recall=True, fast=fast
        )
        return frozenset(_runs(chosen or ""))

    def has(self, text: str) -> bool:
        """Whether it chose most of a text, however it divided or joined it."""
        runs = _runs(text)
        return sum(run in self._known for run in runs) > 0.6 * len(runs)


def _lean(page: Page, source: str) -> str:
    """The source, with a start tag that has no attributes in the place of each that has too many."""
    pieces, behind = [], 0
    for one in page.elements:
        if len(one.attributes) > _MOST_ATTRIBUTES:
            pieces += [source[behind : one.start], f"<{one.tag}>"]
            behind = one.opened
    return "".join((*pieces, source[behind:]))


def _runs(text: str) -> list[tuple[str, ...]]:
    """Runs of three words; of a shorter text, the text."""
    words = _WORD.findall(normalize("NFKC", text).casefold())
    return list(zip(words, words[1:], words[2:], strict=False)) or [tuple(words)]
