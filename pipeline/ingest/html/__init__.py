"""From an HTML page to the text that a reader sees, as recorded changes.

Every parser silently loses "<AFP400". So the first pass escapes each "<" that belongs to the text; the second takes
out markup and page furniture, and says of all the words that it takes out what kind they are. Both are passes of the
log: undoing them gives the page's source again.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, zip_longest

import msgspec

from pipeline.core.edits import Change
from pipeline.core.model import Document, LeftOut
from pipeline.core.text.folding import squeeze
from pipeline.ingest.html.chosen import Chosen
from pipeline.ingest.html.content import judge
from pipeline.ingest.html.emptied import leave_emptied, leave_labels
from pipeline.ingest.html.furniture import mark_furniture
from pipeline.ingest.html.furniture.comments import leave_members
from pipeline.ingest.html.furniture.contact import keep_contact
from pipeline.ingest.html.furniture.dialogs import leave_dialogs
from pipeline.ingest.html.furniture.pictures import name_images
from pipeline.ingest.html.hidden import hide, strike
from pipeline.ingest.html.lines import authors_of, leave_authors, leave_bylines, leave_sections
from pipeline.ingest.html.markdown import unwrap_markdown
from pipeline.ingest.html.marks import (
    label_panels,
    leave_badges,
    leave_counters,
    leave_exits,
    leave_file_notes,
    leave_icons,
    leave_item_numbers,
    leave_item_signs,
    leave_spoken_notes,
    leave_toggles,
    leave_twins,
)
from pipeline.ingest.html.markup import SourceTags
from pipeline.ingest.html.notes import resolve
from pipeline.ingest.html.parser import read_page
from pipeline.ingest.html.region import region_of
from pipeline.ingest.html.style import Style
from pipeline.ingest.html.title import site_name, title_of, title_words
from pipeline.ingest.html.units import Gone, Judged, Unit, build_units
from pipeline.rules import DocumentContext, rule, run_rules

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_LANG = re.compile(r"<html\b[^>]{0,2000}?\slang\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_ODD_COMMENT = re.compile(r"<!--(?:-?>|(?:(?!-->|<!--)[^\x00]){0,2000}?--!>)")
_SECTION = re.compile(r"(<!\[CDATA\[)(?:(?:(?!<!|\]\]>)[^\x00])*(\]\]>))?")  # of XHTML; as HTML its words would be lost
_OPAQUE = re.compile(r"</(script|style)\b", re.IGNORECASE)


def encoding_label(data: bytes) -> str:
    """The charset that a page's `meta` element names in its first 4,096 bytes; empty where it names none."""
    found = _CHARSET.search(data[:4096])
    return found[1].decode("ascii", "replace").lower() if found else ""


def language_label(source: str) -> str:
    """The language that a page's `html` element names; empty where it names none."""
    found = _LANG.search(source[:4096])
    return found[1] if found else ""


@rule("html/less-than", version=4, everywhere=True)
def escape_less_than(source: str, context: DocumentContext) -> Iterable[Change]:
    """Less-than sign in HTML source.

    "<3 nodules" and "p<0.05" must survive the parser. A "<" that opens no known element is escaped as `&lt;`.
    Example: "<p>p<0.05</p>" becomes "<p>p&lt;0.05</p>".
    """
    position = source.find("<")
    tags, last = SourceTags(source), {sign: source.rfind(sign) for sign in ("-->", ">")}
    while position >= 0:
        if odd := _ODD_COMMENT.match(source, position):
            yield Change(*odd.span(), odd[0], "", "a comment that ends as HTML lets it, and as no parser here knows")
            position = source.find("<", odd.end())
            continue
        if section := _SECTION.match(source, position):
            for border in (1, 2) if section[2] else (1,):
                yield Change(*section.span(border), section[border], "", "a border of a section whose words are text")
            position = source.find("<", section.end(1))
            continue
        end = _markup_end(source, position, tags, last)
        if end is None:
            yield Change(position, position + 1, "<", "&lt;", "a less-than sign of the text, no tag begins here")
            end = position + 1
        position = source.find("<", end)


def _markup_end(source: str, start: int, tags: SourceTags, last: Mapping[str, int]) -> int | None:
    """Where the tag, comment or declaration at `start` ends; None where the sign belongs to the text.

    `last` are the last places of some signs: behind them nothing is looked for.
    """
    if source.startswith("<!--", start):
        return source.find("-->", start) + 3 if start <= last["-->"] else None
    if re.match(r"<(![a-z\[]|\?)", source[start : start + 3], re.IGNORECASE):
        return source.find(">", start) + 1 if start < last[">"] else None
    tag = tags.at(start)
    if tag is None:
        return None
    name, end = tag
    if name in ("script", "style"):
        closing = _OPAQUE.search(source, end)
        return closing.start() if closing else len(source)
    return end


class Extraction(msgspec.Struct, frozen=True):
    """What becomes of a page: its units with their fates, the texts that are in none, and its title."""

    judged: list[Judged]
    gone: list[Gone]
    title: str | None


def read(source: str) -> Extraction:
    """Read a page whose every "<" opens markup."""
    page, style = read_page(source), Style(source)
    resolve(page, style.shifts)
    chosen = Chosen(page, source)
    region = region_of(page, chosen)
    headings = frozenset(squeeze(page.words(one)) for one in page.elements if re.fullmatch("h[1-6]", one.tag))
    strike(page, style)
    leave_badges(page)
    leave_counters(page)
    leave_item_numbers(page)
    leave_item_signs(page)
    leave_twins(page, style)
    leave_spoken_notes(page, style)
    leave_icons(page)
    leave_toggles(page)
    leave_exits(page)
    leave_file_notes(page)
    leave_members(page)
    leave_dialogs(page)
    label_panels(page)
    mark_furniture(page, region, headings)
    hide(page, style, region)
    contact = keep_contact(page)
    name_images(page)
    units, gone = build_units(page)
    judged = judge(units, chosen, region, site_name(page), contact)
    named = title_words(page)
    authors = authors_of(page, source, named)
    leave_bylines(judged, named, authors)
    leave_authors(judged, authors)
    leave_sections(judged, page, named)
    leave_labels(judged, gone, named)
    leave_emptied(judged, gone)
    return Extraction(judged, gone, title_of(page, judged))


@rule("html/extract", version=5, everywhere=True)
def extract_content(source: str, context: DocumentContext) -> Iterable[Change]:
    """Content of an HTML page.

    Headings, paragraphs, list items and table rows stay, with plain marks ("# ", "• ", "1. ", "| … |"). Markup is
    taken out, and so is what is known to be furniture: menus, banners, share bars, forms, links to other pages; struck
    text; and hidden text that nothing on the page shows. In doubt a text stays.
    Example: "<nav>Home</nav><h1>Colds</h1>" becomes "# Colds".
    """
    return _changes(source, read(source))


def _changes(source: str, extraction: Extraction) -> Iterator[Change]:
    kept = [one.unit for one in extraction.judged if one.fate is None]
    left = sorted([g.text.start for g in extraction.gone] + [j.unit.start for j in extraction.judged if j.fate])
    position, joiner = 0, ""
    for unit, following in zip_longest(kept, kept[1:]):
        dropped = bisect_left(left, position) < bisect_left(left, unit.start)
        yield from _unit_changes(source, unit, position, joiner, dropped)
        position = unit.end
        joiner = unit.suffix + _separator(unit, following)
    yield Change(position, len(source), source[position:], joiner, "markup, and what was left out, at the page's end")


def _separator(unit: Unit, following: Unit | None) -> str:
    if following is None:
        return "\n"
    return "\n" if unit.group is not None and unit.group is following.group else "\n\n"


def _unit_changes(source: str, unit: Unit, position: int, joiner: str, dropped: bool) -> Iterator[Change]:
    reason = "page furniture and markup" if dropped else "markup"
    joiner += unit.prefix
    for piece in unit.pieces:
        gap = source[position : piece.start]
        if gap != joiner + piece.joiner:
            yield Change(position, piece.start, gap, joiner + piece.joiner, reason)
        if source[piece.start : piece.end] != piece.text:
            yield Change(piece.start, piece.end, source[piece.start : piece.end], piece.text, piece.reason)
        position, joiner, reason = piece.end, "", "markup"


def _left_out(extraction: Extraction, document: Document) -> Iterator[LeftOut]:
    """What the page lost, a record for each element and each unit; spans of the source that the second pass saw."""
    for _, run in groupby(extraction.gone, key=lambda gone: id(gone.element)):
        gone = [one for one in run if one.text.text.strip() or one.text.line]
        seen = [one.text for one in gone if one.text.text.strip()]
        if not seen:
            continue
        words = " ".join("".join(_apart(gone)).split())
        fate = gone[0].fate
        yield LeftOut(fate.kind, words, fate.evidence, *document.to_raw(seen[0].start, seen[-1].end))
    for one in extraction.judged:
        if one.fate is not None:
            words = " ".join(one.unit.text.split())
            span = document.to_raw(one.unit.start, one.unit.end)
            yield LeftOut(one.fate.kind, words, one.fate.evidence, *span)


def _apart(gone: Sequence[Gone]) -> Iterator[str]:
    """Texts as they follow each other, with a blank where something stood between them that the page shows apart."""
    for one, following in zip_longest(gone, gone[1:]):
        yield one.text.text
        if following is not None and following.text.line != one.text.line:
            yield " "


HTML_RULES = (escape_less_than, extract_content, unwrap_markdown)


def extract(document: Document, context: DocumentContext) -> Document:
    """Run both passes, find the page's title, and account for what is left out."""
    document = run_rules(document, (escape_less_than,), context)
    if context.is_off(extract_content.id):
        return document
    extraction = read(document.text)
    left_out = tuple(sorted(_left_out(extraction, document), key=lambda one: (one.raw_start, one.raw_end)))
    content = msgspec.structs.replace(extract_content, propose=lambda source, _: _changes(source, extraction))
    document = msgspec.structs.replace(run_rules(document, (content,), context), left_out=left_out)
    document = run_rules(document, (unwrap_markdown,), context)
    return msgspec.structs.replace(document, title=document.title or extraction.title)
