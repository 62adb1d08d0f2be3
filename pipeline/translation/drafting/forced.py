"""Putting the glossary's terms into what a rule-based engine says.

A *proxy* stands in for each term while the engine works: a real noun whose translation has the term's gender and
number, so that articles, adjectives and verbs agree with it; afterwards the term takes its place. Where the language
has no proxies, the engine does not give one back once, or the term is no noun, an opaque token stands in, and the
article before it is mended.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import count
from typing import NamedTuple

import msgspec

from pipeline.reading.language import Gender, language
from pipeline.translation.drafting.required import Required, places, put
from pipeline.translation.engines.base import Candidate, Engine

Rows = Mapping[Gender, tuple[tuple[str, str, str, str], ...]]

_LETTERS = "bcdfghjkmnpr"


class Proxy(NamedTuple):
    """What stands in the source for a term, and the forms in which the engine may give it back."""

    source: str
    singular: str
    plural: str


class Forced(NamedTuple):
    """A candidate that holds all terms of its sentence; `opaque` where no noun could stand in for them."""

    candidate: Candidate
    opaque: bool


class _Prepared(NamedTuple):
    text: str
    proxies: tuple[Proxy, ...]


def force(engine: Engine, sentences: Sequence[str], terms: Sequence[tuple[Required, ...]]) -> list[Forced | None]:
    """For each sentence a candidate that holds all its terms; None where it has none or no way worked."""
    results: list[Forced | None] = [None] * len(sentences)
    waiting = [i for i, some in enumerate(terms) if some]
    nouns = language(engine.target).nouns
    rows = nouns.proxies.get(engine.source, {}) if nouns else {}
    for opaque in (False, True) if rows else (True,):
        prepared = [_prepare(sentences[i], terms[i], {} if opaque else rows) for i in waiting]
        drafts = engine.translate([one.text for one in prepared])
        for i, one, candidates in zip(waiting, prepared, drafts, strict=True):
            held = _restore(candidates[0], one.proxies, terms[i], engine.target) if candidates else None
            results[i] = Forced(held, opaque) if held else None
        waiting = [i for i in waiting if results[i] is None]
    return results


def _prepare(sentence: str, terms: tuple[Required, ...], nouns: Rows) -> _Prepared:
    """The sentence with a proxy in place of every term; without nouns all are opaque."""
    proxies: list[Proxy] = []
    text, position = "", 0
    for term in terms:
        rows = nouns.get(term.gender, ()) if term.noun else ()
        proxy = _noun(rows, term, sentence, proxies) or _opaque(len(proxies), sentence)
        begins = not re.search(r"\w", sentence[: term.start]) and sentence[term.start].isupper()
        text += sentence[position : term.start] + (
            proxy.source[:1].upper() + proxy.source[1:] if begins else proxy.source
        )
        position = term.end
        proxies.append(proxy)
    return _Prepared(text + sentence[position:], tuple(proxies))


def _noun(
    rows: Sequence[tuple[str, str, str, str]], term: Required, sentence: str, taken: Sequence[Proxy]
) -> Proxy | None:
    """The first noun that is neither taken nor in the sentence."""
    for source, source_plural, target, target_plural in rows:
        if target not in {proxy.singular for proxy in taken} and source not in sentence.lower():
            return Proxy(source_plural if term.plural else source, target, target_plural)
    return None


def _opaque(number: int, sentence: str) -> Proxy:
    """A word that no dictionary knows, which the engine therefore hands on."""
    words = (
        f"Zq{_LETTERS[(number + n) % len(_LETTERS)]}x{_LETTERS[(number * 5 + n) % len(_LETTERS)]}q" for n in count()
    )
    word = next(word for word in words if word.lower() not in sentence.lower())
    return Proxy(word, word, word)


def _restore(
    draft: Candidate, proxies: tuple[Proxy, ...], terms: tuple[Required, ...], language: str
) -> Candidate | None:
    """Put the terms in the place of their proxies; None unless each proxy stands in the draft exactly once."""
    text = draft.text
    for proxy, term in zip(proxies, terms, strict=True):
        found = places(text, (proxy.singular, proxy.plural))
        if len(found) != 1:
            return None
        start, end = found[0]
        if proxy.source == proxy.singular:  # an opaque token, capital by itself
            begins = not re.search(r"\w", text[:start])
            text = text[:start] + (text[start:end] if begins else text[start:end].lower()) + text[end:]
        text = put(text, start, end, term, language)
    tokens = {word.lower() for proxy in proxies for word in proxy}
    unknown = tuple(word for word in draft.unknown if word.lower() not in tokens)
    return msgspec.structs.replace(draft, text=text, unknown=unknown)
