"""Bringing in translations that were made elsewhere: three texts are compared, and none is lost.

A pair goes to the sentence of its key, else to the same words in the text that the file names, else wherever these
words stand. What a person has changed here since the file went out stays; the other text is told of and stays in its
file. No format knows approvals: what a file calls approved counts as translated, until a person stands up for it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from pipeline.core.errors import DocumentError, PipelineError
from pipeline.core.names import require
from pipeline.core.places import require_there
from pipeline.core.project import Failure, Project
from pipeline.core.settings import Settings
from pipeline.core.tags import lookup
from pipeline.core.targets import Taken
from pipeline.core.text.folding import fold_hash, folded
from pipeline.exchange.bilingual.unit import Languages, is_variety
from pipeline.exchange.returned import Returned, read
from pipeline.exchange.skipped import skipped_lines
from pipeline.exchange.xliff.revising import Revision
from pipeline.exchange.xliff.trans_units import Unit
from pipeline.job.inputs import Options, settings_of
from pipeline.job.people.approving import Approved, approve, rows_of
from pipeline.job.people.kits import bases
from pipeline.job.reviewers import Signature
from pipeline.job.run import run
from pipeline.report.figures import Row
from pipeline.translation.folder import LanguageFolder

if TYPE_CHECKING:
    from pipeline.core.progress import Progress

_SHOWN = 60
BY = "import"  # the command that the next run names


class Imported(msgspec.Struct, frozen=True):
    """What came of it: how many texts were written, drafts confirmed, pairs there already, untranslated, approved.

    `conflicts` are lines for what was not taken over, `left` for what was not approved, `skipped` for entries of the
    file that were passed over and states in it that are none, `failures` for texts that could not be processed, `void`
    for approvals that hold no longer, since another text stands there now. `rows` are how the texts stand that it
    concerned.
    """

    language: str
    written: int
    confirmed: int
    same: int
    untranslated: int
    approved: int
    conflicts: tuple[str, ...]
    left: tuple[str, ...]
    skipped: tuple[str, ...]
    failures: tuple[Failure, ...]
    void: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()


class _Place(NamedTuple):
    """A sentence in one of our files, and the language of its source."""

    stem: str
    unit: Unit
    language: str


def import_file(
    project: Project,
    options: Options,
    file: Path,
    language: str | None,
    sign: Callable[[str], Signature] | None,
    progress: "Progress",
) -> Imported:
    """Bring a file's translations in; what it calls approved is then approved by whom `sign` gives for its language.

    Raises `UsageError` for wrong use, whatever the file, and `DocumentError` for what cannot be read, is in a language
    of none of the settings, or does not tell which is meant.
    """
    settings = settings_of(project, options)
    require_there(file, "file")
    language, source, pairs, skipped = _read(file, language, settings)
    by = sign(language) if sign else None
    run(project, options, progress, by=BY)
    folder = LanguageFolder(project.translations, language)
    places = _Places(folder)
    _require_source(file, source, pairs, places)
    work = _Work(file, places, bases(file))
    work.add(pairs)
    for stem, revisions in work.revisions.items():
        folder.revise(stem, {key: one for key, one in revisions.items() if one != Revision()})
    one_text = partial(approve, project, options, language, progress=progress, way="import")
    approved, left = _approved(one_text, work.claims, by) if by else (0, [])
    failures = run(project, options, progress, by=BY).failures
    return Imported(
        language,
        work.written,
        work.confirmed,
        work.same,
        work.untranslated,
        approved,
        tuple(work.conflicts),
        tuple(left),
        tuple(skipped),
        failures,
        tuple(work.void(signed=by is not None)),
        rows_of(project, options, language, {*work.revisions, *work.claims}),
    )


def _approved(
    approve_text: Callable[..., Approved], claims: Mapping[str, set[str]], by: Signature
) -> tuple[int, list[str]]:
    """How many of the sentences that are claimed a person has approved, by text, and lines for those that are left."""
    approved, left = 0, list[str]()
    for stem, keys in claims.items():
        try:
            done = approve_text(stem, by, keys=keys)
        except PipelineError as error:  # such as a text that is gone; what was written stays
            left += str(error).split("\n")
        else:
            approved += done.sentences
            left += done.left
    return approved, left


def _read(file: Path, language: str | None, settings: Settings) -> tuple[str, str, list[Returned], list[str]]:
    """The language of the settings that a file is in, that of its sources, its pairs, and what is to be told of it."""
    if language is not None:
        require(language, settings.languages, "language")
    if file.suffix.lower() == ".tmx" and language is None:
        if len(settings.languages) != 1:
            raise DocumentError("it cannot be told which language is meant", file=file, remedy="name it with --lang")
        language = settings.languages[0]
    given = read(file, Languages("en" if file.suffix.lower() == ".tmx" else "", language or ""))
    held, line = given.languages, given.line
    if language is None:
        language = _meant(held.target, settings.languages) or ""
    elif held.target and not is_variety(held.target, language):
        words = f"its translations are in {held.target}, not in {language}"
        is_known = _meant(held.target, settings.languages)
        remedy = "leave --lang out" if is_known else _cure(held.target, settings)
        raise DocumentError(words, file=file, line=line, remedy=remedy)
    if not language and held.target:
        words = f"its language, {held.target}, is none of the settings"
        raise DocumentError(words, file=file, line=line, remedy=_cure(held.target, settings))
    if not language:
        words = "it does not name its language"
        raise DocumentError(words, file=file, remedy=f"name it with --lang: {', '.join(settings.languages)}")
    return language, held.source, given.pairs, [*skipped_lines(file, given.skipped), *given.strange]


def _require_source(file: Path, source: str, pairs: Iterable[Returned], places: "_Places") -> None:
    """Raise `DocumentError` for a file that says its sources are in another language than the texts they stand in.

    Other files than XLIFF mostly say nothing, and are taken for English.
    """
    main = source.partition("-")[0]
    for pair in pairs if source and file.suffix.lower() in (".xlf", ".xliff") else ():
        found = {place.language: place.stem for place in places.of(pair)}
        if found and main not in (one.partition("-")[0] for one in found):
            other, stem = next(iter(found.items()))
            words = f"its sources are in {source}, it says, and the text {stem} is in {other}"
            remedy = "correct the file, or `language:` in the side file"
            raise DocumentError(words, remedy=remedy, file=file, line=pair.line)


def _cure(tag: str, settings: Settings) -> str:
    """What to do about a file in a language of none of the settings; of several varieties of it one may be meant."""
    if varieties := [one for one in settings.languages if is_variety(one, tag)]:
        return f"say which is meant with --lang: {', '.join(varieties)}"
    return f"add {tag} to `languages` in settings.yaml, or leave this file out"


def _meant(tag: str, languages: Sequence[str]) -> str | None:
    """The language of the settings for a file's: itself, what it is a variety of, else its only variety."""
    if found := lookup(tag, {one: one for one in languages}):
        return found
    varieties = [one for one in languages if is_variety(one, tag)]
    return varieties[0] if len(varieties) == 1 else None


class _Places:
    """The sentences of a language's files: by their keys, by their words, by both text and words."""

    def __init__(self, folder: LanguageFolder):
        self.by_key: dict[str, _Place] = {}
        self.by_words: dict[str, list[_Place]] = defaultdict(list)
        self.stems: set[str] = set()
        self.has_unread = False
        for stem in folder.retired(()):
            try:
                units = list(folder.units(stem))
            except DocumentError:  # the run tells of it; what names this text goes to no other
                self.stems.add(stem)
                self.has_unread = True
                continue
            for language, unit in units:
                if not unit.parked:
                    place = _Place(stem, unit, language)
                    self.by_key[unit.key] = place
                    self.by_words[folded(unit.source)].append(place)
                    self.stems.add(stem)

    def of(self, pair: Returned) -> list[_Place]:
        """Where a pair belongs; nothing where its words stand nowhere."""
        words, stem = folded(pair.source), Path(pair.original).stem
        here = self.by_key.get(pair.key) or self.by_key.get(f"{stem}:{pair.key.partition(':')[2]}")
        if here and folded(here.unit.source) == words:
            return [here]
        found = self.by_words.get(words, [])
        return [place for place in found if place.stem == stem] if stem in self.stems else found


class _Work:
    """What the pairs of a file do to ours."""

    def __init__(self, file: Path, places: _Places, bases: Mapping[str, str]):
        self._file, self._places, self._bases = file, places, bases
        self.revisions: dict[str, dict[str, Revision]] = defaultdict(dict)
        self.claims: dict[str, set[str]] = defaultdict(set)
        self.conflicts: list[str] = []
        self._void: dict[str, str] = {}
        self.written = self.confirmed = self.same = self.untranslated = 0

    def add(self, pairs: Iterable[Returned]) -> None:
        """Bring in pairs, wherever they belong; of several for a sentence the last counts."""
        chosen: dict[str, tuple[Returned, _Place]] = {}
        for pair in pairs:
            self.untranslated += not pair.target.strip()
            if not pair.target.strip() and not pair.notes:
                continue
            places = self._places.of(pair)
            if not places and pair.target.strip() and not pair.untouched:
                where = "whose translations can be read" if self._places.has_unread else "any more"
                self._conflict(pair, f"these words stand in no text {where}")
            for place in places:
                before, _ = chosen.get(place.unit.key, (pair, place))
                if before.original == pair.original and not _equal(before.target, pair.target):
                    self._conflict(before, "the file has another translation of it further down")
                chosen[place.unit.key] = pair, place
        for pair, place in chosen.values():
            self._add(pair, place.stem, place.unit)

    def void(self, *, signed: bool) -> Iterator[str]:
        """Lines for approvals that hold no longer; of what is `signed` for anew nothing is told."""
        anew = {key for keys in self.claims.values() for key in keys} if signed else set()
        return (line for key, line in self._void.items() if key not in anew)

    def _add(self, pair: Returned, stem: str, unit: Unit) -> None:
        revision = self._revision(pair, unit)
        if notes := tuple(_new(pair.notes, unit)):
            revision = msgspec.structs.replace(revision or Revision(), notes=notes)
        if revision is not None:
            self.revisions[stem][unit.key] = revision
        stands = revision is not None and revision.target is not None
        if pair.claimed and (stands or _equal(pair.target, unit.target)):
            self.claims[stem].add(unit.key)

    def _revision(self, pair: Returned, unit: Unit) -> Revision | None:
        """What becomes of a sentence's text; None where nothing does."""
        if not pair.target.strip() or pair.untouched:
            return None
        taken = Taken(fold_hash(pair.target), pair.person, pair.day)
        if _equal(pair.target, unit.target):
            self.same += 1
            if pair.finished and not unit.owned:
                self.same, self.confirmed = self.same - 1, self.confirmed + 1
                return Revision(state="translated", taken=taken)
            return None
        if pair.base == fold_hash(pair.target):
            return None  # it came back as it went out, and was changed here since
        known = {pair.base, self._bases.get(unit.key), unit.review.taken.text if unit.review.taken else None}
        if unit.owned and fold_hash(unit.target or "") not in known:
            self._conflict(pair, f"here stands “{_shortened(unit.target or '')}”, which a person wrote, and it stays")
            return None
        self.written += 1
        if standing := unit.review.approved(unit.source, unit.target):
            people = ", ".join(sorted({one.person or "somebody" for one in standing}))
            words = f"it stands in the place of “{_shortened(unit.target or '')}”, which {people} had approved"
            self._void[unit.key] = f"{self._told(pair)}: {words}; that approval is void until somebody approves it anew"
        return Revision(pair.target, pair.left or "translated", taken=taken)

    def _conflict(self, pair: Returned, why: str) -> None:
        self.conflicts.append(f"{self._told(pair)} is not taken over: {why}")

    def _told(self, pair: Returned) -> str:
        place = f"{self._file}:{pair.line}" if pair.line else str(self._file)
        return f"{place}: “{_shortened(pair.source)}” = “{_shortened(pair.target)}”"


def _new(notes: Iterable[tuple[str, str]], unit: Unit) -> Iterator[tuple[str, str]]:
    """The notes that the sentence does not have."""
    there = "\n".join(unit.remarks)
    return ((whose, words) for whose, words in notes if _as_xml(words) not in there)


def _as_xml(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _equal(one: str, other: str | None) -> bool:
    return other is not None and folded(one) == folded(other)


def _shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _SHOWN else words[: _SHOWN - 1].rstrip() + "…"
