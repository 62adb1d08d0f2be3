"""The changes of a document in groups, so that line ends and markup do not bury what changes words."""

import html
import re
from collections.abc import Iterable, Mapping, Sequence

from pipeline.core.edits import Hunk
from pipeline.core.model import Document

WORDS, MARKUP, SPACE = "Words, figures and signs", "Markup", "Line ends and blanks"

_TAG = re.compile(r"<[/!?a-zA-Z][^<>]*>")
_TELLING = re.compile(r"</?(?:del|s|strike|sup|sub)\b", re.IGNORECASE)  # without it "5 mg" is another statement
_UNREAD = [  # what no reader sees, with everything in it
    tuple(re.compile(mark, re.IGNORECASE) for mark in marks)
    for marks in (("<!--", "-->"), (r"<script\b", r"</script\s*>"), (r"<style\b", r"</style\s*>"))
]

Change = tuple[int, Hunk, list[tuple[str, str]]]


def changes(document: Document, hunks: Sequence[Hunk]) -> Iterable[Change]:
    """Every changed stretch by its number, with the rules that made it and why, each once."""
    log = document.log
    for number, hunk in enumerate(hunks, 1):
        yield number, hunk, list(dict.fromkeys((log[p].rule, log[p].changes[c].reason) for p, c in hunk.causes))


def grouped(document: Document, hunks: Sequence[Hunk]) -> Mapping[str, list[Change]]:
    """The changes by what they are to a reader, those that change words first."""
    found: dict[str, list[Change]] = {WORDS: [], MARKUP: [], SPACE: []}
    for change in changes(document, hunks):
        hunk = change[1]
        found[kind(document.raw[hunk.raw_start : hunk.raw_end], document.text[hunk.start : hunk.end])].append(change)
    return {name: some for name, some in found.items() if some}


def kind(before: str, after: str) -> str:
    r"""What a change is to a reader.

    >>> kind("a\r\n", "a\n"), kind("<b>5&nbsp;mg</b>", "5 mg"), kind("<s>5 mg</s>", "5 mg")
    ('Line ends and blanks', 'Markup', 'Words, figures and signs')
    """
    if before.split() == after.split():
        return SPACE
    if _TELLING.search(before):
        return WORDS
    return MARKUP if html.unescape(_TAG.sub("", _read(before))).split() == after.split() else WORDS


def _read(text: str) -> str:
    """A page's text and tags without what no reader sees."""
    for opening, closing in _UNREAD:
        parts, position = [], 0
        while (begin := opening.search(text, position)) and (end := closing.search(text, begin.end())):
            parts.append(text[position : begin.start()])
            position = end.end()
        text = "".join((*parts, text[position:]))
    return text
