"""Lists of other pages that stand in a converted page: teasers below a heading, and lines that lead on."""

import re
from collections.abc import Iterator, Sequence

from pipeline.core.edits import Change
from pipeline.data import load
from pipeline.repair.lines import DOSE
from pipeline.repair.page.line_kinds import BETWEEN, LINK, Line, announced, end_of_mark, gone, lines_of
from pipeline.rules import DocumentContext, rule

_LISTINGS = load("page_frame.yaml")["listings"]
_LANGUAGES = load("furniture.yaml")["languages"]
_ALL = re.compile(rf"\W*(?:{'|'.join(_LISTINGS['all'])})\W*", re.IGNORECASE)
_ON = re.compile(rf"[ \t>*_]*(?:{'|'.join(_LISTINGS['on'])})[*_]{{0,2}}:[*_]{{0,2}}[ \t]*(?=\[)", re.IGNORECASE)
_OTHERS = re.compile(rf"(?:{'|'.join(_LISTINGS['headings'])})\W*", re.IGNORECASE)
_CUT = re.compile(r"(?:\.\.\.|…)\W*\Z")
_DAY = re.compile(rf"\W*(?:\d{{1,2}} )?(?:{'|'.join(load('furniture.yaml')['months'])})\b.{{0,60}}\d{{4}}\b.{{0,60}}")
_FEW = 2  # links of a list
_TOP = 2  # rank of a heading that no card bears


@rule("repair/page-listings", version=1, everywhere=True, leaves_out="related links", languages=_LANGUAGES)
def remove_listings(text: str, context: DocumentContext) -> Iterator[Change]:
    """Lists of other pages.

    A heading over a link "See all", or one such as "Most read", stands over teasers of other pages: links, days,
    labels, sentences that end in "…". The list goes as a whole with its heading, or stays where one of its lines may
    be of the text. So does a line that is a label, such as "Related:", and links. What names a dose stays, and what a
    colon announces.
    Example: the lines "Rest.", "Related: [Ten shoes](https://a.example/s)" become "Rest.".
    """
    if "](" not in text:
        return
    lines = lines_of(text)
    runs: list[tuple[int, int]] = []
    i = 0
    while i < len(lines):
        end = _end(lines, i)
        if not (i and end > i + 1 and _is_listing(lines[i], lines[i + 1 : end])):
            leads = _leads_on(text[lines[i].start : lines[i].end]) and not announced(lines, i)
            end = i + 1 if leads else i
        if i < end:
            runs[-1:] = [(runs[-1][0], end)] if runs and runs[-1][1] == i else [*runs[-1:], (i, end)]
        i = max(end, i + 1)
    for first, last in runs:
        yield gone(text, lines, first, last, "list of other pages")


def _end(lines: Sequence[Line], i: int) -> int:
    """Where what stands under a heading ends: at the next of its rank, or of one that no card bears."""
    level = lines[i].level
    if not level:
        return i
    rest = range(i + 1, len(lines))
    return next((k for k in rest if 0 < lines[k].level <= max(level, _TOP)), len(lines))


def _is_listing(heading: Line, lines: Sequence[Line]) -> bool:
    """Whether links, days, labels and sentences that are cut off stand under a known heading, or with a link to all."""
    more = [line for line in lines if line.kind == "links" and _ALL.fullmatch(line.words)]
    cards = [line for line in lines if line.kind == "links" and line not in more]
    cut = [line for line in lines if line.kind == "prose" and _CUT.search(line.words)]
    told = [line for line in lines if line.kind == "prose" and line not in cut and not _DAY.fullmatch(line.words)]
    dosed = any(DOSE.search(line.words) for line in lines if line.kind != "links")
    known = bool(more) or _OTHERS.fullmatch(heading.words) is not None
    return known and len(cards) + len(cut) >= _FEW and not told and not dosed


def _leads_on(line: str) -> bool:
    """Whether a line is a label such as "Related:" and links."""
    on = _ON.match(line, end_of_mark(line))
    return on is not None and not DOSE.search(line) and not LINK.sub("", line[on.end() :]).strip(BETWEEN + ".")
