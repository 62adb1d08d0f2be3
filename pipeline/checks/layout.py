"""What an extractor lost of a page's layout: columns, rows of tables, hyphens at line ends, signs between figures."""

import re
from collections.abc import Iterator, Sequence

import msgspec

from pipeline.checks.places import LANGUAGES, any_of, matches
from pipeline.core.model import Document
from pipeline.data import load
from pipeline.reading.lexicon import known_words
from pipeline.rules import DocumentContext, Fault, check

_WORDS = load("checks.yaml")["layout"]
_LINE = re.compile(r"[^\s|][^\n|]*(?=\n|$)")
_CELL = 60  # characters; a line of prose may be as short, but ends in a stop or begins small
_VALUE = re.compile(
    rf"(?:[<>≤≥~±]\s?)?\d[\d.,/ –-]{{0,20}}(?:\s?{any_of(_WORDS['units'])})?\s?[*†‡§]{{0,3}}"
    rf"|{any_of(_WORDS['no_values'])}\s?[*†‡]{{0,3}}"
)
_FLAT = re.compile(
    r"(?:(?<=\s)|^)(?:[A-Z][a-z’']+(?:[ /][(]?[a-z’'/-]+[)]?){0,8}[ ]"
    r"(?:\d{1,3}(?:\.\d)?[ ]?%|\d{1,3}/\d{1,3}|-)(?:[ ]|$)){4,}",
    re.MULTILINE,
)
_HEADS = re.compile(
    rf"\b{any_of(_WORDS['head_measures'])} {any_of(_WORDS['of'])} {any_of(_WORDS['head_people'])}\b", re.IGNORECASE
)
_TABLE = re.compile(rf"{any_of(_WORDS['captions'])}\s\d")
_ROWS, _EMPTY = 3, 3  # of a column; two names and two numbers, or a few lone dashes, may be chance
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
_RULE = re.compile(r"^[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)+\|?[ \t]*$", re.MULTILINE)
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
_WOVEN = re.compile(
    r"^(?P<label>[A-Z][a-z]+(?:[ ][a-z]+){0,3})[ ]\d{1,2}(?P<letter>[a-z]?)\.(?=[ ][A-Z][a-z]+[ ])", re.MULTILINE
)
_OPENED = re.compile(r"^\d{1,2}(?P<letter>[a-z]?)\.[ ][A-Z]", re.MULTILINE)
_FIRST_WORD = re.compile(r"\S{1,40}")
_LEAST = 7  # letters of a word
_NEAR = 300  # characters between two stretches that are told as one


class _Column(msgspec.Struct):
    """Lines below one another without an empty one between: all of them values, or none."""

    start: int
    end: int
    size: int
    values: bool
    dashes: int
    figures: int


@check("source/fallen-table", severity="error")
def find_fallen_tables(document: Document, context: DocumentContext) -> Iterator[Fault]:
    r"""The cells of a table stand column by column.

    The names stand below one another, then as many doses, then as many frequencies: no line says any more which belongs
    to which. A column of values counts where one of as many lines stands above it, or where lone dashes show that cells
    were empty. Example: the paragraphs "doxepin\nlithium\nsertraline", "10 mg\n400 mg\n50 mg".
    """
    for stretch in _stretches(document.text):
        marked = list(_fallen(stretch))
        if marked:
            message = "The cells of a table stand column by column; values cannot be matched. Restore its rows."
            yield Fault(min(one.start for one in marked), max(one.end for one in marked), message)


def _stretches(text: str) -> Iterator[list[_Column]]:
    """Stretches of short lines as their columns; a line of prose, and the title of a table, ends one."""
    found: list[_Column] = []
    end = 0
    for line in _LINE.finditer(text):
        words = line[0].rstrip()
        gap = text.count("\n", end, line.start())
        prose = len(words) > _CELL or words[-1] in ".!?;" or "|" in text[end : line.start()]
        if prose or _TABLE.match(words):
            yield found
            found = []
        if not prose:
            _add(found, line.start(), line.start() + len(words), words, apart=gap > 1)
        end = line.end()
    yield found


def _add(found: list[_Column], start: int, end: int, words: str, *, apart: bool) -> None:
    dash = words in _WORDS["dashes"]
    value = dash or bool(_VALUE.fullmatch(words))
    if found and not apart and found[-1].values == value:
        last = found[-1]
        last.end, last.size = end, last.size + 1
    else:
        last = _Column(start, end, 1, value, 0, 0)
        found.append(last)
    last.dashes += dash
    last.figures += words[0].isdecimal()


def _fallen(stretch: Sequence[_Column]) -> Iterator[_Column]:
    """The columns of a stretch that belong to a table which fell apart."""
    empty = sum(one.dashes for one in stretch if one.size == one.dashes)
    if empty >= _EMPTY and sum(one.figures for one in stretch) >= _EMPTY:
        yield from stretch
    for i, one in enumerate(stretch[1:], 1):
        above = stretch[i - 1]
        if not one.values or one.size != above.size or one.dashes == one.size:
            continue
        first = stretch[max(i - 2, 0)]
        if one.size > 1 and above.values and first.size == one.size:
            yield from (first, above, one)
        elif one.size >= _ROWS:
            yield from (above, one)


@check("source/flat-table", severity="error")
def find_flat_tables(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """The cells of a table stand in one line.

    "Rash 60% Fever 5% Cough - Ageing -": names and shares in turns, and a dash where nothing is known. Whether a share
    belongs to what stands before it or behind it is for the original to say. In prose a comma or a verb stands between.
    Example: "Sign Share Rash 60% Fever 5% Loss of hair - Cough - Pain -"
    """
    for match in _FLAT.finditer(document.text):
        if "%" in match[0] or _HEADS.search(document.text[max(0, match.start() - _CELL) : match.end()]):
            message = "The cells of a table stand in one line; values cannot be matched. Restore its rows."
            yield Fault(*match.span(), message)


@check("source/broken-table", severity="error")
def find_broken_tables(document: Document, context: DocumentContext) -> Iterator[Fault]:
    r"""The cells of a table are broken apart.

    A converter took lines of a page for a table: below its head stand no cells but lines of text, or most cells are
    empty and the head is full of holes. What stood beside what cannot be told any more.
    Example: "| Drug | | Dose |\n| --- | --- | --- |\nfor adults only\n| | | 5 mg |"
    """
    text = document.text
    for match in _RULE.finditer(text):
        head = text.rfind("\n", 0, max(match.start() - 1, 0)) + 1
        rows, end = _rows(text, match.end())
        cells = [cell for row in (text[head : match.start()], *rows) for cell in _cells(row)]
        holes = [cell for cell in _cells(text[head : match.start()]) if not cell]
        below = text[match.end() + 1 : match.end() + 200].split("\n", 1)[0].strip()
        torn = not rows and bool(below) and bool(holes)
        empty = len(cells) > 2 * _ROWS and 2 * sum(not cell for cell in cells) > len(cells)
        if torn or (empty and 0 < len(holes) < len(_cells(text[head : match.start()]))):
            message = "The cells of this table are broken apart; compare with the original and set its rows anew."
            yield Fault(head, end, message)


def _rows(text: str, position: int) -> tuple[list[str], int]:
    """The lines of a table below its rule, and where they end."""
    rows, end = [], position
    while text[end : end + 1] == "\n":
        line = text[end + 1 : (text.find("\n", end + 1) + 1 or len(text) + 1) - 1]
        if not line.lstrip().startswith("|"):
            break
        rows.append(line)
        end += 1 + len(line)
    return rows, end


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]


@check("source/woven-label", severity="error")
def find_woven_labels(document: Document, context: DocumentContext) -> Iterator[Fault]:
    r"""The label of a row is read into its text.

    Two columns, "Topic" and "Advice", were read line by line: "Iron tablets 1c. Take them" has its label before the
    number of its item, and the rest of the label stands at the beginning of the next line. Three and more such lines
    prove it, where other items of the series begin theirs.
    Example: the lines "1a. Rest.", "Iron tablets 1b. Take a", "low dose.", "Folic acid 1c. Take it.",
    "Water intake 1d. Drink it."
    """
    text = document.text
    marked = list(_WOVEN.finditer(text))
    series = {bool(match["letter"]) for match in _OPENED.finditer(text)}
    found = [match for match in marked if bool(match["letter"]) in series]
    for match in found if len(found) >= _ROWS else ():
        below = text.find("\n", match.end())
        word = _FIRST_WORD.match(text, below + 1) if below >= 0 else None
        message = f"“{match['label']}” is the label of a row, read into its text; compare with the original."
        yield Fault(match.start(), word.end() if word else match.end(), message)


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
    has "low-density". "Nonfatal" beside "non-fatal" is only another spelling. Example: "lowdensity" in a text that
    also says "low-density".
    """
    compounds = {
        (left + right).lower(): f"{left}-{right}"
        for left, right in _COMPOUND.findall(document.text)
        if left.lower() not in _WORDS["solid"]
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
