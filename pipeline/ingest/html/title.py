"""The title of a page: its own, never the site's."""

import re
from collections.abc import Sequence

from pipeline.core.text.folding import squeeze
from pipeline.data import load
from pipeline.ingest.html.tree import Element, Page
from pipeline.ingest.html.units import Judged, Unit

_BORDER = re.compile(r"\s+[|–—:»·•-]\s+|\s*\|\s*|\s+::\s+")
_PLACEHOLDERS = frozenset(load("html_furniture.yaml")["placeholder_titles"])
_SECTIONS, _UPPER = 2, ("h2", "h3")  # a page with more h1 heads its parts with them, and itself with what stands above
_SITE_BORDER = re.compile(r"\s*\|\s*|\s+[»·•—]\s+|\s+::\s+")


def site_name(page: Page) -> str | None:
    """The name that a page gives its site; none that is all of its own title."""
    for element in page.elements:
        named = element.get("property") == "og:site_name" or element.get("name") in ("application-name", "og:site_name")
        if element.tag == "meta" and named and squeeze(element.get("content")) != squeeze(title_words(page)):
            return element.attributes.get("content") or None
    return None


def title_of(page: Page, judged: Sequence[Judged]) -> str | None:
    """The page's title.

    A heading of the content that the `title` element names as well; else the h1 of the content, or what heads a page
    that has many; else the `title` element without the name of the site.
    """
    site = squeeze(site_name(page) or "")
    named = title_words(page)
    pieces = [squeeze(piece) for piece in _BORDER.split(named) if squeeze(piece) and squeeze(piece) != site]
    kept = [one.unit for one in judged if one.fate is None and one.unit.is_heading]
    heads = [unit for unit in kept if unit.tag == "h1" and squeeze(unit.text) != site]
    for unit in (*heads, *kept):
        if squeeze(unit.text) == squeeze(named):
            return _words(unit)
    for piece in pieces[:1]:
        for unit in (*heads, *kept):
            if squeeze(unit.text) == piece:
                return _words(unit)
    if len(heads) > _SECTIONS and kept[0].tag in _UPPER:
        return _words(kept[0])
    if heads:
        return _words(next((unit for unit in heads if squeeze(unit.text) in pieces), heads[0]))
    return _without_site(named, site) or None


def title_words(page: Page) -> str:
    """The words of the `title` element, else of `og:title`."""
    words = [event[1].text for event in page.events if event[0] == "text" and _is_title(event[1].element)]
    joined = " ".join("".join(words).split())
    if joined and joined.lower() not in _PLACEHOLDERS:
        return joined
    metas = (one.attributes for one in page.elements if one.tag == "meta" and one.get("property") == "og:title")
    return " ".join(next(metas, {}).get("content", "").split())


def _is_title(element: Element) -> bool:
    return element.tag == "title" and not any(one.tag == "svg" for one in element.ancestors())


def _words(unit: Unit) -> str:
    return " ".join(unit.text.split())


def _without_site(named: str, site: str) -> str:
    for border in (_SITE_BORDER, _BORDER):
        pieces = [piece for piece in border.split(named) if piece.strip()]
        own = [piece for piece in pieces if squeeze(piece) != site]
        if border is _BORDER and len(own) == len(pieces):
            return named
        if len(pieces) > 1 and own:
            return own[0].strip()
    return named
