"""Lists that are announced and not there, and marks of items without their items."""

import re
from collections.abc import Iterator
from itertools import islice, pairwise

from pipeline.checks.leftovers import SECTION
from pipeline.checks.places import LANGUAGES, any_of, in_prose, last_word
from pipeline.core.model import Block, Document
from pipeline.data import load
from pipeline.rules import DocumentContext, Fault, check

_WORDS = load("checks.yaml")["lists"]
_ANNOUNCED = re.compile(
    rf"\b(?:{any_of(_WORDS['announcing'])}|{any_of(_WORDS['pointing'])}(?:\s[\w’'-]+){{0,3}})\s*:$", re.IGNORECASE
)
_ENDS_OPEN = re.compile(r"(?<![\w’'-])(?:[\w’'-]{1,40}[,;]?\s){3}[\w’'-]{1,40}\s*:$")  # "Ask for help in your area:"
_LABEL = re.compile(r"[A-Z][\w’'()-]*(?:[ ,/]{1,2}[\w’'()-]+){0,6}: [A-Z]")  # "Type 1: It begins early. It stays."
_ITEMS = 3  # headings
_BULLET = re.compile(r"[•●▪◦‣∙■□➢✓®\uf0b7]")
_SENTENCE_END = re.compile(r"[.!?]\s+(?=[\"“‘(]?[A-Z])")


@check("source/list-missing", severity="warning", languages=LANGUAGES)
def find_missing_lists(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A list is announced that is not there.

    "They include:" before a paragraph of several sentences, at the end of the text, or before a heading, unless it is
    the first of several that are the items; or bullets whose lines stand elsewhere: what was lost may be a list of
    contraindications.
    Example: the paragraphs "The signs include:", "Rest helps. So does ice."
    """
    for i, (block, following) in enumerate(pairwise((*document.blocks, None))):
        if block is None or block.kind not in ("paragraph", "item") or _answers(document.text, following):
            continue
        if following and following.kind == "heading" and (_are_items(document, i + 1) or _heads_list(document, i + 1)):
            continue
        last = following is None and _ENDS_OPEN.search(document.text, block.content, block.end)
        if last or _ANNOUNCED.search(document.text, block.content, block.end):
            place = last_word(document.text, block.content, block.end)
            if in_prose(document, context, *place):
                yield Fault(*place, "A list is announced here, and none follows; compare with the original.")
    yield from _bare_bullets(document)


def _answers(text: str, following: Block | None) -> bool:
    """Whether a block can be the list that was announced, or its first line."""
    if following is None or following.kind == "heading":
        return False
    if _LABEL.match(text, following.content, following.end):
        return True
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
