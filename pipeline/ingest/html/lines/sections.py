"""What stands at the title of a page and is its frame: the section that it is in, and the title once more."""

import re
from collections.abc import Sequence
from itertools import groupby, zip_longest

from pipeline.core.model import LeftOutKind
from pipeline.core.text.folding import squeeze
from pipeline.data import load
from pipeline.ingest.html.furniture.tables import OPENING, PHONE
from pipeline.ingest.html.region import gives_orders, speaks_of_health
from pipeline.ingest.html.tree import Fate, Page, word_count
from pipeline.ingest.html.units import Judged

_FIRST_HEADS = 3  # of a page, of which one may be its title without being an h1
_WAY = 8  # units behind the title
_LONGEST_NOTICE = 30  # words
_MENU = re.compile(load("html_furniture.yaml")["menu_headings"], re.IGNORECASE)
_CITED = re.compile(r"\b(?:doi|pmc?id|is[bs]n)\b|\d{4}; ?\d", re.IGNORECASE)
_OPEN = re.compile(r"\b(?:open|closed|hours)\b|\d/7\b|\d ?[ap]\.?m\b", re.IGNORECASE)
_LABEL = 5  # words of the name of a section
_MENUS: tuple[LeftOutKind, ...] = ("navigation", "breadcrumb", "site header")


def title_among(judged: Sequence[Judged], named: str) -> int | None:
    """The place of the title: a heading that the `title` element names too, an h1 before others; or the first h1."""
    heads = [number for number, one in enumerate(judged) if one.unit.is_heading and one.fate is None]
    firsts = [one for one in heads if judged[one].unit.tag == "h1"]
    called = squeeze(named)
    for one in (*firsts, *heads[:_FIRST_HEADS]):
        words = squeeze(judged[one].unit.text)
        if words and words in called and (judged[one].unit.tag == "h1" or 2 * len(words) > len(called)):
            return one
    return firsts[0] if firsts else None


def leave_sections(judged: list[Judged], page: Page, named: str) -> None:
    """What stands at the title: the section, a notice of the site, the way to the page, and the title once more.

    A heading that names a menu, over nothing, goes wherever it stands.
    """
    kept = [one for one in judged if one.fate is None]
    _leave_names_of_menus(kept, named)
    kept = [one for one in kept if one.fate is None]
    title = title_among(kept, named)
    if title is None:
        return
    words = squeeze(kept[title].unit.text)
    _leave_way(kept[title + 1 : title + 1 + _WAY], words)
    for one in (*kept[max(0, title - 1) : title], *kept[title + 1 : title + 2]):
        if not one.unit.is_heading and one.unit.group is None and squeeze(one.unit.text) == words:
            one.fate = Fate("doubled text", "the title stands right beside it")
    above = [one for one in kept[:title] if one.fate is None]
    if above and _may_be_label(above[-1]) and squeeze(above[-1].unit.text) in _menus(page):
        above[-1].fate = Fate("navigation", "the name of a section above the title, which a menu holds as well")
    reached = any(PHONE.search(one.unit.text) or OPENING.search(one.unit.text) for one in above)
    for one in above if kept[title].unit.tag == "h1" else ():
        placed = reached and any(map(str.isdecimal, one.unit.text))  # an address beside a number to call
        if one.fate is None and not placed and _is_notice(one):
            one.fate = Fate("site header", "a line with a link above the title")


def _leave_names_of_menus(kept: list[Judged], named: str) -> None:
    """Headings such as "Search" and "Menu", behind which the next heading stands or nothing."""
    for one, after in zip_longest(kept, kept[1:]):
        words = " ".join(one.unit.text.split())
        alone = (
            after is None
            or after.unit.is_heading
            or (one.unit.tag == "h1" and squeeze(words) in squeeze(after.unit.text))
        )
        if one.unit.is_heading and alone and _MENU.fullmatch(words) and squeeze(words) not in squeeze(named):
            one.fate = Fate("navigation", "a heading that names a menu, over nothing")


def _leave_way(behind: list[Judged], title: str) -> None:
    """The way to a page behind its title: a list whose last item is the title."""
    for _, group in groupby(behind, key=lambda one: id(one.unit.group)):
        run = list(group)
        ends = run[0].unit.group is not None and len(run) > 1 and squeeze(run[-1].unit.text) == title
        if ends and all(word_count(one.unit.text) <= _LABEL for one in run[:-1]):
            for one in run:
                one.fate = Fate("breadcrumb", "a list that ends in the title")


def _is_notice(one: Judged) -> bool:
    """Whether a line tells of the site and leads elsewhere, and speaks of nobody's health."""
    words, unit = one.unit.text, one.unit
    plain = not unit.is_heading and unit.group is None and unit.tag != "tr" and unit.linked > 0
    reached = any(sign.search(words) for sign in (PHONE, OPENING, _OPEN))
    harmless = not (reached or gives_orders(words) or speaks_of_health(words) or _CITED.search(words))
    return plain and _LABEL < word_count(words) <= _LONGEST_NOTICE and harmless


def _may_be_label(one: Judged) -> bool:
    words = one.unit.text
    plain = not one.unit.is_heading and one.unit.group is None
    return plain and 0 < word_count(words) <= _LABEL and not (gives_orders(words) or speaks_of_health(words))


def _menus(page: Page) -> frozenset[str]:
    """The words of the links in the page's menus, squeezed."""
    menus = [one for one in page.gone() if one.fate is not None and one.fate.kind in _MENUS]
    return frozenset(
        squeeze(page.words(one)) for menu in menus for one in page.within(menu) if one.tag == "a" and one.signs
    )
