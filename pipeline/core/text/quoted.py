"""Quoted matter: references, citation lines, web and mail addresses, targets of links, identifiers.

No repair, no terminology and no translation may touch what is quoted: a page range in a reference is not a range of
centimetres, and "021-00261" in a DOI is no range at all.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from pipeline.core.edits import Change, Pass, Projection, Span
from pipeline.data import load

_WORDS = load("quoted.yaml")
_ADDRESS = re.compile(
    r"(?=[h1wPI2])(?:(?<=\]\()https?://[^\s<>\"“”()]{1,900}(?:\([^\s()]{0,200}\)[^\s<>\"“”()]{0,200}){0,3}(?=\))"
    r"|https?://[^\s<>\"“”]+"
    r"|\bwww\.[^\s<>\"“”]+"
    r"|\b10\.\d{4,9}/[^\s<>\"“”]+"
    r"|\b(?:PMID|PMCID|ISBN|ISSN)\b:? ?[\dXPMC-]+"
    r"|\b(?:19|20)\d\d(?: [A-Z][a-z]{2})?(?: \d{1,2})?;\d+(?:\(\d+\))?:e?\d+(?:[-–]\d+)?)"
)
_TARGET = re.compile(  # of a link or a picture of Markdown, which a converter may have wrapped
    r"(?<=\]\()(?:(?:https?:/|\.{1,2})?/[^()\n\"]{1,900}(?=\))"  # in which may stand a blank
    r"|(?=[^\s()]{0,900}(?:[/#:@?=]|\.[A-Za-z]))[^\s()]{1,900}(?:(?:\([^\s()]{0,200}\)|\n)[^\s()]{1,900}){0,4}"
    r"(?=\s{0,3}(?:\"[^\"]{0,300}\"|'[^'\n]{0,300}')?\s{0,2}\)))"
)
_AUTOLINK = re.compile(r"<[A-Za-z][a-z+.-]{1,20}:[^\s<>]{1,900}>")
_MAIL = re.compile(r"(?:mailto:)?[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_REFERENCE_HEADING = re.compile(
    rf"^[ \t#*]*(?:{'|'.join(_WORDS['headings'])})[ \t:*]*\r?$",
    re.IGNORECASE | re.MULTILINE,
)
_LINE = re.compile(r"[^\r\n]+")
_CITATION = re.compile(
    rf"\b(?:{'|'.join(_WORDS['cited'])})\b"
    r"|\(\d{4}[a-z]?\)|\b(?:19|20)\d\d\b|\bdoi\b|\b\d+(?: ?\(\d+\))?[:,] ?e?\d+(?:[-–]\d+)?|\bPubMed\b|https?://"
)


def references(text: str) -> list[Span]:
    """The lines of reference lists: those under a heading such as "References" that read like citations.

    A list ends at the first line that bears no sign of a citation (a year, "et al", volume and page, an address).
    """
    found = []
    for heading in _REFERENCE_HEADING.finditer(text):
        for line in _LINE.finditer(text, heading.end()):
            if not line[0].strip():
                continue
            if not _CITATION.search(line[0]):
                break
            lead = len(line[0]) - len(line[0].lstrip())
            found.append((line.start() + lead, line.start() + len(line[0].rstrip())))
    return found


def find(text: str) -> tuple[Span, ...]:
    """All spans of quoted matter, sorted and merged.

    >>> find("See www.example.org/liver.")
    ((4, 25),)
    >>> find("Call [the ward](tel:5550100).")
    ((16, 27),)
    """
    spans = references(text)
    spans += [(m.start(), m.start() + len(m[0].rstrip(".,;:!?)]’'"))) for m in _ADDRESS.finditer(text)]
    for sign, pattern in (("](", _TARGET), ("<", _AUTOLINK)):
        spans += [m.span() for m in pattern.finditer(text)] if sign in text else []
    if "@" in text:
        spans += [m.span() for m in _MAIL.finditer(text)]
    return tuple(_merge(sorted(spans)))


def follow(spans: Sequence[Span], step: Pass) -> tuple[Span, ...]:
    """Carry spans across one pass; what the pass removed is gone."""
    forward = Projection((step,)).to_curated
    return tuple(span for span in (forward(*old) for old in spans) if span[0] < span[1])


def overlaps(start: int, end: int, spans: Sequence[Span]) -> bool:
    """Whether [start, end) reaches into one of the sorted spans; an insertion at a border does not."""
    i = bisect_left(spans, (start + 1,))
    if i and spans[i - 1][1] > start and (end > start or spans[i - 1][0] < start):
        return True
    return i < len(spans) and spans[i][0] < end


def outside(changes: Iterable[Change], spans: Sequence[Span]) -> Iterator[Change]:
    """The changes that leave quoted matter alone."""
    return (c for c in changes if not overlaps(c.start, c.end, spans))


def _merge(spans: list[Span]) -> Iterator[Span]:
    current: Span | None = None
    for start, end in spans:
        if current and start <= current[1]:
            current = (current[0], max(current[1], end))
        else:
            if current:
                yield current
            current = (start, end)
    if current:
        yield current
