"""A term in a sentence of the target language: its gender and number, and the word before it that agrees with it.

A term of the glossary takes the place of a word of another gender or number, or of one with another sound at its head,
so the word directly before it is mended: "du" becomes "de l'", "no" becomes "nas", "y" becomes "e". How nouns and the
words before them are in a language stands in its section `nouns`; without it a term is put in, and nothing else moves.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from pipeline.reading.language import Gender, Nouns, Words, either, language
from pipeline.reading.tokens import bare

_FORMS: tuple[tuple[Gender, bool], ...] = (("m", False), ("m", True), ("f", False), ("f", True))
_SHORTEST_PLURAL = 4  # letters: gas, tos and mês are singular
_ENDING = 2  # letters that a plural changes or adds at most: canal, canaux; pulmão, pulmões; tumor, tumores
_WHOLE_AND_FIRST = re.compile(r"(?=(\S+))([^\s-]*)")


class _Patterns(NamedTuple):
    """How nouns are in a language, ready for use; `rows` has the forms of a determiner by any of them."""

    feminine: re.Pattern[str]
    masculine: re.Pattern[str]
    plural: re.Pattern[str]
    may_plural: re.Pattern[str]
    adjective: re.Pattern[str]
    no_noun: re.Pattern[str]
    singulars: tuple[tuple[re.Pattern[str], str], ...]
    plurals: tuple[tuple[re.Pattern[str], str], ...]
    rows: Mapping[str, Mapping[tuple[Gender, bool], str]]
    sounds: tuple[tuple[re.Pattern[str], Mapping[str, str]], ...]
    before: re.Pattern[str]


def _nouns(tag: str) -> Nouns:
    return language(tag).nouns or Nouns()


@cache
def _patterns(tag: str) -> _Patterns:
    nouns = _nouns(tag)
    rows: dict[str, Mapping[tuple[Gender, bool], str]] = {}
    for row in nouns.determiners:
        for form in row:
            rows.setdefault(form, dict(zip(_FORMS, row, strict=True)))
    found = ({*rows} | {form for sound in nouns.sounds for form in sound.forms}) - {*nouns.doubtful}
    choices = either(tuple(map(re.escape, sorted(found, key=lambda form: (-len(form), form))))).replace("'", "['’]")
    return _Patterns(
        _at_end(nouns.feminine),
        _at_end(nouns.masculine),
        _at_end(nouns.plural),
        _at_end(nouns.may_plural),
        _at_end(nouns.adjective),
        re.compile(either(nouns.no_noun)),
        tuple((re.compile(end), new) for end, new in nouns.singulars),
        tuple((re.compile(end), new) for end, new in nouns.plurals),
        rows,
        tuple((re.compile(sound.before, re.IGNORECASE), sound.forms) for sound in nouns.sounds),
        re.compile(rf"(?<!\w)({choices}) $", re.IGNORECASE),
    )


def _at_end(words: Words) -> re.Pattern[str]:
    return re.compile(rf"(?:{either(words)})$")


def gender(noun: str, tag: str) -> Gender:
    """The likely gender of a noun or of the noun that a term begins with."""
    nouns, patterns = _nouns(tag), _patterns(tag)
    head = _singular(_head(noun), tag)
    if head in nouns.feminine_words or head in nouns.masculine_words:
        return "f" if head in nouns.feminine_words else "m"
    return "f" if patterns.feminine.search(head) and not patterns.masculine.search(head) else "m"


def is_plural(noun: str, tag: str) -> bool:
    """Whether the noun that a term begins with looks like a plural ("metástasis" and the like do not tell)."""
    first = next(iter(noun.split()), "")
    if first[1:] != first[1:].lower():
        return False  # an abbreviation such as SARS
    if len(first) < _SHORTEST_PLURAL or first.lower() in _nouns(tag).invariable:
        return False
    return _patterns(tag).plural.search(first.lower()) is not None


def is_plural_of(form: str, text: str, tag: str) -> bool:
    """Whether a form is the plural of a noun: its head ends as one may, and only there differs ("viral" is no "virus").

    Of a compound the first part may tell: "fils-guides".
    """
    (many, many_first), (one, one_first) = (_WHOLE_AND_FIRST.findall(bare(term))[0] for term in (form, text))
    may_plural = _patterns(tag).may_plural
    compound = many_first != one_first and _may_be_plural(many_first, one_first, may_plural)
    return compound or _may_be_plural(many, one, may_plural)


def _may_be_plural(many: str, one: str, may_plural: re.Pattern[str]) -> bool:
    stem = one if may_plural.search(one) else one[: max(1, len(one) - _ENDING)]
    return may_plural.search(many) is not None and many.startswith(stem) and len(many) <= len(one) + _ENDING


def plural_of(text: str, tag: str) -> str | None:
    """The plural of a noun with the adjectives behind it; None where the rules of the language do not tell it.

    What a small word opens behind them stays: "vía de la piel" is "vías de la piel". A noun that stands behind another
    may be no adjective, so nothing is made of it.
    """
    patterns, made = _patterns(tag), list[str]()
    words = text.split(" ")
    for place, word in enumerate(words):
        if place and (word in patterns.rows or patterns.no_noun.match(f"{word} ")):
            made += words[place:]
            break
        new = _many(word, patterns) if not place or patterns.adjective.search(word) else None
        if new is None:
            return None
        made.append(new)
    return " ".join(made)


def _many(word: str, patterns: _Patterns) -> str | None:
    if not word.isalpha() or word[1:] != word[1:].lower():
        return None
    return next((end.sub(new, word) for end, new in patterns.plurals if end.search(word)), None)


def reads_as_noun(term: str, text: str, source: str, target: str) -> bool:
    """A guess for a glossary that does not tell: no phrase with a preposition, no infinitive, no adjective."""
    if _patterns(target).no_noun.match(text.lower()):
        return False
    is_adjective = _patterns(source).adjective.search(term.lower()) and _patterns(target).adjective.search(text.lower())
    return " " in text or not is_adjective


def insert(text: str, start: int, end: int, term: str, of: Gender, plural: bool, tag: str) -> str:
    """Put a term in the place of [start, end) and mend the word directly before it."""
    before, patterns = text[:start], _patterns(tag)
    if found := patterns.before.search(before):
        word = found[1].lower().replace("’", "'")
        right = patterns.rows[word][of, plural] if word in patterns.rows else word
        for sound, forms in patterns.sounds:
            right = forms.get(right, right) if sound.match(term) else right
        if right != word:
            right = right[:1].upper() + right[1:] if found[1][:1].isupper() else right
            before = before[: found.start(1)] + right + ("" if right.endswith("'") else " ")
    return before + term + text[end:]


def _singular(noun: str, tag: str) -> str:
    """A plural noun without its ending, near enough to tell the gender."""
    if is_plural(noun, tag):
        for end, new in _patterns(tag).singulars:
            if end.search(noun):
                return end.sub(new, noun)
    return noun


def _head(noun: str) -> str:
    return next(iter(noun.lower().split()), "")
