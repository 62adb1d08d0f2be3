"""Markdown in the source of a page: what a site's software should have turned into headings, lists and links."""

import re
from collections.abc import Iterator

from pipeline.core.edits import Change
from pipeline.rules import DocumentContext, rule

_HEADING = re.compile(r"^[ \t]{0,3}#{1,6} ?[^\W\d_][^\n]{1,160}$", re.MULTILINE)
_ITEM = re.compile(r"^[ \t]{0,3}(?:[-*+]|\d{1,2}\.) +\S", re.MULTILINE)
_LINK = re.compile(
    r"(?<!!)\[(?P<label>[^\[\]\n]{1,300})\](?P<target>\((?:https?:|mailto:|tel:|/|#|\./)[^()\s]{0,600}\))"
)
_MARKS = re.compile(
    r"^(?P<lead>[ \t]{0,3})(?P<marks>#{1,6})(?P<gap>[ ]?)(?=[^\W_#])[^\n]*?(?P<end>[ ]?#{1,6})?[ \t]*$", re.MULTILINE
)
_TAG = re.compile(r"^[ \t]*\{\{[^{}]", re.MULTILINE)  # a template's tag on lines of its own
_FEW = 2  # signs of Markdown in one text; a "#" or a dash at the start of a line may be one of a sentence


def is_markdown(text: str) -> bool:
    """Whether a text of a page's source is Markdown or a template's, so that its line breaks mean something."""
    if "{{" in text and _TAG.search(text):
        return True
    if "\n" not in text or not _HEADING.search(text):
        return len(_ITEM.findall(text)) > _FEW and _LINK.search(text) is not None
    return len(_HEADING.findall(text)) + len(_ITEM.findall(text)) + len(_LINK.findall(text)) >= _FEW


@rule("html/markdown", version=1, everywhere=True, leaves_out="page note")
def unwrap_markdown(text: str, context: DocumentContext) -> Iterator[Change]:
    """Markdown on a page.

    The page shows "##Causes" and "[symptoms](/gout)" as they stand, since its software did not read them. Headings get
    the blank that makes them headings, links leave their address. A bracket that no address follows is no link.
    Example: "##Causes" becomes "## Causes"; "See [symptoms](/gout)." becomes "See symptoms.".
    """
    for match in _LINK.finditer(text) if "](" in text else ():
        yield Change(match.start(), match.start() + 1, "[", "", "mark of a link")
        start = match.end("label")
        yield Change(start, match.end(), text[start : match.end()], "", "address of a link")
    for match in _MARKS.finditer(text) if "#" in text else ():
        if not match["gap"] and (len(match["marks"]) > 1 or match["end"] or text[match.end("marks")].isupper()):
            yield Change(match.end("marks"), match.end("marks"), "", " ", "blank behind the marks of a heading")
        if match["end"]:
            yield Change(*match.span("end"), match["end"], "", "marks behind a heading")
