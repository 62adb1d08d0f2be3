"""A document's text put together again from segments, in its own or another language."""

from collections.abc import Callable

from pipeline.core.model import Document, Segment

HOLE = "[…]"

Wording = Callable[[Segment], str | None]


def assemble(document: Document, wording: Wording) -> str:
    """The text with each segment as `wording` gives it; None leaves a visible hole.

    List marks and what stands between segments stay.
    """
    by_block = segments_by_block(document)
    parts: list[str] = []
    for number, block in enumerate(document.blocks):
        parts.append(gap(document, number))
        position = block.start
        for segment in by_block.get(number, ()):
            text = wording(segment)
            parts += (document.text[position : segment.start], HOLE if text is None else text)
            position = segment.end
        parts.append(document.text[position : block.end])
    return "".join(parts) + "\n"


def segments_by_block(document: Document) -> dict[int, list[Segment]]:
    """The segments of each block that has any."""
    found: dict[int, list[Segment]] = {}
    for segment in document.segments:
        found.setdefault(segment.block, []).append(segment)
    return found


def gap(document: Document, number: int) -> str:
    """What stands before a block: items of a list and rows of a table follow one another closely."""
    if number == 0:
        return ""
    kind = document.blocks[number].kind
    return "\n" if kind in ("item", "table-row") and document.blocks[number - 1].kind == kind else "\n\n"
