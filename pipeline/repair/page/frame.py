"""The frame of a converted page: its menus above the title, its footer, its list of contents, boxes that sell.

A converter writes down all that a page holds. The title parts the menus from the text: above it stand links by the
dozen, below the last sentence stand links, notices of rights and invitations. A part that says something stays whole.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, takewhile

from pipeline.core.edits import Change
from pipeline.core.text.folding import squeeze
from pipeline.data import load
from pipeline.repair.lines import DOSE
from pipeline.repair.page.line_kinds import (
    BETWEEN,
    RIGHTS,
    Line,
    announced,
    end_of_mark,
    gone,
    is_teaser,
    lines_of,
    sections,
)
from pipeline.rules import DocumentContext, rule

_TABLE = load("furniture.yaml")
_FRAME = load("page_frame.yaml")
_INNER = re.compile(r"(?<!!)\[(?P<label>[^\[\]\n]{0,200})\]\(#[^()\s]{0,200}(?:\s+\"[^\"\n]{0,200}\")?\)")
_FOOT = re.compile(rf"(?:{'|'.join(_FRAME['foot_headings'])})\W*", re.IGNORECASE)
_LABELS = re.compile(rf"(?:{'|'.join(_FRAME['foot_labels'])})\W*", re.IGNORECASE)
_EMPTY = re.compile("|".join(_FRAME["empty_contents"]), re.IGNORECASE)
_CONTENTS = re.compile(rf"\W*(?:{'|'.join(_FRAME['contents_headings'])})\W*", re.IGNORECASE)
_MENU = 8  # lines of links above a title, beneath which nobody saw a list of the text
_FEW_LINKS, _FEW_LABELS = 3, 2  # of a footer
_CARDS = 8  # lines of three cards, each a heading that leads to another page, with its day
_ADDRESS = 8  # words of its line
_SHORT_FOOT = 8  # lines: a name, an address, two labels
_LEAST_CONTENTS = 3
_BARE = 3  # lines of a part of a menu that holds no link


@rule("repair/page-menus", version=3, everywhere=True, leaves_out="navigation", languages=_TABLE["languages"])
def remove_menus(text: str, context: DocumentContext) -> Iterator[Change]:
    """Menus above the title of a page.

    Above the first heading of the highest rank, or above the second where a tool wrote the title over the page, stand
    menus where eight and more of the lines are links. Their parts go, and with them headings and labels; of a part that
    holds a sentence, which may go on over the end of a line, only links that no heading and no colon announces. Orders
    and doses stay.
    Example: a page of eight lines "* [Wards](/w)" above "# Gout" becomes "# Gout".
    """
    if text.count("](") < _MENU or "# " not in text:
        return
    lines = lines_of(text)
    first, end = _head(lines)
    if sum(line.kind == "links" for line in lines[first:end]) < _MENU:
        return
    parts = list(sections(lines, first, end))
    linked = [any(line.kind == "links" for line in lines[start:stop]) for start, stop in parts]
    for i, (start, stop) in enumerate(parts):
        part = lines[start:stop]
        if any(line.kind == "prose" for line in part):
            for above, below in _runs(lines, start, stop):
                yield gone(text, lines, above, below, "menu above the title of a page")
            continue
        if linked[i] or (len(part) <= _BARE and True in linked[max(0, i - 1) : i + 2]):
            yield gone(text, lines, start, stop, "menu above the title of a page")


def _runs(lines: Sequence[Line], start: int, stop: int) -> Iterator[tuple[int, int]]:
    """The menus in a part that holds sentences: links and labels below one another that nothing announces."""
    if lines[start].kind == "heading":
        return
    for prose, run in groupby(range(start, stop), key=lambda i: lines[i].kind == "prose"):
        found = list(run)
        links = sum(lines[i].kind == "links" for i in found)
        if not prose and links >= _FEW_LINKS and 2 * links >= len(found) and not announced(lines, found[0]):
            yield found[0], found[-1] + 1


def _head(lines: Sequence[Line]) -> tuple[int, int]:
    """The lines above the title of a page, without the title that a tool wrote above them."""
    tops = [i for i, line in enumerate(lines) if line.level == 1]
    if not tops:
        return 0, 0
    if tops[0] > 1 or len(tops) == 1:
        return 0, tops[0]
    written, own = (squeeze(lines[i].words) for i in tops[:2])
    kinds = [line.kind for line in lines[tops[0] + 1 : tops[1]]]
    if not own or own not in written or kinds.count("prose") > kinds.count("links"):
        return 0, tops[0]  # the page itself, which may stand there twice
    return (tops[0] if own == written else tops[0] + 1), tops[1]


@rule("repair/page-foot", version=2, everywhere=True, leaves_out="site footer", languages=_TABLE["languages"])
def remove_foot(text: str, context: DocumentContext) -> Iterator[Change]:
    """Footer of a page, with the boxes and related links before it.

    Below the last sentence of the text, from the first line on that no text holds ("© 2024", "Follow us", "Read this
    next", "We do not endorse products"), all goes, if links follow it and a notice of rights or two labels of a footer.
    Below such a line sentences may stand that speak of nobody's health, one to three links. Lists of links above that
    line stay, and so does what holds a dose or an order. Without links a notice of rights at the end of a page goes,
    with the labels and the address below it.
    Example: the lines "Rest.", "© 2024 Ward", "* [About us](/a)", "* [Jobs](/j)", "* [Privacy policy](/p)" become
    "Rest.".
    """
    if text.count("](") < _FEW_LINKS and not RIGHTS.search(text):
        return
    lines = lines_of(text)
    first, teasers = _tail(lines, strict=True), _tail(lines, strict=False)
    for begin, sure in ((teasers, True), (first, False)):
        foot = next((i for i in range(max(begin, 1), len(lines)) if _begins_foot(lines, i, sure)), len(lines))
        while foot - 1 >= max(begin, 1) and lines[foot - 1].level > 1:
            foot -= 1  # what heads nothing else
        if _is_foot(text, lines[foot:]):
            yield gone(text, lines, foot, len(lines), "footer of a page")
            return
    owned = [i for i in range(max(teasers, 1), len(lines)) if RIGHTS.search(text, *lines[i][:2])]
    short = owned and len(lines) - owned[0] <= _SHORT_FOOT and all(map(_is_of_address, lines[owned[0] :]))
    if short and ("](" in text or "# " in text):
        yield gone(text, lines, owned[0], len(lines), "footer of a page")


def _is_of_address(line: Line) -> bool:
    """Whether a line is a label, links, or a part of an address, that ends in a comma."""
    return line.kind != "prose" or (line.words.endswith(",") and len(line.words.split()) <= _ADDRESS)


def _tail(lines: Sequence[Line], *, strict: bool) -> int:
    """Where the last lines begin that are no prose, or no prose that may speak of somebody's health."""
    first = len(lines)
    while first and (lines[first - 1].kind != "prose" or (not strict and is_teaser(lines[first - 1]))):
        first -= 1
    return first


def _is_foot(text: str, lines: Sequence[Line]) -> bool:
    """Whether links and a notice of rights, or two labels of a footer, stand in these lines, and few sentences."""
    links = sum(line.kind == "links" or line.leads for line in lines)
    prose = sum(line.kind == "prose" for line in lines)
    labels = sum(_LABELS.fullmatch(line.words) is not None for line in lines)
    owned = any(RIGHTS.search(text, line.start, line.end) for line in lines)
    return links >= max(_FEW_LINKS, _FEW_LINKS * prose) and (owned or labels >= _FEW_LABELS)


def _begins_foot(lines: Sequence[Line], i: int, sure: bool) -> bool:
    """Whether a line begins a footer: by itself, or, unless it is to be `sure`, as a label over no heading."""
    line = lines[i]
    if line.kind == "site" or (line.kind in ("heading", "short", "links") and _FOOT.fullmatch(line.words)):
        return True
    if line.leads and sum(one.leads for one in lines[i : i + _CARDS]) >= _FEW_LINKS:
        return True
    return (
        not sure and _LABELS.fullmatch(line.words) is not None and not any(one.kind == "heading" for one in lines[i:])
    )


@rule("repair/page-contents", version=1, everywhere=True, leaves_out="contents list", languages=_TABLE["languages"])
def remove_contents(text: str, context: DocumentContext) -> Iterator[Change]:
    """List of a page's contents.

    Under "On this page" links into the page stand, with headings of their own among them, and before the first heading
    of the text three and more of its items are nothing but such links. A list that a line with a colon announces, and
    one that holds a dose, stays.
    Example: the lines "# Gout", "On this page", "- [Causes](#a)", "- [Care](#b)", "## Causes", "Salt." become
    "# Gout", "## Causes", "Salt.".
    """
    if text.count("](#") < 2:
        return
    lines = lines_of(text)
    inner = [_leads_inside(text, line) for line in lines]
    i = 0
    while i < len(lines):
        if _CONTENTS.fullmatch(lines[i].words) and lines[i].kind in ("short", "heading"):
            end = _end_of_contents(lines, inner, i + 1)
            if any(inner[i + 1 : end]):
                yield gone(text, lines, i, end, "list of a page's contents")
                i = end
                continue
        elif inner[i] and not any(line.level > 1 for line in lines[:i]) and not announced(lines, i):
            run = list(takewhile(lambda k: inner[k] or lines[k].kind == "mark", range(i, len(lines))))
            items = sum(inner[k] and text[lines[k].start : lines[k].end].lstrip()[:1] in "*-+•" for k in run)
            if items >= _LEAST_CONTENTS:
                yield gone(text, lines, i, run[-1] + 1, "list of a page's contents")
                i = run[-1]
        i += 1


def _leads_inside(text: str, line: Line) -> bool:
    """Whether a line is links into the page alone."""
    words = text[line.start : line.end]
    found = line.kind == "links" and _INNER.search(words) is not None
    return found and not _INNER.sub("", words[end_of_mark(words) :]).strip(BETWEEN) and not DOSE.search(line.words)


def _end_of_contents(lines: Sequence[Line], inner: Sequence[bool], first: int) -> int:
    """Where the contents of a page end that begin at a line: behind their last link, or a short item beside one."""
    last, headed = first, False
    for i in range(first, len(lines)):
        if inner[i]:
            last, headed = i + 1, False
        elif lines[i].kind == "heading" and not headed:
            headed = True
        elif headed and _EMPTY.fullmatch(lines[i].words):
            last, headed = i + 1, False
        elif lines[i].kind != "mark":
            break
    return last
