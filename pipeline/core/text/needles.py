"""Strings of which a pattern needs one, so that a text without any of them need not be searched.

They are taken from the pattern itself, as RE2 does it: what a table says need not be said twice.
"""

import re
from collections.abc import Iterable
from importlib import import_module
from itertools import product
from math import inf
from typing import Any

_parser: Any = import_module("re._parser")  # what `re` compiles from; it has no public name
_MOST = 200  # strings that alternatives in a row may give together
_ZERO_WIDTH = ("AT", "ASSERT", "ASSERT_NOT")

Strings = frozenset[str]
_NONE: Strings = frozenset()
_EMPTY: Strings = frozenset([""])


def needles(pattern: str, flags: re.RegexFlag = re.NOFLAG) -> Strings:
    r"""Strings of which each match holds one, in whatever case; the empty one alone where none can be told.

    No string at all where nothing matches.

    >>> sorted(needles(r"(?:is |was )?(?:not|never)\s+visuali[sz]ed"))
    ['visualised', 'visualized']
    """
    _, needed = _sequence(_parser.parse(pattern, flags))
    return needed if all(needed) else _EMPTY


def _sequence(items: Iterable[tuple[Any, Any]]) -> tuple[Strings | None, Strings]:
    """All that a pattern can match, None where that is no short list, and strings of which it needs one."""
    best, run, is_exact = _EMPTY, _EMPTY, True
    for operator, value in items:
        exact, needed = _one(str(operator), value)
        if exact is not None and len(run) * len(exact) <= _MOST:
            run = frozenset(map("".join, product(run, exact)))
        else:
            best, run, is_exact = _better(_better(best, run), needed), _EMPTY, False
    return run if is_exact else None, _better(best, run)


def _one(operator: str, value: Any) -> tuple[Strings | None, Strings]:
    exact: Strings | None = None
    needed = _EMPTY
    if operator == "FAILURE" or (operator, str(value)) == ("ASSERT_NOT", "(1, [])"):  # "(?!)" of one Python or another
        exact = needed = _NONE
    elif operator in _ZERO_WIDTH:
        exact = _EMPTY
    elif operator == "LITERAL":
        exact = needed = frozenset([chr(value)])
    elif operator == "IN" and all(str(kind) == "LITERAL" for kind, _ in value):
        exact = needed = frozenset(chr(code) for _, code in value)
    elif operator == "SUBPATTERN":
        exact, needed = _sequence(value[3])
    elif operator == "BRANCH":
        parts = [_sequence(part) for part in value[1]]
        exacts = [exact for exact, _ in parts if exact is not None]
        exact = _NONE.union(*exacts) if len(exacts) == len(parts) else None
        needed = _NONE.union(*(needed for _, needed in parts))
    elif operator in ("MAX_REPEAT", "MIN_REPEAT"):
        least, most, part = value
        exact, needed = _sequence(part)
        exact = None if most != 1 or exact is None else exact if least else exact | _EMPTY
        needed = needed if least else _EMPTY
    return exact, needed


def _better(one: Strings, other: Strings) -> Strings:
    """Of two lists that whose shortest string is longer; of equals the shorter list."""
    return max(one, other, key=lambda strings: (min(map(len, strings), default=inf), -len(strings)))
