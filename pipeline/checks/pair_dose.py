"""The check on dosing: how often and by which route a drug is given."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from pipeline.checks.pair_context import PairContext
from pipeline.checks.pair_values import named, numbers, rounded, unit_at
from pipeline.data import load
from pipeline.rules import Fault, pair_check

_TABLE: Mapping[str, Any] = load("pair_names.yaml")
_HOURS = {"hour": 1.0, "day": 24.0, "week": 168.0, "month": 720.0, "year": 8760.0}
_ADVERBS = {
    "night": "day", "noche": "day", "nuit": "day", "noite": "day", "dail": "day", "diari": "day", "weekly": "week",
    "semanal": "week", "monthly": "month", "mensual": "month",
}  # fmt: skip


class Frequency(NamedTuple):
    """How often something is done: `weekly` times in 168 hours; `unit` is that of a counted frequency, else empty."""

    weekly: float
    unit: str
    start: int
    end: int
    text: str


class _Frames(NamedTuple):
    times: re.Pattern[str]
    every: re.Pattern[str]
    fixed: tuple[tuple[re.Pattern[str], float], ...]
    words: dict[str, float]


@cache
def _frames(language: str) -> _Frames | None:
    table = _TABLE["frequencies"].get(language)
    if table is None:
        return None
    return _Frames(
        re.compile(rf"(?<![\w.]){table['times']}", re.IGNORECASE),
        re.compile(table["every"], re.IGNORECASE),
        tuple((re.compile(rf"(?<!\w)(?:{p})(?!\w)", re.IGNORECASE), weekly) for p, weekly in table["fixed"].items()),
        table["words"],
    )


def frequencies(text: str, language: str) -> list[Frequency]:
    """Every statement of how often: "twice a day", "cada 8 horas"."""
    language = language.partition("-")[0]
    frames = _frames(language)
    if frames is None:
        return []
    found: list[Frequency] = []
    for pattern, weekly in frames.fixed:
        found += [Frequency(weekly, "", *match.span(), match[0]) for match in pattern.finditer(text)]
    for match in frames.times.finditer(text):
        count, unit = _amount(match["n"], language, frames), _unit(match["unit"] or match[0])
        if count and unit:
            found.append(Frequency(rounded(count * 168 / _HOURS[unit]), unit, *match.span(), match[0]))
    for match in frames.every.finditer(text):
        count, unit = _amount(match["n"], language, frames) if match["n"] else 1.0, _unit(match["unit"])
        if count and unit:
            found.append(Frequency(rounded(168 / _HOURS[unit] / count), unit, *match.span(), match[0]))
    return _apart(sorted(found, key=lambda f: (f.start, -f.end)))


def _apart(found: list[Frequency]) -> list[Frequency]:
    kept: list[Frequency] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _amount(words: str, language: str, frames: _Frames) -> float | None:
    word = words.lower().split(" ")[0]
    if word in frames.words:
        return frames.words[word]
    found = [n for n in numbers(word, language, "point") if n.kind != "month"]
    return max(found[0].values) if found else None


def _unit(words: str) -> str | None:
    word = words.lower().split(" ")[-1]
    for beginning, unit in _ADVERBS.items():
        if word.startswith(beginning):
            return unit
    written = unit_at(word, 0)[0]
    return written if written in _HOURS else None


@pair_check("pair/dose", severity="error")
def dose(source: str, target: str, context: PairContext) -> Iterator[Fault]:
    """Frequency and route of a dose.

    "Once a day" is half the dose of "twice a day". Values, units and durations are compared by pair/numbers.
    Example: “every 8 hours” became “cada 6 horas”; “by mouth” became “por vía intravenosa”.
    """
    wanted = frequencies(source, context.source_language)
    found = frequencies(target, context.target_language)
    rates, rates_found = (Counter(f.weekly for f in side) for side in (wanted, found))
    lost = [f for f in wanted if (rates - rates_found)[f.weekly]]
    new = [f for f in found if (rates_found - rates)[f.weekly]]
    if lost:
        for frequency in new:
            yield Fault(frequency.start, frequency.end, f"the frequency is not that of the source, “{lost[0].text}”")
        if not found and target.strip() and lost[0].unit and not named(lost[0].unit, target):
            yield Fault(0, len(target), f"the frequency “{lost[0].text}” of the source is missing")
    yield from _routes(source, target, context)


def _routes(source: str, target: str, context: PairContext) -> Iterator[Fault]:
    theirs, ours = _patterns(context.source_language), _patterns(context.target_language)
    wanted = {route for route, pattern in theirs.items() if pattern.search(source)}
    found = {route: match for route, pattern in ours.items() if (match := pattern.search(target))}
    lost = wanted - set(found)
    for route, match in found.items():
        if route not in wanted and lost:
            yield Fault(*match.span(), f"the route is not that of the source, {min(lost)}")


@cache
def _patterns(language: str) -> dict[str, re.Pattern[str]]:
    table = _TABLE["routes"].get(language.partition("-")[0], {})
    return {route: re.compile(rf"\b(?:{pattern})(?!\w)", re.IGNORECASE) for route, pattern in table.items()}
