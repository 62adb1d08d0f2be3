"""What stands at the title of a page and is its frame: the section that it is in, and the title once more."""

from collections.abc import Sequence

from pipeline.core.model import LeftOutKind
from pipeline.core.text.folding import squeeze
from pipeline.ingest.html.region import gives_orders, speaks_of_health
from pipeline.ingest.html.tree import Fate, Page, word_count
from pipeline.ingest.html.units import Judged

_LABEL = 5  # words of the name of a section
_MENUS: tuple[LeftOutKind, ...] = ("navigation", "breadcrumb", "site header")


def title_among(judged: Sequence[Judged], named: str) -> int | None:
    """The place of the title: the h1 that the `title` element names as well, else the first."""
    heads = [number for number, one in enumerate(judged) if one.unit.tag == "h1" and one.fate is None]
    called = squeeze(named)
    return next((one for one in heads if squeeze(judged[one].unit.text) in called), heads[0] if heads else None)


def leave_sections(judged: list[Judged], page: Page, named: str) -> None:
    """The name of a section above the title, where a menu has it as well, and the title said twice side by side."""
    kept = [one for one in judged if one.fate is None]
    title = title_among(kept, named)
    if title is None:
        return
    words = squeeze(kept[title].unit.text)
    for one in (*kept[max(0, title - 1) : title], *kept[title + 1 : title + 2]):
        if not one.unit.is_heading and one.unit.group is None and squeeze(one.unit.text) == words:
            one.fate = Fate("doubled text", "the title stands right beside it")
    above = [one for one in kept[:title] if one.fate is None]
    if above and _may_be_label(above[-1]) and squeeze(above[-1].unit.text) in _menus(page):
        above[-1].fate = Fate("navigation", "the name of a section above the title, which a menu holds as well")


def _may_be_label(one: Judged) -> bool:
    words = one.unit.text
    plain = not one.unit.is_heading and one.unit.group is None
    return plain and 0 < word_count(words) <= _LABEL and not (gives_orders(words) or speaks_of_health(words))


def _menus(page: Page) -> frozenset[str]:
    """The words of the links in the page's menus, squeezed."""
    links = (one for one in page.elements if one.tag == "a" and one.signs)
    return frozenset(
        squeeze(page.words(one))
        for one in links
        if any(around.fate is not None and around.fate.kind in _MENUS for around in one.ancestors())
    )
