"""List items that an extraction ran together in one line: "... liver. 2. Hepatic artery ... 3. Lymphatic ..."."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import msgspec

from pipeline.data import load
from pipeline.structure.prose import is_abbreviation, split_prose

_WORDS = load("structure.yaml")
_NOUNS = frozenset(_WORDS["numbered_nouns"])
_SHORT_MONTHS = frozenset(_WORDS["short_months"])  # "since Feb. 2. Now" tells a day
_VALUE_WORDS = frozenset(_WORDS["value_words"])
_JOINING = frozenset(_WORDS["joining_words"])
_LISTING = frozenset(_WORDS["listing_words"])
_LEADING = _LISTING | frozenset(_WORDS["leading_words"])
_MARK = r"(?<!\S)(?P<open>[(（]?)(?P<number>\d{1,2})(?P<close>[.)）、．])[ \t\u00a0]"
_NUMBER = re.compile(_MARK + r"*(?=[\"“‘(]?(?:[^\W\d_a-z]|[a-z]{1,3}-?[A-Z]))")
_SMALL_NUMBER = re.compile(_MARK + r"+(?=[a-z]{2})")
_BULLET = re.compile(r"(?<!\S)[•●▪◦‣∙■►▶◆♦➤][ \t\u00a0]*(?=\S)")
_DASH = re.compile(r"(?<=\s)[-*·] +(?=[\"“‘(]?[^\W\d_])")
_CLOSERS = "\"'”’»)]* \t\u00a0"


class Mark(msgspec.Struct, frozen=True):
    """A number that could open an item; `content` is where the item's words would begin.

    `firm`: a sentence ended before it. `free`: the word before it lays no claim to the number. `inline`: it goes on
    with a sentence ("..., 2) CT and 3) MRI").
    """

    start: int
    content: int
    number: int
    style: str
    firm: bool
    free: bool
    inline: bool


def item_starts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where items begin inside one line: (start of the mark, start of the words), sorted.

    A number opens an item where a sentence has just ended, or where it stands in a row 1, 2, … whose place the words
    before do not explain otherwise ("stage 2. The" is no item). Bullets need company. Linear in the line's length.
    """
    bullets = [m.span() for m in _BULLET.finditer(text, start, end)]
    dashes = _dashes(text, start, end)
    runs = _by_style(_marks(_NUMBER, text, start, end))
    numbers = [(m.start, m.content) for run in runs for m in _items(run, start)]
    if not numbers:
        small = _by_style(_marks(_SMALL_NUMBER, text, start, end))
        numbers = [(m.start, m.content) for run in small if _is_list(text, run, start) for m in run]
    return sorted(numbers + (bullets if len(bullets) > 1 else []) + dashes)


def last_end(text: str, items: Sequence[tuple[int, int]]) -> int:
    """Where the last of the items (start, end) ends: at its first stop, where it goes on and no other has a stop.

    What follows is the text behind the list: "1. Wash 2. Dry 3. Rest. This takes a day."
    """
    *others, (start, end) = items
    sentences = split_prose(text, start, end)
    if len(others) < 2 or len(sentences) < 2 or text[sentences[0][1] - 1] not in ".!":
        return end
    alone = all(text[stop - 1] not in ".!?" and len(split_prose(text, begin, stop)) == 1 for begin, stop in others)
    return sentences[0][1] if alone else end


def _by_style(marks: Iterable[Mark]) -> list[list[Mark]]:
    by_style: dict[str, list[Mark]] = defaultdict(list)
    for mark in marks:
        by_style[mark.style].append(mark)
    return [run for found in by_style.values() for run in _runs(found)]


def _is_list(text: str, run: Sequence[Mark], start: int) -> bool:
    """Whether numbers before small letters are a list: 1, 2, 3 and on, the first behind a colon or at the beginning.

    Behind commas and semicolons, or with "and" before the last, they belong to one sentence.
    """
    counted = [mark.number for mark in run] == list(range(1, len(run) + 1)) and len(run) > 2
    parted = (
        any(mark.inline or text[mark.start - 2 : mark.start].strip() == ";" for mark in run[1:]) if counted else True
    )
    return counted and not parted and (run[0].start == start or text[start : run[0].start].rstrip()[-1:] == ":")


def _dashes(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Dashes that open items: those after a stop; behind a colon or "include", all of three and more.

    Inside a sentence a dash - as here - is punctuation. The one that leads to a row of dashes after stops opens the
    first item, where the words before it are unfinished.
    """
    found = [m.span() for m in _DASH.finditer(text, start, end)]
    before = [text[max(start, place - 5) : place].rstrip()[-1:] for place, _ in found]
    words = [(text[max(start, place - 20) : place].split() or [""])[-1].lower() for place, _ in found]
    for i, (word, sign) in enumerate(zip(words, before, strict=True)):
        row = found[i:] if sign == ":" or word in _LISTING else []
        if len(row) > 2 and (i == 0 or all(text[content].isupper() for _, content in row)):
            return row
    firm = [sign in tuple(".;!?:") for sign in before]
    for i, (one, following) in enumerate(pairwise(firm)):
        if not one and following and sum(firm[i:]) > 1 and (before[i] == "," or words[i] in _LEADING):
            firm[i] = True
            break
    opened = [span for span, proven in zip(found, firm, strict=True) if proven]
    return opened if len(opened) > 1 or text[start] in "-*·" else []


def _marks(pattern: re.Pattern[str], text: str, start: int, end: int) -> Iterator[Mark]:
    closing = _matched_brackets(text, start, end)
    for found in pattern.finditer(text, start, end):
        style = found["open"] + found["close"]
        if style in ")）" and found.start("close") in closing:
            continue
        before = text[max(start, found.start() - 40) : found.start()].rstrip()
        bare = before.rstrip(_CLOSERS)
        word = (before.split() or [""])[-1].strip('("“[').lower()
        stopped = bare[-1:] in tuple(".;!?") and not is_abbreviation(word.rstrip("."))
        stopped = stopped and word.rstrip(".") not in _SHORT_MONTHS
        yield Mark(
            found.start(),
            found.end(),
            int(found["number"]),
            style,
            firm=not before or stopped,
            free=not before or (_is_word(bare) and word not in _NOUNS | _VALUE_WORDS) or before[-1] == ":",
            inline=before.endswith(",") or word in _JOINING,
        )


def _is_word(before: str) -> bool:
    """Whether a letter stands before a place, or a name such as "O2"; a bare number may go on in the next."""
    return before[-1:].isalpha() or (before[-1:].isdecimal() and before[-2:-1].isupper())


def _matched_brackets(text: str, start: int, end: int) -> set[int]:
    """Closing brackets whose opening one stands in the line as well: their number is no mark."""
    depth, matched = 0, set()
    for bracket in re.finditer(r"[()（）]", text[start:end]):
        if bracket[0] in "(（":
            depth += 1
        elif depth:
            depth -= 1
            matched.add(start + bracket.start())
    return matched


def _runs(marks: Iterable[Mark]) -> list[list[Mark]]:
    """Cut marks of one style where their numbers start again."""
    runs: list[list[Mark]] = []
    for mark in marks:
        if runs and mark.number > runs[-1][-1].number:
            runs[-1].append(mark)
        else:
            runs.append([mark])
    return runs


def _items(run: list[Mark], start: int) -> list[Mark]:
    """The marks of a run that open items; numbers in brackets that do not begin with 1 are those of sources."""
    cited = run[0].style[0] in "(（" and run[0].number > 1 and run[0].start > start
    if cited or any(mark.inline for mark in run):
        return []
    firm = [mark for mark in run if mark.firm]
    numbers = {mark.number for mark in firm}
    opening = [a for a, b in pairwise(run[:2]) if a.free and not a.firm and _leads(a, b)]
    if numbers - {1}:
        return opening + firm
    return [*firm, *opening, *_row(run)] if firm or opening else []


def _leads(first: Mark, second: Mark) -> bool:
    """Whether a mark behind a word or a colon is proven by the next: 1 by any 2, others by a firm one that follows."""
    return second.number == first.number + 1 and (first.number == 1 or second.firm)


def _row(run: list[Mark]) -> Iterator[Mark]:
    """Marks 2, 3, … that no sentence's end precedes, as long as they count on from 1: "1. Surgery 2. Ablation"."""
    expected = 2
    for mark in run[1:]:
        if mark.number != expected or not mark.free:
            return
        expected += 1
        yield mark
