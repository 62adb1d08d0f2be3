"""Strings of which a pattern needs one, so that a text without any of them need not be searched.

A pattern of many alternatives is tried at each character; to look for the strings costs a hundredth. They are taken
from the pattern itself, as RE2 does it: what a table says need not be said twice.
"""

import re
from collections.abc import Iterable, Sequence
from importlib import import_module
from itertools import product
from typing import Any

import ahocorasick_rs

from pipeline.core.edits import Span

_parser: Any = import_module("re._parser")  # what `re` compiles from
_MOST = 200  # strings that alternatives in a row may give together
_ZERO_WIDTH = ("AT", "ASSERT", "ASSERT_NOT")

Strings = frozenset[str]
_NONE: Strings = frozenset()
_EMPTY: Strings = frozenset([""])


def needles(pattern: re.Pattern[str]) -> Strings:
    r"""Strings of which each match holds one; none where none can be told, as where case does not matter.

    >>> sorted(needles(re.compile(r"(?:is |was )?(?:not|never)\s+visuali[sz]ed")))
    ['visualised', 'visualized']
    """
    if pattern.flags & re.IGNORECASE:
        return _NONE
    _, needed = _sequence(_parser.parse(pattern.pattern, pattern.flags))
    return needed if all(needed) else _NONE


class Screen:
    """Patterns of which each is tried only on texts that hold one of its needles."""

    def __init__(self, patterns: Sequence[re.Pattern[str]]):
        self._patterns = patterns
        needed = [needles(pattern) for pattern in patterns]
        self._always = [i for i, strings in enumerate(needed) if not strings]
        self._owners = [i for i, strings in enumerate(needed) for _ in strings]
        strings = [string for strings in needed for string in sorted(strings)]
        self._automaton = ahocorasick_rs.AhoCorasick(strings) if strings else None

    def match_in(self, text: str) -> bool:
        """Whether one of the patterns stands in a text."""
        return any(self._patterns[i].search(text) for i in self._worth(text))

    def spans(self, text: str) -> list[Span]:
        """Where the patterns stand in a text, those of one pattern in order."""
        return [match.span() for i in self._worth(text) for match in self._patterns[i].finditer(text)]

    def _worth(self, text: str) -> list[int]:
        """The patterns that may stand in a text."""
        if self._automaton is None or not (found := self._automaton.find_matches_as_indexes(text, overlapping=True)):
            return self._always
        return sorted({self._owners[i] for i, _, _ in found}.union(self._always))


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
    if operator in _ZERO_WIDTH:
        exact = _EMPTY
    elif operator == "LITERAL":
        exact = needed = frozenset([chr(value)])
    elif operator == "IN" and all(str(kind) == "LITERAL" for kind, _ in value):
        exact = needed = frozenset(chr(code) for _, code in value)
    elif operator == "SUBPATTERN" and not value[1]:
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
    return max(one, other, key=lambda strings: (min(map(len, strings)), -len(strings)))
