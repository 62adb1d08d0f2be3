"""Lines: one that goes whole, and lines that stand inside a sentence."""

import re
from collections.abc import Iterator, Sequence

from pipeline.data import load

LINE = re.compile(r"[^\r\n\x0b\x0c]+")
WIDE = 30  # characters of a line that a sentence goes on from: a cell of a table is shorter
DOSE = re.compile(rf"\d ?(?:%|(?:{'|'.join(load('furniture.yaml')['dose_units'])})(?![^\W\d_]))", re.IGNORECASE)
"""What shows that a line or a label names a dose, which no rule takes out with what stands around it."""
_END = {True: re.compile(r"(?:[ \t]*\n)*"), False: re.compile(r"\n?")}


def whole_line(text: str, start: int, end: int) -> tuple[int, int]:
    """A span with the breaks behind it, where nothing else stands on its lines; else the span and blanks beside it."""
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    last = len(text) if last < 0 else last
    if not (text[first:start].strip() or text[end:last].strip()):
        parted = not first or text[first - 2 : first] == "\n\n"  # the empty line above is enough for both
        return first, _END[parted].match(text, last).end()  # type: ignore[union-attr]  # it matches the empty string
    inner = start if text[end:last].strip() else first + len(text[first:start].rstrip(" \t"))
    return inner, end


def cut_sentences(lines: Sequence[re.Match[str]], gone: set[int]) -> Iterator[tuple[int, int]]:
    """Runs of lines that go, between the halves of a sentence: no stop above, and lower case below."""
    for first in sorted(gone):
        if first - 1 in gone or first == 0:
            continue
        last = first
        while last + 1 in gone:
            last += 1
        above = lines[first - 1][0].rstrip()
        below = lines[last + 1][0].lstrip() if last + 1 < len(lines) else ""
        if below[:1].islower() and (above[-1].isalnum() or above[-1] in ",-") and len(above) >= WIDE:
            yield first, last
