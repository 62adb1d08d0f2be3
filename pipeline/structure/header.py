"""Title and metadata: what a document says of itself above and below its text."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from pipeline.core.model import Block, Document, LeftOut
from pipeline.data import load

_DOI = re.compile(r"\bdoi(?:\.org/|[: ]\s*(?:https?://(?:dx\.)?doi\.org/)?)(10\.\d{4,9}/[^\s<>\"“”]+)", re.IGNORECASE)
_PMID = re.compile(r"\bPMID:?\s*(\d{4,9})\b")
_TABLE = load("structure.yaml")
_MONTHS = tuple(month[:3] for month in _TABLE["months"])
_MONTH = rf"(?P<{{0}}>(?:{'|'.join(_TABLE['months'])})[a-z]{{{{0,6}}}})\.?"
_ENDING = rf"(?:{'|'.join(_TABLE['day_endings'])})?"
_CITATION = re.compile(
    r"\b(?P<year>(?:19|20)\d\d)\s" + _MONTH.format("month") + r"\s(?P<day>\d{1,2})\s?[;:.]", re.IGNORECASE
)
_DATE = (
    r"(?:(?P<y1>\d{4})-(?P<m1>\d{1,2})-(?P<d1>\d{1,2})"
    rf"|(?P<d2>\d{{1,2}}){_ENDING}\s" + _MONTH.format("m2") + r",?\s(?P<y2>\d{4})"
    r"|" + _MONTH.format("m3") + r"\s(?P<d3>\d{1,2})" + _ENDING + r",?\s(?P<y3>\d{4}))\b"
)
_ANY_DATE = re.compile(_DATE, re.IGNORECASE)
_LEFT_OUT_STATEMENT = re.compile(rf"\b(?:{'|'.join(_TABLE['left_out_statement'])})\s*:?\s*" + _DATE, re.IGNORECASE)
_STATEMENT = re.compile(rf"^\W*(?:{'|'.join(_TABLE['statement'])})\s*:?\s*" + _DATE, re.IGNORECASE)
# Characters: room for a citation with its DOI. Running text that names a date is mostly longer.
# Half and twice as many change one of 8,000 texts each.
_LONGEST_NOTE = 200
_SHORTEST, _LONGEST_TITLE = 8, 35  # words of a first line that is a title and no heading; papers have up to 30
_LONGEST_LINE = 20  # words of a first line that is a title; a sentence of a lead is longer, and has its stop
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_IDENTIFIER = re.compile(r"(?:ISBN|ISSN|doi|PMID)\b", re.IGNORECASE)
_LETTER = re.compile(rf"\b(?:{'|'.join(_TABLE['letter_words'])})\b", re.IGNORECASE)  # somebody writes to somebody
_INNER_STOP = re.compile(r"[.!?;](?= )")
_NAMED = re.compile(  # "Topic: Sore heels" among the fields at the top
    rf"\s*(?:[A-Z][\w-]{{0,15}}: [^\n]*\n){{0,6}}?(?i:{'|'.join(_TABLE['title_labels'])}):[ \t]*"
    r"(?:(?i:re|fwd?):[ \t]*){0,4}(?P<words>[^\s:][^\n]{1,200})(?=\n)"
)
_NO_TITLES = frozenset(load("structure.yaml")["no_titles"])


def title_of(document: Document, blocks: tuple[Block, ...]) -> str | None:
    """The title: side file, else what the page's own markup said, else the first heading, else None.

    The topic of a thread and the subject of a mail are titles. A first line that stands apart over headings of lower
    rank is the title: its own mark was lost, or its site kept it elsewhere.
    """
    given = document.side.title or document.title or document.metadata.get("html-title")
    if given:
        return given
    if named := _NAMED.match(document.text):
        return " ".join(named["words"].split())
    if _stands_over(document.text, blocks):
        return " ".join(document.text[blocks[0].start : blocks[0].end].strip("*_ ").split())
    for block in blocks:
        words = _LINK.sub(r"\1", " ".join(document.text[block.content : block.end].strip("*_# \t\u00a0").split()))
        if block.kind == "heading" and words.rstrip(": ").lower() not in _NO_TITLES and not _IDENTIFIER.match(words):
            return words
    return _long_first_line(document.text, blocks)


def _stands_over(text: str, blocks: tuple[Block, ...]) -> bool:
    """Whether the first block is a short line without a stop, apart from the text below, over marked headings only."""
    heading = next((block for block in blocks if block.kind == "heading"), None)
    if heading is None or blocks[0].kind != "paragraph" or not text.startswith("##", heading.start):
        return False
    line, gap = text[blocks[0].start : blocks[0].end].strip("*_ "), text[blocks[0].end : blocks[1].start]
    words = line.split()
    plain = "\n" not in line and gap.count("\n") > 1 and line[:1].isupper() and (line[-1].isalnum() or line[-1] in "?)")
    return plain and len(words) <= _LONGEST_LINE and not _LETTER.search(line) and not _LINK.search(line)


def _long_first_line(text: str, blocks: tuple[Block, ...]) -> str | None:
    """A first line without a stop that is too long for a heading and stands apart from the prose below it."""
    if len(blocks) < 2 or blocks[0].kind != "paragraph":
        return None
    line, gap = text[blocks[0].start : blocks[0].end], text[blocks[0].end : blocks[1].start]
    words = line.split()
    apart = "\n" in gap and "\n" not in line and blocks[1].kind == "paragraph"
    prose = text[blocks[1].end - 1] in ".!?" and blocks[1].end - blocks[1].start > len(line)
    if _LETTER.search(line) or _INNER_STOP.search(line):
        return None
    titled = _SHORTEST <= len(words) <= _LONGEST_TITLE and line[0].isupper() and line[-1].isalnum()
    return " ".join(words) if apart and prose and titled else None


def metadata_of(document: Document, blocks: tuple[Block, ...]) -> Mapping[str, str]:
    """DOI, PubMed number and date (YYYY-MM-DD) from the short notes around the text.

    References speak of other works and are left out, and so are citations where several stand in one text. What the
    document knows already stays; the side file's date wins. The date of a review is sought in what was left out as
    well: it often stands in the footer of a page.
    """
    found: dict[str, str] = {}
    dates: dict[str, str] = {}
    cited = [] if _cites_several(document.text, blocks) else [("citation", _CITATION)]
    patterns = (*cited, ("statement", _STATEMENT))
    for note in _notes(document.text, blocks):
        for key, pattern in (("doi", _DOI), ("pmid", _PMID)):
            if match := pattern.search(note):
                found.setdefault(key, match[1].rstrip(".,;:)]"))
        for rank, pattern in patterns:
            if (match := pattern.search(note)) and (day := _iso(match)):
                dates.setdefault(rank, day)
    for one in document.left_out:
        if (match := _statement_in(one)) and (day := _iso(match)):
            dates.setdefault("left out", day)
    if dates:
        found["date"] = next(dates[rank] for rank in ("citation", "statement", "left out") if rank in dates)
    merged = {**found, **document.metadata}
    if document.side.date:
        merged["date"] = day_of(document.side.date) or document.side.date
    return dict(sorted(merged.items()))


def _statement_in(left_out: LeftOut) -> re.Match[str] | None:
    """Where words that were left out say when a page was reviewed; a byline may say "Updated" alone."""
    found = _LEFT_OUT_STATEMENT.search(left_out.words)
    return found or (_STATEMENT.search(left_out.words) if left_out.kind == "page note" else None)


def _cites_several(text: str, blocks: tuple[Block, ...]) -> bool:
    """Whether the short notes cite works of several days: a list of references without its heading."""
    found = (_CITATION.search(note) for note in _notes(text, blocks))
    return len({_iso(match) for match in found if match}) > 1


def dates_in(text: str) -> Iterator[tuple[int, int, str]]:
    """The full dates of a text with their places, as YYYY-MM-DD."""
    for match in _ANY_DATE.finditer(text):
        if day := _iso(match):
            yield *match.span(), day


def day_of(text: str) -> str | None:
    """A day that is written in figures or words, as YYYY-MM-DD; None for anything else.

    >>> day_of("14 March 2024"), day_of("2024-3-5"), day_of("tomorrow")
    ('2024-03-14', '2024-03-05', None)
    """
    match = _ANY_DATE.fullmatch(text.strip())
    return _iso(match) if match else None


def _notes(text: str, blocks: tuple[Block, ...]) -> Iterator[str]:
    return (
        text[block.start : block.end]
        for block in blocks
        if block.kind != "reference" and block.end - block.start <= _LONGEST_NOTE
    )


def _iso(match: re.Match[str]) -> str | None:
    """A date as YYYY-MM-DD; None where the calendar has no such day."""
    parts = {name.rstrip("123"): value for name, value in match.groupdict().items() if value}
    year, month, day = (parts.get(long) or parts[long[0]] for long in ("year", "month", "day"))
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
    try:
        return date(int(year), number, int(day)).isoformat()
    except ValueError:
        return None
