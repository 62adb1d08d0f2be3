"""Ghost tags, leftover tags, and the less-than signs that must survive them.

HTML with an unescaped "less than" leaves ghosts behind: `<span>≤2 or <3</span>` becomes `≤2 or <3< span="">`. What
stands before a ghost is text, often a criterion. No "<" goes unless a tag or a ghost is proven around it.
"""

import re
from collections.abc import Iterator

from pipeline.core.edits import Change
from pipeline.data import load
from pipeline.ingest.html.markup import tag_at
from pipeline.repair.tokens import look_back
from pipeline.rules import DocumentContext, rule

_TABLE = load("html.yaml")
_NAMES = frozenset(_TABLE["elements"])
_BLOCKS = frozenset(_TABLE["blocks"]) | {"br"}
_LISTS = frozenset({"ul", "ol"})
_CELLS = frozenset({"td", "th"})
_VOID = frozenset({"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr"})
_ARROW = re.compile(r"[ \t]*-{1,4}>[ \t]*\Z")  # to a link whose place alone was kept
_OF_ITEM = re.compile(r"(?:<(?:span|a|b|strong|em|i)\b[^<>\n]{0,200}>)*[^\s<]")
_GHOST = re.compile(r"<\s?([A-Za-z][A-Za-z0-9]{0,15})\s?=\s?(?:\"\"|“”|””|'')\s?/?>")
_TWIN = re.compile(r"</[^<>\n]{1,60}<\s?/?>")
_OPEN = re.compile(r"<(?=/?[A-Za-z])")
_RAISED = str.maketrans("0123456789+-−–()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁽⁾ⁿ")
_RAISABLE = re.compile(r"[0-9+\-−–()n]{1,12}(?=</sup\s?>)", re.IGNORECASE)
_TURNED = re.compile(r">(\d{1,3})<(?=([A-Za-z]{0,3})(?![A-Za-z]))")
_NAME = re.compile(r"(?<![^\W_])[A-Z][A-Za-z]{0,5}\d{1,3}[A-Za-z]{0,3}(?![^\W_])")
_SYMBOL = re.compile(r"(?<![A-Za-z])[A-Z][A-Za-z]{0,5}\Z")


@rule("repair/ghost-tags", version=1, everywhere=True)
def remove_ghosts(text: str, context: DocumentContext) -> Iterator[Change]:
    """Ghosts of tags behind a less-than sign.

    A parser that takes "<3" for a tag leaves `< span="">` behind it and sometimes a closing `</3<>`. Only these go;
    the sign and the words before it are text. Where words of the text became attributes nothing is proven.
    Example: `up to <3< span=""> nodules` becomes `up to <3 nodules`.
    """
    for match in _GHOST.finditer(text):
        if match[1].lower() in _NAMES:
            yield Change(*match.span(), match[0], "", "ghost of a closing tag; what stands before it is text")
    for match in _TWIN.finditer(text) if "</" in text else ():
        yield Change(*match.span(), match[0], "", "closing twin of a ghost tag")


@rule("repair/tags", version=4, everywhere=True)
def remove_tags(text: str, context: DocumentContext) -> Iterator[Change]:
    r"""Tags left in plain text.

    A stretch in angle brackets is a tag where HTML knows its name and its attributes parse, and where something else
    proves it: an attribute, its own closing tag, or an element that has none. Tags that part blocks become a line
    break, those between two cells of a row " | ", that of an item a dash, behind its indent where its list stands
    inside another; raised numbers stay raised. An arrow to "<link>", of which nothing else is left, goes with it.
    Example: `10<sup>9</sup>/L<br>next` becomes `10⁹/L\nnext`.
    """
    tags = sorted(_tags(text), key=re.Match.start) if "<" in text else []
    depth = 0  # of lists
    for tag, before in zip(tags, [None, *tags], strict=False):
        name = tag[2].lower()
        if name in _LISTS:
            depth = max(0, depth + (-1 if tag[1] else 1))
        is_next_cell = name in _CELLS and not tag[1] and before is not None and _ends_cell(text, before, tag)
        put = " | " if is_next_cell else "\n" if name in _BLOCKS else ""
        if name == "li" and not tag[1] and _OF_ITEM.match(text, tag.end()):
            put += "  " * (depth - 1) + "- "
        arrow = look_back(_ARROW, text, tag.start(), 12) if name == "link" and not tag[3].strip() else None
        start = tag.start() - len(arrow[0]) if arrow else tag.start()
        yield Change(start, tag.end(), text[start : tag.end()], put, f"HTML tag “{name}” left in the text")
        raised = _RAISABLE.match(text, tag.end()) if name == "sup" and not tag[1] else None
        if raised:
            yield Change(*raised.span(), raised[0], raised[0].translate(_RAISED), "raised in the page")


def _ends_cell(text: str, before: re.Match[str], tag: re.Match[str]) -> bool:
    """Whether a tag ends the cell beside the one that another tag begins, on the same line."""
    between = text[before.end() : tag.start()]
    return before[2].lower() in _CELLS and bool(before[1]) and not between.strip(" \t")


def _tags(text: str) -> list[re.Match[str]]:
    """The tags that something proves: each end tag, and the start tag that it closes; attributes; void elements."""
    found: list[re.Match[str]] = []
    waiting: dict[str, list[re.Match[str]]] = {}
    for sign in _OPEN.finditer(text):
        tag = tag_at(text, sign.start())
        if tag is None:
            continue
        name = tag[2].lower()
        if not tag[1] and not tag[3].strip() and name not in _VOID:
            if not tag[0][-2].isspace():
                waiting.setdefault(name, []).append(tag)
            continue
        found.append(tag)
        if tag[1] and waiting.get(name):
            found.append(waiting[name].pop())
    return found


@rule("repair/subscripts", version=1)
def repair_subscripts(text: str, context: DocumentContext) -> Iterator[Change]:
    """Subscripts between turned brackets.

    "CO>2<" is what is left of a lowered number. It is joined only where the joined name stands elsewhere in the text,
    and never read as a comparison. Example: "GM>1<" becomes "GM1" in a text that also says "GM1".
    """
    turned = list(_TURNED.finditer(text))
    names = {m[0] for m in _NAME.finditer(text)} if turned else set()
    for match in turned:
        symbol = _SYMBOL.search(text[max(0, match.start() - 8) : match.start()])
        if symbol and symbol[0] + match[1] + match[2] in names:
            yield Change(match.start(), match.start() + 1, ">", "", "bracket of a lost subscript")
            yield Change(match.end() - 1, match.end(), "<", "", "bracket of a lost subscript")
