"""The check on dosing: how often, when and by which route a drug is given."""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline.pairs.contrasts import Word, any_sure, apart, compared, contrasted, contrasts, paired
from pipeline.pairs.quantity import named, unit_at
from pipeline.pairs.values import numbers
from pipeline.reading.language import either, language
from pipeline.reading.meanings import ROUTES
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import PairContext

_HOURS = {"minute": 1 / 60, "hour": 1.0, "day": 24.0, "week": 168.0, "month": 720.0, "year": 8640.0}
_FORTNIGHT = (168 / 360, 168 / 336)


class Frequency(NamedTuple):
    """How often something is done; `unit` is that of a counted frequency, else empty."""

    word: Word
    unit: str = ""

    @property
    def weekly(self) -> frozenset[str]:
        """The times a week, or the name of what is no such number ("needed")."""
        return self.word.meanings

    @property
    def start(self) -> int:
        """Where the words begin."""
        return self.word.start

    @property
    def end(self) -> int:
        """Where the words end."""
        return self.word.end


class _Frames(NamedTuple):
    times: re.Pattern[str]
    every: re.Pattern[str]
    fixed: tuple[tuple[re.Pattern[str], frozenset[str], bool], ...]
    words: Mapping[str, float]
    adverbs: Mapping[str, str]


@cache
def _frames(tag: str) -> _Frames | None:
    table = language(tag).frequencies
    if table is None:
        return None
    article = either(table.article)
    fixed = [
        (re.compile(rf"(?<!\w)(?:{either(words).replace('{a}', article)})(?!\w)", re.IGNORECASE), often)
        for often, words in table.fixed.items()
    ]
    return _Frames(
        re.compile(rf"(?<![\w.]){either(table.times)}", re.IGNORECASE),
        re.compile(either(table.every), re.IGNORECASE),
        tuple((pattern, _meanings(often), not often.endswith("~")) for pattern, often in fixed),
        table.words,
        table.adverbs,
    )


def _meanings(often: str) -> frozenset[str]:
    return frozenset(_rate(float(one)) if one[0].isdigit() else one for one in often.replace("~", "").split())


def _rate(weekly: float) -> str:
    """A number of times a week, as rough as people use it: every 15 days is every two weeks."""
    low, high = _FORTNIGHT
    return f"{high if low <= weekly <= high else weekly:.2g}"


@lru_cache(maxsize=32)
def frequencies(text: str, language: str) -> tuple[Frequency, ...]:
    """Every statement of how often: "twice a day", "cada 8 horas"."""
    frames = _frames(language)
    if frames is None:
        return ()
    found = [
        Frequency(Word(*match.span(), meanings, match[0], sure))
        for pattern, meanings, sure in frames.fixed
        for match in pattern.finditer(text)
    ]
    for match in frames.times.finditer(text):
        count, unit = _amount(match["n"], language, frames), _unit(match["unit"] or match[0], frames)
        if count and unit:
            found.append(_counted(match, count * 168 / _HOURS[unit], unit))
    for match in frames.every.finditer(text):
        count, unit = _amount(match["n"], language, frames) if match["n"] else 1.0, _unit(match["unit"], frames)
        if count and unit:
            found.append(_counted(match, 168 / _HOURS[unit] / count, unit))
    by_word = {one.word: one for one in found}
    return tuple(by_word[word] for word in apart(sorted(by_word, key=lambda w: (w.start, -w.end, not w.sure))))


def _counted(match: re.Match[str], weekly: float, unit: str) -> Frequency:
    return Frequency(Word(*match.span(), frozenset({_rate(weekly)}), match[0]), unit)


def _amount(words: str, language: str, frames: _Frames) -> float | None:
    word = re.sub(r"(?<=\d)[x×]$", "", words.lower().split(" ")[0])
    if word in frames.words:
        return frames.words[word]
    found = [n for n in numbers(word, language, "point") if n.kind != "month"]
    return max(found[0].values) if found else None


def _unit(words: str, frames: _Frames) -> str | None:
    word = words.lower().split(" ")[-1]
    written = unit_at(word, 0)[0]
    if written in _HOURS:
        return written
    return next((unit for beginning, unit in frames.adverbs.items() if word.startswith(beginning)), None)


@pair_check("pair/dose", severity="error", needs=("numbers", "units", "frequencies"))
def dose(source: str, target: str, context: PairContext) -> Iterator[Fault]:
    """Frequency, time and route of a dose.

    "Once a day" is half the dose of "twice a day". Values, units and durations are compared by pair/numbers.
    Example: “every 8 hours” became “cada 6 horas”; “by mouth” became “por vía intravenosa”; “in the morning” became
    “por la noche”.
    """
    yield from _frequencies(source, target, context)
    if _routes(context.source_language).search(source):
        yield from contrasted(ROUTES, source, target, context)
    yield from contrasts("pair/dose", source, target, context)


@cache
def _routes(language: str) -> re.Pattern[str]:
    return any_sure(ROUTES.get(language.partition("-")[0], {}))


def _frequencies(source: str, target: str, context: PairContext) -> Iterator[Fault]:
    wanted = frequencies(source, context.source_language)
    found = [one.word for one in frequencies(target, context.target_language)]
    faults = list(compared([one.word for one in wanted], found, source, target, context))
    yield from faults
    partners = {i for i, _ in paired([one.word for one in wanted], found)}
    lost = next((one for i, one in enumerate(wanted) if i not in partners and one.unit), None)
    if lost and not faults and target.strip() and not named(lost.unit, target) and not any(w.sure for w in found):
        yield Fault(0, len(target), f"the frequency “{lost.word.text}” of the source is missing")
