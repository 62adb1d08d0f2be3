"""Sections of a language about its form: how texts are written, nouns and what agrees with them."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from pipeline.reading.language.words import Words

Gender = Literal["m", "f"]


class Form(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How texts are written.

    `length_ratio`: how much shorter or longer than English a target may be before somebody should look. Words of
    `function_words` show a sentence to be of this language. `opening`: signs with which a question and an exclamation
    open. `blank_before`: blanks that a sign asks for before it; "»" asks for the same behind its opening sign;
    `regions` have them for a region that writes otherwise. Behind `numbered` a point in a number parts no decimals
    ("section 3.2"). `articles` stand before a noun, a definite one first. In a heading in capitals or in title case
    `short_words` of up to three letters are no abbreviations, and `names` keep their capitals; without them headings
    stay as they are. `shared` are words that this language has or may have in common with English, by themselves or by
    their ends.
    """

    length_ratio: tuple[float, float]
    function_words: tuple[str, ...] = ()
    opening: Mapping[str, str] = {}
    blank_before: Mapping[str, str] = {}
    regions: Mapping[str, Mapping[str, str]] = {}
    numbered: Words = ()
    articles: Words = ()
    short_words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    shared: Words = ()


class Sound(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What words become before a noun that begins with a sound: "la agua" is "el agua", "le os" is "l'os"."""

    before: str
    forms: Mapping[str, str]


class Nouns(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Nouns in a sentence: their gender and number, and the words before them that agree.

    `feminine` are ends of nouns, unless a `masculine` one fits as well; single words go before both. `plural` ends a
    noun that looks like one and is not among the `invariable`; `singulars` turn its end, the first that fits, and
    `plurals` that of a singular: where none fits, the plural is not known. What ends in `may_plural` may be told by the
    singular beside it. `determiners` are rows of masculine, masculine plural, feminine, feminine plural; where a form
    belongs to several rows, the first counts, and `doubtful` ones stay as they are. `adjective` are ends of adjectives,
    and what begins like `no_noun` is none. `proxies` are nouns of a source language that stand in for a term while a
    rule-based engine translates: singular and plural, and what the engine says for both.
    """

    feminine: Words = ()
    masculine: Words = ()
    feminine_words: tuple[str, ...] = ()
    masculine_words: tuple[str, ...] = ()
    plural: Words = ()
    may_plural: Words = ()
    invariable: tuple[str, ...] = ()
    singulars: tuple[tuple[str, str], ...] = ()
    plurals: tuple[tuple[str, str], ...] = ()
    determiners: tuple[tuple[str, str, str, str], ...] = ()
    doubtful: tuple[str, ...] = ()
    sounds: tuple[Sound, ...] = ()
    adjective: Words = ()
    no_noun: Words = ()
    proxies: Mapping[str, Mapping[Gender, tuple[tuple[str, str, str, str], ...]]] = {}
