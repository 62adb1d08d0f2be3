"""What sites of questions and answers set around an answer, and the line ends that their data sets lose."""

import re
from collections.abc import Iterator

from pipeline.core.edits import Change
from pipeline.core.text import columns
from pipeline.core.text.quoted import overlaps
from pipeline.data import load
from pipeline.reading.lexicon import known_words
from pipeline.repair.lines import whole_line
from pipeline.rules import DocumentContext, rule

_TABLE = load("furniture.yaml")
_ANSWERS = _TABLE["answers"]
_BLANK = "[ \\t\\xa0]"
_ASKED = "|".join(_ANSWERS["asked"])
_TAIL = (
    rf"(?:{_BLANK}*\|?{_BLANK}*(?i:yes)\b(?:{_BLANK}?\(\d{{1,5}}\))?\W{{0,5}}(?i:no)\b(?:{_BLANK}?\(\d{{1,5}}\))?)?(?:{_BLANK}*\|(?!\w))*"
    rf"(?:{_BLANK}*(?:{'|'.join(_ANSWERS['related'])}):[^\n]*)?"
)
_NAME = rf"(?:{'|'.join(_ANSWERS['titles'])})(?:[ ]{{1,2}}[\w.’'-]{{1,30}}){{1,6}}?{_BLANK}+"
_BUTTON = rf"(?:{_NAME})?(?:{'|'.join(_ANSWERS['signed'])}){_BLANK}?[›»→]+"
_QUESTION = re.compile(rf"(?:{_ASKED}){_TAIL}|(?:{'|'.join(_ANSWERS['counted'])})\.?(?={_BLANK}*(?:$|\n|\||[A-Z]))")
_BUTTONS = re.compile(rf"(?:(?:{'|'.join(_ANSWERS['chat'])}){_BLANK}*)?{_BUTTON}(?:{_BLANK}*{_BUTTON})*")
_BAR = re.compile(
    rf"(?<=[.!?)])(?:{_BLANK}*[|·•]?{_BLANK}*(?:{'|'.join(_ANSWERS['bar'])})\b){{2,6}}{_BLANK}*$"
    rf"|(?<=[a-z][.!?])(?:{'|'.join(_ANSWERS['bar'])}){_BLANK}*$",
    re.MULTILINE,
)
_COUNT = re.compile(r"(?<=[a-z][.!?])0\s*\Z")
_STOPS = ".!?"
_REACH = 42  # characters before a gap
_HINT = re.compile(_ANSWERS["hint"])
_REPLY = re.compile("|".join(_ANSWERS["replies"]))
_SIGN = re.compile("[›»→]")
_GAP = re.compile(r"(?<=[\w.,:;!?)’'\"])[ \xa0]{2,9}(?=[\w(\"“])")
_PLACE = re.compile(r"(?<=[\w)])(?<!_) {2}[ \xa0]{0,6}(?=[^\W\d_])")  # a gap that may be a border: most lines have none
_OPENING = frozenset(_ANSWERS["opening"])
_NO_END = frozenset(load("structure.yaml")["open_endings"]) | frozenset(load("spacing.yaml")["unfinished"])
_SERIES = frozenset(word.lower() for word in load("checks.yaml")["wording"]["series"])
_BEFORE = re.compile(r"(?P<word>[^\W_]{1,40})[)\"”]?\Z")
_BEHIND = re.compile(r"(?P<word>[A-Z][A-Za-z]{0,40})(?![\w.])(?P<next>[,!]?[ ][a-z])?")
_LED = re.compile(rf"(?:^|\n){_BLANK}*(?:{'|'.join(_ANSWERS['headline'])}):\Z")
_SENTENCE = re.compile(r"[.!?](?=\s|$)")
_LEAST, _FEW = 8, 3  # words of a line that is no row of a table; gaps that show what gaps are
_WIDE = 3  # blanks; two are many a typist's habit


@rule("repair/answer-buttons", version=1, leaves_out="page note", languages=_TABLE["languages"])
def remove_buttons(text: str, context: DocumentContext) -> Iterator[Change]:
    """Buttons and votes around an answer.

    Sites of questions and answers set "Was this answer helpful?", a name with a button, counts of votes and other
    questions behind an answer, and their data sets glue them to its last word. Only what no answer says is taken: a
    question about the answer itself, what a sign of a button follows, two buttons and more at the end of a line.
    Example: "Rest helps.Was this answer helpful? |" becomes "Rest helps."; "Was this tablet helpful?" stays.
    """
    buttons = () if text.isascii() else _in_lines(_BUTTONS, _SIGN, text)
    for match in (*_in_lines(_QUESTION, _HINT, text), *buttons):
        start, end = whole_line(text, *match.span())
        glued = start and not text[start - 1].isspace() and end < len(text) and not text[end].isspace()
        yield Change(start, end, text[start:end], " " if glued else "", "page furniture: buttons of an answer")
    for match in _in_lines(_BAR, _REPLY, text) if "Rep" in text else ():
        yield Change(*match.span(), match[0], "", "page furniture: buttons of an answer")
    count = _COUNT.search(text, max(0, len(text) - 20)) if text.rstrip()[-1:] == "0" else None
    if count:
        yield Change(count.start(), count.start() + 1, "0", "", "page furniture: count of votes")


def _in_lines(pattern: re.Pattern[str], hint: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The matches of a pattern in the lines that hold a hint of one: most texts have none, and need not be read."""
    read_to = 0
    for found in hint.finditer(text):
        if found.start() >= read_to:
            start, end = text.rfind("\n", 0, found.start()) + 1, text.find("\n", found.end())
            read_to = len(text) if end < 0 else end + 1
            yield from pattern.finditer(text, start, read_to)


@rule("repair/lost-breaks", version=1, languages=_TABLE["languages"])
def restore_breaks(text: str, context: DocumentContext) -> Iterator[Change]:
    """Line breaks of which only a wide gap is left.

    Data sets write a line break as two or three blanks. Where those of a line stand before capitals, one between words
    without a stop is a border. What stands before it must be able to end a line, and what follows opens a
    sentence, or a word of the dictionary behind a gap of three blanks in a line with two more. Columns and rows stay.
    Example: "In brief:   Very unlikely   It sounds like a cold. Rest." gets its lines back.
    """
    regions = None
    read_to = 0
    for place in _PLACE.finditer(text):
        if place.start() < read_to or not text[place.end()].isupper():
            continue  # no border: the line need not be read
        start, end = text.rfind("\n", 0, place.start()) + 1, text.find("\n", place.start())
        read_to = end = len(text) if end < 0 else end
        gaps = list(_GAP.finditer(text, start, end))
        borders = list(_borders(text, gaps)) if gaps and _is_prose(text, start, end) else []
        if borders and regions is None:
            regions = [(one.start, one.end) for one in columns.find(text)]
        for gap in borders:
            if not overlaps(*gap.span(), regions or []):
                yield Change(*gap.span(), gap[0], "\n\n", "line break of which a gap was left")


def _is_prose(text: str, start: int, end: int) -> bool:
    """Whether a line holds a sentence, and no cell or code."""
    line = text[start:end]
    return "|" not in line and "\t" not in line and len(line.split()) >= _LEAST and _SENTENCE.search(line) is not None


def _borders(text: str, gaps: list[re.Match[str]]) -> Iterator[re.Match[str]]:
    """The gaps of a line that are borders between two lines of which the upper has no stop."""
    small = sum(text[gap.end()].islower() and text[gap.start() - 1] not in _STOPS for gap in gaps)
    if 4 * small > len(gaps):
        return  # the line is justified, or its words are gone
    stopped = sum(text[gap.start() - 1] in ".!?,:" for gap in gaps)
    shown = len(gaps) >= _FEW and 2 * stopped >= len(gaps) and any(len(gap[0]) >= _WIDE for gap in gaps)
    led = _LED.search(text[max(0, gaps[0].start() - _REACH) : gaps[0].start()])
    under = gaps[1] if led and len(gaps) > 1 else None  # the gap behind a headline
    known = known_words("en")
    for gap in gaps:
        before = _BEFORE.search(text[max(0, gap.start() - _REACH) : gap.start()])
        behind = _BEHIND.match(text, gap.end())
        if before is None or behind is None:
            continue
        last, first = before["word"], behind["word"]
        if last.lower() in _NO_END or last.lower() in _SERIES or last.lower() == first.lower():
            continue
        opens = first in _OPENING and (behind["next"] is not None or gap.end() + len(first) >= len(text) - 1)
        if gap is under or opens or (shown and last.islower() and first.lower() in known and len(first) > 1):
            yield gap
