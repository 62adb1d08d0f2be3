"""What engines leave undone and a rule can finish: the form of numbers, punctuation, brackets and white space.

Only what the source or the rule of the language proves is touched: numbers that came out as they went in, in English
form, and what the checks on typography have a safe fix for. Words that no translation may change stay as they are.
This is for what machines wrote; what people wrote is marked by the same checks, and left alone.
"""

import re
from collections.abc import Sequence
from typing import Literal

import msgspec

from pipeline.core.settings import Settings
from pipeline.pairs.form import FIXED
from pipeline.pairs.form.typography import is_label
from pipeline.rules import Fault
from pipeline.rules.pair import PairContext, pair_of
from pipeline.translation.drafting.mending import mend
from pipeline.translation.drafting.protect import spans
from pipeline.translation.engines.base import Candidate

_NUMBER = re.compile(r"(?<![\w.,])(?<!\D/)(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)(?!\w|[.,]\d)")
_ROUNDS = 5  # one fix may make room for the next: a blank goes, and a stop stands where one was missing


def finish(source: str, candidate: Candidate, language: str, decimal: Literal["comma", "point"]) -> Candidate:
    """A candidate in the form that the target language writes; what it says stays."""
    context = PairContext(target_language=language, settings=Settings(decimal={language: decimal}))
    checks = [check for check in FIXED if not check.abstains(language)]
    text = mend(source, candidate.text, language)
    text = _localised(source, text) if decimal == "comma" else text
    for _ in range(_ROUNDS):
        before = text
        for check in checks:
            for fault in sorted(
                check.find(pair_of(source, text, context)), key=lambda fault: fault.start, reverse=True
            ):
                text = _mended(text, fault)
        if text == before:
            break
    return candidate if text == candidate.text else msgspec.structs.replace(candidate, text=text)


def _mended(text: str, fault: Fault) -> str:
    """The text with the fix of a fault, unless it has none or would touch what must stay."""
    if fault.suggestion is None:
        return text
    mended = text[: fault.start] + fault.suggestion + text[fault.end :]
    return mended if _protected(mended) == _protected(text) else text


def _protected(text: str) -> list[str]:
    return [text[start:end] for start, end in spans(text)]


def localise(number: str) -> str:
    """A number with a decimal comma: 1,250.5 becomes 1250,5 and 12,500 becomes 12 500 with a no-break space."""
    whole, point, rest = number.partition(".")
    if whole.count(",") == 1 and len(whole) == 5:
        whole = whole.replace(",", "")
    return whole.replace(",", "\u00a0") + ("," if point else "") + rest


def _localised(source: str, target: str) -> str:
    """The target with every number that it took over from the source in English form put right."""
    known = {found[0] for found in _NUMBER.finditer(source)}
    if not known:
        return target
    closed: Sequence[tuple[int, int]] = spans(target)

    def right(found: re.Match[str]) -> str:
        shut = any(start < found.end() and found.start() < end for start, end in closed)
        return found[0] if shut or found[0] not in known or is_label(target, found.start()) else localise(found[0])

    return _NUMBER.sub(right, target)


def localise_all(text: str) -> str:
    """A text that is only numbers and signs, with a decimal comma."""
    return _NUMBER.sub(lambda found: localise(found[0]), text)
