"""Reading the trans-units of an XLIFF file, whatever tool saved it last."""

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import msgspec

from pipeline.core.errors import DocumentError, UsageError, shown
from pipeline.core.names import language_fault, require_day, require_person
from pipeline.core.tags import canonical
from pipeline.core.targets import Approval, Review
from pipeline.exchange.inline import NAMESPACE, Element, line_of, text_of
from pipeline.exchange.parse import parse
from pipeline.exchange.xliff.remarks import DATA, NOTE, is_ours, outer_remarks, own_notes, remarks_of
from pipeline.exchange.xliff.reviews import ROLE, load_review, unknown_role, with_waivers
from pipeline.exchange.xliff.trans_units import (
    STATES,
    Given,
    Record,
    Unit,
    is_state,
    load_previous,
    load_record,
    understand,
)

FILE, GROUP, UNIT, SOURCE, TARGET, TOOL = (
    f"{{{NAMESPACE}}}{name}" for name in ("file", "group", "trans-unit", "source", "target", "tool")
)
TOOL_ID = "pipeline"  # stands at the head of every file since approvals are records
_KEY = re.compile(r"[^:]+:([0-9a-f]{12}:[0-9]+)")


class File(msgspec.Struct):
    """A file's units in their order, the language of their sources, and those that it says its targets are in.

    `line` is that of the former, and each of the latter has its own. `is_ours` where its head says that we wrote it:
    then it may have no unit, as a text without a sentence. `strange` are lines for states of targets that XLIFF does
    not have, and for roles of approvals that are none.
    """

    source_language: str
    units: list[Unit]
    target_languages: dict[str, int | None] = {}
    is_ours: bool = False
    line: int | None = None
    strange: tuple[str, ...] = ()

    @property
    def document(self) -> str:
        """What the units' keys begin with; empty where no tool left one."""
        return document_of(self.units)


def document_of(units: Iterable[Unit]) -> str:
    """What the keys of units begin with; empty where no tool left one."""
    return next((unit.key.rsplit(":", 2)[0] for unit in units if unit.key.count(":") >= 2), "")


def read(path: Path) -> list[Unit]:
    """Read the trans-units of an XLIFF 1.2 file in their order, whatever tool saved it last.

    Raises `DocumentError` for what is no XLIFF 1.2, has a DTD, is too large, or names a unit twice.
    """
    return load(path).units


def load(path: Path) -> File:
    """Read a file as `read` does, with what it says of itself."""
    root = parse(path)
    files = list(root.iter(FILE))
    _require_languages(path, files)
    languages = (file.get("source-language") for file in files)
    targets = {file.get("target-language") or "": line_of(file) for file in reversed(files)}
    units = [unit for _, unit in read_units(path, root)]
    is_ours = any(tool.get("tool-id") == TOOL_ID for tool in root.iter(TOOL))
    line = line_of(files[0]) if files else None
    strange = (*strange_states(path, root), *_strange_roles(path, root))
    return File(next(languages, None) or "", units, targets, is_ours, line, strange)


def strange_states(path: Path, root: Element, known: Collection[str] = ()) -> Iterator[str]:
    """A line for each state that XLIFF does not have and that is not `known`: what it was meant to say nobody knows."""
    lines: dict[str, list[int | None]] = {}
    units = root.iter("{*}trans-unit")  # tools forget the namespace
    for target in (one for unit in units for one in unit.iterchildren("{*}target")):
        state = target.get("state", STATES[0])
        if not is_state(state) and state not in known:
            lines.setdefault(state, []).append(line_of(target))
    for state, found in lines.items():
        what = "the text under it counts" if len(found) == 1 else f"the {len(found)} texts under it count"
        what = f"'{shown(state)}' is no state of XLIFF; {what} as not approved, whoever has approved it"
        yield f"{shown(path, most=1000)}:{found[0]}: {what}; correct it to one of {', '.join(STATES)}."


def _strange_roles(path: Path, root: Element) -> Iterator[str]:
    """A line for each role of an approval that is none: the approval does not count."""
    notes = ((unknown_role(text_of(note, {})), note) for note in root.iter(NOTE))
    lines: dict[str, list[int | None]] = {}
    for role, note in notes:
        if role is not None:
            lines.setdefault(role, []).append(line_of(note))
    for role, found in lines.items():
        what = "the approval in it does not count" if len(found) == 1 else f"{len(found)} approvals in it do not count"
        place, known = f"{shown(path, most=1000)}:{found[0]}", ", ".join(ROLE)
        yield f"{place}: '{shown(role)}' is no role; {what}; correct it to one of {known}."


def _require_languages(path: Path, files: Iterable[Element]) -> None:
    """Raise `DocumentError` for a file that says in place of a language what is none, or nothing."""
    for file in files:
        for side in ("source", "target"):
            given = file.get(f"{side}-language")
            if given is not None and not canonical(given):
                fault = language_fault(given)
                what = f"{side}-language: {fault.message}"
                raise DocumentError(what, remedy=fault.remedy, file=path, line=line_of(file))


def lines_of(path: Path) -> dict[str, int | None]:
    """The line of each trans-unit, by its key."""
    return {unit.key: line_of(element) for element, unit in read_units(path, parse(path))}


def read_units(path: Path, root: Element) -> Iterator[tuple[Element, Unit]]:
    """Each trans-unit and what it says. Raises `DocumentError` for one that is named twice or has no source."""
    lines: dict[tuple[object, ...], int | None] = {}
    seen: set[Element] = set()
    earlier = _is_earlier(root)
    for element in root.iter(UNIT):
        name, line = _name(element), line_of(element)
        if name in lines:
            raise DocumentError(
                f"the trans-unit {name[-1]!r} stands in line {lines[name]} already",
                remedy="delete one of the two",
                file=path,
                line=line,
            )
        if name:
            lines[name] = line
        try:
            unit = _read_unit(path, element, earlier=earlier)
        except RecursionError as error:
            remedy = "restore it from a copy"
            raise DocumentError("tags stand in tags too deeply", remedy=remedy, file=path, line=line) from error
        yield element, msgspec.structs.replace(unit, remarks=unit.remarks + outer_remarks(element, seen))


def _name(element: Element) -> tuple[object, ...]:
    """By what a trans-unit is told from others: its key, or its id where tools dropped that and ids are of a file."""
    if key := element.get("resname"):
        return (key,)
    file = next(element.iterancestors(FILE), None)
    number = element.get("id")
    return (file, number) if number and file is not None else ()


def _is_earlier(root: Element) -> bool:
    """Whether an earlier version wrote a file, one that kept no records of approvals, and no tool threw its notes away.

    Each of its sentences had a note on where it stands, but for those that are parked.
    """
    tools, notes = {tool.get("tool-id") for tool in root.iter(TOOL)}, {note.get("from") for note in root.iter(NOTE)}
    is_whole = "context" in notes or any(group.get("restype") == "x-parked" for group in root.iter(GROUP))
    return TOOL_ID not in tools and DATA not in notes and is_whole


def _read_unit(path: Path, element: Element, *, earlier: bool) -> Unit:
    """One trans-unit with what its notes and states say."""
    key = element.get("resname") or element.get("id") or ""
    source, target = _only(path, element, SOURCE, key), _only(path, element, TARGET, key)
    if source is None:
        what = f"the trans-unit {key!r} has no <source>"
        raise DocumentError(what, remedy="restore it as the pipeline wrote it", file=path, line=line_of(element))
    own = [text_of(note, {}) for note in element.findall(NOTE) if is_ours(note)]
    records = [record for record in map(load_record, own) if record.digest]
    pairs = [pair for pair in map(load_previous, own) if pair]
    characters: dict[str, str] = {}
    source_text = text_of(source, characters)
    text, given = "", Given()
    if target is not None:
        text = text_of(target, characters)
        given = Given(
            element.get("approved"), target.get("state"), target.get("state-qualifier"), target.get("phase-name")
        )
    record = records[0] if len(records) == 1 else Record()
    review, base = load_review(own)
    _require_records(path, element, review)
    review = with_waivers(review, own_notes(element), source_text, text)
    named = _KEY.fullmatch(element.get("resname") or "")
    earlier = earlier and named is not None and named[1] == element.get("id")
    previous = pairs[0] if pairs else None
    unit = understand(key, source_text, text, given, record, previous, review, earlier=earlier)
    return msgspec.structs.replace(unit, remarks=remarks_of(element), base=base)


def _require_records(path: Path, element: Element, review: Review) -> None:
    """Raise `DocumentError` for a record on a day that there is not, or by what is no name: both would be told."""
    for one in (*review.approvals, *review.waivers, review.taken):
        try:
            if one is not None and one.day is not None:
                require_day(one.day)
            if isinstance(one, Approval) and one.person is not None:
                require_person(one.person)
        except UsageError as fault:
            raise DocumentError(fault.message, remedy=fault.remedy, file=path, line=line_of(element)) from fault


def _only(path: Path, element: Element, tag: str, key: str) -> Element | None:
    """The child of a name. Raises `DocumentError` for a second one: a text of somebody would be passed over."""
    found: list[Element] = element.findall(tag)
    if len(found) > 1:
        what = f"the trans-unit {key!r} has two <{tag.rpartition('}')[2]}>, the first in line {line_of(found[0])}"
        raise DocumentError(what, remedy="delete one of the two", file=path, line=line_of(found[1]))
    return found[0] if found else None
