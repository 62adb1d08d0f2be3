"""From an HTML page to the text that a reader sees, as recorded changes.

Every parser silently loses "<AFP400". So the first pass escapes each "<" that belongs to the text; the second takes
out markup and page furniture, where trafilatura says what the page's content is and the parser's offsets say where
it stands. Both are passes of the log: undoing them gives the page's source again.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import zip_longest

import msgspec

from pipeline.core.edits import Change
from pipeline.core.model import Document
from pipeline.ingest.html_content import choose
from pipeline.ingest.html_reader import Unit, read_page
from pipeline.ingest.markup import tag_at
from pipeline.rules import DocumentContext, rule, run_rules

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_OPAQUE = re.compile(r"</(script|style)\b", re.IGNORECASE)


def encoding_label(data: bytes) -> str:
    """The charset that a page's `meta` element names in its first 4,096 bytes; empty where it names none."""
    found = _CHARSET.search(data[:4096])
    return found[1].decode("ascii", "replace").lower() if found else ""


@rule("html/less-than", version=1, everywhere=True)
def escape_less_than(source: str, context: DocumentContext) -> Iterable[Change]:
    """Less-than sign in HTML source.

    "<3 nodules" and "p<0.05" must survive the parser. A "<" that opens no known element is escaped as `&lt;`.
    Example: "<p>p<0.05</p>" becomes "<p>p&lt;0.05</p>".
    """
    position = source.find("<")
    last = source.rfind("-->"), source.rfind(">")
    while position >= 0:
        end = _markup_end(source, position, *last)
        if end is None:
            yield Change(position, position + 1, "<", "&lt;", "a less-than sign of the text, no tag begins here")
            end = position + 1
        position = source.find("<", end)


def _markup_end(source: str, start: int, last_comment: int, last_bracket: int) -> int | None:
    """Where the tag, comment or declaration at `start` ends; None where the sign belongs to the text.

    `last_comment` and `last_bracket` are the last places of "-->" and ">": behind them nothing is looked for.
    """
    if source.startswith("<!--", start):
        return source.find("-->", start) + 3 if start <= last_comment else None
    if re.match(r"<(![a-z\[]|\?)", source[start : start + 3], re.IGNORECASE):
        return source.find(">", start) + 1 if start < last_bracket else None
    tag = tag_at(source, start)
    if tag is None:
        return None
    if not tag[1] and tag[2].lower() in ("script", "style"):
        closing = _OPAQUE.search(source, tag.end())
        return closing.start() if closing else len(source)
    return tag.end()


@rule("html/extract", version=1, everywhere=True)
def extract_content(source: str, context: DocumentContext) -> Iterable[Change]:
    """Content of an HTML page.

    Headings, paragraphs, list items and table rows stay, with plain marks ("# ", "• ", "1. ", "| … |"); markup is
    taken out, and so are navigation, banners and other furniture, by trafilatura's choice.
    Example: "<nav>Home</nav><h1>Colds</h1>" becomes "# Colds".
    """
    units = read_page(source)
    kept = choose(units, source)
    position, joiner = 0, ""
    spans = {(unit.start, unit.end) for unit in kept}
    left_out = [unit.start for unit in units if (unit.start, unit.end) not in spans]
    for unit, following in zip_longest(kept, kept[1:]):
        dropped = bisect_left(left_out, position) < bisect_left(left_out, unit.start)
        yield from _unit_changes(source, unit, position, joiner, dropped)
        position = unit.end
        joiner = unit.suffix + _separator(unit, following)
    yield Change(position, len(source), source[position:], joiner, "the page's end, outside its content")


def _separator(unit: Unit, following: Unit | None) -> str:
    if following is None:
        return "\n"
    return "\n" if unit.group is not None and unit.group == following.group else "\n\n"


def _unit_changes(source: str, unit: Unit, position: int, joiner: str, dropped: bool) -> Iterator[Change]:
    reason = "page furniture and markup outside the content" if dropped else "markup"
    joiner += unit.prefix
    for piece in unit.pieces:
        gap = source[position : piece.start]
        if gap != joiner + piece.joiner:
            yield Change(position, piece.start, gap, joiner + piece.joiner, reason)
        if source[piece.start : piece.end] != piece.text:
            yield Change(piece.start, piece.end, source[piece.start : piece.end], piece.text, piece.reason)
        position, joiner, reason = piece.end, "", "markup"


HTML_RULES = (escape_less_than, extract_content)


def extract(document: Document, context: DocumentContext) -> Document:
    """Run both passes and take the page's title from its h1, else from its `title` element."""
    escape, content = HTML_RULES
    document = run_rules(document, (escape,), context)
    title = next(iter(_titles(read_page(document.text))), None)
    document = run_rules(document, (content,), context)
    return msgspec.structs.replace(document, title=document.title or title)


def _titles(units: list[Unit]) -> list[str]:
    found = [u for u in units if u.tag in ("h1", "title") and u.text.strip()]
    return [" ".join(u.text.split()) for u in sorted(found, key=lambda u: u.tag != "h1")]
