"""The check on sentences that a machine took apart: what is left is none that a reader could take for the meaning."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from pipeline.core.edits import Span
from pipeline.core.text.phrases import Phrases, PhraseTable, whole_words
from pipeline.data import load
from pipeline.reading.lexicon import known_words
from pipeline.reading.tokens import cognate
from pipeline.reading.vocabulary.senses import is_word
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import Pair

# Letters that a word shares at least with one of the source, which a reader then guesses: sedación, sedation.
_ALIKE = 4
# Words of the source that the engine left: with so many, and so large a share, the rest no longer tells what is meant.
_LOST, _SHARE = 2, 6
_GLUED, _PART = 7, 4  # letters of a word that may be glued, and of each of its parts: shorter ones stand in any word


class _Signs(NamedTuple):
    auxiliary: re.Pattern[str]
    """An auxiliary behind which something stands that is no infinitive."""
    glued: re.Pattern[str]
    """An article glued to the word before it."""
    never: re.Pattern[str]
    """Words that no sentence has beside each other."""
    listed: re.Pattern[str]
    """Behind an auxiliary, an infinitive in a list with words that are none: each of them was a verb."""
    joint: re.Pattern[str]
    """Small words by which an engine glues two words to one."""
    front: re.Pattern[str]
    """Small words that it glues to the word behind them."""
    taken: PhraseTable[tuple[Phrases, Phrases]]
    """Verbs of the source, the nouns that they were taken for, and what of the source would ask for the noun."""
    between: int
    """How many words of a language between make a sentence unreadable; 0 where none can stand between."""


@cache
def _signs(tag: str) -> _Signs | None:
    """What tells a garbled sentence of a language."""
    table = load("pair_form.yaml")["garbled"].get(tag.partition("-")[0])
    return table and _Signs(
        re.compile(
            rf"(?<!\w)(?:{table['auxiliaries']})(?: (?:{table['passed']})(?!\w))* "
            rf"(?!(?:{table['passed']})(?!\w)|{table['infinitives']})\w+",
            re.IGNORECASE,
        ),
        re.compile(rf"\w-(?:{table['articles']}) \w+", re.IGNORECASE),
        re.compile(rf"(?<!\w)(?:{table['never']})(?!\w)", re.IGNORECASE),
        re.compile(rf"(?<!\w)(?:{table['auxiliaries']}) (?:{table['listed']})", re.IGNORECASE),
        re.compile(table["joint"]),
        re.compile(table["front"]),
        PhraseTable(((verb, own), noun) for verb, noun, own in (map(whole_words, row) for row in table["taken"])),
        table["between"],
    )


@pair_check("pair/garbled", severity="error")
def garbled(pair: Pair) -> Iterator[Fault]:
    """A draft that is no sentence.

    A machine took a verb for a noun, or left words of a third language or several of the source, and nobody could tell
    the meaning from what remains. Only what an engine wrote is judged.
    Example: "Do not lift it" came back as "Puedes no impulso él".
    """
    made, signs = pair.context.derivation, _signs(pair.target.language)
    if made is None or signs is None or made.way in ("term", "number"):
        return
    for pattern in (signs.auxiliary, signs.glued, signs.never, signs.listed):
        for found in pattern.finditer(pair.target.text):
            yield Fault(*found.span(), f"“{found[0]}” is no part of a sentence")
    for (verb, own), place in signs.taken.firsts(pair.target.text).items():
        if (word := verb.search(pair.source.text)) and not own.search(pair.source.text):
            yield Fault(*place.span(), f"“{place[0]}” is a thing, and “{word[0]}” of the source none")
    yield from (
        Fault(token.start, token.end, f"“{pair.target.text[token.start : token.end]}” is several words in one")
        for token in pair.target.tokens
        if len(token.plain) >= _GLUED and _is_glued(token.plain, pair, signs.joint, signs.front)
    )
    lost, between = _left(pair, made.unknown)
    enough = max(_LOST, len(pair.target.tokens) / _SHARE)
    for places, limit in ((lost, enough), (between, signs.between)):
        if 0 < limit <= len(places):
            words = ", ".join(f"“{pair.target.text[start:end]}”" for start, end in places)
            start, end = min(places)[0], max(places)[1]
            yield Fault(start, end, f"the engine does not know {words}, and too little else is said")


def _is_glued(word: str, pair: Pair, joint: re.Pattern[str], front: re.Pattern[str]) -> bool:
    """Whether a word is two that the language knows, with a small one before or between: "dietadefibra"."""
    tag = pair.target.language
    if word in known_words(pair.source.language) or any(
        word[:_GLUED] == token.plain[:_GLUED] for token in pair.source.tokens if len(token.plain) >= _GLUED
    ):  # “antidepressivo” is the source's “antidepressant”
        return False
    parts = [(word[: found.start()], word[found.end() :]) for found in joint.finditer(word)]
    if any(min(len(one), len(two)) >= _PART and is_word(one, tag) and is_word(two, tag) for one, two in parts):
        return True
    before = front.match(word)
    return before is not None and not is_word(word, tag) and is_word(word[before.end() :], tag)


def _left(pair: Pair, unknown: tuple[str, ...]) -> tuple[list[Span], list[Span]]:
    """The words that an engine left: those of the source, and those of the language between, like none of it."""
    said = {token.plain for token in pair.source.tokens}
    begun = {cognate(word)[:_ALIKE] for word in said}
    lost: list[Span] = []
    between: list[Span] = []
    for word in unknown:
        found = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", pair.target.text)
        if found is None or not word.islower() or len(word) <= _ALIKE:
            continue
        if word in said:
            lost.append(found.span())
        elif cognate(word)[:_ALIKE] not in begun and not is_word(word, pair.target.language):
            between.append(found.span())
    return lost, between


CHECKS = (garbled,)
