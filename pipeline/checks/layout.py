"""What an extractor lost of a page's lines: letters printed apart, hyphens at line ends, signs between figures."""

import re
from collections.abc import Iterator

from pipeline.checks.places import LANGUAGES, any_of, matches
from pipeline.core.model import Document
from pipeline.data import load
from pipeline.reading.lexicon import known_words
from pipeline.rules import DocumentContext, Fault, check

_WORDS = load("checks.yaml")["layout"]
_COMPOUND = re.compile(r"(?<![\w./@-])([A-Za-z]{2,20})-([A-Za-z]{3,20})(?![\w/@-]|\.\w)")
_SOLID = re.compile(r"(?<![\w’'./@-])[A-Za-z]{6,40}(?![\w’'/@-])")
_GLUED_AGE = re.compile(rf"(?<![\w.,-])(\d{{1,3}})({any_of(_WORDS['counted'])})(?![\w-])")
_AGE = re.compile(rf"(?<=\d-){any_of(_WORDS['counted'])}(?![\w-])")
_SHARE = re.compile(r"(?<![\w.,–-])([1-9]\d)([1-9]\d)\s?%")
_PRESSURE = rf"\s?{any_of(_WORDS['pressures'])}(?![^\W\d_])"
_GLUED_VALUE = re.compile(
    rf"(?<![\w-])[A-Z]{{2,6}}\d{{2,6}}{_PRESSURE}|(?<![\w.,–-])(?:\d{{2}}|1\d\d)(?:\d{{2}}|[12]\d\d){_PRESSURE}"
)

_LOST_LIMIT = re.compile(rf"(?<=\s){any_of(_WORDS['limited'])}(?:\s\(|\s|\(\s?)(=\d{{1,3}})(?![\d.,]*\d|\s?=)")
_SPAN_OF_YEARS = re.compile(
    rf"(?<=\b)({any_of(_WORDS['spans'])})\s([1-9]\d)([1-9]\d)(?=\s?{any_of(_WORDS['span_units'])}\b)", re.IGNORECASE
)
_WHOLE_SHARE = re.compile(r"(?<![\w.,–-])(?P<first>[5-9]\d)(?P<last>100)\s?%")
_SERIES = re.compile(
    rf"\b({any_of(_WORDS['series'])})\s(?P<first>[1-4])(?P<last>[2-5])(?![\w.,%–-]|\s{any_of(_WORDS['series_joins'])}\b)",
    re.IGNORECASE,
)
_GLUED_MONTH = re.compile(
    rf"(?<![\w.,-])(?P<first>(?:19|20)\d\d)(?P<last>{any_of(_WORDS['months'])})(?=\s(?:19|20)\d\d)"
)
_COMPOUND_TO = re.compile(
    rf"(?<![\w’'./@-])([A-Za-z][a-z]{{3,20}})({any_of(_WORDS['compound_joins'])})(?=-[a-z]{{3,20}}(?![\w-]))"
)
_COMPOUND_END = re.compile(rf"(?<![\w’'./@-])([A-Za-z][a-z]{{3,20}})({any_of(_WORDS['compound_ends'])})(?![\w’'/@-])")
_SPACING = load("spacing.yaml")
_MEASURES = "|".join(unit for unit in _SPACING["glued_units"] if unit not in _SPACING["times"])
_ASKED_VALUE = re.compile(rf"(?<=[a-z)] )\? \d{{1,5}}(?:[.,]\d{{1,3}})? ?(?:%|(?:{_MEASURES})(?![A-Za-z]))")
_ASKING = re.compile(
    rf"(?:(?:^|[.!?:]\s+|\n)(?:{'|'.join(_SPACING['asking'])})|\b(?:{'|'.join(_SPACING['asking_anywhere'])}))\b[^.?!\n]*$",
    re.IGNORECASE,
)
_PREFIXES = frozenset(load("spacing.yaml")["prefixes"]) | frozenset(_WORDS["solid"])
_TOKEN = re.compile(r"[^\W\d_]+")
_PAIRS = re.compile(r"(?:([^\W\d_])\1(?!\1)){3}", re.IGNORECASE)
_LONG_CRY = re.compile(r"([^\W\d_])\1\1", re.IGNORECASE)  # "aarrrgghh"
_SPACED = re.compile(r"(?<![^\s|])(?:[^\W\d_][ ]{1,3}){6,40}[^\W\d_](?![^\s|,.;:])")
_LEAST = 7  # letters of a word
_NEAR = 300  # characters between two stretches that are told as one


@check("source/overprinted", severity="error", languages=LANGUAGES)
def find_overprints(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """Two texts are printed over one another, or the letters of one stand apart.

    A PDF prints a shadow or a heading over a line, and its letters are read in turns: "kkididnneeyy". A word of the
    lexicon ("bookkeeper") and a long cry ("aarrrgghh") are none.
    Example: "It is an ovveerrwweieghigt of the kkididnneeyy."
    """
    start = last = 0
    message = "The letters of this text stand apart, or in turns with those of another."
    for match in matches(_SPACED, document, context):
        letters = re.sub(r"\s", "", match[0])
        if list(letters.lower()) == sorted(letters.lower()):
            continue  # the letters of the alphabet in order are a list
        if last and match.start() - last > _NEAR:
            yield Fault(start, last, message)
        start, last = (start if last and match.start() - last <= _NEAR else match.start()), match.end()
    if last:
        yield Fault(start, last, message)
    for match in matches(_TOKEN, document, context):
        if match.start() >= last and len(match[0]) >= _LEAST and _is_overprinted(match[0]):
            yield Fault(*match.span(), f"“{match[0]}” seems to be two texts printed over one another.")


def _is_overprinted(word: str) -> bool:
    """Whether letters stand in pairs, or the word reads backwards."""
    known = known_words("en")
    if word.lower() in known:
        return False
    if _PAIRS.search(word) and not _LONG_CRY.search(word):
        return True
    return word.lower()[::-1] in known


@check("source/lost-hyphen", severity="warning", languages=LANGUAGES)
def find_lost_hyphens(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A compound lost its hyphen.

    Converters take the hyphen at the end of a line for that of a divided word: "lowdensity" stands in a text that also
    has "low-density". "Nonfatal" beside "non-fatal" and "wellbeing" are only other spellings.
    Example: "lowdensity" in a text that also says "low-density".
    """
    compounds = {
        (left + right).lower(): f"{left}-{right}"
        for left, right in _COMPOUND.findall(document.text)
        if left.lower() not in _WORDS["solid"] and (left + right).lower() not in _WORDS["written_solid"]
    }
    for match in matches(_SOLID, document, context) if compounds else ():
        word = match[0].lower()
        written = compounds.get(word) or compounds.get(word.removesuffix("s"))
        place = match.start() + (written.index("-") if written else 0)
        if written and word not in known_words("en") and document.text[place] == written[written.index("-") + 1]:
            suggestion = f"{document.text[match.start() : place]}-{document.text[place : match.end()]}"
            yield Fault(*match.span(), f"“{match[0]}” stands as “{written}” elsewhere: a hyphen is lost.", suggestion)
    known = known_words("en")
    for pattern in (_COMPOUND_END, _COMPOUND_TO):
        for match in matches(pattern, document, context):
            left, whole = match[1].lower(), match[0].lower()
            if left in known and left not in _PREFIXES and whole not in known and whole not in compounds:
                yield Fault(*match.span(), f"“{match[0]}”: a hyphen is lost.", f"{match[1]}-{match[2]}")


def _asked_values(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """Question marks before a value, in a sentence that asks nothing."""
    for match in matches(_ASKED_VALUE, document, context):
        if not _ASKING.search(document.text[max(0, match.start() - 200) : match.start()]):
            yield Fault(*match.span(), "A sign such as “≥” became a question mark; compare with the original.")


@check("source/lost-sign", severity="error", languages=LANGUAGES)
def find_lost_signs(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A dash or a comparison sign between figures is lost.

    "4559%" was "45–59%", "SBP120129 mmHg" a range: no share of that kind and no pressure is so high. Where the text
    also says "5-year", "10year" lost its hyphen at the end of a line. "Aged =50 years" was "≥" or "≤", the opposite;
    so was a question mark before a value, in a sentence that asks nothing.
    Example: "Function is 4559% then." "SBP160179mmHg"
    """
    for match in matches(_SHARE, document, context):
        if match[1] < match[2]:
            first, last = match.span(1)[0], match.end()
            text = f"“{match[0]}” seems to be {match[1]} to {match[2]} %: the sign between them is lost."
            yield Fault(first, last, text, f"{match[1]}–{match[2]}%")
    for match in (match for one in (_GLUED_VALUE, _LOST_LIMIT) for match in matches(one, document, context)):
        yield Fault(*match.span(), f"“{match[0]}”: a dash or a sign such as “<” is lost; compare with the original.")
    for match in matches(_SPAN_OF_YEARS, document, context):
        if match[2] < match[3]:
            text = f"“{match[2]}{match[3]} years”: a dash between two ages is lost."
            yield Fault(match.start(2), match.end(3), text, f"{match[2]}–{match[3]}")
    for pattern in (_WHOLE_SHARE, _SERIES, _GLUED_MONTH):
        for match in matches(pattern, document, context):
            if pattern is not _SERIES or match["first"] < match["last"]:
                written = f"{match['first']}–{match['last']}"
                yield Fault(match.start("first"), match.end("last"), "A dash between two values is lost.", written)
    yield from _asked_values(document, context) if " ? " in document.text else ()
    spaced = set(_AGE.findall(document.text))
    for match in (match for match in matches(_GLUED_AGE, document, context) if match[2] in spaced):
        yield Fault(*match.span(), f"“{match[0]}” lost its hyphen.", f"{match[1]}-{match[2]}")
