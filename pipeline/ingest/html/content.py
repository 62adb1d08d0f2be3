"""Which units of a page stay, where its elements alone do not tell.

Everything stays that is not known to be furniture. trafilatura is one voice of several: what it did not choose goes
only where it consists of links and stands before or behind the content.
"""

import re
from bisect import bisect_left
from itertools import groupby

import msgspec

from pipeline.core.model import LeftOutKind
from pipeline.data import load
from pipeline.ingest.html.chosen import Chosen
from pipeline.ingest.html.hidden import squeeze
from pipeline.ingest.html.region import Region, gives_orders, says_to_call
from pipeline.ingest.html.tree import Fate, is_sentence, word_count
from pipeline.ingest.html.units import Gone, Unit

_LINES: dict[LeftOutKind, re.Pattern[str]] = {
    kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in load("html_furniture.yaml")["lines"].items()
}
_HEADED: tuple[LeftOutKind, ...] = ("navigation", "contents list", "sign-up", "related links", "comments")
_ASKED: tuple[LeftOutKind, ...] = ("form", "button")
_ASKING = re.compile(
    "|".join(load("html_furniture.yaml")[name] for name in ("inviting", "asking")), re.IGNORECASE
)  # of headings
_LINKED_LINES = ("related links", "edit link", "button")
_OWNED = re.compile(
    rf"\W*(?:©|\(c\) ?\d{{4}}|(?:{'|'.join(load('html_furniture.yaml')['copyright_words'])}) \W*(?:©|\d{{4}}))",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[^\w+(]*(?:(?:tel|phone|call|mobile)\w{0,6}\W{1,3})?[+(]?\d[\d ()./-]{1,20}\d\W*", re.IGNORECASE)
_TELLING = frozenset(load("html_furniture.yaml")["telling_signs"])
_LONGEST_LINE = 800
_LONGEST_ORNAMENT = 12  # characters
_REPEATED = 6  # words; shorter sentences may well stand twice side by side

_ONE_LINK = 3  # words
_LEAST_BARS = 2


class Judged(msgspec.Struct, eq=False):
    """A unit, and its fate where it is left out."""

    unit: Unit
    fate: Fate | None = None


def judge(units: list[Unit], gone: list[Gone], chosen: Chosen, region: Region, site: str | None) -> list[Judged]:
    """Say of each unit whether it stays; lists, tables and definition lists stay whole or go whole."""
    judged = [Judged(unit) for unit in units]
    runs = [list(run) for _, run in groupby(judged, key=_whole)]
    for run in runs:
        fate = _line(run, region, site)
        for one in run:
            one.fate = fate
    _leave_outer_links(runs, chosen, region)
    _leave_doubles(judged)
    _leave_emptied_headings(judged, gone)
    return judged


def _whole(judged: Judged) -> int:
    """What a unit stays or goes with; the caption of a table that sets a page may be a note on the page."""
    unit = judged.unit
    return id(unit if unit.tag == "caption" or unit.whole is None else unit.whole)


def _line(run: list[Judged], region: Region, site: str | None) -> Fate | None:
    """The fate of units each of which is a line known from many pages."""
    units = [one.unit for one in run]
    words = [" ".join(unit.text.split()) for unit in units]
    if len(words) == 1 and _is_ornament(units[0], words[0]):
        return Fate("page note", "signs without a word")
    if any(len(line) > _LONGEST_LINE or gives_orders(line) for line in words):
        return None
    for kind, pattern in _LINES.items():
        linked = kind in _LINKED_LINES
        if linked and not all(unit.is_link for unit in units):
            continue
        if kind == "site footer" and not all(unit.start >= region.end or _is_owned(unit) for unit in units):
            continue
        if all(pattern.fullmatch(line) for line in words):
            return Fate(kind, "a line known from many pages")
    if site and len(words) == 1 and squeeze(words[0]) == squeeze(site) and units[0].start < region.start:
        return Fate("site header", "the name of the site")
    return None


def _is_ornament(unit: Unit, words: str) -> bool:
    """Whether a paragraph is signs alone, none of which means anything by itself."""
    alone = unit.tag not in ("tr", "td", "li", "option", "dt", "dd", "pre")
    return alone and len(words) <= _LONGEST_ORNAMENT and not any(one.isalnum() or one in _TELLING for one in words)


def _is_owned(unit: Unit) -> bool:
    """Whether a unit is a notice of rights, or a bar of links."""
    return _OWNED.match(unit.text) is not None or (unit.is_link and unit.text.count("|") >= _LEAST_BARS)


def _leave_outer_links(runs: list[list[Judged]], chosen: Chosen, region: Region) -> None:
    """Links before and behind the content, if trafilatura did not choose them either."""
    before: list[Judged] = []
    for run in runs:
        previous, before = before, run
        if not all(_is_outer_link(one, region) for one in run):
            continue
        behind = run[0].unit.start >= region.end
        if previous and _announces(previous[-1], run, region, behind=behind):
            continue
        if any(gives_orders(one.unit.text) or chosen.has(one.unit.text) for one in run):
            continue
        kind: LeftOutKind = "related links" if behind else "navigation"
        for one in run:
            one.fate = Fate(kind, "links outside the content, which another extractor leaves out too")


def _is_outer_link(one: Judged, region: Region) -> bool:
    outside = one.unit.end <= region.start or one.unit.start >= region.end
    return one.fate is None and one.unit.is_link and not one.unit.is_heading and outside


def _announces(judged: Judged, run: list[Judged], region: Region, *, behind: bool) -> bool:
    """Whether what stands before outer links leads to them: whom to call stays with the words that say when."""
    if behind and not region.marked and _leads(judged):
        return True
    words = judged.unit.text
    calls = judged.fate is None and (judged.unit.is_heading or is_sentence(words)) and says_to_call(words)
    return bool(calls) and all(_NUMBER.fullmatch(one.unit.text) for one in run)


def _leads(judged: Judged) -> bool:
    """Whether a unit that stays announces what follows it."""
    return judged.fate is None and (judged.unit.is_heading or judged.unit.text.rstrip().endswith(":"))


def _leave_doubles(judged: list[Judged]) -> None:
    """A paragraph that stands twice, side by side."""
    before = ""
    for one in judged:
        if one.fate is not None:
            continue
        words = one.unit.text
        squeezed = squeeze(words)
        if squeezed == before and one.unit.group is None and word_count(words) >= _REPEATED and is_sentence(words):
            one.fate = Fate("doubled text", "the same paragraph stands right before it")
        before = squeezed


def _section_end(heading: Unit) -> int:
    """Where the element ends that holds the heading and what it stands over."""
    own = next((one for one in heading.element.ancestors() if re.fullmatch("h[1-6]", one.tag)), heading.element)
    around = next((one for one in own.ancestors() if one.signs > own.signs), own)
    return around.end


def _leave_emptied_headings(judged: list[Judged], gone: list[Gone]) -> None:
    """A heading over nothing but furniture goes with it."""
    gone = [one for one in gone if one.text.text.strip()]
    starts = [one.text.start for one in gone]
    behind: Unit | None = None
    for i in range(len(judged) - 1, -1, -1):
        heading, after = judged[i].unit, behind
        if judged[i].fate is not None:
            continue
        behind = heading
        if not heading.is_heading or heading.tag == "h1":
            continue
        ends_section = after is None or (after.is_heading and after.tag <= heading.tag)
        if not ends_section and after is not None and after.start < _section_end(heading):
            continue
        first = bisect_left(starts, heading.end)
        between = " ".join(one.text.text for one in gone[first : bisect_left(starts, after.start) if after else first])
        if after is not None and not ends_section and len(between.split()) <= _ONE_LINK:
            continue  # "Read all" beside the heading of what follows
        fates = [gone[first].fate] if first < len(gone) and (after is None or starts[first] < after.start) else []
        fates += [one.fate for one in judged[i + 1 : i + 2] if one.fate is not None]
        asks = _ASKING.fullmatch(" ".join(heading.text.split())) is not None
        if fates and all(fate.kind in _HEADED or (asks and fate.kind in _ASKED) for fate in fates):
            judged[i].fate = Fate(fates[0].kind, "a heading over nothing but furniture")
            behind = after
