"""Comparisons in a sentence: the signs and phrases that bind to a number, and the direction that they give it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from pipeline.core.text.phrases import Phrases, PhraseTable, whole_words
from pipeline.data import load
from pipeline.reading.language import Comparisons, Directions, Words, either, language
from pipeline.reading.numbers.number import TIMES, Number, start_of
from pipeline.reading.numbers.units import unit_end
from pipeline.reading.polarity import Cue

_SIGNS: Mapping[str, str] = load("pair_meaning.yaml")["signs"]
_SIGN = re.compile("|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True)))
_DIRECTION = {"<": "down", "≤": "down", ">": "up", "≥": "up", "±": "±"}
_OPPOSITE = {"up": "down", "down": "up"}
# Words between; in the trials 2 to 4, 5 to 9, 1 to 3 and 6 to 10 give the same answers.
_NEAR, _FAR, _BEHIND, _GOVERNED = 3, 7, 2, 8
_PEOPLE = 15  # characters before a phrase in which it says whose age it is
_AGES = frozenset({"year", "month", "week"})
_ARTICLE = 3  # letters; the longest that is a number too is "uma"
_HINT = 40  # characters; in the trials 20 refuses a sound pair, 30 to 80 give the same answers
_REACH = 160  # characters, only to keep the search short: in the trials 40 to 300 give the same answers


class Comparison(NamedTuple):
    """A number with the direction that its sentence gives it; `sign` where it is written as one, else empty.

    `phrase` is what compares; where it is `close`, at most one word stands between it and the number. It is `denied`
    where a negator some words before it turns it round ("must not measure more than 5 cm"), `negative` where it holds a
    negator itself ("no more than"). One that only says which `people` are meant ("menores de 65 años") is denied by
    nothing.
    """

    number: Number
    direction: str
    sign: str
    start: int
    end: int
    phrase: str
    close: bool
    negative: bool
    denied: bool = False
    people: bool = False

    @property
    def meant(self) -> str:
        """The direction when what denies it is taken into account."""
        return _OPPOSITE.get(self.direction, self.direction) if self.denied else self.direction

    @property
    def alike(self) -> tuple[object, ...]:
        """All by which a comparison of one number can differ from another."""
        return self.direction, self.sign, self.denied, self.negative


class Hint(NamedTuple):
    """What could stand for a comparison of the other side: all that compares, or nearly, without a number of its own.

    `where` tells on which side of its number it stands: before, behind, or near. What sets a limit `inside` which
    something stays ("within") stands for nothing that exceeds it.
    """

    where: str
    start: int
    end: int
    inside: bool = False


class Patterns(NamedTuple):
    """What compares `before` a number, `behind` it, and what may stand `near` for either, compiled.

    `said` looks for the first two and for what denies all at once.
    The rest is as `pipeline.reading.language.Comparisons` says.
    """

    before: Phrases
    behind: Phrases
    near: Phrases
    said: PhraseTable[None]
    negative: re.Pattern[str]
    ordinal: re.Pattern[str]
    late: re.Pattern[str]
    ahead: re.Pattern[str]
    breaks: frozenset[str]
    distant: frozenset[str]
    lasting: frozenset[str]
    during: re.Pattern[str]
    people: re.Pattern[str]


def comparisons(text: str, language: str, numbers: Sequence[Number], cues: Sequence[Cue]) -> list[Comparison]:
    """Every comparison of a sentence, bound to its number; `cues` are those of its polarity."""
    known = patterns(language)
    before, behind, denying = known.said.each(text)
    denials = sorted([cue.end for cue in cues if cue.kind == "strong"] + [match.end() for match in denying])
    found = [
        _comparison(text, match, number, known, _SIGNS[match[0]])
        for match in _SIGN.finditer(text)
        if (number := _following(text, match.end(), numbers, 0, known))
    ]
    for match in before:
        reach = _FAR if match[0].lower() in known.distant else _NEAR
        if number := _following(text, match.end(), numbers, reach, known):
            one = _comparison(text, match, number, known)
            near = slice(bisect_left(denials, match.start() - _REACH), bisect_right(denials, match.start()))
            denied = any(_governs(text[end : match.start()], known) for end in denials[near])
            free = one.negative or _names_people(text, match, known)
            found.append(one._replace(denied=denied and not free))
    return found + [
        _comparison(text, match, number, known)
        for match in behind
        if (number := _preceding(text, match.start(), numbers, _BEHIND))
        and not (known.before.pattern.match(text, match.start()) and _following(text, match.end(), numbers, 0, known))
    ]


def _comparison(text: str, match: re.Match[str], number: Number, known: Patterns, sign: str = "") -> Comparison:
    start, end = min(match.start(), number.start), max(match.end(), number.end)
    between = text[min(match.end(), number.end) : max(match.start(), number.start)]
    direction = _DIRECTION[sign] if sign else str(match.lastgroup)
    if number.unit in TIMES and known.late.match(match[0]) and known.ahead.match(text, unit_end(text, number.end)):
        direction = "up"
    negative = bool(known.negative.match(match[0]))
    people = number.unit in _AGES and _names_people(text, match, known)
    close = len(between.split()) <= 1
    return Comparison(number, direction, sign, start, end, match[0], close, negative, people=people)


def _names_people(text: str, match: re.Match[str], known: Patterns) -> bool:
    """Whether what compares ends a phrase that says which people are meant."""
    return known.people.search(text, max(match.start() - _PEOPLE, 0), match.end()) is not None


def _governs(between: str, known: Patterns) -> bool:
    """Whether a negator reaches over these words to what compares."""
    words = between.lower().split()
    return len(words) <= _GOVERNED and known.breaks.isdisjoint(words) and not re.search(r"[.;:!?,()]", between)


@cache
def patterns(tag: str) -> Patterns:
    """What compares in a language; nothing where it is not known."""
    table = language(tag).comparisons or Comparisons()
    before, behind = _either_way(table.before), _either_way(table.behind)
    return Patterns(
        before=before,
        behind=behind,
        near=_pattern(inside=table.inside, near=table.near),
        negative=re.compile(rf"(?:{either(table.negative)})\b", re.IGNORECASE),
        said=PhraseTable((None, one) for one in (before, behind, whole_words(either(table.denying)))),
        ordinal=re.compile(rf"(?:{either(table.ordinal_signs)})\b", re.IGNORECASE),
        late=re.compile(rf"(?:{either(table.late)})$", re.IGNORECASE),
        ahead=re.compile(rf"\s(?:{either(table.ahead)})\b", re.IGNORECASE),
        breaks=frozenset(table.breaks),
        distant=frozenset(table.distant),
        lasting=frozenset(table.lasting),
        people=re.compile(rf"(?:{either(table.people)})$", re.IGNORECASE),
        during=re.compile(
            rf"\b(?:{either(table.during)})(?: (?:{either(table.during_articles)})){{0,2}} $", re.IGNORECASE
        ),
    )


def _either_way(phrases: Directions) -> Phrases:
    return _pattern(down=phrases.down, up=phrases.up)


def _pattern(**phrases: Words) -> Phrases:
    groups = (rf"(?P<{name}>{either(words)})" for name, words in phrases.items())
    return Phrases(rf"\b(?:{'|'.join(groups)})(?!\w)")


def _following(text: str, position: int, numbers: Sequence[Number], words: int, known: Patterns) -> Number | None:
    for i in range(bisect_left(numbers, position, key=start_of), len(numbers)):
        number = numbers[i]
        if number.kind != "month" and not _article(number, numbers[i + 1 : i + 2]):
            ordinal = number.kind == "figures" and known.ordinal.match(text, number.end)
            return number if not ordinal and _near(text[position : number.start], words) else None
    return None


def _article(number: Number, following: Sequence[Number]) -> bool:
    """Whether "un" is only the article of the number behind it: "un 60 %"."""
    return (
        number.kind == "loose"
        and 1.0 in number.values
        and len(number.text) <= _ARTICLE
        and any(other.start - number.end <= 2 for other in following)
    )


def _preceding(text: str, position: int, numbers: Sequence[Number], words: int) -> Number | None:
    for i in range(bisect_left(numbers, position, key=start_of) - 1, -1, -1):
        number = numbers[i]
        if number.end <= position and number.kind != "month":
            return number if _near(text[number.end : position], words) else None
    return None


def _near(between: str, words: int) -> bool:
    between = between.removeprefix(",")
    return len(between) < 80 and not re.search(r"[.;:!?,()]", between) and len(between.split()) <= words


def firm(number: Number) -> bool:
    """Whether a number is one beyond doubt."""
    return number.kind != "loose" or number.unit is not None


def hints(text: str, language: str, found: Sequence[Comparison]) -> Iterator[Hint]:
    """What could stand for a comparison of the other side, beside those that were `found`."""
    bound = sorted((c.start, c.end) for c in found if firm(c.number) and not c.number.inherited)
    furthest = [0, *accumulate((end for _, end in bound), max)]
    known = patterns(language)
    for where, pattern in (("before", known.before), ("behind", known.behind), ("near", known.near)):
        for match in pattern.finditer(text):
            if match.end() > furthest[bisect_right(bound, (match.start(), len(text)))]:
                side = "near" if match[0].lower() in known.distant else where
                yield Hint(side, *match.span(), inside=match.lastgroup == "inside")


def stands_by(number: Number, hint: Hint, text: str) -> bool:
    """Whether a hint stands near a number, on its own side of it, and in the same sentence."""
    between = text[min(number.end, hint.end) : max(number.start, hint.start)]
    if hint.where != "near" and (hint.where == "before") != (hint.start < number.start):
        return False
    return len(between) <= _HINT and not re.search(r"[.;!?]\s", between)


def may_last(comparison: Comparison, language: str) -> bool:
    """Whether a phrase may only say how long something goes on ("over")."""
    return comparison.phrase.lower() in patterns(language).lasting


def lasts(number: Number, text: str, language: str) -> bool:
    """Whether the words before a number say that it is how long something goes on: "durante dos horas"."""
    return patterns(language).during.search(text[max(number.start - 30, 0) : number.start]) is not None


def joins_range(comparison: Comparison, numbers: Sequence[Number], text: str) -> bool:
    """Whether a phrase joins two numbers: "5 up to 10 mg"."""
    last = bisect_left(numbers, comparison.start, key=start_of)
    ends = (unit_end(text, number.end) for number in numbers[max(last - 2, 0) : last])
    return any(0 <= comparison.start - end <= 1 for end in ends)
