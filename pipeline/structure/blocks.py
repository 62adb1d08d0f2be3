"""Blocks: what is heading, paragraph, list item, field, reference or table row in a curated text."""

from collections.abc import Iterator

from pipeline.core.model import Block
from pipeline.structure.fields import join_fields
from pipeline.structure.flattened import item_starts, last_end
from pipeline.structure.headings import mark_headings
from pipeline.structure.lines import Row
from pipeline.structure.rows import rows_of


def blocks_of(text: str) -> tuple[Block, ...]:
    """Find the blocks of a text; together they hold every character that is no white space.

    A line is a block, unless it was wrapped from the one before or items were run together in it. Marks of lists,
    headings and tables stay in the block, before `content`. Offsets are code points.
    """
    rows = mark_headings(text, join_fields(text, rows_of(text)))
    return tuple(block for row in rows for block in _blocks(text, row))


def _blocks(text: str, row: Row) -> Iterator[Block]:
    """The block of a row, or several where items begin inside it."""
    quoted = row.mark == "quote"
    if row.mark == "rule" or (row.kind not in (None, "item") and not quoted):
        yield Block(row.kind or "paragraph", row.start, row.end, row.content, row.level if row.kind == "heading" else 0)
        return
    begin = row.content if quoted else row.start
    starts = item_starts(text, begin, row.end)
    if row.kind == "item":
        starts = [(row.start, row.content), *(place for place in starts if place[0] >= row.content)]
    first = starts[0][0] if starts else row.end
    if first > row.start:
        yield Block("paragraph", row.start, _strip(text, row.start, first), begin)
    ends = [start for start, _ in starts[1:]] + [row.end]
    items = [(start, content, _strip(text, start, end)) for (start, content), end in zip(starts, ends, strict=False)]
    for start, content, end in items[:-1]:
        yield Block("item", start, end, min(content, end))
    if items:
        start, content, end = items[-1]
        last = last_end(text, [(content, end) for _, content, end in items])
        yield Block("item", start, last, min(content, last))
        if last < end:
            begin = end - len(text[last:end].lstrip())
            yield Block("paragraph", begin, end, begin)


def _strip(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip())
