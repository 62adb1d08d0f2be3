"""Print-outs: heads and feet that a browser prints."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.core.edits import Change
from pipeline.data import load
from pipeline.repair.lines import LINE, cut_sentences, whole_line
from pipeline.rules import DocumentContext, rule

_TABLE = load("furniture.yaml")
_PRINT_HEAD = re.compile(
    r"(?:\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{4}[-/]\d{1,2}[-/]\d{1,2}),? \d{1,2}:\d{2}(?: ?[AP]M)?(?: [^\n]{1,200})?",
    re.IGNORECASE,
)
_PRINT_FOOT = re.compile(r"(?:https?://|www\.)\S{4,600}(?: \d{1,3}/\d{1,3})?")
_PRINT_COUNT = re.compile(r"\d{1,3}/\d{1,3}")
_LETTERS = 3  # of a line of a turned button
_TURNED = frozenset(_TABLE["turned"])


@rule("repair/print-out", version=1, everywhere=True, leaves_out="page note")
def remove_print_outs(text: str, context: DocumentContext) -> Iterator[Change]:
    """Heads and feet that a browser prints.

    Above each page of a print-out stand the date, the hour and the title, below it the address and "1/4". A line with
    date and hour beside a foot proves one; the title stays where it stands first. Halves of a sentence between which
    they stood are lines of one paragraph again. The letters of a button that was turned on its side go with them.
    Example: the lines "Gout", "https://a.org/gout", "1/2", "10/5/24, 5:44 PM", "Rest." become "Gout", "Rest.".
    """
    lines = [line for line in LINE.finditer(text) if not line[0].isspace()]
    words = [" ".join(line[0].split()) for line in lines]
    heads = {i for i, line in enumerate(words) if _PRINT_HEAD.fullmatch(line)}
    feet = {i for i, line in enumerate(words) if _PRINT_FOOT.fullmatch(line) and _is_counted(words, i)}
    if not (heads and feet):
        return
    addresses = {words[i].split()[0] for i in feet}
    gone = heads | {i for i, line in enumerate(words) if line in addresses} | feet
    gone |= {i + 1 for i in feet if _PRINT_COUNT.fullmatch("".join(words[i + 1 : i + 2]))}
    gone |= {i - 1 for i in heads if i and _PRINT_COUNT.fullmatch(words[i - 1])}
    below = [i + 1 for i in heads if i + 1 < len(words)]
    titles, top = Counter(words[i] for i in below), {line: i for i, line in reversed(list(enumerate(words)))}
    gone |= {i for i in below if titles[words[i]] > 1 and top[words[i]] < i}
    gone |= set(_turned_letters(words))
    cut = list(cut_sentences(lines, gone))
    for first, last in cut:
        start, end = lines[first - 1].end(), lines[last + 1].start()
        yield Change(start, end, text[start:end], "\n", "head or foot of a printed page, inside a sentence")
    inside = {i for first, last in cut for i in range(first, last + 1)}
    position = 0
    for i in sorted(gone - inside):
        start, end = whole_line(text, *lines[i].span())
        start = max(start, position)
        yield Change(start, end, text[start:end], "", "head or foot of a printed page")
        position = end


def _is_counted(lines: Sequence[str], i: int) -> bool:
    """Whether an address has the number of its page beside it, or below it."""
    return " " in lines[i] or _PRINT_COUNT.fullmatch("".join(lines[i + 1 : i + 2])) is not None


def _turned_letters(lines: Sequence[str]) -> Iterator[int]:
    """Lines of a few letters each that make the word of a button, downwards or upwards."""
    run: list[int] = []
    for i, line in enumerate([*lines, "."]):
        if len(line) <= _LETTERS and line.isalpha():
            run.append(i)
            continue
        letters = [lines[j].lower() for j in run]
        if "".join(letters) in _TURNED or "".join(reversed(letters)) in _TURNED:
            yield from run
        run = []
