"""The glossary: which terms a text may use for a concept, and where it uses them.

`glossary.yaml` is read with the line of every slip; a mapping of terms to translations serves programs that have no
such file. The records are those of `pipeline.glossary.concepts`.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import msgspec

from pipeline.core.errors import CombinedUsageError, UsageError
from pipeline.core.files import digest
from pipeline.core.project import default_glossary
from pipeline.core.text.matching import Matcher, Neighbours, Pattern, key
from pipeline.core.yaml import YamlFile
from pipeline.glossary import packs
from pipeline.glossary.check import faults
from pipeline.glossary.concepts import LANGUAGES, Concept, Form, Translation, Variant, When, forms
from pipeline.glossary.near import NearTerms
from pipeline.glossary.sheet import packs_folder


class Mention(msgspec.Struct, frozen=True):
    """A place in a text, in code points, where a concept is named by one of its forms."""

    start: int
    end: int
    concept: Concept
    form: Form


class Glossary(msgspec.Struct, frozen=True, dict=True):
    """Concepts, and the matcher that finds them; `Glossary()` is empty.

    In an `exact` glossary terms match whatever their case, but in no other form. The matcher is built at the first
    search and does not travel between processes.
    """

    concepts: tuple[Concept, ...] = ()
    path: Path | None = None
    exact: bool = False

    def find(self, text: str) -> list[Mention]:
        """Every mention, in order and apart from each other: leftmost first, the longest at each place.

        Words are found whole, in spoiled characters too (`pipeline.core.text.matching`), regular plurals included. A
        variant whose neighbours forbid it is no mention.
        """
        found = self._matcher.find(text) if self.concepts else ()
        return [Mention(start, end, *self._owners[i]) for start, end, i in found]

    def terms(self, text: str, language: str) -> Sequence[tuple[Mention, Translation]]:
        """The mentions in a text that have a translation which counts, with it: the one way to what a term becomes.

        Of the packs that come along those count on which two sources agree; nobody of the team has seen the others.
        Where a pack's longer term has none, the team's shorter one inside it counts. Those of the last texts are held:
        several checks ask for them.
        """
        return self._held_terms(text, language) if self.concepts else ()

    @cached_property
    def _held_terms(self) -> Callable[[str, str], Sequence[tuple[Mention, Translation]]]:
        return lru_cache(maxsize=8)(self._terms)

    def _terms(self, text: str, language: str) -> Sequence[tuple[Mention, Translation]]:
        found = self.find(text)
        closed = [one for one in found if one.concept.pack and not _counted(one.concept, language)]
        if closed:
            inside = [one for one in self.own.find(text) if any(_is_in(one, other) for other in closed)]
            found = sorted([*found, *inside], key=lambda one: one.start)
        return [(one, translation) for one in found if (translation := _counted(one.concept, language))]

    @cached_property
    def own(self) -> "Glossary":
        """The glossary without the packs that come along: what the team answers for."""
        return Glossary(tuple(one for one in self.concepts if one.pack is None), self.path, self.exact)

    @cached_property
    def near(self) -> NearTerms:
        """What finds places that are nearly one of the terms."""
        return NearTerms(self.concepts)

    @cached_property
    def digest(self) -> str:
        """The hash of all that the glossary says."""
        return digest(msgspec.json.encode((self.concepts, self.exact), order="deterministic"))

    @cached_property
    def _owners(self) -> list[tuple[Concept, Form]]:
        return [(concept, form) for concept in self.concepts for form in forms(concept, exact=self.exact)]

    @cached_property
    def _matcher(self) -> Matcher:
        return Matcher([self._pattern(form) for _, form in self._owners])

    def _pattern(self, form: Form) -> Pattern:
        when = form.variant.when if form.variant else None
        neighbours = Neighbours(when.after, when.not_after, when.before, when.not_before) if when else None
        return Pattern(form.text, form.cased and not self.exact, neighbours)


def _counted(concept: Concept, language: str) -> Translation | None:
    translation = concept.translation(language)
    return translation if translation and (concept.pack is None or translation.is_agreed) else None


def _is_in(one: Mention, other: Mention) -> bool:
    return other.start <= one.start and one.end <= other.end


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The keys of `glossary.yaml`; its concepts are read one by one, so that one slip does not hide the next."""

    concepts: tuple[Any, ...] = ()


def load_glossary(path: Path | str, shipped: packs.Choice = ()) -> Glossary:
    """Read a glossary file, with it the packs in the folder `packs` beside it, and then those that come along.

    `shipped` names the latter, or is "all".
    Raises `UsageError` for an editor's slips: its text has one line, `file:line: what is wrong; what to do`, for each.
    """
    concepts = read_concepts(Path(path))
    loaded = [*packs.load_packs(packs_folder(Path(path))), *packs.load_shipped(shipped)]
    return Glossary(packs.join(concepts, loaded)[0] if loaded else concepts, Path(path))


def read_concepts(path: Path) -> tuple[Concept, ...]:
    """The concepts of a glossary file without its packs. Raises as `load_glossary`."""
    _, concepts, slips = inspect_file(path)
    if slips:
        raise CombinedUsageError(slips)
    return tuple(concepts.values())


def inspect_file(path: Path) -> tuple[YamlFile, dict[int, Concept], list[UsageError]]:
    """A glossary file, its readable concepts, numbered as in the file, and its faults in the order of their lines.

    Raises `UsageError` for a file that is no YAML, or no glossary at all.
    """
    file = YamlFile.load(path)
    concepts: dict[int, Concept] = {}
    slips: list[UsageError] = []
    for i in range(len(file.decode(_File).concepts)):
        try:
            concepts[i] = file.decode(Concept, ("concepts", i))
        except UsageError as error:
            slips += error.faults
    slips += faults(file, concepts)
    return file, concepts, sorted(slips, key=lambda slip: slip.line or 0)


def check_file(path: Path | str) -> list[str]:
    """All faults of a glossary file, one line each; none where it can be used."""
    try:
        load_glossary(path)
    except UsageError as error:
        return str(error).split("\n")
    return []


def as_glossary(
    given: "Path | str | Mapping[str, str] | Glossary | None",
    source: str = "en",
    target: str = "es",
    shipped: packs.Choice = (),
) -> Glossary:
    """The glossary that a caller means.

    None is `glossary.yaml` of the working folder, or the one that comes along; a path is read, both with the packs that
    come along and are `shipped`; a mapping holds terms of the source language and their translations, which are put in
    as written, and stays alone. The terms of a file are English: for
    another source language it gives nothing. Raises `UsageError` for faults in a file and for empty terms.
    """
    if isinstance(given, Glossary):
        return given
    if isinstance(given, Mapping):
        return _from_mapping(given, target)
    if source.partition("-")[0] not in LANGUAGES:
        return Glossary()
    path = default_glossary() if given is None else Path(given)
    files = [file for file in (path, *sorted(packs_folder(path).glob("*"))) if file.is_file()]
    states = [(file.absolute(), file.stat().st_mtime_ns, file.stat().st_size) for file in files]
    return _loaded(path, tuple(states), shipped)


@lru_cache(maxsize=4)
def _loaded(path: Path, states: tuple[tuple[Path, int, int], ...], shipped: packs.Choice) -> Glossary:
    """A file's glossary, read again only when it or a pack has changed: callers curate many texts in a row."""
    return load_glossary(path, shipped)


def _from_mapping(terms: Mapping[str, str], target: str) -> Glossary:
    for term, translation in terms.items():
        if not key(term) or not translation.strip():
            message = f"the glossary has an empty entry, {term!r}: {translation!r}"
            raise UsageError(message, remedy="fill it, or remove it")
    concepts = [
        Concept(term, term, "general", translations={target: Translation(text, status="reviewed")})
        for term, text in terms.items()
    ]
    return Glossary(tuple(concepts), exact=True)


__all__ = [
    "LANGUAGES",
    "Concept",
    "Form",
    "Glossary",
    "Mention",
    "Translation",
    "Variant",
    "When",
    "as_glossary",
    "check_file",
    "inspect_file",
    "load_glossary",
    "read_concepts",
]
