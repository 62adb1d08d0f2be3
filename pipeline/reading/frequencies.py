"""How often something is done: "twice a day", "cada 8 horas", "as needed"."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from pipeline.core.text.phrases import Phrases, PhraseTable, whole_words
from pipeline.reading.contrasts import Word, apart
from pipeline.reading.language import either, language
from pipeline.reading.numbers.number import Number, start_of
from pipeline.reading.numbers.units import code_at, meaning

_HOURS = {"minute": 1 / 60, "hour": 1.0, "day": 24.0, "week": 168.0, "month": 720.0, "year": 8640.0}
_DAILY = 7
_FORTNIGHT = (168 / 360, 168 / 336)


_UNITS = {7.0: "day", 1.0: "week", 168.0: "hour", 0.233333: "month", 0.0194444: "year"}


class Frequency(NamedTuple):
    """How often something is done; `unit` is what it counts by, else empty.

    One that is not `counted` is a fixed phrase ("daily"), which may be said of other things than doses.
    """

    word: Word
    unit: str = ""
    counted: bool = True

    @property
    def weekly(self) -> frozenset[str]:
        """The times a week, or the name of what is no such number ("needed")."""
        return self.word.meanings

    @property
    def is_several(self) -> bool:
        """Whether it is more often than once a day."""
        return any(often[0].isdigit() and float(often) > _DAILY for often in self.weekly)

    @property
    def start(self) -> int:
        """Where the words begin."""
        return self.word.start

    @property
    def end(self) -> int:
        """Where the words end."""
        return self.word.end


class _Frames(NamedTuple):
    counted: PhraseTable[None]
    fixed: PhraseTable[tuple[frozenset[str], bool, str]]
    doubtful: Phrases
    words: Mapping[str, float]
    adverbs: Mapping[str, str]


@cache
def _frames(tag: str) -> _Frames | None:
    table = language(tag).frequencies
    if table is None:
        return None
    article = either(table.article)
    fixed = [(often, whole_words(either(words).replace("{a}", article))) for often, words in table.fixed.items()]
    return _Frames(
        PhraseTable((None, Phrases(one)) for one in (rf"(?<![\w.]){either(table.times)}", either(table.every))),
        PhraseTable(((_meanings(often), not often.endswith("~"), _unit_of(often)), words) for often, words in fixed),
        whole_words(either(table.doubtful)),
        table.words,
        table.adverbs,
    )


def _meanings(often: str) -> frozenset[str]:
    return frozenset(_rate(float(one)) if one[0].isdigit() else one for one in often.replace("~", "").split())


def _unit_of(often: str) -> str:
    """What a fixed phrase counts by, where it counts at all."""
    weekly = often.removesuffix("~")
    return _UNITS.get(float(weekly), "") if weekly.replace(".", "").isdigit() else ""


def doubtful(text: str, language: str) -> tuple[Word, ...]:
    """What people read in two ways: "biweekly" is twice a week or every two weeks."""
    frames = _frames(language)
    found = frames.doubtful.finditer(text) if frames else ()
    return tuple(Word(*match.span(), frozenset(), match[0], sure=False) for match in found)


def _rate(weekly: float) -> str:
    """A number of times a week, as rough as people use it: every 15 days is every two weeks."""
    low, high = _FORTNIGHT
    return f"{high if low <= weekly <= high else weekly:.2g}"


def frequencies(text: str, language: str, numbers: Sequence[Number]) -> tuple[Frequency, ...]:
    """Every statement of how often: "twice a day", "cada 8 horas"; `numbers` are those of the text."""
    frames = _frames(language)
    if frames is None:
        return ()
    found = [
        Frequency(Word(*match.span(), meanings, match[0], sure), unit, counted=False)
        for (meanings, sure, unit), match in frames.fixed.matches(text)
    ]
    times, every = frames.counted.each(text)
    for match in times:
        count, unit = _amount(match, numbers, frames), _unit(match["unit"] or match[0], frames)
        if count and unit:
            found.append(_counted(match, count * 168 / _HOURS[unit], unit))
    for match in every:
        count, unit = _amount(match, numbers, frames) if match["n"] else 1.0, _unit(match["unit"], frames)
        if count and unit:
            found.append(_counted(match, 168 / _HOURS[unit] / count, unit))
    if len(found) < 2:
        return tuple(found)
    by_word = {one.word: one for one in found}
    return tuple(by_word[word] for word in apart(sorted(by_word, key=lambda w: (w.start, -w.end, not w.sure))))


def _counted(match: re.Match[str], weekly: float, unit: str) -> Frequency:
    return Frequency(Word(*match.span(), frozenset({_rate(weekly)}), match[0]), unit)


def _amount(match: re.Match[str], numbers: Sequence[Number], frames: _Frames) -> float | None:
    """How often the first word of the group n says: an adverb, or the number that is read there."""
    word = re.sub(r"(?<=\d)[x×]$", "", match["n"].lower().split(" ")[0])
    if word in frames.words:
        return frames.words[word]
    start = match.start("n")
    last = bisect_right(numbers, start, key=start_of)
    here = (n for n in numbers[max(last - 2, 0) : last] if start < n.end and n.kind != "month")
    return next((max(n.values) for n in here), None)


def _unit(words: str, frames: _Frames) -> str | None:
    word = words.lower().split(" ")[-1]
    code = code_at(word, 0)
    written = meaning(code) if code else None
    if written in _HOURS:
        return written
    return next((unit for beginning, unit in frames.adverbs.items() if word.startswith(beginning)), None)
