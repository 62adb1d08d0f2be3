"""What was left out of the text and may have been part of it."""

import re
from collections.abc import Iterator

from pipeline.checks.places import any_of
from pipeline.core.edits import Span
from pipeline.core.model import Document, LeftOut, LeftOutKind
from pipeline.data import load
from pipeline.rules import DocumentContext, Fault, check

_WORDS = load("checks.yaml")["left_out"]
_DOUBTFUL: dict[LeftOutKind, str] = {
    "struck text": "Struck text was left out here",
    "hidden text": "Text that the page hides, and that nothing on it shows, was left out here",
}
_WORD = re.compile(r"\w[^\s|]*")
_BLOCK = r"(?:p|li|div|h[1-6]|dd|dt|td|th)\b"
_OPENED = re.compile(rf"<{_BLOCK}[^<>]*>\s*(?:<[^<>/]*>\s*)*\Z", re.IGNORECASE)
_CLOSED = re.compile(rf"(?:\s*</[a-z0-9]+>)*?\s*</{_BLOCK}", re.IGNORECASE)
_LONGEST, _NEAR = 200, 300
_HIDING = re.compile(r"</?(script|style|textarea|title|noframes|template)\b", re.IGNORECASE)
_LAST_WORD = re.compile(r"\S+(?=\s*\Z)")
_LABEL = 4  # words
_COUNT = 3  # digits; a dose seldom has more, and stands in its sentence
_PLAIN_LABEL = re.compile(rf"{any_of(_WORDS['button_openings'])}\b[A-Za-z ]*")
_WARNS = re.compile(rf"\b{any_of(_WORDS['warning_words'])}\b", re.IGNORECASE)
_FEW_WORDS = 2  # an element without its end tag at the end of a page hides nothing


@check("source/left-out", severity="warning")
def find_left_out(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """Words of the page were left out that may belong to the text.

    Struck text is usually withdrawn, and hidden text dead; a menu or a share bar raises nothing. The finding stands
    on the word before the gap. Example: "<p>Take <del>10 mg</del> <ins>5 mg</ins> daily.</p>"
    """
    for one in document.left_out:
        hidden = one.kind == "hidden text"
        if one.kind not in _DOUBTFUL or (hidden and (_is_label(one.words) or _is_count(document, one))):
            continue
        if place := _word_beside(document, one.raw_start, one.raw_end):
            words = one.words if len(one.words) <= _LONGEST else f"{one.words[:_LONGEST]} …"
            remedy = "if they belong to the text, put them back with `edits:` in the side file"
            yield Fault(*place, f"{_DOUBTFUL[one.kind]}: “{words}”; {remedy}.")


def _is_label(words: str) -> bool:
    """Whether hidden words are the label of a button: few, in title or imperative style, with nothing that warns."""
    return len(words.split()) <= _LABEL and bool(_PLAIN_LABEL.fullmatch(words)) and not _WARNS.search(words)


def _is_count(document: Document, one: LeftOut) -> bool:
    """Whether a hidden number stands behind a block: so many have read the page, which has that number."""
    number = one.words.replace(",", "")
    gap, behind = document.to_curated(one.raw_start, one.raw_end)
    between = document.text[max(0, gap - 1) : behind + 1]
    return number.isdecimal() and len(number) >= _COUNT and ("\n" in between or behind == len(document.text))


@check("source/swallowed", severity="error")
def find_swallowed(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """The end of a page is gone.

    An element that hides its content, such as a script, is never closed and hides the rest of the page. What stands
    there must be seen in the original. Example: the page "<p>Rest.</p><script>let x; <p>The dose is 5 mg.</p>"
    """
    if document.text.strip() and document.source.format == "html" and (opened := _unclosed(document.raw)):
        last = _LAST_WORD.search(document.text)
        message = f"<{opened[1].lower()}> is not closed in the page: what follows it is not shown and not read."
        yield Fault(*(last.span() if last else (0, 0)), message)


def _unclosed(raw: str) -> re.Match[str] | None:
    """The last opening of an element that hides its content, where nothing closes it and words follow."""
    opened = None
    for found in _HIDING.finditer(raw):
        opened = None if found[0][1] == "/" else opened or found
    return opened if opened and len(_WORD.findall(raw, opened.end())) > _FEW_WORDS else None


def _word_beside(document: Document, raw_start: int, raw_end: int) -> Span | None:
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
