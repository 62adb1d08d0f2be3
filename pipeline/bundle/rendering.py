"""A document's text put together again from segments, in its own or another language."""

import re
from collections.abc import Callable

from pipeline.core.model import Block, Document, Segment

HOLE = "[…]"

_SPECIAL = re.compile(r"[\\`*_<]")


def assemble(document: Document, wording: Callable[[Segment], str | None], *, markdown: bool = False) -> str:
    """The text with each segment as `wording` gives it; None leaves a visible hole.

    List marks and what stands between segments stay. In Markdown headings get their marks and special characters are
    escaped.
    """
    by_block: dict[int, list[Segment]] = {}
    for segment in document.segments:
        by_block.setdefault(segment.block, []).append(segment)
    parts: list[str] = []
    for number, block in enumerate(document.blocks):
        text = _block(document, block, by_block.get(number, []), wording, markdown)
        tight = number > 0 and block.kind in ("item", "table-row") and document.blocks[number - 1].kind == block.kind
        parts.append(("\n" if tight else "\n\n") + text if parts else text)
    return "".join(parts) + "\n"


def _block(
    document: Document, block: Block, segments: list[Segment], wording: Callable[[Segment], str | None], markdown: bool
) -> str:
    shown = _escape if markdown else str
    position = block.start
    parts: list[str] = []
    if markdown and block.kind == "heading":
        parts.append("#" * max(block.level, 1) + " ")
        position = block.content if document.text[block.start : block.content].strip("# ") == "" else block.start
    for segment in segments:
        text = wording(segment)
        parts += (document.text[position : segment.start], HOLE if text is None else shown(text))
        position = segment.end
    return "".join((*parts, document.text[position : block.end]))


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)
