"""A document's text put together again from segments, in its own or another language."""

import re
from collections.abc import Callable

from pipeline.core.model import Block, Document, Segment

HOLE = "[…]"

# What CommonMark, or GitHub's tables and strike-outs, would read as markup: within a line, and where one begins.
_INLINE = re.compile(r"[\\`*_<\[\]]|&(?=#|\w+;)|~(?=~)|(?<=~)~")
_BEGINS = re.compile(
    r"^[ \t]*(?:(?P<mark>#{1,6}(?=[ \t]|$)|>|[-+](?=[ \t]|$)|[-=:|](?=[-=:| \t]*$))"
    r"|(?P<number>\d{1,9})(?=[.)](?:[ \t]|$)))?",
    re.MULTILINE,
)
_LIST_MARK = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])[ \t]+")
_OWN_MARKS = re.compile(r"(?:\*\*|__|[|:：]|\s)*")  # around the name of a field and between the cells of a row


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
    position, mark = (_mark(document, block)) if markdown else (block.start, "")
    inline = _inline if markdown else str
    between = _between if markdown and block.kind in ("field", "table-row") else inline
    parts: list[str] = []
    for segment in segments:
        text = wording(segment)
        parts += (between(document.text[position : segment.start]), inline(HOLE if text is None else text))
        position = segment.end
    words = "".join((*parts, between(document.text[position : block.end])))
    if not markdown:
        return words
    if block.kind == "heading":
        return mark + re.sub(r"#+$", r"\\\g<0>", " ".join(words.split("\n")).rstrip())
    return mark + _BEGINS.sub(_begun, words)


def _mark(document: Document, block: Block) -> tuple[int, str]:
    """Where the text of a block begins, and what Markdown has before it."""
    before = document.text[block.start : block.content]
    if block.kind == "heading":
        return block.content if before.strip("# ") == "" else block.start, "#" * min(max(block.level, 1), 6) + " "
    return (block.content, before) if block.kind == "item" and _LIST_MARK.fullmatch(before) else (block.start, "")


def escape(text: str) -> str:
    """A text as paragraphs of Markdown that show it as it stands: no mark of it is one there, and no link is live."""
    return _BEGINS.sub(_begun, _inline(text))


def _inline(text: str) -> str:
    return _INLINE.sub(r"\\\g<0>", text.replace("\r\n", "\n").replace("\r", "\n"))


def _between(text: str) -> str:
    return text if _OWN_MARKS.fullmatch(text) else _inline(text)


def _begun(line: re.Match[str]) -> str:
    """How a line begins without its mark; blanks before it would make it code."""
    return f"{line['number']}\\" if line["number"] else f"\\{line['mark']}" if line["mark"] else ""
