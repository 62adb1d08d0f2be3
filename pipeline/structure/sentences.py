"""Sentences of a whole text: its blocks first, then the sentences of each."""

from pipeline.structure.blocks import blocks_of
from pipeline.structure.prose import split_prose
from pipeline.structure.segments import spans_of

__all__ = ["sentences", "split_prose"]


def sentences(text: str) -> list[tuple[int, int]]:
    """Sentences, headings, list items, labels and table cells of a text, in order.

    These are the spans of the segments that translation works on: list marks and table bars stand outside, a heading is
    one span however many sentences it holds. Offsets are code points.

    >>> sentences("Rest. Drink, e.g. tea.")
    [(0, 5), (6, 22)]
    """
    return [span for block in blocks_of(text) for span in spans_of(text, block)]
