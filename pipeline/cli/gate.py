"""Checks on anybody's translations: bilingual files of all tools, judged pair by pair; needs no project.

A file that cannot be read is told of and the others are judged.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from pipeline.core.errors import DocumentError, UsageError
from pipeline.core.model import Finding, Waiver
from pipeline.core.names import require, require_person, require_reason
from pipeline.core.processors import cores, in_order
from pipeline.core.yaml import YamlFile
from pipeline.exchange.bilingual import READERS, read
from pipeline.exchange.bilingual.unit import BilingualUnit, Languages, is_variety
from pipeline.exchange.skipped import skipped_lines
from pipeline.glossary import as_glossary
from pipeline.pairs import PAIR_CHECKS, judge
from pipeline.rules.pair import PairContext
from pipeline.translation.advice import missing_checks

if TYPE_CHECKING:
    from pipeline.core.progress import Progress

_Texts = tuple[str, str, Languages]
_BATCH = 200  # pairs, half a second of work: progress is seen
_POOL_PAYS_FROM = 1600  # pairs; below, starting processes takes longer than the work


class PairWaiver(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody's word that a finding on one pair of texts is no fault; void when either text is another."""

    check: str
    source: str
    target: str
    reason: str
    author: str | None = None


class Terms(NamedTuple):
    """What pairs are judged by: a glossary, or none; a file of waivers; checks that are switched off."""

    glossary: Path | None = None
    waivers: Path | None = None
    off: tuple[str, ...] = ()


class Judged(NamedTuple):
    """A pair of a file, and what was found in it."""

    file: Path
    unit: BilingualUnit
    findings: tuple[Finding, ...]


class Verdict(NamedTuple):
    """All pairs of all files; what could not be read, waivers that answer nothing any more, and what is passed over."""

    files: tuple[Path, ...]
    pairs: tuple[Judged, ...]
    failures: tuple[str, ...] = ()
    void: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()

    @property
    def untranslated(self) -> int:
        """How many have no translation."""
        return sum(1 for one in self.pairs if not one.unit.target.strip())

    @property
    def open(self) -> Iterator[tuple[Judged, Finding]]:
        """What nobody has answered."""
        return ((one, finding) for one in self.pairs for finding in one.findings if finding.is_open)

    def summary(self) -> str:
        """What was found, in a line."""
        count = dict.fromkeys(("error", "warning", "info"), 0)
        for _, finding in self.open:
            count[finding.severity] += 1
        waived = sum(1 for one in self.pairs for finding in one.findings if not finding.is_open)
        return (
            f"{len(self.files)} files, {len(self.pairs):,} pairs: {count['error']:,} errors, "
            f"{count['warning']:,} warnings, {count['info']:,} hints, {waived:,} waived; "
            f"{self.untranslated:,} without a translation"
        )


def verdict_on(places: Iterable[Path], wanted: Languages, terms: Terms, progress: "Progress") -> Verdict:
    """Judge every pair of the files. Raises `UsageError` for names, a glossary or waivers that are wrong."""
    for name in terms.off:
        require(name, _ids(), "check")
    waivers = _waivers(terms.waivers)
    files = _files(places)
    skipped: list[str] = []
    units, failures = _units(files, wanted, skipped)
    judged = tuple(_judge(units, terms, waivers, progress))
    skipped += [line for language in _targets(units) for line in missing_checks(language)]
    return Verdict(tuple(units), judged, tuple(failures), _void(waivers, judged), tuple(skipped))


def _targets(units: Mapping[Path, Sequence[BilingualUnit]]) -> list[str]:
    """The languages of the translations."""
    return sorted({unit.languages.target for some in units.values() for unit in some if unit.languages.target})


def _judge(
    units: Mapping[Path, Sequence[BilingualUnit]], terms: Terms, waivers: Sequence[PairWaiver], progress: "Progress"
) -> Iterator[Judged]:
    """Every pair with its findings, in the order of the files. A pair that stands in many places is judged once."""
    asked = {
        (unit.source, unit.target, unit.languages): None
        for some in units.values()
        for unit in some
        if unit.source.strip() and unit.target.strip()
    }
    answers = {
        (w.check, _folded(w.source), _folded(w.target)): Waiver(w.check, w.target, w.reason, w.author) for w in waivers
    }
    found = dict(zip(asked, progress.track("Checking pairs", _findings(list(asked), terms), len(asked)), strict=True))
    for file, some in units.items():
        for unit in some:
            texts = _folded(unit.source), _folded(unit.target)
            findings = found.get((unit.source, unit.target, unit.languages), ())
            yield Judged(file, unit, tuple(one.answered(answers.get((one.check, *texts))) for one in findings))


def _findings(pairs: Sequence[_Texts], terms: Terms) -> Iterator[tuple[Finding, ...]]:
    """What is found in each pair, by several processes where there are many."""
    work = partial(_judge_batch, terms)
    if len(pairs) < _POOL_PAYS_FROM:
        yield from (one for i in range(0, len(pairs), _BATCH) for one in work(pairs[i : i + _BATCH]))
        return
    with ProcessPoolExecutor(cores(), get_context("spawn")) as pool:
        yield from in_order(pool, work, pairs, cores(), _BATCH)


def _judge_batch(terms: Terms, pairs: Sequence[_Texts]) -> list[tuple[Finding, ...]]:
    return [tuple(judge(source, target, _context(languages, terms))) for source, target, languages in pairs]


@cache
def _context(languages: Languages, terms: Terms) -> PairContext:
    glossary = as_glossary({} if terms.glossary is None else terms.glossary, *languages)
    return PairContext(*languages, glossary=glossary, off=terms.off)


def _files(places: Iterable[Path]) -> tuple[Path, ...]:
    """The files to judge: each that was named, and of a folder every one whose suffix is known."""
    found: list[Path] = []
    for place in places:
        if place.is_dir():
            inside = sorted(one for one in place.rglob("*") if one.suffix.lower() in READERS and one.is_file())
            if not inside:
                raise UsageError("no file with pairs is in this folder", file=place, remedy=f"known are: {_KNOWN}")
            found += inside
        else:
            found.append(place)
    return tuple(dict.fromkeys(found))


def _waivers(path: Path | None) -> tuple[PairWaiver, ...]:
    """The waivers of a file. Raises `UsageError` for what is none."""
    if path is None:
        return ()
    from pipeline.report.catalogue import require_waivable  # it knows the rules as well, which take long to load

    file = YamlFile.load(path)
    waivers = file.decode(tuple[PairWaiver, ...])
    for i, waiver in enumerate(waivers):
        require_waivable(waiver.check, PAIR_CHECKS, "remove it: that check is not asked here", file.where((i, "check")))
        require_reason(waiver.reason, file.where((i, "reason")))
        if waiver.author is not None:
            require_person(waiver.author, file.where((i, "author")))
    return waivers


def _units(
    files: Iterable[Path], wanted: Languages, skipped: list[str]
) -> tuple[dict[Path, list[BilingualUnit]], list[str]]:
    """The pairs of each file with their languages, and a line for each file that has none to give.

    Lines for what of the others is passed over are added to `skipped`.
    """
    units: dict[Path, list[BilingualUnit]] = {}
    failures = []
    for file in files:
        try:
            pairs = read(file, wanted)
            units[file] = [_in_languages(unit, wanted, file) for unit in pairs.units]
            skipped += skipped_lines(file, pairs.skipped)
        except DocumentError as error:
            failures.append(str(error))
    return units, failures


def _void(waivers: Iterable[PairWaiver], pairs: Iterable[Judged]) -> tuple[str, ...]:
    """A line for each waiver that answers no finding."""
    answered = {
        (finding.check, _folded(one.unit.source), _folded(one.unit.target))
        for one in pairs
        for finding in one.findings
        if not finding.is_open
    }
    return tuple(
        f"the waiver of {waiver.check} on “{waiver.target}” answers nothing: finding or text has changed"
        for waiver in waivers
        if (waiver.check, _folded(waiver.source), _folded(waiver.target)) not in answered
    )


def _in_languages(unit: BilingualUnit, wanted: Languages, file: Path) -> BilingualUnit:
    """A unit in the languages that are asked for, where these are regions of the file's own; else in the file's."""
    for side, asked, held in zip(Languages._fields, wanted, unit.languages, strict=True):
        if not asked and not held:
            message = f"the file does not name its {side} language"
            raise DocumentError(message, remedy=f"give it with --{side}", file=file)
        if asked and held and not is_variety(asked, held):
            message = f"its {side} language is {held}, not {asked}"
            raise DocumentError(message, remedy=f"leave --{side} out, or name {held}", file=file, line=unit.line)
    languages = Languages(*(asked or held for asked, held in zip(wanted, unit.languages, strict=True)))
    if languages.source == languages.target:
        raise DocumentError(
            f"source and target are both {languages.source}",
            remedy="name them with --source and --target", file=file, line=unit.line,
        )  # fmt: skip
    return unit._replace(languages=languages)


def _folded(text: str) -> str:
    return " ".join(text.split())


@cache
def _ids() -> tuple[str, ...]:
    return tuple(check.id for check in PAIR_CHECKS)


_KNOWN = ", ".join(READERS)
