"""The check on dosing: how often, when and by which route a drug is given."""

from collections.abc import Iterator
from math import isclose

from pipeline.pairs.comparing.alignment import paired
from pipeline.pairs.comparing.amounts import EQUALS
from pipeline.pairs.comparing.contrasts import compared, contrasts, unordered
from pipeline.pairs.comparing.steps import keeps_time
from pipeline.pairs.comparing.wording import is_free
from pipeline.reading.frequencies import Frequency
from pipeline.reading.meanings import CONTRASTS, ROUTES, UNORDERED
from pipeline.reading.numbers.number import MEASURED, Number
from pipeline.reading.numbers.units import is_vague
from pipeline.reading.sentence import Reading
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import Pair

_LATER, _RATE = UNORDERED["pair/dose"]
_ORDER = next(one for one in CONTRASTS["pair/dose"] if "before after" in one.of("en"))
_TIMES = next(one for one in CONTRASTS["pair/dose"] if "morning" in one.of("en"))
_DAYS = 7  # of a week
_ROUNDED = 0.03  # rates have two digits
_FASTING = frozenset({"fasting", "empty"})
_NEAR = 40  # characters from an amount to how often it is taken: "10 mg of amoxicillin per kilogram per day"


@pair_check("pair/dose", severity="error", lesser="warning", needs=("numbers", "units", "frequencies"))
def dose(pair: Pair) -> Iterator[Fault]:
    """Frequency, time and route of a dose.

    "Once a day" is half the dose of "twice a day". Values, units and durations are compared by pair/numbers.
    Example: “every 8 hours” became “cada 6 horas”; “by mouth” became “por vía intravenosa”; “in the morning” became
    “por la noche”. How often that only the translation says is a warning.
    """
    often = list(_frequencies(pair))
    yield from often
    among = (ROUTES, *CONTRASTS["pair/dose"][: -1 if often else None])
    denials = [sum(cue.kind == "strong" for cue in side.cues) for side in pair[:2]]
    if sum(denials) % 2:  # “not fasting” is “with a meal”; whether a negator was lost is told by pair/negation
        among = tuple(kind for kind in among if _FASTING.isdisjoint(kind.of("en")))
    is_kept = _ORDER in pair.source.said and keeps_time(pair)
    faults = list(contrasts(tuple(kind for kind in among if not (is_kept and kind is _ORDER)), pair))
    told = (_RATE,) if is_kept or any(denials) else (_LATER, _RATE)
    yield from faults or (unordered(told, pair) if not often else ())


def _frequencies(pair: Pair) -> Iterator[Fault]:
    frequencies, target = pair.source.frequencies, pair.target
    wanted = [one.word for one in frequencies]
    found = [one.word for one in target.frequencies if not EQUALS.search(target.text, 0, one.start)]
    faults = [] if _is_multiplied(pair) or _is_told_by_times(pair) else list(compared(wanted, found, pair))
    yield from faults
    if not faults and found and not wanted and (added := _added(pair)):
        yield Fault(added.start, added.end, f"“{added.word.text}” does not stand in the source", severity="warning")
    if faults or not target.text.strip() or any(word.sure for word in found):
        return
    partners = {i for i, _ in paired(wanted, found)}
    lost = next((one for i, one in enumerate(frequencies) if i not in partners and _is_of_dose(one, pair.source)), None)
    if lost and not _named(lost, target):
        yield Fault(0, len(target.text), f"the frequency “{lost.word.text}” of the source is missing")


def _added(pair: Pair) -> Frequency | None:
    """How many times a day only a close translation does it, where the source has no word of when."""
    source, target = pair.source, pair.target
    if source.doubtful_frequencies or _TIMES in source.said or is_free(source, target):
        return None
    counted = (one for one in target.frequencies if one.counted and one.word.sure and one.unit)
    return next((one for one in counted if not source.names(one.unit)), None)


def _is_told_by_times(pair: Pair) -> bool:
    """Whether the target names each time of a day, and says beside them that it is for every day."""
    wanted, target = [one for one in pair.source.frequencies if one.word.sure], pair.target
    daily = [one for one in target.frequencies if one.word.sure]
    counted = any(one.start <= number.start < one.end for one in daily for number in target.numbers)
    is_daily = not counted and all(f"{_DAYS}" in one.weekly for one in daily)
    return len(wanted) == 1 and is_daily and _TIMES in target.said and _is_in_halves(wanted[0], target)


def _is_multiplied(pair: Pair) -> bool:
    """Whether the target counts what is done each time instead: "5 times an hour", "cada hora, … cinco"."""
    wanted, found = pair.source.frequencies, pair.target.frequencies
    if len(wanted) != 1 or len(found) != 1:
        return False
    inside = (found[0].start, found[0].end)
    counts = {value for n in pair.target.numbers if not inside[0] <= n.start < inside[1] for value in n.values}
    there, here = ({float(rate) for rate in one.weekly if rate[0].isdigit()} for one in (wanted[0], found[0]))
    return any(
        isclose(its * count, one, rel_tol=_ROUNDED) and count > 1 for one in there for its in here for count in counts
    )


def _is_of_dose(one: Frequency, side: Reading) -> bool:
    """Whether a frequency must not get lost: it is counted, or stands behind an amount ("10 mg daily")."""
    return (
        one.word.sure
        and bool(one.unit)
        and (one.counted or any(0 <= one.start - n.end <= _NEAR and _doses(n) for n in side.numbers))
    )


def _doses(number: Number) -> bool:
    return number.unit in MEASURED or (number.code is not None and is_vague(number.code))


def _named(frequency: Frequency, target: Reading) -> bool:
    """Whether a target says how often in its own way: it names the unit, but for how long something lasts."""
    unit = frequency.unit
    if unit in ("day", "hour") and _TIMES in target.said:
        return unit == "day" or _is_in_halves(frequency, target)
    lasting = [(n.start, target.unit_end(n)) for n in target.numbers if n.unit == unit and not n.inherited]
    return any(not any(start < place < end for start, end in lasting) for place in target.naming(unit))


def _is_in_halves(frequency: Frequency, target: Reading) -> bool:
    """Whether a target names as many times of the day as there are doses in it: every 12 hours, morning and night."""
    times = {word.meanings for word in target.words[_TIMES] if word.sure}
    return f"{_DAYS * len(times):.2g}" in frequency.weekly


CHECKS = (dose,)
