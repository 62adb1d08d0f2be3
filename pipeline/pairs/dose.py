"""The check on dosing: how often, when and by which route a drug is given."""

from collections.abc import Iterator

from pipeline.pairs.alignment import paired
from pipeline.pairs.contrasts import compared, contrasts
from pipeline.reading.meanings import CONTRASTS, ROUTES
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import Pair


@pair_check("pair/dose", severity="error", needs=("numbers", "units", "frequencies"))
def dose(pair: Pair) -> Iterator[Fault]:
    """Frequency, time and route of a dose.

    "Once a day" is half the dose of "twice a day". Values, units and durations are compared by pair/numbers.
    Example: “every 8 hours” became “cada 6 horas”; “by mouth” became “por vía intravenosa”; “in the morning” became
    “por la noche”.
    """
    yield from _frequencies(pair)
    yield from contrasts((ROUTES,), pair)
    yield from contrasts(CONTRASTS["pair/dose"], pair)


def _frequencies(pair: Pair) -> Iterator[Fault]:
    frequencies, target = pair.source.frequencies, pair.target
    wanted, found = ([one.word for one in side.frequencies] for side in (pair.source, target))
    faults = list(compared(wanted, found, pair))
    yield from faults
    partners = {i for i, _ in paired(wanted, found)}
    lost = next((one for i, one in enumerate(frequencies) if i not in partners and one.unit), None)
    if lost and not faults and target.text.strip() and not target.names(lost.unit) and not any(w.sure for w in found):
        yield Fault(0, len(target.text), f"the frequency “{lost.word.text}” of the source is missing")


CHECKS = (dose,)
