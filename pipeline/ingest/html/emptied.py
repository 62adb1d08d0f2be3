"""Headings and labels over nothing: above the title, over what has gone, and those that stand twice."""

import re
from bisect import bisect_left
from itertools import pairwise, zip_longest

from pipeline.core.model import LeftOutKind
from pipeline.core.text.folding import squeeze
from pipeline.data import load
from pipeline.ingest.html.furniture.tables import HEADINGS, SHELVES
from pipeline.ingest.html.region import gives_orders, speaks_of_health
from pipeline.ingest.html.tree import Fate, word_count
from pipeline.ingest.html.units import Gone, Judged, Unit

_HEADED: tuple[LeftOutKind, ...] = (
    "navigation",
    "site header",
    "contents list",
    "sign-up",
    "related links",
    "comments",
    "advertisement",
)
_NOTES: tuple[LeftOutKind, ...] = ("page note", "site footer")  # may follow what a heading stands over
_ASKED: tuple[LeftOutKind, ...] = ("form", "button")
_ASKING = re.compile(
    "|".join(load("html_furniture.yaml")[name] for name in ("inviting", "asking")), re.IGNORECASE
)  # of headings
_ONE_LINK = 3  # words
_LABEL = 5  # words of the name of a section
_LEAST_LABEL = 3  # words that announce a list of contents, and may be nothing else
_LISTED = frozenset({"li", "tr", "dt", "dd"})


def leave_labels(judged: list[Judged], gone: list[Gone], named: str) -> None:
    """Labels that stand over nothing; `named` is what the `title` element says."""
    starts = [one.text.start for one in gone if one.text.text.strip()]
    _leave_above_title(judged, squeeze(named))
    _leave_said_again(judged)
    kept = [one for one in judged if one.fate is None]
    for one, after in zip_longest(kept, kept[1:]):
        words = " ".join(one.unit.text.split())
        listed = after is not None and (after.unit.is_link or after.unit.tag in _LISTED)
        if listed or one.unit.tag in _LISTED or one.unit.tag == "h1":
            continue
        if one.unit.is_heading and HEADINGS["contents list"].fullmatch(words):
            one.fate = Fate("contents list", "a heading over no list")
        elif not one.unit.is_heading and (kind := _label_of(words)):
            first = bisect_left(starts, one.unit.end)
            emptied = after is None or (first < len(starts) and starts[first] < after.unit.start)
            if emptied or (kind == "contents list" and word_count(words) >= _LEAST_LABEL):
                one.fate = Fate(kind, "a label over what has gone")
        elif after is None and SHELVES.fullmatch(words):
            one.fate = Fate("related links", "a label at the end of the page, over nothing")


def _label_of(words: str) -> LeftOutKind | None:
    """What a label says that stands below it."""
    kinds: tuple[LeftOutKind, ...] = ("related links", "contents list")
    return next((kind for kind in kinds if HEADINGS[kind].fullmatch(words)), None)


def _leave_above_title(judged: list[Judged], named: str) -> None:
    """Links of few words and headings right above the title, where the page is called as its title says."""
    title = next((i for i, one in enumerate(judged) if one.unit.tag == "h1" and one.fate is None), 0)
    is_title = bool(judged) and squeeze(judged[title].unit.text) in named
    is_alone = sum(one.unit.tag == "h1" and one.fate is None for one in judged) == 1
    for one in reversed(judged[:title]):
        words = one.unit.text
        if one.fate is not None:
            continue
        if word_count(words) > _LABEL or gives_orders(words):
            return
        if one.unit.is_link and not any(map(str.isdecimal, words)):
            one.fate = Fate("navigation", "a link above the title, which names its section")
        elif (
            one.unit.is_heading
            and (is_title or (is_alone and squeeze(words) not in named))
            and not speaks_of_health(words)
        ):
            one.fate = Fate("site header", "a heading above the title, over nothing")
        else:
            return


def _leave_said_again(judged: list[Judged]) -> None:
    """A heading that stands twice, side by side."""
    kept = [one for one in judged if one.fate is None]
    for one, after in pairwise(kept):
        if not after.unit.is_heading or squeeze(one.unit.text) != squeeze(after.unit.text):
            continue
        if one.unit.tag == "h1":
            after.fate = Fate("doubled text", "the title stands right before it")
        elif one.unit.is_heading or one.unit.is_pressed:
            one.fate = Fate("doubled text", "a heading of the same words stands right behind it")


def _section_end(heading: Unit) -> int:
    """Where the element ends that holds the heading and what it stands over."""
    own = next((one for one in heading.element.ancestors() if re.fullmatch("h[1-6]", one.tag)), heading.element)
    around = next((one for one in own.ancestors() if one.signs > own.signs), own)
    return around.end


def leave_emptied(judged: list[Judged], gone: list[Gone]) -> None:
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
        words = " ".join(heading.text.split())
        ends_page = after is None and not (speaks_of_health(words) or gives_orders(words))
        asks = ends_page or _ASKING.fullmatch(words) is not None
        kinds = (*_HEADED, *(_ASKED if asks else ()))
        if fates and fates[0].kind in kinds and all(fate.kind in (*kinds, *_NOTES) for fate in fates[1:]):
            judged[i].fate = Fate(fates[0].kind, "a heading over nothing but furniture")
            behind = after
