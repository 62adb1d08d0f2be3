"""What is known of a language for drafts and the checks on them, read from one file: `data/languages/<tag>.yaml`.

Every section may be missing. What needs a missing section abstains; nothing is judged by the words of another language.
What only makes sense beside its like in other languages stands in `pipeline.reading.meanings`.
"""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import msgspec

from pipeline.core.yaml import YamlFile
from pipeline.reading.language.amounts import Amounts, Comparisons, Directions, Frequencies, Numbers, Stages, Units
from pipeline.reading.language.forms import Form, Gender, Nouns
from pipeline.reading.language.sentences import Clauses, Degrees, Negation, Reach, Sides
from pipeline.reading.language.words import Words, either, one_of

__all__ = [
    "COMPLETE",
    "Clauses",
    "Comparisons",
    "Degrees",
    "Directions",
    "Form",
    "Gender",
    "Language",
    "Nouns",
    "Numbers",
    "Reach",
    "Units",
    "Words",
    "either",
    "language",
    "languages",
    "missing",
    "one_of",
]

COMPLETE = ("en", "es", "fr", "pt")
"""Languages that have every section and a word for every meaning; of any other a run says what it lacks."""

FOLDERS: tuple[Traversable, ...] = (files("pipeline.data").joinpath("languages"),)


class Language(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that is known of a language; None for what is not."""

    numbers: Numbers | None = None
    units: Units | None = None
    amounts: Amounts | None = None
    frequencies: Frequencies | None = None
    comparisons: Comparisons | None = None
    degrees: Degrees | None = None
    negation: Negation | None = None
    clauses: Clauses | None = None
    sides: Sides | None = None
    stages: Stages | None = None
    form: Form | None = None
    nouns: Nouns | None = None


@cache
def language(tag: str) -> Language:
    """The record of a language, read once; a regional tag ("es-MX") gives that of its language.

    For an unknown language all sections are None. Raises `UsageError`, with the line, for a slip in a file.
    """
    base = tag.partition("-")[0]
    if base != tag:
        return language(base)
    for folder in FOLDERS if base.isalpha() else ():
        if (file := folder.joinpath(f"{base}.yaml")).is_file():
            return YamlFile(Path(str(file)), file.read_text(encoding="utf-8")).decode(Language)
    return Language()


def languages() -> list[Language]:
    """All languages that have a file, by their tags."""
    files = {file.name for folder in FOLDERS for file in folder.iterdir()}
    return [language(name.removesuffix(".yaml")) for name in sorted(files) if name.endswith(".yaml")]


@cache
def missing(tag: str) -> tuple[str, ...]:
    """The sections that a language lacks."""
    return tuple(name for name in Language.__struct_fields__ if getattr(language(tag), name) is None)
