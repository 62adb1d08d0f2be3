"""The lists of a text, and which of their items the other text lacks: "fever, rash and cough", "fever and cough"."""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from pipeline.core.edits import Span
from pipeline.pairs.comparing.alignment import within
from pipeline.pairs.comparing.unanswered import unanswered
from pipeline.pairs.comparing.wording import Anchor, anchors, is_free
from pipeline.reading.clauses import patterns
from pipeline.reading.contrasts import Word
from pipeline.reading.language import Clauses, either, language, one_of
from pipeline.reading.meanings import CONTRASTS, NAMED, QUALITIES
from pipeline.reading.sentence import Reading
from pipeline.reading.vocabulary.senses import THINGS, Sense

_WORDS = 9  # of an item that stands between two commas; what is longer is a clause
_SHORT = 3  # words of an item that ends a list, before a comma: "nausea and vomiting, …"
# The words on either side of "and".
_LAST, _FIRST = re.compile(r"(?:\S+\s+)?\S+\s*$"), re.compile(r"\s*(?:\S+\s+){0,2}\S+")
_MOST = 40  # items; what has more is no list of a sentence
_SHORTER, _LONGER = 0.95, 1.1  # of the source: a text that lost an item of two, one with an item more
_OF_TWO = 2
_SENTENCE = 250  # characters; in what is longer a list explains what was said
_WHOLE = 4  # words of an item that is nothing but a thing, with its article
_MORE = 2  # items that a longer list may have, one of them what opens the sentence
_CONJUNCTION = CONTRASTS["pair/alternatives"][1]
_JOINED = ("together", "either")
_NAMING = frozenset((*NAMED, *QUALITIES))


class Row(NamedTuple):
    """The items of a list, by what joins the last two."""

    joined: str
    items: tuple[Span, ...]


@cache
def _signs(tag: str) -> re.Pattern[str]:
    words = language(tag).clauses or Clauses()
    together, other = one_of((words.together,)), either(words.either)
    return re.compile(
        rf"(?:,\s+)?\b(?:(?P<together>{together})|(?P<either>{other}))(?![\w-])|(?P<comma>,)(?=\s)|[;:.!?](?=\s|$)|[()–—]",
        re.IGNORECASE,
    )


@lru_cache(maxsize=64)
def rows(side: Reading) -> list[Row]:
    """The lists of a text, of two items or more, in the order of their ends."""
    found: list[Row] = []
    parts, kinds = _parts(side)
    for i, kind in enumerate(kinds):
        if kind in _JOINED:
            first = i
            while first and kinds[first - 1] == "comma" and _goes_on(first, parts, kinds, side):
                first -= 1
            row = Row(kind, tuple(parts[max(first, i - _MOST) : i + 2]))
            goes_on = found and found[-1].joined == kind and found[-1].items[-1] == row.items[0]
            found.append(Row(kind, (*found.pop().items, *row.items[1:])) if goes_on else row)
    return found


def _goes_on(i: int, parts: Sequence[Span], kinds: Sequence[str], side: Reading) -> bool:
    """Whether a part behind a comma goes on with the list, and what stands before it ends no other one."""
    ends_another = i > 1 and kinds[i - 2] in _JOINED and len(side.text[slice(*parts[i - 1])].split()) <= _SHORT
    return len(side.text[slice(*parts[i])].split()) <= _WORDS and not ends_another


def _parts(side: Reading) -> tuple[list[Span], list[str]]:
    """What stands between the signs and conjunctions of a text, and the kind of what parts each from the next."""
    parts: list[Span] = []
    kinds: list[str] = []
    apart = [(one.start, one.end) for one in side.numbers] + [(one.start, one.end) for one in side.comparisons]
    is_apart = within(apart) if apart else None
    known, end = {word.start for word in side.words[_CONJUNCTION]}, 0
    joins = frozenset(_between(side)) if known else ()
    for match in _signs(side.language).finditer(side.text):
        kind = match.lastgroup or ""
        is_joining = kind not in _JOINED or not _CONJUNCTION.of(side.language) or match.start(kind) in known
        if is_joining and match.span() not in joins and not (is_apart and is_apart(*match.span())):
            parts.append((end, match.start()))
            kinds.append(kind)
            end = match.end()
    return [*parts, (end, len(side.text))], kinds


def _between(side: Reading) -> Iterator[Span]:
    """Where a conjunction stands between two values, each with its unit: "2 °C *and* 8 °C" are no items."""
    gaps = ((side.unit_end(one) + 1, two.start - 1) for one, two in pairwise(side.numbers))
    return (gap for gap in gaps if gap[0] < gap[1])


def lost_items(source: Reading, target: Reading) -> Iterator[Span]:
    """The items of the source that a close translation lacks, where its list is shorter by them.

    Only what says what both languages are known to have a word for is surely lost.
    """
    by_tables = list(_items_of_one(source, target, everyday=True))
    yield from by_tables or _items_alone(source, target)
    for kind in _JOINED if len(target.text) < _SHORTER * len(source.text) else ():
        here, there = ([row for row in rows(side) if row.joined == kind] for side in (source, target))
        if len(here) == len(there) + 1 and not is_free(source, target):
            yield from _one_of_two([row for row in here if len(row.items) == _OF_TWO], source, target)


def added_items(source: Reading, target: Reading) -> Iterator[Span]:
    """The items that only the list of a close translation has, and that name a thing."""
    is_longer = len(target.text) > _LONGER * len(source.text)
    by_tables = [
        item
        for item in (_items_of_one(target, source, everyday=False) if is_longer else ())
        if not _is_answered(_inside(target, item), anchors(source))
    ]
    yield from by_tables or _items_alone(target, source)


def joined_words(side: Reading, other: Reading) -> Iterator[Word]:
    """What a text joins to a thing that the other names alone, though all else is said: "with water *or milk*".

    Known is a thing or a deed that stands right behind the conjunction and of which nothing on the other side speaks.
    """
    if len(rows(side)) <= len(rows(other)):
        return
    left = unanswered(side, other) if len(side.text) <= _SENTENCE else ()
    if (
        not any(word.kinds for word in left)
        or is_free(side, other)
        or any(map(_may_be_joined, unanswered(other, side)))
    ):
        return
    for start, end in (row.items[-1] for row in rows(side) if len(row.items) == _OF_TWO):
        first = next((word for word in side.senses if start <= word.start < end and not word.is_small), None)
        if first in left and first and first.known and first.kinds:
            yield Word(first.start, first.end, first.keys, side.text[first.start : first.end])


def _may_be_joined(word: Sense) -> bool:
    """Whether a word without an answer may be what the other side joins."""
    return not word.known or bool(word.kinds)


def turned_rows(source: Reading, target: Reading) -> Iterator[tuple[Row, Row]]:
    """The lists of both sides that have the same two items, as far as these are known, but another conjunction.

    In longer ones, which give examples, languages part.
    """
    there, here = rows(source), rows(target)
    turned = [(row, its) for row, its in zip(there, here, strict=False) if row.joined != its.joined]
    short = [(row, its) for row, its in turned if len(row.items) == len(its.items) == _OF_TWO]
    for row, its in short if len(there) == len(here) and short and not is_free(source, target) else ():
        mine, other = ([_inside(s, item) for item in r.items] for s, r in ((source, row), (target, its)))
        if all(any(a.meets(b) for a in one for b in two) for one, two in zip(mine, other, strict=True)):
            yield row, its


def _items_of_one(side: Reading, other: Reading, *, everyday: bool) -> Iterator[Span]:
    """The items that only the longer of two lists has; `everyday` words show one to be known as well."""
    mine, its = rows(side), rows(other)
    for kind in _JOINED if any(len(row.items) > _OF_TWO for row in mine) else ():
        here, there = ([row for row in one if row.joined == kind] for one in (mine, its))
        if len(here) == len(there):
            for row, like in zip(here, there, strict=True):
                items = row.items[_opens(row, side) :]
                if len(items) > _OF_TWO:
                    yield from (
                        item
                        for item in _left_over(items, like, side, other)
                        if _is_known(item, side) or (everyday and _is_everyday(item, side))
                    )


def _items_alone(side: Reading, other: Reading) -> Iterator[Span]:
    """The items of a list of three or more that name a thing which the other side does not, though all else is said.

    Where the other side has a thing too that is not said here, or a word that nobody knows, that may be the item.
    """
    if len(side.text) > _SENTENCE or all(len(row.items) <= _OF_TWO for row in rows(side)):
        return
    mine, its = unanswered(side, other), unanswered(other, side)
    left = [word for word in mine if word.known and (word.kinds & THINGS or (not its and _is_noun(word)))]
    if not left or any(word.kinds & THINGS or len(word.keys) == 1 for word in its):
        return
    for kind in _JOINED:
        here, there = ([row.items for row in rows(one) if row.joined == kind] for one in (side, other))
        for items in here if there and sum(map(len, here)) > sum(map(len, there)) else ():
            for item in items[1:] if len(items) > _OF_TWO else ():
                said = [word for word in side.senses if item[0] <= word.start < item[1] and not word.is_small]
                is_thing = len(said) == 1 or all(word.kinds & THINGS for word in said)
                is_left = bool(said) and all(word in left for word in said)
                if is_thing and is_left and len(side.text[slice(*item)].split()) <= _WHOLE:
                    yield item


def _is_noun(word: Sense) -> bool:
    return not any(key.startswith(("to_", "is_")) for key in word.keys)


def _opens(row: Row, side: Reading) -> bool:
    """Whether what stands before the first comma of a sentence is a condition and no item."""
    return not row.items[0][0] and patterns(side.language).opened.match(side.text) is not None


def _left_over(row: tuple[Span, ...], like: Row, side: Reading, other: Reading) -> Iterator[Span]:
    """The items that are left when those of both lists are paired in their order, unless something else says them.

    What opens a sentence, before its first comma, may be no item; lists of one length lack nothing.
    """
    if len(row) == len(like.items):
        return
    for items in _without_opening(like.items):
        if not 0 < len(row) - len(items) <= _MORE:
            continue
        mine, its = [_inside(side, item) for item in row], [_inside(other, item) for item in items]
        kept = _in_order(mine, its)
        if len(kept) == len(its):
            said = [anchor for i in kept for anchor in mine[i]]
            spare = [anchor for anchor in anchors(other) if not any(map(anchor.meets, said))]
            left = [item for i, item in enumerate(row) if i not in kept and not _is_answered(mine[i], spare)]
            lost = [item for item in left if item[0]]
            yield from lost if lost and not is_free(side, other) else ()
            return


def _without_opening(items: tuple[Span, ...]) -> Iterator[tuple[Span, ...]]:
    yield items
    if not items[0][0] and len(items) > _OF_TWO:
        yield items[1:]


def _one_of_two(found: Sequence[Row], side: Reading, other: Reading) -> Iterator[Span]:
    """The item of a list of two that the other side says nowhere."""
    there = anchors(other)
    for row in found:
        (start, end), (begin, stop) = row.items
        before, behind = _LAST.search(side.text, start, end), _FIRST.match(side.text, begin, stop)
        for item in (match.span() for match in (before, behind) if match):
            if _is_known(item, side) and not _is_answered(_inside(side, item), there):
                yield item
                return


def _is_answered(item: Sequence[Anchor], there: Sequence[Anchor]) -> bool:
    return any(one.meets(anchor) for one in item for anchor in there)


def _is_known(item: Span, side: Reading) -> bool:
    """Whether an item names what tables hold: a thing, a quality, an illness, a drug."""
    named = [(one.start, one.end) for kind in side.said & _NAMING for one in side.words[kind] if one.sure]
    named += [(one.start, one.end) for one in side.illnesses if one.sure]
    named += [(one.start, one.end) for one in side.drugs if one.sure]
    return any(item[0] <= start and end <= item[1] for start, end in [*named, *side.things.values()])


def _inside(side: Reading, item: Span) -> list[Anchor]:
    return [anchor for anchor in anchors(side) if item[0] <= anchor.start < item[1]]


def _in_order(mine: Sequence[Sequence[Anchor]], its: Sequence[Sequence[Anchor]]) -> list[int]:
    """Which items of the first list have one in the second, both taken in order, by index."""
    best: list[list[list[int]]] = [[[] for _ in range(len(its) + 1)] for _ in range(len(mine) + 1)]
    for i in reversed(range(len(mine))):
        for j in reversed(range(len(its))):
            both = any(one.meets(two) for one in mine[i] for two in its[j])
            options = [best[i + 1][j], best[i][j + 1]] + ([[i, *best[i + 1][j + 1]]] if both else [])
            best[i][j] = max(options, key=len)
    return best[0][0]


def _is_everyday(item: Span, side: Reading) -> bool:
    return any(anchor.weight and item[0] <= anchor.start < item[1] for anchor in anchors(side))
