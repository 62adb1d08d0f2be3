"""XLIFF 1.2: the one truth for target texts and their review, in the small profile that all tools carry through.

One `<file>` per document and language, a flat `<group>` per block with its kind, a `<trans-unit>` per segment. The
header names each engine as a `<tool>` and its work as a `<phase>`, which the targets that it wrote point to. No
`alt-trans`, no `seg-source` and no extensions: OmegaT and others mishandle them.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

import msgspec
from lxml import etree

from pipeline.core.errors import DocumentError
from pipeline.core.files import delete_file, write_file
from pipeline.core.model import Document
from pipeline.core.targets import EngineInfo, EngineUse, Target
from pipeline.exchange.inline import NAMESPACE, Element, fill, line_of, printable, text_of
from pipeline.exchange.parse import parse
from pipeline.exchange.xliff.trans_units import (
    Given,
    Record,
    Unit,
    digest,
    dump_previous,
    dump_record,
    load_previous,
    load_record,
    understand,
)

__all__ = ["Unit", "read", "read_parked", "write", "write_parked"]

UNIT, SOURCE, TARGET, NOTE = (f"{{{NAMESPACE}}}{name}" for name in ("trans-unit", "source", "target", "note"))
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
STATES = {"approved": "final", "translated": "translated", "needs-translation": "needs-translation"}
QUALIFIERS = {"machine": "mt-suggestion", "memory": "leveraged-tm", "glossary": "leveraged-glossary"}
PROCESS = "machine translation"
NOTE_KINDS = ("context", "findings", "glossary")


def read(path: Path) -> list[Unit]:
    """Read the trans-units of an XLIFF 1.2 file in their order, whatever tool saved it last.

    Raises `DocumentError` for what is no XLIFF 1.2, has a DTD, is too large, or names a unit twice or not at all.
    """
    units: list[Unit] = []
    lines: dict[str, int | None] = {}
    for element in parse(path).iter(UNIT):
        unit, line = _read_unit(path, element), line_of(element)
        if unit.key in lines:
            raise DocumentError(
                f"the trans-unit {unit.key!r} stands in line {lines[unit.key]} already",
                remedy="delete one of the two",
                file=path,
                line=line,
            )
        lines[unit.key] = line
        units.append(unit)
    return units


def write(
    path: Path,
    document: Document,
    language: str,
    targets: Sequence[Target],
    notes: Mapping[str, Sequence[str]],
    terms_hashes: Mapping[str, str],
    engines: Sequence[EngineUse] = (),
) -> None:
    """Write a document's segments and their targets; a file that already says so is not touched.

    `notes` holds further notes by segment key, each led by what it is about: `context: …`, `findings: …` or
    `glossary: …`. Where the sentence stands, open findings and the reason of a withheld target are noted in any case.
    """
    by_key = {target.key: target for target in targets}
    if strangers := by_key.keys() - {segment.key for segment in document.segments}:
        raise ValueError(f"targets without a segment: {sorted(strangers)}")
    root, file = _frame(document.name, document.language, language)
    phases, body = _add_header(file, engines), _child(file, "body")
    places = _places(document)
    for block, segments in groupby(document.segments, key=lambda segment: segment.block):
        group = _child(body, "group", restype=f"x-{document.blocks[block].kind}")
        for segment in segments:
            target = by_key.get(segment.key, Target(segment.key))
            unit = _add_unit(group, document.sentence(segment), target, terms_hashes.get(segment.key), phases)
            if not segment.translate:
                unit.set("translate", "no")
            _add_notes(unit, [f"context: {places[block]}", *_findings(target), *notes.get(segment.key, ())])
    _save(path, root)


def read_parked(path: Path) -> list[Unit]:
    """Read the units whose sentence has gone from the text; a missing file holds none."""
    units = read(path) if path.exists() else []
    return [msgspec.structs.replace(unit, parked=True) for unit in units]


def write_parked(path: Path, units: Sequence[Unit], source_language: str = "en") -> None:
    """Keep people's texts whose sentence has gone, in `translations/<language>/<document>.parked.xlf`.

    Without units there is no file.
    """
    if not units:
        delete_file(path)
        return
    root, file = _frame(path.name.removesuffix(".parked.xlf"), source_language, path.parent.name)
    group = _child(_child(file, "body"), "group", restype="x-parked")
    for unit in units:
        target = Target(
            unit.key,
            draft=unit.target,
            origin="person" if unit.person else unit.origin,
            engine=unit.engine,
            state=unit.state,
            terms=unit.terms,
            derivation=unit.derivation,
            previous=unit.previous,
        )
        _add_unit(group, unit.source, target, unit.terms_hash, {})
    _save(path, root)


def _read_unit(path: Path, element: Element) -> Unit:
    """One trans-unit with what its notes and states say."""
    key, source, target = element.get("resname") or element.get("id"), element.find(SOURCE), element.find(TARGET)
    if not key or source is None:
        what = "the trans-unit has neither resname nor id" if not key else f"the trans-unit {key!r} has no <source>"
        raise DocumentError(what, remedy="restore it as the pipeline wrote it", file=path, line=line_of(element))
    own = [text_of(note, {}) for note in element.findall(NOTE) if note.get("from") == "pipeline"]
    records = [record for record in map(load_record, own) if record.digest]
    pairs = [pair for pair in map(load_previous, own) if pair]
    characters: dict[str, str] = {}
    source_text = text_of(source, characters)
    text, given = "", Given()
    if target is not None:
        text = text_of(target, characters)
        given = Given(element.get("approved"), target.get("state"), target.get("state-qualifier"))
    record = records[0] if len(records) == 1 else Record()
    return understand(key, source_text, text, given, record, pairs[0] if pairs else None)


def _add_header(file: Element, engines: Sequence[EngineUse]) -> dict[EngineInfo, str]:
    """Append a header that names the engines; gives the name of the phase in which each wrote."""
    phases = {use.engine: _phase_name(use.engine) for use in engines}
    if engines:
        header = _child(file, "header")
        group = _child(header, "phase-group")
        for use in engines:
            name = phases[use.engine]
            phase = _child(group, "phase", **{"phase-name": name, "process-name": PROCESS, "tool-id": name})
            _note(phase, "pipeline", f"{use.title}: {use.quality}")
            tool = {"tool-id": name, "tool-name": printable(use.title), "tool-version": printable(use.engine.hash)}
            _child(header, "tool", **tool)
    return phases


def _phase_name(engine: EngineInfo) -> str:
    """A name that no other engine of the project has, the same in every file."""
    return printable("-".join(filter(None, (engine.name, engine.pivot, engine.hash[:16]))))


def _add_unit(
    group: Element, source: str, target: Target, terms_hash: str | None, phases: Mapping[EngineInfo, str]
) -> Element:
    """Append a trans-unit with source, target and the pipeline's own notes."""
    key = printable(target.key)
    unit = _child(group, "trans-unit", id=key.partition(":")[2] or key, resname=key)
    unit.set(XML_SPACE, "preserve")
    ids: dict[tuple[str, int], str] = {}
    fill(_child(unit, "source"), source, ids)
    text = target.text if target.draft is None else target.draft
    if text is None or not text.strip():
        _child(unit, "target", state="needs-translation")
    else:
        phase = {"phase-name": phases[target.engine]} if target.engine and target.engine in phases else {}
        fill(_child(unit, "target", **_states(target), **phase), text, ids)
        if target.state == "approved":
            unit.set("approved", "yes")
        if target.origin != "person":
            record = Record(digest(text), target.engine, target.origin, target.terms, terms_hash, target.derivation)
            _note(unit, "pipeline", dump_record(record))
    if target.previous:
        _note(unit, "pipeline", dump_previous(target.previous))
    return unit


def _states(target: Target) -> dict[str, str]:
    """State and qualifier. Only drafts of machine, memory and glossary have a qualifier: `understand` relies on it."""
    if target.origin == "memory" and target.state == "needs-review":
        return {"state": "needs-review-translation", "state-qualifier": "fuzzy-match"}
    if target.origin != "person" and target.withheld is not None and target.state in ("draft", "needs-review"):
        return {"state": "needs-translation"}
    states = {"state": STATES.get(target.state, "needs-review-translation")}
    if target.state == "draft" and target.origin in QUALIFIERS:
        states["state-qualifier"] = QUALIFIERS[target.origin]
    return states


def _add_notes(unit: Element, notes: Sequence[str]) -> None:
    """Append the notes for translators, each kind together; a note without a kind is about the context."""
    for kind, text in sorted(map(_kind_of, notes), key=lambda part: NOTE_KINDS.index(part[0])):
        _note(unit, kind, text)


def _kind_of(note: str) -> tuple[str, str]:
    kind, _, text = note.partition(": ")
    return (kind, text) if kind in NOTE_KINDS else ("context", note)


def _findings(target: Target) -> Iterator[str]:
    """Why a target is withheld, and what is open in it."""
    if target.withheld is not None:
        yield f"findings: withheld: {target.withheld}"
    for finding in target.findings:
        if finding.is_open:
            yield f"findings: {finding.severity}: {finding.message}"


def _places(document: Document) -> list[str]:
    """Where each block stands, in a translator's words: its kind and the heading above it."""
    places, heading = [], ""
    for block in document.blocks:
        kind = block.kind.replace("-", " ")
        places.append(f"{kind} under “{heading}”" if heading and kind != "heading" else kind)
        if kind == "heading":
            heading = " ".join(document.text[block.content : block.end].split())
    return places


def _frame(original: str, source_language: str, target_language: str) -> tuple[Element, Element]:
    """An empty file: its root and its `<file>`."""
    root = etree.XML(f'<xliff xmlns="{NAMESPACE}" version="1.2"/>')
    languages = {"source-language": source_language, "target-language": target_language}
    return root, _child(root, "file", original=printable(original), **languages, datatype="plaintext")


def _child(parent: Element, name: str, **attributes: str) -> Element:
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)


def _note(unit: Element, kind: str, text: str) -> None:
    _child(unit, "note", **{"from": kind}).text = printable(text)


def _save(path: Path, root: Element) -> None:
    _indent(root, 0)
    write_file(path, etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n")


def _indent(element: Element, depth: int) -> None:
    """Put each structural element on its own line; what stands inside source, target and note stays as it is."""
    if element.tag in (SOURCE, TARGET, NOTE) or not len(element):
        return
    element.text = "\n" + "  " * (depth + 1)
    for child in element:
        _indent(child, depth + 1)
        child.tail = element.text
    element[-1].tail = "\n" + "  " * depth
