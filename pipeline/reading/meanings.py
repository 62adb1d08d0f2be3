"""Meanings side by side: what each language says for one of them, from `data/meanings`.

A pattern that is a list in a file is joined to one. A language that a meaning lacks is not judged by it.
"""

from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import chain
from pathlib import Path
from typing import TypeVar

import msgspec

from pipeline.core.yaml import YamlFile
from pipeline.reading.language import Words, either

T = TypeVar("T")

Patterns = Mapping[str, str]
"""What one language says, by its meanings.

A key may name several meanings, where a language has one word for them; with a tilde behind it its words may stand for
a word of the other language, and prove nothing by themselves.
"""
Rendered = Mapping[str, tuple[str, ...]]
"""The patterns of one meaning by language; what each place is for stands at the head of the file."""


class Contrast(msgspec.Struct, frozen=True, eq=False):
    """Words that exclude one another, in each language that knows them; each is one of its own."""

    patterns: Mapping[str, Patterns]
    name: str = ""

    def of(self, tag: str) -> Patterns:
        """What a language says, a regional one like its own; nothing where it is not known."""
        return self.patterns.get(tag.partition("-")[0], {})


_ContrastTable = Mapping[str, Mapping[str, Words]]
_Renderings = Mapping[str, Mapping[str, tuple[Words, ...]]]


def load_meanings(name: str, kind: type[T]) -> T:
    """A table of `data/meanings`. Raises `UsageError`, with file and line, for a slip in it."""
    file = files("pipeline.data").joinpath("meanings", name)
    return YamlFile(Path(str(file)), file.read_text(encoding="utf-8")).decode(kind)


def load_lexicon(folder: Traversable | None = None) -> dict[str, Mapping[str, str]]:
    """The rows of all files of `data/meanings/lexicon`, each a meaning with its words by language.

    Raises `UsageError`, with file and line, for a slip in one of them, and for a meaning that two of them have.
    """
    rows: dict[str, Mapping[str, str]] = {}
    for file in _files_of(folder or files("pipeline.data").joinpath("meanings", "lexicon")):
        its = file.decode(dict[str, dict[str, dict[str, str]]])["words"]
        for meaning in its.keys() & rows.keys():
            raise file.fault(f"another file has the meaning '{meaning}' too", ("words", meaning), "leave one of them")
        rows |= its
    return rows


def _files_of(folder: Traversable) -> Iterator[YamlFile]:
    for path in sorted(Path(str(one)) for one in folder.iterdir()) if folder.is_dir() else ():
        yield YamlFile(path, path.read_text(encoding="utf-8"))


def _contrast(table: _ContrastTable, name: str = "") -> Contrast:
    patterns = {
        language: {meaning: either(words) for meaning, words in patterns.items()}
        for language, patterns in table.items()
    }
    return Contrast(patterns, name)


def _rendered(table: _Renderings) -> dict[str, Rendered]:
    return {
        meaning: {language: tuple(map(either, patterns)) for language, patterns in languages.items()}
        for meaning, languages in table.items()
    }


def _by_check(folder: str) -> Mapping[str, tuple[Contrast, ...]]:
    """The contrasts of a folder, by the check whose name their file bears."""
    return {
        f"pair/{file.path.stem}": tuple(
            _contrast(table, name) for name, table in file.decode(dict[str, _ContrastTable]).items()
        )
        for file in _files_of(files("pipeline.data").joinpath("meanings", folder))
    }


CONTRASTS, UNORDERED = _by_check("contrasts"), _by_check("unordered")
"""Words of checks; those `UNORDERED` are told wherever they stand in a pair, and of nothing but what they say."""
MODALITY = _contrast(load_meanings("modality.yaml", dict[str, dict[str, Words]]))
HEADS, NAMED, PHRASES, _STATES, _ACTS = (
    tuple(map(_contrast, load_meanings(f"{name}.yaml", dict[str, _ContrastTable]).values()))
    for name in ("heads", "named", "phrases", "qualities", "acts")
)
QUALITIES = _STATES + _ACTS


class Frames(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What may stand around a verb by which one person does something to another; see the head of roles.yaml."""

    articles: Words
    to: Words
    by: Words
    of: Words
    helpers: Words
    passive: Words
    you: Words
    to_you: Words
    stops: Words
    asking: Words
    beside: Words
    joins: Words
    leads: Words
    receives: Words
    bare: bool = False
    you_before: Words = ()
    itself: Words = ()
    own: Words = ()
    fields: Words = ()


class _Roles(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table roles.yaml."""

    deeds: Mapping[str, Mapping[str, Words]]
    frames: Mapping[str, Frames]


_ROLES = load_meanings("roles.yaml", _Roles)
DEEDS, FRAMES = _contrast(_ROLES.deeds), _ROLES.frames
"""What one person does to another, and by language what may stand around the verb."""
STEERING = frozenset(
    {
        MODALITY,
        DEEDS,
        *CONTRASTS["pair/certainty"],
        *CONTRASTS["pair/tense"],
        *CONTRASTS["pair/agent"],
        *CONTRASTS["pair/exchanged"],
        *chain(*UNORDERED.values()),
        *PHRASES,
    }
) - frozenset(one for one in UNORDERED["pair/quantifier"] if one.name != "how many of all")
"""What says how surely, by whom, when: no words for what is done, which nothing else answers.

Of how many it is said shows a close translation in all but the widest of its tables, as other words do.
"""
ROUTES = _contrast(load_meanings("routes.yaml", dict[str, dict[str, Words]]))
ALL: tuple[Contrast, ...] = (
    *chain(*CONTRASTS.values(), *UNORDERED.values()),
    MODALITY,
    *HEADS,
    *NAMED,
    *QUALITIES,
    *PHRASES,
    ROUTES,
    DEEDS,
)
_OPPOSITES = load_meanings("opposites.yaml", dict[str, _Renderings])
ANTONYMS = _rendered(_OPPOSITES["antonyms"])
OPPOSITES = _rendered(_OPPOSITES["opposites"]) | ANTONYMS
KIN = _rendered(_OPPOSITES["kin"])
CHOSEN = _rendered(load_meanings("chosen.yaml", dict[str, dict[str, tuple[Words, ...]]]))
IMPLIED = _rendered(load_meanings("implied.yaml", dict[str, dict[str, tuple[Words, ...]]]))
