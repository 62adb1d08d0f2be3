"""Where a source check may look: sentences, blocks, and matches outside quoted matter."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from pipeline.core.edits import Span
from pipeline.core.model import Block, Document, Segment
from pipeline.core.text import quoted
from pipeline.data import load
from pipeline.rules import DocumentContext

LANGUAGES: tuple[str, ...] = tuple(load("checks.yaml")["languages"])
"""The languages of the words in `checks.yaml`, and so those of a check that reads them."""


def any_of(words: Iterable[str]) -> str:
    """A pattern for one of the words or phrases, longest first; a space in a phrase matches any white space."""
    escaped = (r"\s+".join(map(re.escape, word.split())) for word in sorted(words, key=len, reverse=True))
    return f"(?:{'|'.join(escaped)})"


def matches(pattern: re.Pattern[str], document: Document, context: DocumentContext) -> Iterator[re.Match[str]]:
    """Matches in running text: inside one block that is no reference, and outside quoted matter."""
    for match in pattern.finditer(document.text):
        if in_prose(document, context, match.start(), match.end()):
            yield match


def matches_beside(
    hint: re.Pattern[str], patterns: Iterable[re.Pattern[str]], document: Document, context: DocumentContext
) -> Iterator[re.Match[str]]:
    """Matches of slow patterns, sought only in the sentences that hold a hint that all of them need."""
    seen = -1
    for found in hint.finditer(document.text):
        i = bisect_right(document.segments, found.start(), key=lambda s: s.start) - 1
        if i > seen:
            seen, segment = i, document.segments[i]
            for match in (m for p in patterns for m in p.finditer(document.text, segment.start, segment.end)):
                if in_prose(document, context, *match.span()):
                    yield match


def in_prose(document: Document, context: DocumentContext, start: int, end: int) -> bool:
    """Whether a span stands inside one block that is no reference, and outside quoted matter."""
    if quoted.overlaps(start, end, context.quoted):
        return False
    block = block_at(document, start)
    return block is not None and block.kind != "reference" and end <= block.end


def block_at(document: Document, position: int) -> Block | None:
    """The block that covers a position, if any."""
    i = bisect_right(document.blocks, position, key=lambda b: b.start) - 1
    return document.blocks[i] if i >= 0 and position < document.blocks[i].end else None


def sentence_at(document: Document, position: int, reach: int = 400) -> str:
    """The sentence that covers a position, at most `reach` characters to each side; empty between sentences."""
    i = bisect_right(document.segments, position, key=lambda s: s.start) - 1
    if i < 0 or position >= document.segments[i].end:
        return ""
    start, end = max(document.segments[i].start, position - reach), min(document.segments[i].end, position + reach)
    return document.text[start:end]


def sentences(document: Document, context: DocumentContext) -> Iterator[tuple[Segment, Segment | None]]:
    """Every sentence that is to be translated, with the one before it in the same block."""
    previous: Segment | None = None
    for segment in document.segments:
        if segment.translate and not quoted.overlaps(segment.start, segment.end, context.quoted):
            yield segment, previous if previous and previous.block == segment.block else None
        previous = segment


def word_before(text: str, position: int) -> str:
    """The word that ends before a position, in lower case, commas passed over."""
    found = re.search(r"([\w’'-]+)[\s,]*$", text[max(0, position - 40) : position])
    return found[1].lower() if found else ""


def last_word(text: str, start: int, end: int) -> Span:
    """The span of the last word in [start, end) with the marks behind it."""
    begin = max(text.rfind(" ", start, end), text.rfind("\n", start, end)) + 1
    return max(begin, start), end
