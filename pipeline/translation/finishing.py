"""What engines leave undone and a rule can finish: numbers as the target language writes them, opening question marks.

Only what the source proves is touched: a number that came out as it went in, in English form, and a sentence that is a
question on both sides.
"""

import re
from collections.abc import Sequence
from typing import Literal

from pipeline.translation.engine import Candidate
from pipeline.translation.protect import spans

_NUMBER = re.compile(r"(?<![\w.,/])(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)(?![\w]|[.,/]\d)")
_OPENING = re.compile(r"(?:^|(?<=[.!?:;…]\s))(?=[^.!?:;…]*\?[\"”»)]*$)")


def finish(source: str, candidate: Candidate, language: str, decimal: Literal["comma", "point"]) -> Candidate:
    """A candidate with its numbers and question marks as the target language writes them; all else stays."""
    text = candidate.text
    if decimal == "comma":
        text = _localised(source, text)
    if language == "es" and source.rstrip().endswith("?") and "¿" not in text:
        text = _OPENING.sub("¿", text, count=1)
    return candidate if text == candidate.text else Candidate(text, candidate.score, candidate.unknown, candidate.cut)


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
        fixed = found[0] in known and not any(start < found.end() and found.start() < end for start, end in closed)
        return localise(found[0]) if fixed else found[0]

    return _NUMBER.sub(right, target)


def localise_all(text: str) -> str:
    """A text that is only numbers and signs, with a decimal comma."""
    return _NUMBER.sub(lambda found: localise(found[0]), text)
