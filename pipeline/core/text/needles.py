"""Strings of which a pattern needs one, so that a text without any of them need not be searched.

They are taken from the pattern itself, as RE2 does it: what a table says need not be said twice.
"""

import re
from collections.abc import Iterable, Sequence
from importlib import import_module
from itertools import product
from math import inf
from typing import Any, NamedTuple

_parser: Any = import_module("re._parser")  # what `re` compiles from; it has no public name
_MOST = 200  # strings that alternatives in a row may give together
_ZERO_WIDTH = ("AT", "ASSERT", "ASSERT_NOT")
LETTERS = r"\w*"
"""What begins a string before which any letters and figures may stand."""

Strings = frozenset[str]
_NONE: Strings = frozenset()
_EMPTY: Strings = frozenset([""])


class _Part(NamedTuple):
    """All that a part of a pattern can match; where that is no short list, None and how it begins; what it needs.

    `is_letters`: it matches nothing but letters and figures.
    """

    exact: Strings | None = None
    needed: Strings = _EMPTY
    begins: Strings = _EMPTY
    is_optional: bool = False
    is_letters: bool = False


def needles(pattern: str, flags: re.RegexFlag = re.NOFLAG) -> Strings:
    r"""Strings of which each match holds one, in whatever case; the empty one alone where none can be told.

    No string at all where nothing matches.

    >>> sorted(needles(r"(?:is |was )?(?:not|never)\s+visuali[sz]ed"))
    ['visualised', 'visualized']
    """
    needed = _sequence(_parser.parse(pattern, flags)).needed
    return needed if all(needed) else _EMPTY


def beginnings(pattern: str, flags: re.RegexFlag = re.NOFLAG) -> Strings:
    r"""Strings with one of which each match begins, in whatever case; the empty one alone where none can be told.

    Before those that begin with `LETTERS` may stand letters and figures.

    >>> sorted(beginnings(r"(?:is |was )?(?:not|never)\s+visuali[sz]ed|\w+less"))
    ['\\w*less', 'is never', 'is not', 'never', 'not', 'was never', 'was not']
    """
    begins = _sequence(_parser.parse(pattern, flags)).begins
    return begins if all(begins) else _EMPTY


def _sequence(items: Iterable[tuple[Any, Any]]) -> _Part:
    parts = [_one(str(operator), value) for operator, value in items]
    best, run, is_exact = _EMPTY, _EMPTY, True
    for part in parts:
        longer = None if part.exact is None else _joined(run, part.exact)
        if longer is None:
            best, run, is_exact = _better(_better(best, run), part.needed), _EMPTY, False
        else:
            run = longer
    return _Part(run if is_exact else None, _better(best, run), _beginnings(parts))


def _beginnings(parts: Sequence[_Part]) -> Strings:
    found, run = _NONE, _EMPTY
    for i, part in enumerate(parts):
        if part.is_letters and run == _EMPTY:
            return found | _behind_letters(_beginnings(parts[i + 1 :]))
        longer = _joined(run, part.begins if part.exact is None else part.exact)
        if longer is None:
            break
        if part.exact is not None:
            run = longer
        elif part.is_optional:
            found |= longer
        else:
            return found | longer
    return found | run


def _behind_letters(strings: Strings) -> Strings:
    return frozenset(LETTERS + one.removeprefix(LETTERS) for one in strings) if all(strings) else _EMPTY


def _joined(run: Strings, more: Strings) -> Strings | None:
    """The strings of the one followed by those of the other; None where these are too many."""
    is_short = len(run) * len(more) <= _MOST or 1 in (len(run), len(more))
    if not is_short:
        return None
    return frozenset(one if one and other.startswith(LETTERS) else one + other for one, other in product(run, more))


def _one(operator: str, value: Any) -> _Part:
    if operator == "FAILURE" or (operator, str(value)) == ("ASSERT_NOT", "(1, [])"):  # "(?!)" of one Python or another
        part = _Part(_NONE, _NONE)
    elif operator in _ZERO_WIDTH:
        part = _Part(_EMPTY)
    elif operator == "LITERAL":
        part = _listed([chr(value)])
    elif operator == "IN" and all(str(kind) == "LITERAL" for kind, _ in value):
        part = _listed(chr(code) for _, code in value)
    elif operator == "IN":
        part = _Part(is_letters=_is_letters([(str(kind), str(one)) for kind, one in value]))
    elif operator == "SUBPATTERN":
        part = _sequence(value[3])
    elif operator == "BRANCH":
        part = _either([_sequence(alternative) for alternative in value[1]])
    elif operator in ("MAX_REPEAT", "MIN_REPEAT"):
        part = _repeated(*value)
    else:
        part = _Part()
    return part


def _listed(characters: Iterable[str]) -> _Part:
    exact = frozenset(characters)
    return _Part(exact, exact)


def _either(parts: Sequence[_Part]) -> _Part:
    exacts = [part.exact for part in parts if part.exact is not None]
    return _Part(
        _NONE.union(*exacts) if len(exacts) == len(parts) else None,
        _NONE.union(*(part.needed for part in parts)),
        _NONE.union(*(part.begins for part in parts)),
    )


def _repeated(least: int, most: Any, items: Any) -> _Part:
    only = _one(str(items[0][0]), items[0][1]) if len(items) == 1 else None
    if only and only.is_letters:
        return only
    exact, needed, begins = _sequence(items)[:3]
    exact = None if most != 1 or exact is None else exact if least else exact | _EMPTY
    return _Part(exact, needed if least else _EMPTY, begins, is_optional=not least)


def _is_letters(signs: Sequence[tuple[str, str]]) -> bool:
    r"""Whether a set of signs holds letters and figures alone: "\w", "\d", "[^\Wér]"."""
    if signs[0][0] == "NEGATE":
        return ("CATEGORY", "CATEGORY_NOT_WORD") in signs
    return {("CATEGORY", "CATEGORY_WORD"), ("CATEGORY", "CATEGORY_DIGIT")}.issuperset(signs)


def _better(one: Strings, other: Strings) -> Strings:
    """Of two lists that whose shortest string is longer; of equals the shorter list."""
    return max(one, other, key=lambda strings: (min(map(len, strings), default=inf), -len(strings)))
