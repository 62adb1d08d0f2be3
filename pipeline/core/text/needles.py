"""Strings of which a pattern needs one, so that a text without any of them need not be searched.

They are taken from the pattern itself, as RE2 does it: what a table says need not be said twice.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from itertools import groupby, product
from math import inf
from operator import itemgetter
from typing import Any, NamedTuple

_parser: Any = import_module("re._parser")  # what `re` compiles from; it has no public name
_MOST = 200  # strings that alternatives in a row may give together
_ZERO_WIDTH = ("AT", "ASSERT", "ASSERT_NOT")
LETTERS = r"\w*"
"""What begins a string before which any letters and figures may stand."""
END = r"\b"
"""What ends a string behind which no letter and no figure stands."""

Strings = frozenset[str]
_NONE: Strings = frozenset()
_EMPTY: Strings = frozenset([""])


class _Part(NamedTuple):
    """All that a part of a pattern can match, None where that is no short list; what it needs, and how it begins.

    Of its beginnings those that are `whole` are all of a match, behind the others more follows. `is_letters`: it
    matches nothing but letters and figures; `is_end`: none of these may follow.
    """

    exact: Strings | None = None
    needed: Strings = _EMPTY
    open: Strings = _EMPTY
    whole: Strings = _NONE
    is_letters: bool = False
    is_end: bool = False


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

    Before those that begin with `LETTERS` may stand letters and figures, behind those that end with `END` none.

    >>> sorted(beginnings(r"(?:is |was )?(?:not|never)\s+visuali[sz]ed|\w+less(?!\w)"))
    ['\\w*less\\b', 'is never', 'is not', 'never', 'not', 'was never', 'was not']
    """
    part = _sequence(_parser.parse(pattern, flags))
    begins = part.open | part.whole
    return begins if all(begins) else _EMPTY


def _sequence(items: Iterable[tuple[Any, Any]]) -> _Part:
    parts = list(_parts(items))
    best, run, is_exact = _EMPTY, _EMPTY, True
    for part in parts:
        longer = None if part.exact is None else _joined(run, part.exact)
        if longer is None:
            best, run, is_exact = _better(_better(best, run), part.needed), _EMPTY, False
        else:
            run = longer
    return _Part(run if is_exact else None, _better(best, run), *_beginnings(parts))


def _parts(items: Iterable[tuple[Any, Any]]) -> Iterator[_Part]:
    """What stands in a row; letters that follow one another are one word."""
    for operator, group in groupby(items, key=itemgetter(0)):
        name = str(operator)
        if name == "LITERAL":
            yield _listed(["".join(chr(value) for _, value in group)])
        else:
            yield from (_one(name, value) for _, value in group)


def _beginnings(parts: Sequence[_Part]) -> tuple[Strings, Strings]:
    """The beginnings of a row of parts behind which more follows, and those that are all of a match."""
    found, run = _NONE, _EMPTY
    for i, part in enumerate(parts):
        if part.is_letters and run == _EMPTY:
            more, whole = _beginnings(parts[i + 1 :])
            if not all(more | whole):
                return _EMPTY, _NONE
            return found | _behind_letters(more), _behind_letters(whole)
        if part.is_end:
            run = frozenset(one and one.removesuffix(END) + END for one in run)
            continue
        behind = _NONE if run == _EMPTY else frozenset(one for one in part.whole if one.startswith(LETTERS))
        longer, more_of_it = _joined(run, part.whole - behind), _joined(run, part.open | behind)
        if longer is None or more_of_it is None:
            return found | run, _NONE
        found, run = found | more_of_it, longer
    return found, run


def _behind_letters(strings: Strings) -> Strings:
    return frozenset(LETTERS + one.removeprefix(LETTERS) for one in strings)


def _joined(run: Strings, more: Strings) -> Strings | None:
    """The strings of the one followed by those of the other; None where these are too many."""
    if _EMPTY in (run, more):
        return more if run == _EMPTY else run
    is_short = len(run) * len(more) <= _MOST or 1 in (len(run), len(more))
    if not is_short:
        return None
    return frozenset(
        one if not other or (one and other.startswith(LETTERS)) else one.removesuffix(END) + other
        for one, other in product(run, more)
    )


def _one(operator: str, value: Any) -> _Part:
    if operator == "FAILURE" or (operator == "ASSERT_NOT" and not value[1]):  # "(?!)" of one Python or another
        part = _Part(_NONE, _NONE, _NONE)
    elif operator in _ZERO_WIDTH:
        part = _Part(_EMPTY, _EMPTY, _NONE, _EMPTY, is_end=operator == "ASSERT_NOT" and _is_no_letter(value))
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
    return _Part(exact, exact, _NONE, exact)


def _is_no_letter(value: Any) -> bool:
    r"""Whether a look ahead forbids letters and figures, be it among others: "(?!\w)", "(?![\w-])"."""
    forward, items = value
    signs = [(str(kind), str(one)) for kind, one in items[0][1]] if len(items) == 1 and str(items[0][0]) == "IN" else []
    return forward == 1 and ("CATEGORY", "CATEGORY_WORD") in signs and signs[0][0] != "NEGATE"


def _either(parts: Sequence[_Part]) -> _Part:
    exacts = [part.exact for part in parts if part.exact is not None]
    return _Part(
        _NONE.union(*exacts) if len(exacts) == len(parts) else None,
        _NONE.union(*(part.needed for part in parts)),
        _NONE.union(*(part.open for part in parts)),
        _NONE.union(*(part.whole for part in parts)),
    )


def _repeated(least: int, most: Any, items: Any) -> _Part:
    only = _one(str(items[0][0]), items[0][1]) if len(items) == 1 else None
    if only and only.is_letters:
        return only
    exact, needed, more, whole = _sequence(items)[:4]
    none = _NONE if least else _EMPTY
    if most == 1:
        return _Part(None if exact is None else exact | none, needed if least else _EMPTY, more, whole | none)
    return _Part(None, needed if least else _EMPTY, more | whole, none)


def _is_letters(signs: Sequence[tuple[str, str]]) -> bool:
    r"""Whether a set of signs holds letters and figures alone: "\w", "\d", "[^\Wér]"."""
    if signs[0][0] == "NEGATE":
        return ("CATEGORY", "CATEGORY_NOT_WORD") in signs
    return {("CATEGORY", "CATEGORY_WORD"), ("CATEGORY", "CATEGORY_DIGIT")}.issuperset(signs)


def _better(one: Strings, other: Strings) -> Strings:
    """Of two lists that whose shortest string is longer; of equals the shorter list."""
    return max(one, other, key=lambda strings: (min(map(len, strings), default=inf), -len(strings)))
