"""Words by their prefix or suffix: hypo- and hyper-, brady- and tachy-, -ectomy and -ostomy, -emia and -uria."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import msgspec

from pipeline.core.text.phrases import Phrases, PhraseTable, whole_words
from pipeline.reading.contrasts import Word
from pipeline.reading.meanings import load_meanings
from pipeline.reading.tokens import cognate

_Members = Mapping[str, tuple[str, ...]]


class _Prefixes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Members that exclude one another, and the stems on which they do."""

    members: _Members
    stems: tuple[str, ...]


class _Suffixes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Members that exclude one another, on any stem but some."""

    members: _Members
    not_stems: tuple[str, ...]


class _Apart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    before: str
    behind: str


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    prefixes: tuple[_Prefixes, ...]
    suffixes: tuple[_Suffixes, ...]
    said: Mapping[str, Mapping[str, Mapping[str, str]]]
    apart: _Apart


class _Pattern(NamedTuple):
    """A pattern of folded words, the member of each of its groups, and whether its stem is the rest of the word."""

    pattern: re.Pattern[str]
    members: tuple[str, ...]
    kind: int
    not_stems: frozenset[str]


_TABLE = load_meanings("affixes.yaml", _Table)
_WORD = re.compile(r"[^\W\d_]{2,}(?:[-‑](?=[^\W\d_]{2}))?[^\W\d_]{2,}")
_APART = Phrases(  # "post operative"; other words behind these prefixes are words of their own
    rf"\b(?:{_TABLE.apart.before}) (?:{_TABLE.apart.behind})[^\W\d_]+"
)
_LEAST = 6  # letters of a folded word: the shortest are "anuria" and "exogen"


def affixes(text: str, language: str) -> Mapping[tuple[int, str], Sequence[Word]]:
    """The words of a text that have a member of a pair, by pair and stem, in order."""
    found: dict[tuple[int, str], list[Word]] = defaultdict(list)
    for match in _WORD.finditer(text) if any(map(_parts, map(str.lower, _WORD.findall(text)))) else ():
        for kind, stem, member in _parts(match[0].lower()):
            found[kind, stem].append(Word(*match.span(), frozenset({member}), match[0]))
    for said, match in _said(language).matches(text):
        for kind, stem, member in (said,) if said else _parts(match[0].replace(" ", "").lower()):
            found[kind, stem].append(Word(*match.span(), frozenset({member}), match[0]))
    return {key: sorted(words) for key, words in found.items()}


@lru_cache(maxsize=65536)
def _parts(word: str) -> tuple[tuple[int, str, str], ...]:
    """The pairs to which a word belongs, each with its stem and member."""
    bare = spelled(word)
    return tuple(_matches(bare)) if len(bare) >= _LEAST else ()


def _matches(bare: str) -> Iterator[tuple[int, str, str]]:
    for one in _patterns():
        if (match := one.pattern.match(bare)) and match["stem"] not in one.not_stems:
            group = next(i for i in range(len(one.members)) if match[f"m{i}"] is not None)
            stem = next((name for name, at in _stems(one.kind) if at.match(match["stem"])), match["stem"])
            yield one.kind, stem, one.members[group]


def spelled(word: str) -> str:
    """A word as the four languages would spell it alike: "hypokalaemia" and "hipocaliemia" begin with "ipocal"."""
    return cognate(word.replace("-", "").replace("‑", ""))


@cache
def _patterns() -> tuple[_Pattern, ...]:
    made = []
    for kind, one in enumerate(_TABLE.prefixes):
        stems = "|".join(one.stems)
        groups = "|".join(f"(?P<m{i}>{'|'.join(begins)})" for i, begins in enumerate(one.members.values()))
        made.append(_Pattern(re.compile(rf"(?:{groups})(?P<stem>{stems})"), tuple(one.members), kind, frozenset()))
    for kind, ends in enumerate(_TABLE.suffixes, len(made)):
        groups = "|".join(f"(?P<m{i}>{'|'.join(some)})" for i, some in enumerate(ends.members.values()))
        pattern = re.compile(rf"(?P<stem>\w{{3,}}?)(?:{groups})\w{{0,5}}$")
        made.append(_Pattern(pattern, tuple(ends.members), kind, frozenset(ends.not_stems)))
    return tuple(made)


@cache
def _stems(kind: int) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The stems of a pair of prefixes by their patterns, which name them."""
    stems = _TABLE.prefixes[kind].stems if kind < len(_TABLE.prefixes) else ()
    return tuple((stem, re.compile(rf"(?:{stem})$")) for stem in stems if stem)


@cache
def _said(language: str) -> PhraseTable[tuple[int, str, str] | None]:
    """Plain words for a member: its pair, stem and name, and what says it; None for words written in two parts."""
    tag = language.partition("-")[0]
    said_plainly = [
        ((kind, stem, member), whole_words(said[tag]))
        for stem, members in _TABLE.said.items()
        for member, said in members.items()
        for kind, one in enumerate(_TABLE.prefixes)
        if tag in said and stem in one.stems and member in one.members
    ]
    return PhraseTable([*said_plainly, (None, _APART)])
