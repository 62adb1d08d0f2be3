"""Checks on what must survive letter by letter: addresses, numbers to call, codes."""

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.core.text import quoted
from pipeline.data import load
from pipeline.reading.sentence import Reading
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import Pair

_PHONE = re.compile(load("pair_form.yaml")["phone"])


@pair_check("pair/keep", severity="error")
def keep(pair: Pair) -> Iterator[Fault]:
    """Address, number or code that must stay.

    Web and mail addresses, DOIs, registry numbers and phone numbers reach the reader letter by letter, or harm.
    Example: "call 555 123 4567" became "llame al 555 123 4576".
    """
    target = pair.target.text
    kept, its = _kept(pair.source), _kept(pair.target)
    if kept == its:
        return
    wanted, found = Counter(kept), Counter(its)
    for item in (wanted - found).elements():
        yield Fault(0, len(target), f"“{item}” of the source is missing", item)
    for item in (found - wanted).elements():
        start = target.find(item)
        yield Fault(start, start + len(item), f"“{item}” does not stand in the source")


def _kept(side: Reading) -> list[str]:
    """What must stay, in order; figures that are grouped as one number are no number to call."""
    spans, text = list(quoted.find(side.text)), side.text
    phones = [m.span() for m in _PHONE.finditer(text) if not quoted.overlaps(*m.span(), spans)]
    whole = {(number.start, number.end) for number in side.numbers} if phones else set()
    spans += [span for span in phones if span not in whole]
    return [text[start:end] for start, end in spans]


@pair_check("pair/exposed", severity="warning")
def exposed(pair: Pair) -> Iterator[Fault]:
    """Addresses or codes that the engine could change.

    While an engine works, web addresses, phone numbers and the like are hidden from it. Where it does not give the
    stand-ins back they are not; what is lost is an error of pair/keep, the rest is for a translator to compare.
    Example: "Call 555-0199" was translated with the number in plain sight.
    """
    target = pair.target.text
    if pair.context.derivation is not None and pair.context.derivation.exposed and target.strip():
        yield Fault(0, len(target), "addresses, numbers to call or codes were not hidden from the engine")
