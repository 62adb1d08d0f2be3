"""Labels and items of lists: those that lost the break or the space beside them."""

import re
from collections.abc import Collection, Iterator
from itertools import pairwise

from pipeline.core.edits import Change
from pipeline.core.text.phrases import Phrases
from pipeline.data import load
from pipeline.reading.lexicon import known_words
from pipeline.repair.tokens import ADDRESS_SIGNS, LANGUAGES, look_back, token_at
from pipeline.rules import DocumentContext, rule

_TABLE = load("spacing.yaml")
_ABBREVIATIONS = frozenset(_TABLE["abbreviations"] + _TABLE["before_number"])
_ITEM = re.compile(r"[.)、](?=[A-Z][a-z]{2})|\)(?=[A-Z][a-z]? )")
_GLUED_MARK = re.compile(r"^[ \t]*[-–—*](?=[^\W\d_][^\n*]*$)", re.MULTILINE)
_MARKED = re.compile(r"^[ \t]*([-–—*])[ \t]?[^\W\d_][^\n]*$", re.MULTILINE)
_NUMBER = re.compile(r"(?<![\w.])[0-9]{1,2}\Z")
_BORDER = re.compile(r"(?:\A|\n|[.;:!?)\]”\"][ \t]{1,8}|\n[ \t]{1,40}|\A[ \t]{1,40})\Z")
_LEAST_HASHES = 2  # headings of Markdown that a text has
_REACH = 600  # characters of an item before the next number
_FEW = 3  # headings with a blank before their colon
_LABELLED = re.compile(r":(?=(?P<value>[A-Za-z]{2,40}|\d{1,4}))")
_LABEL = re.compile(r"(?<![\w-])[A-Za-z]{3,40}\Z")
_LINE_LABEL = re.compile(r"^[ \t]*[A-Z][\w’'-]*(?: [\w’'-]+){0,7}:(?=[A-Z][a-z]{1,30} [a-z])", re.MULTILINE)
_SPACED_HEAD = Phrases(r"(?:(?<=[.!?)][ ])|^)[A-Z][\w’'-]*(?: [\w’'-]+){0,5}[ ]:(?=[ ][A-Z])", re.MULTILINE)
_ASKED = re.compile(r"(?<=[a-z\d)”\"’][.?!])[ ]?(?=[QA][.:] ?(?:[A-Z][a-z]|[AI] ))")
_HASHED = Phrases(r"(?<=[)>.!?\]*\d])(?P<hash>#{1,6}) (?=[A-Z][^\n#]{2,120}$)", re.MULTILINE)
_HASH = re.compile(r"^#{1,6} ", re.MULTILINE)
_ANSWER = re.compile(r"^[ \t]*[QA]\d{0,2}:(?=[A-Z])", re.MULTILINE)
_FIELD = Phrases(
    r"(?<![\w.])[A-Z][A-Za-z]{2,20}: ?[^:\n]{0,60}?"
    rf"(?P<left>[a-z]{{2,20}}|\d ?(?:{'|'.join(_TABLE['field_units'])}))"
    r"(?=[A-Z][a-z]{2,20}: ?\S)",
    re.NOFLAG,
)
_GLUED_ITEM = re.compile(r"(?<=[a-z.:;?!)])(?P<n>\d{1,2})[.)] ?(?=[A-Z])")
_FIRST_ITEM = re.compile(r"(?:^|[.:;?!] {0,4})1[.)] ?(?=[A-Z])", re.MULTILINE)
_WORD_BEFORE = re.compile(r"(?<![\w-])[A-Za-z]?[a-z]{3,40}\Z")
_NAMED_KINDS = frozenset(_TABLE["numbered_kinds"] + _TABLE["numbered_names"])
_LISTED = re.compile(r"(?:^|: )[ \t]*1\) ?(?=[A-Za-z])", re.MULTILINE)
_COMMA_ITEM = re.compile(r"(?P<gap> ?\.?, ?)(?P<n>\d{1,2})\)(?P<glued> ?)(?=[A-Z])")
_COUNTING = re.compile(rf"(?i:{'|'.join(load('checks.yaml')['quantities']['numbered'])})\Z")


@rule("repair/label-border", version=3, languages=LANGUAGES)
def part_labels(text: str, context: DocumentContext) -> Iterator[Change]:
    """Label glued to what it heads, or to the value before it.

    "Diagnosis:none" lost the break behind its colon, "Dose: 5 mgRoute: oral" the one before its second label. Words on
    both sides must be known, but where the label opens its line and a sentence follows; times, ratios, addresses and
    codes stay. So are questions and answers that stand in one line, where two and more are glued,
    and three headings and more with a blank before their colon get their lines back, as does a heading of Markdown
    whose mark touches the line before, in a text that has others.
    Example: "Diagnosis:Gout" becomes "Diagnosis: Gout"; "Dose: 5 mgRoute: oral" gets its line back.
    """
    hashed = list(_HASHED.in_lines(text)) if "# " in text else []
    for match in hashed if hashed and len(_HASH.findall(text)) >= _LEAST_HASHES else ():
        yield Change(match.start(), match.start(), "", "\n\n", "line break before a heading")
    known = known_words("en") if ":" in text else frozenset()
    answered = "A:" in text or "A." in text
    for match in _ANSWER.finditer(text) if answered else ():
        yield Change(match.end(), match.end(), "", " ", "space behind a label")
    asked = list(_ASKED.finditer(text)) if answered else []
    for match in asked if sum(not match[0] for match in asked) > 1 else ():
        yield Change(*match.span(), match[0], "\n", "line break between question and answer")
    spaced = list(_SPACED_HEAD.in_lines(text)) if " : " in text else []
    for match in spaced if len(spaced) >= _FEW else ():
        if match.start() and text[match.start() - 1] == " ":
            yield Change(match.start() - 1, match.start(), " ", "\n\n", "line break before a heading")
    for place in _glued_values(text, known) if known else ():
        yield Change(place, place, "", " ", "space behind a label")
    for match in _FIELD.in_lines(text) if known else ():
        if match["left"] in known or match["left"][0].isdecimal():
            yield Change(match.end(), match.end(), "", "\n", "line break between two labelled values")


def _glued_values(text: str, known: Collection[str]) -> Iterator[int]:
    """Where a value begins that touches the colon of its label."""
    heads = {match.end() for match in _LINE_LABEL.finditer(text)}
    for match in _LABELLED.finditer(text):
        label, value = look_back(_LABEL, text, match.start()), match["value"]
        if label is None:
            continue
        sound = label[0].lower() in known and (value.lower() in known or (value.isdecimal() and label[0].islower()))
        if (sound or match.end() in heads) and not ADDRESS_SIGNS & set(token_at(text, match.end())):
            yield match.end()


@rule("repair/glued-items", version=3, languages=LANGUAGES)
def part_glued_items(text: str, context: DocumentContext) -> Iterator[Change]:
    """Numbered items glued to one another.

    "rest2. Drink3. Sleep" lost the breaks between its items. Two and more that count on in one line prove it, or one
    behind a word where the first is not glued ("1. Rest2. Drink"); "type
    2. There" numbers a kind. Commas before "2)" and "3)" part items of a list whose "1)" begins the line.
    Example: "Advice:1. Rest2. Drink" becomes three lines.
    """
    yield from _comma_items(text) if ("1)" in text and ", " in text) or ",2)" in text else ()
    run: list[re.Match[str]] = []
    for match in [*_GLUED_ITEM.finditer(text), None]:
        follows = match and run and int(match["n"]) == int(run[-1]["n"]) + 1
        if match and follows and "\n" not in text[run[-1].end() : match.start()]:
            run.append(match)
            continue
        listed = len(run) > 1 and int(run[0]["n"]) in (1, 2)
        for item in run if listed or (run and _goes_on(text, run[0])) else ():
            yield Change(item.start(), item.start(), "", "\n", "line break before an item")
        new = match and not _COUNTING.search(text, max(0, match.start() - 12), match.start())
        run = [match] if match and new else []


def _goes_on(text: str, second: re.Match[str]) -> bool:
    """Whether a glued "2." stands behind a word, in a line that has its "1." before it."""
    start = max(text.rfind("\n", 0, second.start()) + 1, second.start() - _REACH)
    word = look_back(_WORD_BEFORE, text, second.start())
    return (
        second["n"] == "2"
        and word is not None
        and word[0].lower() in known_words("en")
        and word[0].lower() not in _NAMED_KINDS
        and _FIRST_ITEM.search(text, start, second.start()) is not None
    )


def _comma_items(text: str) -> Iterator[Change]:
    """A line for each item behind a comma that counts on from "1)" at the beginning of a line or behind a colon."""
    for first in _LISTED.finditer(text):
        end = text.find("\n", first.end())
        number = 1
        for match in _COMMA_ITEM.finditer(text, first.end(), end if end >= 0 else len(text)):
            if int(match["n"]) == number + 1:
                number += 1
                stop = "." if "." in match["gap"] else ""
                yield Change(*match.span("gap"), match["gap"], f"{stop}\n", "line break before an item")
                if not match["glued"]:
                    yield Change(match.end(), match.end(), "", " ", "space after an item's number")


@rule("repair/item-number", version=3)
def part_item_numbers(text: str, context: DocumentContext) -> Iterator[Change]:
    """List number or mark glued to its item.

    At the beginning of a line or sentence a number and a stop before a capitalized word are an item's number. Dashes
    and asterisks at the beginning of two lines and more, one below the other, are marks of items.
    Example: "2.Portal vein" becomes "2. Portal vein"; "No.2", "1.5" and "v2.Beta" stay.
    """
    for match in _ITEM.finditer(text):
        number = look_back(_NUMBER, text, match.start(), 4)
        if number is None:
            continue
        start = match.start() - len(number[0])
        before = text[max(0, start - 42) : start]
        stopped = re.search(r"([A-Za-z]{1,12})\.[ \t]{1,8}\Z", before)
        if _BORDER.search(before) and not (stopped and stopped[1].lower() in _ABBREVIATIONS):
            yield Change(match.end(), match.end(), "", " ", "space after an item's number")
    marks = list(_GLUED_MARK.finditer(text))
    lines = list(_MARKED.finditer(text)) if marks else []
    beside = {two.start() for one in pairwise(lines) if not text[one[0].end() : one[1].start()].strip() for two in one}
    for match in marks:
        if match.start() in beside:
            yield Change(match.end(), match.end(), "", " ", "space after an item's mark")
