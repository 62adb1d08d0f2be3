"""Words of texts that look like terms and are not in the glossary.

A word looks like a term where its end is one of medicine's ("-ectomy"), where it stands at the head of a phrase that
names one ("hepatic artery"), or where it is an abbreviation. The tables are in `data/coverage.yaml`. It is a list for
editors to choose from, so it would rather show too much.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from pipeline import data
from pipeline.core.model import Document
from pipeline.core.project import Failure
from pipeline.core.text import quoted
from pipeline.core.text.matching import key
from pipeline.glossary import Glossary, english

if TYPE_CHECKING:
    from pipeline.job.inputs import Inputs

_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_SHORT = re.compile(r"(?=.*[A-Z].*[A-Z])[A-Z][A-Za-z0-9-]{1,8}")
_ROMAN = re.compile(r"[IVXLC]+")
_GREEK_PLURAL = re.compile(r"\w{3}(?:tas|[bchnrpt]os|[lr]ys|thes)es$")
# Words before a head that a candidate takes: “acute liver failure”. A third one is mostly part of the sentence.
_MODIFIERS = 2
# Characters of the sentence that is shown: two lines of a terminal.
_EXAMPLE = 160


class Candidate(NamedTuple):
    """A stretch of a text that looks like a term of a type."""

    start: int
    end: int
    type: str


class Missing(msgspec.Struct, frozen=True):
    """A term that the glossary lacks: how often it stands in which text, and a sentence that shows it."""

    term: str
    type: str
    count: int
    document: str
    example: str
    abbreviation: str | None = None


def missing_terms(inputs: "Inputs") -> tuple[list[Missing], list[Failure]]:
    """The terms that the texts have and the glossary lacks, the most frequent first; and the texts that failed."""
    from pipeline.job.store import decode
    from pipeline.job.workers import curate_texts

    found: dict[str, list[_Place]] = defaultdict(list)
    longs: dict[str, str] = {}
    failures = list(inputs.failures)
    for _, curated in curate_texts(inputs.texts, inputs, 1):
        if isinstance(curated, Failure):
            failures.append(curated)
            continue
        document = decode(curated.record, Document)
        longs |= {abbreviation.short: abbreviation.long for abbreviation in document.abbreviations}
        for one in candidates(document, inputs.glossary):
            term = _singular(_uncapitalised(" ".join(document.text[one.start : one.end].split())))
            example = "" if key(longs.get(term, term)) in found else _example(document, one)
            found[key(longs.get(term, term))].append(_Place(term, one.type, document.name, example))
    known = Counter({name: len(places) for name, places in found.items()})
    order = sorted(known.items(), key=lambda item: (-item[1], item[0]))
    return [_missing(found[name], longs) for name, _ in order], failures


class _Place(NamedTuple):
    """Where a term stands; only the first place of each is shown."""

    term: str
    type: str
    document: str
    example: str


def _missing(places: Sequence[_Place], longs: dict[str, str]) -> Missing:
    spelling = Counter(place.term for place in places).most_common(1)[0][0]
    first = places[0]
    short = next((place.term for place in places if place.term in longs), None)
    term = _uncapitalised(longs[short]) if short else spelling
    return Missing(term, first.type, len(places), first.document, first.example, short)


def _uncapitalised(term: str) -> str:
    """A term without the capital of a sentence's first word; abbreviations and names inside keep theirs."""
    return term[:1].lower() + term[1:] if term[1:2].islower() else term


def _example(document: Document, candidate: Candidate) -> str:
    segment = next(s for s in document.segments if s.start <= candidate.start < s.end)
    start, end = max(segment.start, candidate.start - _EXAMPLE // 2), min(segment.end, candidate.end + _EXAMPLE // 2)
    words = " ".join(document.text[start:end].split())
    return ("…" if start > segment.start else "") + words + ("…" if end < segment.end else "")


def candidates(document: Document, glossary: Glossary) -> Iterator[Candidate]:
    """The places in a document's sentences that look like terms and are in no mention of the glossary's."""
    closed = sorted({*quoted.find(document.text), *((m.start, m.end) for m in glossary.find(document.text))})
    for segment in document.segments:
        if not segment.translate:
            continue
        words = [m.span() for m in _WORD.finditer(document.text, segment.start, segment.end)]
        taken = segment.start
        for n in reversed(range(len(words))):
            start, end = words[n]
            if quoted.overlaps(start, end, closed) or (taken > segment.start and end > taken):
                continue
            if kind := _type(document.text[start:end]):
                first = _first(document.text, words, n)
                taken = words[first][0]
                if not _is_bare_head(document.text[taken:end]):
                    yield Candidate(taken, end, kind)


def _type(word: str) -> str | None:
    """The type that a word suggests; None where it looks like no term."""
    low = _singular(word.lower())
    table = data.load("coverage.yaml")
    if low in table["not_terms"] or word.lower() in table["not_terms"]:
        return None
    if low in _heads():
        return _heads()[low]
    if _SHORT.fullmatch(word):
        return None if _ROMAN.fullmatch(word) else "general"
    for kind, pattern in _endings():
        if len(low) > 6 and pattern.search(low):
            return kind
    return None


@cache
def _heads() -> dict[str, str]:
    return {word: kind for kind, words in data.load("coverage.yaml")["heads"].items() for word in words}


@cache
def _endings() -> tuple[tuple[str, re.Pattern[str]], ...]:
    names = data.load("pair_names.yaml")
    drugs = "|".join(ending for ending in names["drug_endings"] if len(ending) > 2)
    other = "|".join(names["not_drugs"])
    rows = data.load("coverage.yaml")["endings"].items()
    patterns = [(kind, re.compile(rf"(?:{'|'.join(endings)})$")) for kind, endings in rows]
    return (*patterns, ("drug", re.compile(rf"^(?!(?:{other})$)\w{{4,}}(?:{drugs})$")))


def _first(text: str, words: Sequence[tuple[int, int]], n: int) -> int:
    """The word where the phrase of a head begins: up to two words before it that qualify it, parted by one space."""
    if _singular(text[slice(*words[n])].lower()) not in _heads():
        return n
    first = n
    while first and n - first < _MODIFIERS and _qualifies(text, words[first - 1], words[first][0]):
        first -= 1
    return first


def _qualifies(text: str, word: tuple[int, int], following: int) -> bool:
    modifier = text[slice(*word)].lower()
    if following - word[1] != 1 or text[word[1]].strip(" \u00a0\n") or len(modifier) < 3:
        return False
    return modifier not in _function_words() and not re.search(r"(?:ly|ing|[’']s|(?<![su])s)$", modifier)


@cache
def _function_words() -> frozenset[str]:
    from spacy.lang.en.stop_words import STOP_WORDS

    return frozenset(STOP_WORDS) | frozenset(data.load("coverage.yaml")["not_modifiers"])


def _is_bare_head(term: str) -> bool:
    """Whether nothing qualifies the head: "cell" alone is no term worth an entry."""
    return _singular(term.lower()) in _heads()


def _singular(term: str) -> str:
    """A term in the singular, as far as regular plurals tell."""
    if english.number(term) == "singular":
        return term
    endings: list[tuple[str, str]] = data.load("coverage.yaml")["singulars"]
    for plural, singular in endings:
        if plural == "ses" and not _GREEK_PLURAL.search(term):
            continue
        if term.endswith(plural) and len(term) > 4:
            stem = term.removesuffix(plural) + singular
            regular = english.plural(stem)
            if regular and regular.text == term and (plural != "es" or stem.endswith(("s", "x", "ch", "sh"))):
                return stem
    return term


def render(found: Sequence[Missing], glossary: Glossary) -> list[str]:
    """The terms as YAML to paste into the glossary, each under a comment that says where it stands."""
    ids = {concept.id for concept in glossary.concepts}
    lines = [f"# {len(found)} words that look like terms; copy what belongs in the glossary, and add its translations."]
    for one in found:
        name = re.sub(r"[^a-z0-9]+", "-", one.term.lower()).strip("-")
        name = name if name not in ids else f"{name}-{one.type}"
        lines += [f"# {one.count}× {one.document}: {one.example}", f"  - id: {name}", f"    en: {_yaml(one.term)}"]
        lines.append(f"    type: {one.type}")
        if one.abbreviation:
            lines.append(f"    abbreviation: {_yaml(one.abbreviation)}")
    return lines


def _yaml(text: str) -> str:
    """A text as a YAML scalar that is no other kind of value."""
    plain = re.fullmatch(r"[A-Za-z][\w’' ()/+-]*", text) and text.lower() not in (
        "no",
        "yes",
        "on",
        "off",
        "true",
        "false",
        "null",
    )
    return text if plain else msgspec.json.encode(text).decode()
