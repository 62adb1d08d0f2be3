"""What was left out of the text and may have been part of it."""

import re
from collections.abc import Iterator

from pipeline.checks.places import any_of
from pipeline.core.edits import Span
from pipeline.core.model import Document, LeftOut, LeftOutKind
from pipeline.data import load
from pipeline.ingest.html.furniture.tables import DATES, PATTERNS
from pipeline.ingest.html.region import gives_weight
from pipeline.ingest.html.tree import is_sentence
from pipeline.rules import DocumentContext, Fault, check

_WORDS = load("checks.yaml")["left_out"]
DOUBTFUL: dict[LeftOutKind, str] = {
    "struck text": "Struck text was left out here",
    "hidden text": "Text that the page hides, and that nothing on it shows, was left out here",
}
"""What may belong to the text, by its kind."""
_WORD = re.compile(r"\w[^\s|]*")
_BLOCK = r"(?:p|li|div|h[1-6]|dd|dt|td|th)\b"
_OPENED = re.compile(rf"<{_BLOCK}[^<>]*>\s*(?:<[^<>/]*>\s*)*\Z", re.IGNORECASE)
_CLOSED = re.compile(rf"(?:\s*</[a-z0-9]+>)*?\s*</{_BLOCK}", re.IGNORECASE)
_LONGEST, _NEAR = 200, 300
_HIDING = re.compile(r"</?(script|style|textarea|title|noframes|template)\b", re.IGNORECASE)
_COMMENT = "<!--"
_A_BLOCK = re.compile(rf"</?{_BLOCK}", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_OPEN_COMMENT = (
    "A comment opens here and is not closed, so that a browser shows nothing of what follows: take out the mark, or all"
    " that belongs to the comment, with `edits:` in the side file."
)
_LAST_WORD = re.compile(r"\S+(?=\s*\Z)")
_SIGN_UP = PATTERNS["sign-up"]
_COUNT = 3  # digits; a dose seldom has more, and stands in its sentence
_WARNS = re.compile(rf"\b{any_of(_WORDS['warning_words'])}\b", re.IGNORECASE)
_IDLE = re.compile(rf"\W*(?:{'|'.join(_WORDS['idle'])})\W*", re.IGNORECASE)
_FEW_WORDS = 2  # an element without its end tag at the end of a page hides nothing


@check("source/left-out", severity="warning")
def find_left_out(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """Words of the page were left out that may belong to the text.

    Struck text is usually withdrawn, and hidden text dead. Known furniture raises nothing, nor does a hidden label:
    words in lines of their own that are no sentence, name no amount and warn of nothing. Prices that were lowered and
    notes on the browser raise nothing either. The finding stands on the word before the gap.
    Example: "<p>Take <del>10 mg</del> <ins>5 mg</ins> daily.</p>"
    """
    for one in document.left_out:
        hidden = one.kind == "hidden text"
        if (
            one.kind not in DOUBTFUL
            or _IDLE.fullmatch(one.words)
            or (hidden and _is_apart(document, one) and not _says_something(one.words))
        ):
            continue
        if place := word_beside(document, one.raw_start, one.raw_end):
            words = one.words if len(one.words) <= _LONGEST else f"{one.words[:_LONGEST]} …"
            remedy = "if they belong to the text, put them back with `edits:` in the side file"
            yield Fault(*place, f"{DOUBTFUL[one.kind]}: “{words}”; {remedy}.")


def _says_something(words: str) -> bool:
    """Whether hidden words are a sentence, name an amount or warn: labels, dates and counts of readers do not.

    Nor does a sentence that asks readers to sign up.
    """
    if gives_weight(words) or _WARNS.search(words):
        return True
    if _SIGN_UP.search(words):
        return False
    words = DATES.sub("", words)
    if is_sentence(words):
        return True
    number = words.replace(",", "")
    return any(map(str.isdigit, words)) and not (number.isdecimal() and len(number) >= _COUNT)


def _is_apart(document: Document, one: LeftOut) -> bool:
    """Whether words stood in no line that stays, but behind it or between two."""
    gap, behind = document.to_curated(one.raw_start, one.raw_end)
    between = document.text[max(0, gap - 1) : behind + 1]
    return "\n" in between or behind == len(document.text)


@check("source/swallowed", severity="error")
def find_swallowed(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """The end of a page is gone.

    An element that hides its content, such as a script, is never closed and hides the rest of the page; so does a
    comment, up to the end of the next one where there is one. What stands there must be seen in the original.
    Example: the page "<p>Rest.</p><script>let x; <p>The dose is 5 mg.</p>"
    """
    text = document.text
    if text.strip() and document.source.format == "html":
        if opened := _unclosed(document.raw):
            last = _LAST_WORD.search(text)
            message = f"<{opened[1].lower()}> is not closed in the page: what follows it is not shown and not read."
            yield Fault(*(last.span() if last else (0, 0)), message)
        for start, end in _run_together(document.raw):
            if place := word_beside(document, start, end):
                yield Fault(
                    *place, "A comment behind this is not closed before the next one: what is between them is not read."
                )
    if (mark := text.rfind(_COMMENT)) >= 0 and "-->" not in text[mark:] and len(_WORD.findall(text, mark)) > _FEW_WORDS:
        yield Fault(mark, mark + len(_COMMENT), _OPEN_COMMENT)


def _unclosed(raw: str) -> re.Match[str] | None:
    """The last opening of an element that hides its content, where nothing closes it and words follow."""
    opened = None
    for found in _HIDING.finditer(raw):
        opened = None if found[0][1] == "/" else opened or found
    return opened if opened and len(_WORD.findall(raw, opened.end())) > _FEW_WORDS else None


def _run_together(raw: str) -> Iterator[Span]:
    """Comments in which another opens behind a block with words: the first has no end of its own.

    Where an end without a beginning follows, a stretch with a comment in it was taken out on purpose.
    """
    start, end = raw.find(_COMMENT), 0
    while start >= 0 and (end := raw.find("-->", start)) >= 0:
        last = raw.rfind(_COMMENT, start + len(_COMMENT), end)
        words = _WORD.findall(_TAG.sub(" ", raw[start + len(_COMMENT) : last])) if last >= 0 else ()
        following = raw.find(_COMMENT, end)
        is_nested = 0 <= raw.find("-->", end + 1) < (len(raw) if following < 0 else following)
        if len(words) > _FEW_WORDS and not is_nested and _A_BLOCK.search(raw, start, last):
            yield start, end
        start = following


def word_beside(document: Document, raw_start: int, raw_end: int) -> Span | None:
    """The word before a gap, else the first behind it; where a gap opens a paragraph, the first that stays of that."""
    gap, behind_gap = document.to_curated(raw_start, raw_end)
    if _OPENED.search(document.raw, max(0, raw_start - _NEAR), raw_start) and not _CLOSED.match(document.raw, raw_end):
        opened = _WORD.search(document.text, behind_gap)
        if opened:
            return opened.span()
    end = gap
    while end > 0:
        line = document.text.rfind("\n", 0, end) + 1
        words = list(_WORD.finditer(document.text, line, end))
        if words:
            return words[-1].span()
        end = line - 1
    behind = _WORD.search(document.text, gap)
    return behind.span() if behind else None
