"""Marks of citations in running text: they must never be read as values."""

import re
from collections.abc import Iterator

from pipeline.core.edits import Change
from pipeline.data import load
from pipeline.repair.tokens import LANGUAGES
from pipeline.rules import DocumentContext, rule

_TABLE = load("spacing.yaml")
_ABBREVIATIONS = frozenset(_TABLE["abbreviations"])
_NUMBERS = r"\d{1,5}(?:(?:,[ ]?|[–-])\d{1,5}){0,12}"
_BRACKETED = re.compile(rf"\[{_NUMBERS}\](?:\[{_NUMBERS}\]){{0,7}}(?=$|[\s.,;:?!)])")
_SPACED = re.compile(rf"(?<=[a-z)][.!?])(?:[ ]\[{_NUMBERS}\]){{1,12}}(?=[ ]?$|[ ][A-Z])", re.MULTILINE)
_ROW = re.compile(rf"(?<=[a-z][.!?])(?:[ ]\[{_NUMBERS}\]){{2}}(?=[ ]|$)", re.MULTILINE)
_GLUED_TO = re.compile(r"(?:[a-z]{3,40}|[a-z)][.,;:?!)”\"]|\))\Z")
_FOOTNOTE = re.compile(r"\.(\d{1,3}(?:[,–-]\d{1,3}){0,6})(?= ([A-Z][a-z]{1,30}|A)[ ,])")
_OPENERS = frozenset(load("sentences.yaml")["openers"])
_COUNTED = frozenset(_TABLE["counted"])
_SERIAL = re.compile(rf"(?<![\w-])(?i:{'|'.join(_TABLE['numbered_kinds'])}) [1-4]\Z")  # "type 2.1 People"
_SENTENCE_END = re.compile(r"(?<![\w.])(?:[A-Za-z]{1,20}-)?([A-Z]?[a-z]{4,40})\Z")
_NUMBERED = frozenset(load("structure.yaml")["numbered_nouns"])
_NOTE_INSIDE = re.compile(
    r"(?<=[a-z]{4}[,;.])(?P<n>\d{1,2}(?:[,–-]\d{1,2}){0,5})(?:(?<!\.\d)(?= (?P<next>[a-z]{2,30})\b)|(?=[ \t]*$))",
    re.MULTILINE,
)
_BEHIND_VALUE = re.compile(r"(?:\d[%’”\"]?|[A-Za-z]\d)[.,;:]?\Z")
_PROVEN = 3  # marks behind words, until one behind a value is no value's


@rule("repair/citation-mark", version=2, leaves_out="note mark")
def remove_citation_marks(text: str, context: DocumentContext) -> Iterator[Change]:
    """Citation mark in running text.

    "limited.[94] Care" and "viruses.2 Some" hold the numbers of notes; read as values they would be wrong, so they are
    taken out, and this record keeps them. A bare number is a mark where a word that opens sentences follows, and then
    wherever the text has another like it: "water.2 Litres" may be a value. Behind the number of a kind ("type 2.1
    People") it takes two. Only marks that touch a word or its stop
    go, or two and more behind a stop; "(T3 or T4)", "IL-2" and a spaced "[3]" stay. Where a text has three such marks,
    those that touch a value ("35%.[14]") are marks too; where it has two in a row behind a stop, so is a single one.
    Bare numbers behind a comma ("in childhood,1,2 but") are marks where three stand behind stops, and at the end of a
    line where one does. An editor can switch the rule off.
    Example: "is rare.[12] It" becomes "is rare. It".
    """
    bracketed = list(_BRACKETED.finditer(text)) if "]" in text else []
    behind = [text[max(0, match.start() - 41) : match.start()] for match in bracketed]
    glued = [_GLUED_TO.search(words) is not None for words in behind]
    for match, words, proven in zip(bracketed, behind, glued, strict=True):
        if proven or (sum(glued) >= _PROVEN and _BEHIND_VALUE.search(words)):
            yield Change(*match.span(), match[0], "", f"mark of citation {match[0]}")
    for match in _SPACED.finditer(text) if "] [" in text and _ROW.search(text) else ():
        yield Change(*match.span(), match[0], "", "marks of citations")
    if context.is_in(LANGUAGES):  # else it is not known which words open a sentence, and which are counted
        yield from _bare_marks(text)


def _bare_marks(text: str) -> Iterator[Change]:
    """Numbers of notes without brackets, behind stops, and behind other signs where three are."""
    found = list(_FOOTNOTE.finditer(text))
    serial = [match for match in found if _SERIAL.search(text[max(0, match.start() - 12) : match.start()])]
    notes = [match for match in found if _ends_sentence(text, match.start())] + (serial if len(serial) > 1 else [])
    if not any(match[2].lower() in _OPENERS for match in notes):
        return
    for match in notes:
        if match in serial or match[2].lower() not in _COUNTED:
            yield Change(*match.span(1), match[1], "", f"mark of note {match[1]}")
    for match in _NOTE_INSIDE.finditer(text):
        if match["next"] is None or (len(notes) >= _PROVEN and match["next"] not in _COUNTED):
            yield Change(*match.span("n"), match["n"], "", f"mark of note {match['n']}")


def _ends_sentence(text: str, stop: int) -> bool:
    word = _SENTENCE_END.search(text[max(0, stop - 62) : stop])
    numbered = word is not None and word[1].istitle() and word[1].lower() in _NUMBERED  # "Table.3 These"
    return word is not None and word[1].lower() not in _ABBREVIATIONS and not numbered
