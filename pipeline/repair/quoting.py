"""Marks of quoting, which mail programs set before each line of a letter that is answered."""

import re
from collections.abc import Iterator, Sequence

from pipeline.core.edits import Change
from pipeline.rules import DocumentContext, rule

_LINE = re.compile(r"[ \t]*(?P<mark>(?:[A-Z]{1,3})?(?:> ?)+)?(?P<words>[^\n]*)(?:\n|\Z)")
_FOOTER = re.compile(
    r"^[ \t]*[_=-]{20,100}[ \t]*\n[ \t]*[^\n]{1,80} mailing list[ \t]*\n[ \t]*\S{1,80}@\S{1,80}[ \t]*"
    r"(?:\n[ \t]*https?://\S+[ \t]*)?(?:\n|\Z)",
    re.MULTILINE,
)
_LEAST = 2  # lines below one another that begin with words: one alone may compare ("> 5 mm") or point


@rule("repair/quote-marks", version=1)
def remove_quote_marks(text: str, context: DocumentContext) -> Iterator[Change]:
    r"""Marks of quoting before the lines of a letter.

    A sentence goes on over them, and before a figure they would compare. They go where two lines and more below one
    another bear them, most of which begin with words. Where somebody else begins to speak without an empty line, one is
    set. Example: "> Take it with\n> some water." becomes "Take it with\nsome water."
    """
    run: list[re.Match[str]] = []
    above: re.Match[str] | None = None
    for line in _LINE.finditer(text) if ">" in text else ():
        if run and not line["mark"]:
            yield from _unquoted(run, above, line)
        if line["mark"]:
            run.append(line)
        else:
            run, above = [], line
    yield from _unquoted(run, above, None)


@rule("repair/mail-footer", version=1, everywhere=True, leaves_out="page note")
def remove_mail_footers(text: str, context: DocumentContext) -> Iterator[Change]:
    r"""Footer of a mailing list.

    Below a ruler stand the name of the list, its address and its page, in each letter.
    Example: the lines "____________________", "gout mailing list", "gout@example.org" go.
    """
    for match in _FOOTER.finditer(text) if " mailing list" in text else ():
        yield Change(*match.span(), match[0], "", "footer of a mailing list")


def _unquoted(
    run: Sequence[re.Match[str]], above: re.Match[str] | None, below: re.Match[str] | None
) -> Iterator[Change]:
    """The changes that take the marks from lines below one another, and part them from what stands around them."""
    worded = sum(line["words"][:1].isalpha() for line in run)
    if worded < _LEAST or worded < sum(line["words"][:1].isdecimal() for line in run) * 2:
        return
    for line in run:
        parted = above is not None and _is_parted(above, line)
        yield Change(*line.span("mark"), line["mark"], "\n" if parted else "", "mark of quoting")
        above = line
    if below is not None and _is_parted(run[-1], below):
        yield Change(below.start(), below.start(), "", "\n", "end of what is quoted")


def _is_parted(above: re.Match[str], line: re.Match[str]) -> bool:
    """Whether two lines, neither of them empty, are quoted from different hands; one in lower case was only wrapped."""
    depths = [(one["mark"] or "").count(">") for one in (above, line)]
    worded = above["words"].strip() and line["words"].strip()
    return depths[0] != depths[1] and bool(worded) and not line["words"].lstrip()[0].islower()
