"""Lists that are announced and not there, and marks of items without their items."""

import re
from collections.abc import Iterator
from itertools import islice, pairwise

from pipeline.checks.leftovers import SECTION
from pipeline.checks.places import LANGUAGES, any_of, in_prose, last_word, matches, sentences
from pipeline.core.model import Block, Document
from pipeline.data import load
from pipeline.reading.lexicon import known_words
from pipeline.rules import DocumentContext, Fault, check

_ALL = load("checks.yaml")
_WORDS = _ALL["lists"]
_ANNOUNCED = re.compile(
    rf"\b(?:{any_of(_WORDS['announcing'])}|{any_of(_WORDS['pointing'])}(?:\s[\w’'-]+){{0,3}})\s*:$", re.IGNORECASE
)
_ENDS_OPEN = re.compile(r"(?<![\w’'-])(?:[\w’'-]{1,40}[,;]?\s){3}[\w’'-]{1,40}\s*:$")  # "Ask for help in your area:"
_BREAKS_OFF = re.compile(rf"[.!?] [^.!?\n]{{10,300}}\b{any_of(_WORDS['breaking_off'])}$")
_LABEL = re.compile(r"[A-Z][\w’'()-]*(?:[ ,/]{1,2}[\w’'()-]+){0,6}: [A-Z]")  # "Type 1: It begins early. It stays."
_ITEMS = 3  # headings
_BULLET = re.compile(r"[•●▪◦‣∙■□➢✓®\uf0b7]")
_PAGE = re.compile(rf"\b{any_of(_WORDS['elsewhere'])}\b")
_BESIDE = re.compile(
    rf"\b(?:{'|'.join(_WORDS['beside']).replace('{shown}', any_of(_WORDS['shown']))})\b", re.IGNORECASE
)
_BOOK = 20_000  # characters; a text as long may be a book with pages of its own
_BORDER = re.compile(
    r"(?<![\w’'-])(?P<last>[a-z]{2,30})(?:\)? (?P<first>[A-Z][a-z]{2,30})(?=,? [a-z(]| [A-Z][a-z]+ [a-z])"
    r"|, ?(?P<after>[A-Z][a-z]{2,30})(?= [a-z]))"
)
_LOST = 4  # borders of items in one sentence; fewer may be names
_SMALL = frozenset((*_ALL["wording"]["before_capital"], *_ALL["wording"]["title_words"], *_ALL["wording"]["naming"]))
_SENTENCE_END = re.compile(r"[.!?]\s+(?=[\"“‘(]?[A-Z])")

_QUESTIONS = re.compile(r"(?:[^.?!\n]{3,200}\?\s{0,3}){2,20}")


@check("source/list-missing", severity="warning", languages=LANGUAGES)
def find_missing_lists(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A list is announced that is not there.

    "They include:" before a paragraph of several sentences, at the end of the text, or before a heading, unless it is
    the first of several that are the items; "include" or "the following" at the very end behind other sentences; or
    bullets whose lines stand elsewhere: what was lost may be a list of contraindications.
    Example: the paragraphs "The signs include:", "Rest helps. So does ice."
    """
    for i, (block, following) in enumerate(pairwise((*document.blocks, None))):
        if block is None or block.kind not in ("paragraph", "item") or _answers(document.text, following):
            continue
        if following and following.kind == "heading" and (_are_items(document, i + 1) or _heads_list(document, i + 1)):
            continue
        last = following is None and (
            _ENDS_OPEN.search(document.text, block.content, block.end)
            or (block.kind == "paragraph" and _BREAKS_OFF.search(document.text, block.content, block.end))
        )
        if last or _ANNOUNCED.search(document.text, block.content, block.end):
            place = last_word(document.text, block.content, block.end)
            if in_prose(document, context, *place):
                yield Fault(*place, "A list is announced here, and none follows; compare with the original.")
    yield from _bare_bullets(document)


def _answers(text: str, following: Block | None) -> bool:
    """Whether a block can be the list that was announced, or its first line."""
    if following is None or following.kind == "heading":
        return False
    if _LABEL.match(text, following.content, following.end) or _QUESTIONS.fullmatch(
        text, following.content, following.end
    ):
        return True
    if following.kind == "paragraph" and _ANNOUNCED.search(text, following.content, following.end):
        return False  # another list that is not there
    several = _SENTENCE_END.search(text, following.content, following.end)
    return following.kind != "paragraph" or not (several and text[following.content].isupper())


def _are_items(document: Document, at: int) -> bool:
    """Whether the headings from here on are the items: several of one level, none of them the name of a section."""
    level = document.blocks[at].level
    behind = (document.blocks[i] for i in range(at, len(document.blocks)))
    headings = list(islice((block for block in behind if block.kind == "heading"), _ITEMS))
    return len(headings) == _ITEMS and all(
        block.level == level and not SECTION.match(document.text, block.content) for block in headings
    )


def _heads_list(document: Document, at: int) -> bool:
    """Whether a heading with a colon stands over items: over the list that was announced."""
    heading, below = document.blocks[at], document.blocks[at + 1 : at + 2]
    return bool(below) and below[0].kind == "item" and document.text[heading.end - 1] == ":"


def _bare_bullets(document: Document) -> Iterator[Fault]:
    """Two bullets or more, each alone on its line, one behind the other: the first place of a text is told."""
    bare = [bool(_BULLET.fullmatch(document.text, block.start, block.end)) for block in document.blocks]
    for i, block in enumerate(document.blocks):
        if bare[i] and bare[i + 1 : i + 2] == [True]:
            count = sum(bare)
            yield Fault(
                block.start, block.end, f"{count} bullets of this text lost their items, or the items their bullets."
            )
            return


@check("source/list-lost", severity="warning", languages=LANGUAGES)
def find_lost_lists(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """Items of a list run together in one sentence.

    "Sore throat Runny nose Dry cough": each item began with a capital on a line of its own. Four and more words with a
    capital, each a word of the dictionary behind one in small letters that no name follows, prove it.
    Example: "Signs are: Sore throat Runny nose Dry cough Swollen glands Aching legs"
    """
    for segment, _ in sentences(document, context):
        if document.blocks[segment.block].kind == "heading":
            continue
        borders = [match for match in _BORDER.finditer(document.text, segment.start, segment.end) if _parts(match)]
        if len(borders) >= _LOST:
            message = f"{len(borders) + 1} items or lines seem to run together here; restore their lines."
            yield Fault(borders[0].start("last"), borders[-1].end(), message)


def _parts(match: re.Match[str]) -> bool:
    return match["last"] not in _SMALL and (match["first"] or match["after"]).lower() in known_words("en")


@check("source/points-nowhere", severity="warning", languages=LANGUAGES)
def find_lost_targets(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """The text points to what is not there.

    "The signs listed on the next page", "the table below" and "this video shows" were beside it on the page from which
    it was taken. Example: "Look for the signs on the next page."
    """
    if len(document.text) < _BOOK:
        for match in matches(_PAGE, document, context):
            yield Fault(*match.span(), "The text has no other page; compare with the original.")
    shown = any(block.kind == "table-row" for block in document.blocks) or "![" in document.raw or "|" in document.text
    for match in () if shown else matches(_BESIDE, document, context):
        yield Fault(*match.span(), f"“{match[0]}” is not there; compare with the original.")
