"""Which units of a page stay, where its elements alone do not tell.

Everything stays that is not known to be furniture. trafilatura is one voice of several: what it did not choose goes
only where it consists of links and stands before or behind the content.
"""

import re
from itertools import groupby

from pipeline.core.model import LeftOutKind
from pipeline.core.text.folding import squeeze
from pipeline.data import load
from pipeline.ingest.html.chosen import Chosen
from pipeline.ingest.html.furniture.tables import OPENING, PHONE
from pipeline.ingest.html.region import Region, gives_orders, says_to_call
from pipeline.ingest.html.tree import Element, Fate, is_sentence, word_count
from pipeline.ingest.html.units import Judged, Unit

_TABLE = load("html_furniture.yaml")
_LINES: list[tuple[LeftOutKind, re.Pattern[str]]] = [
    *((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _TABLE["lines"].items()),
    *(
        (kind, re.compile(rf"(?:{'|'.join(patterns)})\W*", re.IGNORECASE))
        for kind, patterns in _TABLE["more_lines"].items()
    ),
]
_LINKED_LINES = ("related links", "edit link", "button")
_OWNED = re.compile(
    rf"\W*(?:©|\(c\) ?\d{{4}}|(?:{'|'.join(_TABLE['copyright_words'])}) \W*(?:©|\d{{4}}))",
    re.IGNORECASE,
)
_CAPTION = re.compile(  # of a picture, behind whose it is
    rf"\W*(?!.{{0,40}}\d{{4}}|.*(?:{'|'.join(_TABLE['rights_words'])}))(?:\S+ ){{6}}", re.IGNORECASE | re.DOTALL
)
_NUMBER = re.compile(
    rf"[^\w+(]*(?:(?:{_TABLE['numbers_to_call']})\w{{0,6}}\W{{1,3}})?"
    r"[+(]?\d[\d ()./-]{1,20}\d\W*",
    re.IGNORECASE,
)
_TOOL = re.compile(rf"(?:{'|'.join(_TABLE['page_tools'])})\W*", re.IGNORECASE)
_PRINT = re.compile(_TABLE["page_tools"][0], re.IGNORECASE)
_TELLING = frozenset(_TABLE["telling_signs"])
_ONWARD = re.compile(_TABLE["onward"], re.IGNORECASE)
_BUTTONS = frozenset({"btn", "button", "cta", "chevron"})  # of classes
_LONGEST_LINE = 800
_LONGEST_ORNAMENT = 12  # characters
_REPEATED = 6  # words; shorter sentences may well stand twice side by side
_LEAST_BARS = 2
_LEAST_ITEMS = 3
_NEAR = 3000  # characters of the source


def judge(
    units: list[Unit], chosen: Chosen, region: Region, site: str | None, contact: Element | None = None
) -> list[Judged]:
    """Say of each unit whether it stays; lists, tables and definition lists stay whole or go whole.

    What lies in `contact`, which says how the place of the page is reached, stays though it is links.
    """
    judged = [Judged(unit) for unit in units]
    runs = [list(run) for _, run in groupby(judged, key=_whole)]
    for before, run in zip([[], *runs], runs, strict=False):
        fate = _line(run, region, site)
        if fate is not None and fate.kind == "site footer" and before and _announced(before[-1]):
            fate = None
        for one in run:
            one.fate = fate
    free = [run for run in runs if contact is None or not contact.start <= run[0].unit.start < contact.end]
    _leave_outer_links(free, chosen, region)
    _leave_double_lists(runs)
    _leave_doubles(judged)
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
    if len(words) > 1 and all(map(_TOOL.fullmatch, words)) and any(map(_PRINT.match, words)):
        return Fate("share bar", "a list of what is done with the page")
    if any(len(line) > _LONGEST_LINE or gives_orders(line) for line in words):
        return None
    for kind, pattern in _LINES:
        if not all(pattern.fullmatch(line) for line in words):
            continue
        if kind in _LINKED_LINES and not all(unit.is_link or unit.is_pressed for unit in units):
            continue
        if kind == "site footer" and not all(unit.start >= region.end or _is_owned(unit) for unit in units):
            continue
        return Fate(kind, "a line known from many pages")
    return _own_line(units[0], words[0], region, site) if len(units) == 1 else None


def _own_line(unit: Unit, words: str, region: Region, site: str | None) -> Fate | None:
    """The fate of a line that its make or its place tells."""
    if _leads_on(unit, words):
        return Fate("related links", "a button that leads to another page")
    if site and squeeze(words) == squeeze(site) and unit.start < region.start:
        return Fate("site header", "the name of the site")
    return None


def _is_ornament(unit: Unit, words: str) -> bool:
    """Whether a paragraph is signs alone, none of which means anything by itself."""
    alone = unit.tag not in ("tr", "td", "li", "option", "dt", "dd", "pre")
    return alone and len(words) <= _LONGEST_ORNAMENT and not any(one.isalnum() or one in _TELLING for one in words)


def _leads_on(unit: Unit, words: str) -> bool:
    """Whether a line is a link of the make of a button that invites to read another page."""
    if not unit.is_link or unit.is_heading or unit.whole is not None or not _ONWARD.match(words):
        return False
    if PHONE.search(words):
        return False
    link = next((one for one in unit.element.ancestors() if one.tag == "a"), None)
    if link is None or re.match(r"#|tel:|mailto:|.*\.(?:pdf|docx?)\b", link.get("href")):
        return False
    return any(name in _BUTTONS for name in re.split(r"[\s_-]+", link.get("class")))


def _is_owned(unit: Unit) -> bool:
    """Whether a unit is a notice of rights, or a bar of links."""
    owned = _OWNED.match(unit.text) is not None and not _CAPTION.match(unit.text)
    return owned or (unit.is_link and unit.text.count("|") >= _LEAST_BARS)


def _leave_outer_links(runs: list[list[Judged]], chosen: Chosen, region: Region) -> None:
    """Links before and behind the content, if trafilatura did not choose them either."""
    before: list[Judged] = []
    above = (one for run in runs for one in run if one.unit.end <= region.start)
    places = [
        one for one in above if OPENING.search(one.unit.text) or (not one.unit.is_link and PHONE.search(one.unit.text))
    ]
    for run in runs:
        previous, before = before, run
        if not all(_is_outer_link(one, region) for one in run):
            continue
        behind = run[0].unit.start >= region.end
        if previous and _announces(previous[-1], run, region, behind=behind):
            continue
        if (previous and _says_whom_to_call(previous[-1], run)) or _says_where(run, places):
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


def _says_whom_to_call(before: Judged, run: list[Judged]) -> bool:
    """Whether outer links hold a telephone number, behind a sentence that stays or behind another number."""
    words = before.unit.text
    said = is_sentence(words) if not before.unit.is_link else PHONE.search(words) is not None
    return before.fate is None and said and any(PHONE.search(one.unit.text) for one in run)


def _says_where(run: list[Judged], places: list[Judged]) -> bool:
    """Whether outer links are a number or an address that stand with what says when a clinic is open."""
    near = any(place.fate is None and abs(place.unit.start - run[0].unit.start) <= _NEAR for place in places)
    return near and all(any(map(str.isdecimal, one.unit.text)) for one in run)


def _leads(judged: Judged) -> bool:
    """Whether a unit that stays announces what follows it."""
    return judged.fate is None and (judged.unit.is_heading or judged.unit.text.rstrip().endswith(":"))


def _announced(before: Judged) -> bool:
    """Whether what stays right before a line announces it: the words of a notice that others are to print."""
    return before.fate is None and before.unit.text.rstrip().endswith(":")


def _leave_double_lists(runs: list[list[Judged]]) -> None:
    """A list of links alone that stands a second time, wherever that is."""
    seen: set[tuple[str, ...]] = set()
    for run in runs:
        if len(run) < _LEAST_ITEMS or not all(one.unit.is_link and one.unit.group is not None for one in run):
            continue
        words = tuple(squeeze(one.unit.text) for one in run)
        if words in seen:
            for one in run:
                one.fate = one.fate or Fate("doubled text", "the same list of links stands further up")
        seen |= {words} if run[0].fate is None else set()


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
