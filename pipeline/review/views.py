"""What the page shows: the list of texts, the sentences of one, the queue, and what stands around a sentence."""

from collections.abc import Iterable, Sequence

import msgspec
from lxml import etree
from rapidfuzz.distance import Levenshtein

from pipeline.core.errors import PipelineError
from pipeline.core.model import Document, Finding
from pipeline.core.targets import Target
from pipeline.exchange.inline import fragment, text_of
from pipeline.report.figures import Summary
from pipeline.report.pages import WEIGHT
from pipeline.review.desk import Desk, Line, Sheet
from pipeline.review.marks import Mark, Piece, pieces
from pipeline.review.wording import Wording

AT_ONCE = 100  # sentences on one page: a browser lays them out in a blink
FILTERS = ("all", "error", "warning", "open", "changed", "approved")
_QUEUED = 200  # sentences that the queue holds: more than anybody does in a day
_AROUND = 300  # characters of the raw text on either side of a sentence


class Row(msgspec.Struct, frozen=True):
    """A text in one language as the list of texts shows it; `places` are findings in the source."""

    title: str
    name: str
    language: str
    sentences: int
    approved: int
    errors: int
    warnings: int
    places: int


class View(msgspec.Struct, frozen=True):
    """A sentence as the page shows it. `need` is the gravest severity that is open, `titled` its text in the queue."""

    line: Line
    language: str
    name: str
    source_language: str
    source: Sequence[Piece]
    target: Sequence[Piece]
    text: str
    need: str
    whose: str
    found: Sequence[Finding]
    comments: Sequence[str]
    titled: str = ""


def rows(summaries: Iterable[Summary]) -> list[Row]:
    """The texts, those that need most first."""
    found = [
        Row(
            one.about.title or row.name,
            row.name,
            row.language,
            row.sentences,
            row.approved,
            row.errors,
            row.warnings,
            row.places,
        )
        for one in summaries
        for row in one.rows
        if row.language != one.language
    ]
    return sorted(
        found, key=lambda row: (-row.errors, -row.warnings, row.approved - row.sentences, row.name, row.language)
    )


def view(sheet: Sheet, line: Line, words: Wording, titled: str = "") -> View:
    """A sentence with everything that is marked in it."""
    target, document = line.target, sheet.document
    terms = [Mark(one.start, one.end, "term", f"{one.source} = {one.text}") for one in sheet.terms(line)]
    open_ = line.open
    faults = [
        Mark(one.start - line.segment.start, one.end - line.segment.start, one.severity, _told(one, words))
        for one in document.findings
        if one.is_open and one.start < line.segment.end and line.segment.start < one.end
    ]
    text = target.draft or ""
    marks = [Mark(one.start, one.end, one.severity, _told(one, words)) for one in open_]
    return View(
        line=line,
        language=sheet.language,
        name=name_of(document),
        source_language=document.language,
        source=pieces(line.source, [*terms, *faults]),
        target=pieces(text, marks),
        text=text,
        need=open_[0].severity if open_ else "",
        whose=_whose(line.source, target, words),
        found=open_,
        comments=_comments(target),
        titled=titled,
    )


def _told(finding: Finding, words: Wording) -> str:
    return f"{words[f'title_{finding.check}']} – {finding.message}"


def name_of(document: Document) -> str:
    """By what name the page speaks of a text: its file's, without the suffix."""
    return document.name.rpartition(".")[0]


def title_of(document: Document) -> str:
    """A text's title, or its name."""
    return document.title or name_of(document)


def chosen(sheet: Sheet, only: str, words: str) -> list[Line]:
    """The sentences that a filter leaves."""
    sought = " ".join(words.split()).casefold()
    return [line for line in sheet.lines if _passes(line, only) and (not sought or sought in _said(line))]


def _said(line: Line) -> str:
    return " ".join(f"{line.source} {line.target.draft or ''}".split()).casefold()


def _passes(line: Line, only: str) -> bool:
    severities = {finding.severity for finding in line.open}
    match only:
        case "error":
            return "error" in severities or line.target.withheld is not None
        case "warning":
            return bool(severities & {"error", "warning"}) or line.target.withheld is not None
        case "open":
            return line.target.state not in ("approved", "kept")
        case "changed":
            return line.target.previous is not None
        case "approved":
            return line.target.state == "approved"
        case _:
            return True


def queue(desk: Desk, language: str) -> tuple[list[tuple[Sheet, Line]], list[str]]:
    """The sentences that need a person most: errors first, in them doses, negations and sides, then warnings.

    Gives what of it fits one day, and what could not be read.
    """
    found: list[tuple[tuple[int, int], Sheet, Line]] = []
    faults = []
    for row in rows(desk.summaries()):
        if row.language != language or (not row.errors and not row.warnings) or len(found) >= _QUEUED:
            continue
        try:
            sheet = desk.sheet(language, row.name)
        except PipelineError as error:
            faults.append(str(error))
            continue
        found += [(_urgency(line), sheet, line) for line in sheet.lines if _waits(line)]
    found.sort(key=lambda one: one[0])
    return [(sheet, line) for _, sheet, line in found[:_QUEUED]], faults


# What harms most if it is wrong, first; the rest in the order of severity alone
_GRAVE = ("dose", "number", "unit", "negat", "modal", "lateral", "drug", "compar", "condition", "date", "omission")


def _waits(line: Line) -> bool:
    answered = line.target.state in ("approved", "kept")
    return not answered and any(finding.severity != "info" for finding in line.open)


def _urgency(line: Line) -> tuple[int, int]:
    gravest = line.open[0]
    kinds = (n for n, kind in enumerate(_GRAVE) if any(kind in one.check for one in line.open))
    return WEIGHT[gravest.severity], min(kinds, default=len(_GRAVE))


def _whose(source: str, target: Target, words: Wording) -> str:
    """Whose a translation is, in words."""
    if target.state == "approved":
        named = [one for one in target.review.approved(source, target.draft) if one.person]
        told = (words["approved_by"].format(person=one.person, day=one.day or "") for one in named)
        return "; ".join(told) or words["unattributed"]
    if target.review.approvals:
        return words["void"]
    if target.origin == "person":
        return words["by_person"]
    if target.origin == "machine":
        engine = target.engine.name if target.engine else "?"
        return words["by_machine"].format(engine=engine)
    known = {"memory": "by_memory", "glossary": "by_glossary"}
    return words[known[target.origin]] if target.origin in known else ""


def _comments(target: Target) -> list[str]:
    """The notes that people put beside a translation, as text."""
    found = []
    for remark in target.remarks:
        at = remark.find("<")
        try:
            note = fragment(remark[max(at, 0) :])
        except etree.XMLSyntaxError:
            continue
        if etree.QName(note).localname == "note" and (text := " ".join(text_of(note, {}).split())):
            author = note.get("from")
            found.append(f"{author}: {text}" if author else text)
    return found


def raw_around(document: Document, line: Line) -> tuple[str, str, str]:
    """A sentence in the raw text, with what stands before and after it."""
    start, end = line.segment.raw_start, line.segment.raw_end
    raw = document.raw
    return raw[max(0, start - _AROUND) : start], raw[start:end], raw[end : end + _AROUND]


def differences(before: Document, after: Document, most: int = 20) -> list[tuple[str, str]]:
    """The sentences that one text has and the other has not, side by side as far as they stand in one place."""
    old, new = ([text.sentence(segment) for segment in text.segments] for text in (before, after))
    return [
        (" ⏎ ".join(old[step.src_start : step.src_end]), " ⏎ ".join(new[step.dest_start : step.dest_end]))
        for step in Levenshtein.opcodes(old, new)
        if step.tag != "equal"
    ][:most]
