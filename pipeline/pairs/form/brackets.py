"""Brackets: those that a translation lost, and those around a quantity that tell it from the one before."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from pipeline.data import load
from pipeline.pairs.comparing.alignment import ByValue, value_key, within
from pipeline.pairs.comparing.amounts import EQUALS
from pipeline.reading.numbers.number import MEASURED, Decimal, Number, start_of
from pipeline.reading.sentence import Reading
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import Pair

_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_ASIDE = re.compile(r"\(([^()]{1,60})\)|\[([^\[\]]{1,60})\]")
_OF = re.compile(rf"\s(?:{load('pair_meaning.yaml')['form_of']})")


@pair_check("pair/brackets", severity="warning")
def brackets(pair: Pair) -> Iterator[Fault]:
    """Brackets of the source.

    A bracket often holds a range, an explanation or an abbreviation; one that is lost glues it to the sentence. Those
    around doses are judged by pair/numbers.
    Example: "(ALP)" became "ALP".
    """
    source, target = pair.source.text, pair.target.text
    signs = "".join((*_BRACKETS, *_BRACKETS.values()))
    wanted, found = (Counter(c for c in text if c in signs) for text in (source, target))
    lost = wanted - found
    added = all(found[sign] - wanted[sign] == found[end] - wanted[end] for sign, end in _BRACKETS.items())
    if not target.strip() or (added and not lost):  # a translator may put an explanation in brackets
        return
    if lost and lost <= Counter(sign for aside in _days_again(pair) for sign in aside):
        return
    aside = next(
        (place for m in _ASIDE.finditer(source) if (place := _bare(m[0], pair.target.text, pair.target.decimal))), None
    )
    if lost and aside:
        start, end, whole = aside
        if any(EQUALS.search(target, 0, place) for place in (start, *_behind(end, pair))):
            return
        yield Fault(start, end, f"the source has “{whole}” in brackets", whole)
    else:
        sign = next(iter(lost or (found - wanted)))
        start = max(target.find(sign), 0)
        yield Fault(start, start + 1, f"the source has {wanted[sign]} “{sign}”, the translation {found[sign]}")


def _days_again(pair: Pair) -> Iterator[str]:
    """The pairs of brackets that hold nothing but a day that the target says: "12/03/2026 (12 March)"."""
    text, places = pair.source.text, pair.source.brackets
    for day in pair.source.days if places else ():
        if (day.start, day.end) in places and any(day.same(its) for its in pair.target.days):
            yield text[day.start - 1] + text[day.end]


def _behind(end: int, pair: Pair) -> list[int]:
    """Where numbers stand behind a place: one of them may be what the bracket explains."""
    return [number.start for number in pair.target.numbers if number.start > end]


def _bare(aside: str, target: str, decimal: Decimal) -> tuple[int, int, str] | None:
    """Where what the source has in brackets stands once in the target without them or with one, and the whole."""
    for inner in dict.fromkeys((aside[1:-1], _in_decimals(aside[1:-1], decimal))):
        whole = aside[0] + inner + aside[-1]
        places = list(re.finditer(rf"(?<!\w)[(\[]?{re.escape(inner)}(?!\w)[)\]]?", target))
        if len(places) == 1 and places[0][0] != whole:
            return *places[0].span(), whole
    return None


def _in_decimals(text: str, decimal: Decimal) -> str:
    """A stretch of the source with the decimal sign of the target's language."""
    return text.replace(".", ",") if decimal == "comma" else text


def moved_brackets(pair: Pair) -> Iterator[Fault]:
    """Quantities that lost their brackets behind another: "500 mg (5 ml)" is one dose, "500 mg 5 ml" is two.

    Where the one before it took the brackets, or words say that both are one, the two are still told apart.
    """
    source, target = pair.source, pair.target
    in_source, in_target = (within(side.brackets) for side in (source, target))
    held = ByValue((number, number) for number in target.numbers)
    found: dict[tuple[object, ...], tuple[Number | None, bool]] = {}

    def first(number: Number) -> tuple[Number | None, bool]:
        """Where the target has a quantity first, and whether it has it in brackets anywhere."""
        key = *value_key(number), number.unit
        if key not in found:
            here = [n for n in held.alike(number) if n.unit == number.unit]
            found[key] = min(here, key=start_of, default=None), any(in_target(n.start, n.end) for n in here)
        return found[key]

    for former, number in pairwise(source.numbers):
        if not (former.unit and number.unit and in_source(number.start, number.end)):
            continue
        if source.text[source.unit_end(former) : number.start].strip() != "(":
            continue
        (here, bracketed), (before, too) = first(number), first(former)
        if here and before and not bracketed and not too and not _are_one(here, before, target):
            end = target.unit_end(here)
            yield Fault(here.start, end, f"“{target.text[here.start : end]}” stands in brackets in the source")


def _are_one(here: Number, before: Number, target: Reading) -> bool:
    """Whether words say that two quantities are one: "that is", or a form "of" so much."""
    first, last = sorted((here, before), key=start_of)
    is_form = first.unit not in MEASURED and last.unit in MEASURED
    between = target.text[target.unit_end(first) : last.start]
    return bool(EQUALS.search(target.text, 0, last.start)) or (is_form and _OF.fullmatch(between) is not None)
