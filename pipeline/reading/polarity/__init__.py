"""The words of a sentence that deny, or may stand for a word that does.

Phrases that only look like a negation ("not only", "sin embargo") are set aside, and Spanish concord ("no … ningún …
ni") is taken as one. The tables hold for each language its negators, weak words such as "fail" and "evitar", words with
an opposite such as "unsafe", and words that answer each other.
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple, cast

from pipeline.core.edits import Span
from pipeline.core.text.matching import lower
from pipeline.core.text.phrases import Phrases, PhraseTable, whole_words
from pipeline.reading.language import either, language
from pipeline.reading.meanings import CHOSEN, IMPLIED, KIN, OPPOSITES

# Found on the development half of TICO-19: how far apart two cues of one meaning may stand, as a share of the sentence
# and in characters.
REACH, NEAR = 0.1, 20
_SENTENCE = re.compile(r"[.;:!?…]+(?:\s|$)")
_BEHIND = 60  # characters of a clause over which a negator reaches, about ten words
_CLAUSE = re.compile(r"[.;:!?…]+(?:\s|$)|,\s|[()\"“”«»]|\s[–—-]\s")
_WORD = re.compile(r"\w+")

Kind = Literal["strong", "sure", "weak", "kin"]


class Cue(NamedTuple):
    """A negator ("strong"), a word that denies ("sure"), may stand for a negator ("weak") or answers its `kin` only.

    `at` is its place as a share of the sentence.
    """

    start: int
    end: int
    kind: Kind
    at: float
    reach: float = 1.0
    kin: str = ""


class Cues(NamedTuple):
    """The patterns of a language's `Negation`; `any` tells at once whether a text may have a cue."""

    any: Phrases
    none: Phrases
    double: Phrases
    negators: Phrases
    concord: Phrases
    words: Phrases
    governors: frozenset[str]
    heads: re.Pattern[str]
    opens: re.Pattern[str]
    joins: re.Pattern[str]
    echo: Phrases
    either: Phrases


@cache
def cues_of(tag: str) -> Cues | None:
    """The patterns of a language; None where it does not know what denies."""
    table = language(tag).negation
    if table is None:
        return None
    none, double, negators, concord, echo, spread = map(
        _pattern, (table.none, table.double, table.negators, table.concord, table.echo, table.either)
    )
    groups = "|".join([*_groups(tag.partition("-")[0]), "(?!)"])
    words = Phrases(rf"\b(?:{groups})(?!\w)|(?:{_pattern(table.weak).text})(?P<weak_>)", re.NOFLAG)
    conjunctions = rf"\b(?:{either(table.conjunctions)}) "
    opens, joins = re.compile(rf"{conjunctions}$"), re.compile(rf"{conjunctions}(?:\S+ ){{0,2}}$")
    cues = Phrases("|".join(one.text for one in (negators, concord, words)), re.NOFLAG)
    heads = re.compile(rf"\b(?:{either(table.heads)}) $" if table.heads else "(?!)")
    governors = frozenset(table.governors)
    return Cues(cues, none, double, negators, concord, words, governors, heads, opens, joins, echo, spread)


def _pattern(words: Sequence[str]) -> Phrases:
    """Words of lower case that stand free; a word that ends in an apostrophe leans on the next."""
    begun = (word if word.startswith((r"\b", "n['’]t", "(?:,")) else rf"\b{word}" for word in words)
    parts = (word if word.endswith("['’]") else rf"{word}(?!\w)" for word in begun)
    return Phrases(either(tuple(parts)), re.NOFLAG)


def _groups(language: str) -> Iterator[str]:
    """Patterns whose group names say kind and kin, those first that go before others at the same place.

    The group is empty and comes last: a pattern that begins with a letter is tried far faster than one with a group.
    """
    for table, kinds in ((OPPOSITES, ("", "sure")), (KIN, ("weak", "kin"))):
        for kin, words in table.items():
            for kind, word in zip(kinds, words.get(language, ()), strict=False):
                if kind and word:
                    yield rf"(?:{word})(?P<{kind}_{kin}>)"


@lru_cache(maxsize=64)
def _freed(text: str, language: str) -> tuple[str, Sequence[Span], str]:
    """A text in lower case without double negations, the places of what denies nothing, and the text without these.

    “Not uncommon” affirms, “not only” denies nothing.
    """
    cues, plain = cues_of(language), lower(text)
    if cues is None:
        return plain, (), plain
    plain = cues.double.masked(plain)
    idle = [match.span() for match in cues.none.finditer(plain)]
    return plain, idle, masked(plain, idle) if idle else plain


def says_twice(text: str, language: str) -> bool:
    """Whether a text denies what denies: "not uncommon"."""
    cues = cues_of(language)
    return cues is not None and cues.double.search(lower(text)) is not None


def negations(text: str, language: str) -> Sequence[Cue]:
    """The negators of a sentence and the words that may stand for one, in order."""
    cues = cues_of(language)
    if cues is None or not cues.any.may_stand_in(lower(text)):
        return []
    text, idle, free = _freed(text, language)
    size = max(len(text), 1)
    reach = REACH + NEAR / size
    strong = list(strong_in(free, cues))
    listed = {span for one, span in pairwise(strong) if _goes_on(text, one, span, cues)}
    found = [Cue(*span, "weak" if span in listed else "strong", span[0] / size, reach) for span in strong]
    places = {cue.start for cue in found}
    echoes = [
        Cue(*match.span(), "weak", match.start() / size)
        for match in cues.concord.finditer(free)
        if match.start() not in places
        and cues.opens.search(text, max(match.start() - NEAR, 0), match.start())
        and not _is_echoed(text, match.end(), strong, cues)
    ]
    others = _words(text, cues, min(places, default=size), places.union(cue.start for cue in echoes))
    starts = {start for start, _ in idle}
    words = [Cue(*span, kind, span[0] / size, 1.0 if span[0] in starts else reach, kin) for span, kind, kin in others]
    return sorted([*found, *echoes, *words])


def _goes_on(text: str, one: Span, span: Span, cues: Cues) -> bool:
    """Whether a negator goes on with a list that another opened: “ne prenez ni A, *ni* B”."""
    return cues.either.pattern.fullmatch(text, *span) is not None and _SENTENCE.search(text, one[1], span[0]) is None


def _is_echoed(text: str, end: int, strong: Sequence[Span], cues: Cues) -> bool:
    """Whether what denies behind a place, in its clause, says it once more: “et aucune … *n’*a été observée”."""
    behind = next((span for span in strong if span[0] >= end), None)
    return (
        behind is not None
        and cues.echo.pattern.fullmatch(text, *behind) is not None
        and _CLAUSE.search(text, end, behind[0]) is None
    )


def masked(text: str, spans: Iterable[Span]) -> str:
    """The text with nothing to be read in the spans, each letter in its place."""
    parts, position = [], 0
    for start, end in sorted(spans):
        if end > position:
            parts += [text[position:start], "\0" * (end - max(start, position))]
            position = end
    return "".join([*parts, text[position:]])


def strong_in(text: str, cues: Cues) -> Iterator[Span]:
    """The negators of a text of lower case in which phrases that only look like one are masked."""
    negators = list(cues.negators.finditer(text))
    if not negators and not cues.concord.may_stand_in(text):
        return
    starts = [match.start() for match in negators]
    for start, end in clauses(text):
        yield from _strong(text, start, end, negators[bisect_left(starts, start) : bisect_left(starts, end)], cues)


def _words(text: str, cues: Cues, first: int, places: Collection[int]) -> Iterator[tuple[tuple[int, int], Kind, str]]:
    """The places, kinds and kins of words beside the negators; one of concord only after the first negator."""
    for match in cues.words.finditer(text):
        if match.start() not in places and (match.start() > first or not cues.concord.pattern.fullmatch(match[0])):
            kind, _, kin = str(match.lastgroup).partition("_")
            yield match.span(), cast(Kind, kind), kin


def clauses(text: str) -> Sequence[Span]:
    """The places of a text's clauses, as far as punctuation tells."""
    parts = [match.span() for match in _CLAUSE.finditer(text)]
    return list(zip([0, *(end for _, end in parts)], [*(start for start, _ in parts), len(text)], strict=True))


def _strong(text: str, start: int, end: int, negators: list[re.Match[str]], cues: Cues) -> Iterator[tuple[int, int]]:
    """The negators of a clause; a word of concord counts at its head, and where it opens another: "… y nunca …"."""
    first = negators[0].start() if negators else end
    for match in cues.concord.pattern.finditer(text, start, first):
        if cues.governors.issuperset(_WORD.findall(text[start : match.start()])) or cues.heads.search(
            text, start, match.start()
        ):
            yield match.span()
            negators = negators[1:] if negators and cues.echo.pattern.fullmatch(negators[0][0]) else negators
            break
    for number, match in enumerate(negators):
        if number == 0 or not cues.concord.pattern.fullmatch(match[0]) or cues.opens.search(text, start, match.start()):
            yield match.span()


def spread(text: str, language: str) -> int:
    """How many words spread a negator of their clause over one thing more ("do not eat *or* drink")."""
    cues = cues_of(language)
    plain, start, count = lower(text), 0, 0
    may_deny = cues and (cues.negators.may_stand_in(plain) or cues.concord.may_stand_in(plain))
    if cues is None or not (may_deny and cues.either.may_stand_in(plain)):
        return 0
    for end in [*(match.start() for match in _SENTENCE.finditer(plain)), len(plain)]:
        one = cues.negators.pattern.search(plain, start, end) or cues.concord.pattern.search(plain, start, end)
        words = list(cues.either.pattern.finditer(plain, one.end(), end)) if one else []
        words = [word for word in words if not cues.negators.pattern.match(plain, word.end() + 1)]
        count += len(words) + (plain.count(", ", one.end(), words[-1].start()) if one and words else 0)
        start = end
    return count


def is_joined(text: str, language: str, start: int) -> bool:
    """Whether a comma or "and" stands right before a place, or the latter a few words before it."""
    cues = cues_of(language)
    return cues is not None and (
        text[:start].endswith(", ") or cues.joins.search(lower(text), max(start - NEAR, 0), start) is not None
    )


def opens_with_conjunction(text: str, language: str) -> bool:
    """Whether a text begins with "and" or "but"."""
    cues = cues_of(language)
    first, _, _ = lower(text).partition(" ")
    return cues is not None and cues.opens.search(f" {first} ") is not None


def knows(language: str, kin: str) -> bool:
    """Whether a language has words of a kin."""
    return language.partition("-")[0] in OPPOSITES[kin]


def affirmed(text: str, language: str, kin: str) -> list[int] | None:
    """Where a text affirms what the words of a kin deny; None where no words of the language do ("lack").

    A double negation affirms it, too: "not *uncommon*".
    """
    words, denying = OPPOSITES[kin][language.partition("-")[0]][:2]
    cues = cues_of(language)
    if not words or cues is None:
        return None
    doubles = [match.span() for match in cues.double.finditer(lower(text))]
    denied = [match.start() for span in doubles for match in _whole(denying).pattern.finditer(text, *span)]
    return sorted([*(match.start() for match in _whole(words).finditer(text)), *denied])


class Choice(NamedTuple):
    """Words with which a negator is chosen: where it may begin, and the places of the words that ask for it."""

    negator: Phrases
    words: tuple[int, ...]


def choices(text: str, language: str) -> Mapping[str, Choice]:
    """By meaning, what a text says for which another language chooses a negator ("keeps me awake")."""
    name = language.partition("-")[0]
    return {
        meaning: Choice(_whole(words[name][0]), tuple(m.start() for m in _whole(words[name][-1]).finditer(text)))
        for meaning, words in CHOSEN.items()
        if name in words
    }


class Implied(NamedTuple):
    """A meaning that may be said with a negator or without: the places where a text says it in either way."""

    denied: tuple[Span, ...]
    affirmed: tuple[Span, ...]


def implied(text: str, language: str) -> Mapping[str, Implied]:
    """By meaning, what a text says with a negator that another language may say without one, or the other way round."""
    cues = cues_of(language)
    plain, _, denying = _freed(text, language)
    denies, affirms, bare = _implied(language)
    is_denying = cues is not None and cues.negators.search(denying) is not None
    denied, affirmed = (denies if is_denying else bare).places(denying), affirms.places(plain)
    said = (meaning for meaning in IMPLIED if meaning in denied or meaning in affirmed)
    return {meaning: Implied(denied.get(meaning, ()), affirmed.get(meaning, ())) for meaning in said}


@cache
def _implied(tag: str) -> tuple[PhraseTable[str], PhraseTable[str], PhraseTable[str]]:
    """What a language says with a negator, what it says without, and what it denies by other words (“avoid”)."""
    cues, name = cues_of(tag), tag.partition("-")[0]
    known = {meaning: words[name] for meaning, words in IMPLIED.items() if cues and name in words}
    no = rf"(?:{cues.negators.text})[^.;:!?()]{{0,{_BEHIND}}}?" if cues else ""
    denials = {
        meaning: Phrases(rf"(?:{denied})(?!\w)".replace("{no}", no), re.NOFLAG)
        for meaning, (denied, _) in known.items()
    }
    return (
        PhraseTable(denials.items()),
        PhraseTable((meaning, whole_words(affirmed)) for meaning, (_, affirmed) in known.items()),
        PhraseTable((meaning, said) for meaning, said in denials.items() if "{no}" not in known[meaning][0]),
    )


_whole = cache(whole_words)
