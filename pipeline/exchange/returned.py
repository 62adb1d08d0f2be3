"""Translations that come back from people and their tools: XLIFF, OmegaT's memory, and whatever else holds pairs.

What a tool says of approval is told as a claim. Files in our own profile also say what they were when they went out, so
that two people's changes can be told apart.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from pipeline.core.errors import DocumentError
from pipeline.core.names import is_day
from pipeline.core.targets import FINISHED
from pipeline.exchange import bilingual, tmx
from pipeline.exchange.bilingual.unit import BilingualUnit, Languages, tag
from pipeline.exchange.inline import FORBIDDEN, NAMESPACE, Element, line_of
from pipeline.exchange.parse import decoded, root_of
from pipeline.exchange.skipped import NOT_TO_BE_TRANSLATED, Skipped
from pipeline.exchange.xliff.reading import FILE, UNIT, read_units, strange_states
from pipeline.exchange.xliff.remarks import own_notes
from pipeline.exchange.xliff.trans_units import Unit

_KEY = re.compile(r"[^:]+:[0-9a-f]{12}:[0-9]+")
# What tools say of a translation: XLIFF 1.2 and 2, Trados, memoQ, Phrase, gettext. Other words confirm nothing.
_APPROVED = {*FINISHED, "approved", "ApprovedTranslation", "ApprovedSignOff", "Reviewer1Confirmed", "Proofread"}
_CONFIRMED = {*_APPROVED, "translated", "reviewed", "Translated", "ManuallyConfirmed", "confirmed"}
_OPEN = {
    "initial", "fuzzy", "unconfirmed", "Draft", "RejectedTranslation", "RejectedSignOff", "Edited", "PartiallyEdited",
    "Pretranslated", "MachineTranslated", "AssembledFromFragments", "Rejected",
}  # fmt: skip
_LEFT = re.compile(r"new|needs-[a-z0-9]+(?:-[a-z0-9]+)?")
_CHANGED = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})T[0-9]{6}Z")


class Returned(NamedTuple):
    """A pair as it came back.

    `key` is ours where the file has it, `original` the name of the text where it says so. `claimed` tells that a tool
    calls it approved, `finished` that somebody confirmed it there, `left` is the state at which somebody left it for
    more work, `untouched` that it is a machine's text as it went out. `base` is the hash of the person's text that went
    out. `notes` are people's, each with whom it is from; `person` and `day` say who wrote the translation, and when,
    where a memory tells.
    """

    line: int | None
    source: str
    target: str
    key: str = ""
    original: str = ""
    claimed: bool = False
    finished: bool = False
    left: str = ""
    untouched: bool = False
    base: str | None = None
    notes: tuple[tuple[str, str], ...] = ()
    person: str | None = None
    day: str | None = None


class Given(NamedTuple):
    """What a file gives back: its languages, its pairs, what of it is passed over, lines for states that are none.

    `line` is where it says its languages, or where the first pair in them stands.
    """

    languages: Languages
    pairs: list[Returned]
    skipped: list[Skipped]
    strange: tuple[str, ...] = ()
    line: int | None = None


def read(path: Path, languages: Languages) -> Given:
    """What a file gives back.

    Raises `DocumentError` for what cannot be read, has nothing in these languages, or could not be kept as it is.
    """
    given = _read(path, languages)
    for pair in given.pairs:
        if strange := set(FORBIDDEN.findall(pair.target)).difference(pair.source):
            words = f"a translation holds the control character U+{ord(min(strange)):04X}"
            remedy = "remove it: no tool for translators can read it"
            raise DocumentError(words, remedy=remedy, file=path, line=pair.line)
    return given


def _read(path: Path, languages: Languages) -> Given:
    if path.suffix.lower() == ".tmx":
        return _memory(path, languages)
    strange: tuple[str, ...] = ()
    if path.suffix.lower() in (".xlf", ".xliff"):
        root = root_of(path, decoded(path))
        if root.get("version") == "1.2" and any(_KEY.fullmatch(one.get("resname") or "") for one in root.iter(UNIT)):
            return _profile(path, root)
        strange = tuple(strange_states(path, root, {*_CONFIRMED, *_OPEN}))
    units, skipped = bilingual.read(path, languages)
    held: dict[Languages, int | None] = {}
    for unit in units:
        held.setdefault(unit.languages, unit.line)
    languages, line = _single(path, held)
    return Given(languages, [_foreign(unit) for unit in units], skipped, strange, line)


def _profile(path: Path, root: Element) -> Given:
    """A file in our own profile, whatever tool saved it last."""
    held: dict[Languages, int | None] = {}
    for file in root.iter(FILE):
        given = (tag(file.get(f"{side}-language"), path, line_of(file)) for side in Languages._fields)
        held.setdefault(Languages(*given), line_of(file))
    languages, line = _single(path, held)
    found, skipped = list[Returned](), list[Skipped]()
    for element, unit in read_units(path, root):
        if element.get("translate") != "no":
            found.append(_own(element, unit, next(element.iterancestors(FILE)).get("original") or ""))
        elif unit.target and unit.target.strip() != unit.source.strip():
            skipped.append(Skipped(line_of(element), NOT_TO_BE_TRANSLATED))
    return Given(languages, found, skipped, tuple(strange_states(path, root)), line)


def _single(path: Path, held: Mapping[Languages, int | None]) -> tuple[Languages, int | None]:
    """The languages of a file and their line, given with their lines.

    Raises `DocumentError` for several: all would pass for one.
    """
    if len(held) > 1:
        named, line = ", ".join(" to ".join(filter(None, one)) for one in held), list(held.values())[1]
        raise DocumentError(f"it is in several languages: {named}", remedy="give a file for each", file=path, line=line)
    return next(iter(held.items()))


def _own(element: Element, unit: Unit, original: str) -> Returned:
    target = element.find(f"{{{NAMESPACE}}}target")
    state = "" if target is None else target.get("state") or ""
    approved = element.get("approved")
    machine = target is not None and target.get("state-qualifier") is not None
    return Returned(
        line_of(element),
        unit.source,
        unit.target or "",
        unit.key,
        original,
        claimed=not unit.review.void(unit.source, unit.target)
        and approved != "no"
        and (state in FINISHED or (approved == "yes" and state == "translated")),
        finished=unit.state in ("translated", "approved"),
        left=state if unit.person and not machine and unit.state == "needs-review" and _LEFT.fullmatch(state) else "",
        untouched=not unit.owned,
        base=unit.base,
        notes=tuple((whose or "translator", words) for words, whose in own_notes(element) if words.strip()),
    )


def _foreign(unit: BilingualUnit) -> Returned:
    left = "needs-adaptation" if unit.state in _OPEN else unit.state if _LEFT.fullmatch(unit.state) else ""
    claimed, finished = unit.state in _APPROVED, unit.state in _CONFIRMED
    return Returned(unit.line, unit.source, unit.target, claimed=claimed, finished=finished, left=left)


def _memory(path: Path, languages: Languages) -> Given:
    """The pairs of a memory, OmegaT's above all: those of one place only come last, and so go before the others."""
    units, skipped = tmx.pairs(path, languages)
    if not units:
        raise DocumentError(tmx.without(*languages), remedy="name another, or its language with --lang", file=path)
    units.sort(key=lambda one: bool(_property(one[0], "file")))
    return Given(languages, [_remembered(*one, languages.target) for one in units], skipped)


def _remembered(unit: Element, source: str, target: str, language: str) -> Returned:
    variant = _variant(unit, language)
    person = variant.get("changeid") or variant.get("creationid") or unit.get("changeid")
    changed = _CHANGED.fullmatch(variant.get("changedate") or variant.get("creationdate") or "")
    day = "-".join(changed.groups()) if changed else ""
    file, number = _property(unit, "file"), _property(unit, "id")
    return Returned(
        line_of(unit),
        source,
        target,
        key=f"{file}:{number}" if file and number else "",
        original=file,
        finished=True,
        notes=tuple(
            (person or "translator", note.text)
            for note in (*unit.findall("note"), *variant.findall("note"))
            if note.text and note.text.strip()
        ),
        person=person,
        day=day if is_day(day) else None,
    )


def _property(unit: Element, kind: str) -> str:
    return next((one.text or "" for one in unit.iterfind("prop") if one.get("type") == kind), "")


def _variant(unit: Element, language: str) -> Element:
    """What holds the text in a language, whichever variety of it; else the last."""
    variants = unit.findall("tuv")
    wanted = language.partition("-")[0].lower()
    named = ((one.get(tmx.LANG) or one.get("lang") or "", one) for one in variants)
    return next((one for tag, one in named if tag.partition("-")[0].lower() == wanted), variants[-1])
