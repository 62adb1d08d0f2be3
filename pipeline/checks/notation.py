"""Notations that are read wrongly, and marks that lack their partner (ISMP list of error-prone dose designations)."""

import re
from collections import defaultdict
from collections.abc import Iterator

from pipeline.checks.places import LANGUAGES, any_of, matches, word_before
from pipeline.core.model import Block, Document
from pipeline.core.text import quoted
from pipeline.data import load
from pipeline.reading.lexicon import known_words
from pipeline.rules import DocumentContext, Fault, check

_WORDS = load("checks.yaml")["quantities"]
_UNIT = rf"{any_of(_WORDS['dose_units'])}(?![\w/])"
_NAKED = re.compile(rf"(?<![\w.,])\.\d{{1,3}}\s?{_UNIT}")
_TRAILING = re.compile(rf"(?<![\w.,])\d{{1,4}}\.0{{1,3}}\s?{_UNIT}")
_UNITS = re.compile(r"(?<![\w.])\d{1,4}\s?[Uu](?![\w/.-])")
_MASS = any_of(("mg", *_WORDS["micrograms"]))
_UG = re.compile(r"(?<![\w.,])(\d{1,5}(?:[.,]\d{1,3})?)\s?ug(?!\w)")
_MICROGRAMS = re.compile(rf"(?<![\w.,])\d{{1,5}}(?:[.,]\d{{1,3}})?\s?(mcg|{any_of(_WORDS['micrograms'])})(?![\w/])")
_DOSE = re.compile(rf"\b([A-Za-z]{{5,40}})\s+\d{{1,4}}(?:\.\d{{1,3}})?\s?({_MASS})(?![\w/])")
_BROKEN_DECIMAL = re.compile(
    r"(?<=[a-z(,=:] )(?P<whole>\d{1,3})\. (?P<fraction>\d{1,3})"
    rf"(?:(?P<sure>\s?{any_of(_WORDS['decimal_units'])}(?!\w))|(?= [a-z]))"
)
_WRITTEN = _WORDS["written_out"]
_COUNTED = frozenset(_WORDS["numbered"])
_NOTED = re.compile(
    rf"\d\s?(?:{any_of(_WORDS['noted_units'])})(\d{{2,3}}(?:(?:, ?|[–-])\d{{1,3}}){{0,8}})(?![\w/.]|[–-]\w)"
)
_NOTED_WORD = re.compile(r"(?<![\w-])(?P<word>[a-z]{5,30})(?P<n>\d{1,3}(?:[,–-]\d{1,3}){0,6})(?=[\s,;:)]|\.(?!\w)|$)")
_NOTED_STOP = re.compile(r"(?<=[a-z]{4}[.,])\d{1,2}(?:[,–]\d{1,2}){0,6}(?=\s|$)")
_SEVERAL = 3  # marks of notes in a text: a word with a number may be a name
_BRACKET = re.compile(r"[()\[\]]")
_SMILE = re.compile(r"[:;][-,'’]?\)*\Z")
_LIST_MARK = re.compile(r"(?:^|[\s;:,.(])(?:\d{1,3}|[A-Za-z]\d{0,2}|[ivxIVX]{1,5})$")


@check("source/unsafe-dose", severity="warning", languages=LANGUAGES)
def find_unsafe_doses(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A dose is written so that it is read ten times too large.

    ".5 mg" is read as 5 mg, "1.0 mg" as 10 mg, "10U" as 100; "ug" for micrograms as "mg", a thousandfold.
    Example: "Take .5 mg at night."
    """
    for match in matches(_NAKED, document, context):
        yield Fault(*match.span(), "A decimal point without a zero before it is overlooked.", f"0{match[0]}")
    for match in matches(_TRAILING, document, context):
        safe = re.sub(r"\.0+", "", match[0])
        yield Fault(*match.span(), "A zero behind the decimal point is read as a larger dose.", safe)
    for match in matches(_UG, document, context):
        yield Fault(*match.span(), "“ug” is read as “mg”.", re.sub(r"\s?ug$", f" {_WRITTEN['ug']}", match[0]))
    for match in matches(_UNITS, document, context):
        yield Fault(*match.span(), "“U” is read as a zero.", re.sub(r"\s?[Uu]$", f" {_WRITTEN['u']}", match[0]))


@check("source/broken-decimal", severity="error", languages=LANGUAGES)
def find_broken_decimals(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A blank stands behind a decimal point.

    "1. 5 mcg" is read as 5. It is a decimal where a unit follows or its fraction begins with a zero, inside a sentence
    and behind no word that is counted ("in stage 3. 5 mg are enough"), and then elsewhere in the text as well.
    Example: "Start with 1. 5 mg at night."
    """
    found = [
        match
        for match in matches(_BROKEN_DECIMAL, document, context)
        if word_before(document.text, match.start()) not in _COUNTED
    ]
    if any(match["sure"] or match["fraction"].startswith("0") for match in found):
        for match in found:
            number = f"{match['whole']}.{match['fraction']}"
            yield Fault(match.start(), match.end("fraction"), "A blank stands in this decimal number.", number)


@check("source/note-mark", severity="warning", languages=LANGUAGES)
def find_note_marks(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """The numbers of notes have grown onto a unit.

    "10 kg92,93" had two raised numbers, which a reader or a program takes for part of the value. Words of the lexicon
    have some where a text has three and more of them ("in studies13,14").
    Example: "It falls by 8–14 mmHg94,95 in all."
    """
    for match in matches(_NOTED, document, context):
        yield Fault(*match.span(1), f"“{match[1]}” is no part of the value, but probably numbers of notes.")
    words = [match for match in matches(_NOTED_WORD, document, context) if match["word"] in known_words("en")]
    behind = list(matches(_NOTED_STOP, document, context)) if words else []
    if len(words) + len(behind) >= _SEVERAL:
        for match in words:
            yield Fault(*match.span("n"), f"“{match['n']}” is probably the number of a note, or lost its blank.")
        for match in behind:
            yield Fault(*match.span(), f"“{match[0]}” is probably the number of a note.")


@check("source/mixed-micrograms", severity="warning", languages=LANGUAGES)
def find_mixed_units(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """Micrograms are written in two ways, or beside milligrams of the same drug.

    "µg" and "ug" are read as "mg" in haste, a thousandfold dose; beside a dose in mg of the same drug the more so. A
    text that writes "mcg" in one place and "µg" in another makes readers look for a difference.
    Example: "Digoxin 0.25 mg is usual, digoxin 125 µg is enough."
    """
    doses: defaultdict[str, list[re.Match[str]]] = defaultdict(list)
    for match in matches(_DOSE, document, context):
        doses[match[1].lower()].append(match)
    for drug in doses.values():
        if any(m[2] == "mg" for m in drug):
            for match in (m for m in drug if m[2] != "mg"):
                message = f"“{match[1]}” is dosed in mg and in {match[2]}; write “mcg” or “micrograms”."
                yield Fault(*match.span(), message, re.sub(r"[µμu]g$", _WRITTEN["ug"], match[0]))
    yield from _written_twice(document, context)


def _written_twice(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """Where the second and every further way to write micrograms begins; the two signs for micro look the same."""
    seen: dict[str, str] = {}
    for match in matches(_MICROGRAMS, document, context):
        written = match[1].replace("μ", "µ")
        if seen and written not in seen:
            message = f"Micrograms are “{next(iter(seen))}” further up and “{match[1]}” here; write them in one way."
            yield Fault(*match.span(), message)
        seen.setdefault(written, match[1])


@check("source/bracket", severity="warning")
def find_brackets(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A bracket lacks its partner.

    Text inside or beside it may be lost. The bracket of a list mark ("1)", "b)") has none; an interval may open with
    one kind and close with the other. Example: "a scan (or X-ray of the chest is made."
    """
    blocks = [block for block in document.blocks if block.kind != "reference"]
    for place in _alone(document.text, blocks):
        start, end = document.text.rfind("\n", 0, place) + 1, document.text.find("\n", place)
        if "|" in document.text[start : end if end >= 0 else None]:
            continue  # a cell: what is lost there, the checks of tables tell
        if not quoted.overlaps(place, place + 1, context.quoted):
            yield Fault(place, place + 1, "This bracket lacks its partner.")


def _alone(text: str, blocks: list[Block]) -> Iterator[int]:
    """The brackets without a partner, where the blocks beside have none either: a converter may have parted them."""
    unmatched = [_unmatched(text, block) for block in blocks]
    for i, places in enumerate(unmatched):
        for place in places:
            beside = unmatched[i + 1 : i + 3] if text[place] in "([" else unmatched[max(i - 2, 0) : i]
            partners = ")]" if text[place] in "([" else "(["
            if not any(text[other] in partners for others in beside for other in others):
                yield place


def _unmatched(text: str, block: Block) -> list[int]:
    """The first closing and the first opening bracket of a block that lack their partners."""
    opening: list[int] = []
    closing: list[int] = []
    for match in _BRACKET.finditer(text, block.start, block.end):
        if match[0] in "([":
            opening.append(match.start())
        elif opening:
            opening.pop()
        elif _SMILE.search(text, max(block.start, match.start() - 6), match.start()):
            continue  # a smile
        elif not closing and not _LIST_MARK.search(text[max(block.start, match.start() - 8) : match.start()]):
            closing.append(match.start())
    return closing + opening[:1]
