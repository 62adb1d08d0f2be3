"""Writing XLIFF in the project's profile."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from lxml import etree
from msgspec.structs import replace

from pipeline.core.files import write_file
from pipeline.core.model import Document
from pipeline.core.targets import Approval, EngineInfo, EngineUse, Target
from pipeline.exchange.inline import NAMESPACE, Element, fill, printable
from pipeline.exchange.xliff.reading import SOURCE, TARGET, TOOL_ID
from pipeline.exchange.xliff.remarks import ALTERNATIVE, DATA, NOTE, add_remarks
from pipeline.exchange.xliff.reviews import dump_base, dump_review
from pipeline.exchange.xliff.trans_units import REVIEW, Record, digest, dump_previous, dump_record

XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
STATES = {"approved": "final", "translated": "translated", "needs-translation": "needs-translation"}
QUALIFIERS = {"machine": "mt-suggestion", "memory": "leveraged-tm", "glossary": "leveraged-glossary"}
PROCESS, APPROVING = "machine translation", "approval"
TOOL_NAME = "medical-content-pipeline"
NOTE_KINDS = ("context", "findings", "glossary")
Phases: TypeAlias = Mapping[EngineInfo | Approval, str]
_SHOWN = 120  # characters of the heading that a sentence stands under; it is told with each


def write(
    path: Path,
    document: Document,
    language: str,
    targets: Sequence[Target],
    notes: Mapping[str, Sequence[str]],
    terms_hashes: Mapping[str, str],
    engines: Sequence[EngineUse] = (),
) -> None:
    """Write a file as `render` makes it; one that already says so is not touched."""
    write_file(path, render(document, language, targets, notes, terms_hashes, engines))


def render(
    document: Document,
    language: str,
    targets: Sequence[Target],
    notes: Mapping[str, Sequence[str]],
    terms_hashes: Mapping[str, str],
    engines: Sequence[EngineUse] = (),
) -> bytes:
    """A document's segments and their targets as a file.

    `notes` holds further notes by segment key, each led by what it is about: `context: …`, `findings: …` or
    `glossary: …`. Where the sentence stands, open findings and the reason of a withheld target are noted in any case.
    """
    by_key = {target.key: target for target in targets}
    if strangers := by_key.keys() - {segment.key for segment in document.segments}:
        raise ValueError(f"targets without a segment: {sorted(strangers)}")
    root, file = frame(document.name, document.language, language)
    phases, body = add_header(file, engines, targets), child(file, "body")
    places = _places(document)
    for block, segments in groupby(document.segments, key=lambda segment: segment.block):
        group = child(body, "group", restype=f"x-{document.blocks[block].kind}")
        for segment in segments:
            target = by_key.get(segment.key, Target(segment.key))
            unit = add_unit(group, document.sentence(segment), target, terms_hashes.get(segment.key), phases)
            if not segment.translate:
                unit.set("translate", "no")
            told = [f"context: {places[block]}", *_before(target), *_findings(target)]
            _add_notes(unit, [*told, *notes.get(segment.key, ())])
            add_remarks(unit, target.remarks)
    return serialised(root)


def add_header(file: Element, engines: Sequence[EngineUse] = (), targets: Sequence[Target] = ()) -> Phases:
    """Append a header that names the engines and who approved; gives the name of the phase in which each worked."""
    header = child(file, "header")
    phases: dict[EngineInfo | Approval, str] = {use.engine: _phase_name(use.engine) for use in engines}
    signed = {sign for target in targets for one in target.review.approvals if (sign := _sign(one)) is not None}
    phases |= {one: _signature(one) for one in sorted(signed, key=_signature)}
    group = child(header, "phase-group") if phases else header
    for use in engines:
        name = phases[use.engine]
        phase = child(group, "phase", **{"phase-name": name, "process-name": PROCESS, "tool-id": name})
        _note(phase, "pipeline", f"{use.title}: {use.quality}")
        tool = {"tool-id": name, "tool-name": printable(use.title), "tool-version": printable(use.engine.hash)}
        child(header, "tool", **tool)
    for one in sorted(signed, key=_signature):
        who = {"date": f"{one.day}T00:00:00Z", "contact-name": printable(one.person or "")}
        child(group, "phase", **{"phase-name": phases[one], "process-name": APPROVING}, **who)
    child(header, "tool", **{"tool-id": TOOL_ID, "tool-name": TOOL_NAME})
    return phases


def _sign(approval: Approval) -> Approval | None:
    """An approval without its texts; None where nobody's name or day is known."""
    return replace(approval, source="", target="", withdrawn=False) if approval.person and approval.day else None


def _signature(approval: Approval) -> str:
    """The name of the phase in which somebody approved: "2026-03-14 Ana Ruiz, reviser"."""
    words = f"{approval.day} {approval.person}" + (f", {approval.role}" if approval.role else "")
    return printable(words if approval.way == "single" else f"{words} ({approval.way})")


def _phase_name(engine: EngineInfo) -> str:
    """A name that no other engine of the project has, the same in every file."""
    return printable("-".join(filter(None, (engine.name, engine.pivot, engine.hash[:16]))))


def add_unit(
    group: Element, source: str, target: Target, terms_hash: str | None, phases: Phases = MappingProxyType({})
) -> Element:
    """Append a trans-unit with source, target and the pipeline's own notes."""
    key = printable(target.key)
    unit = child(group, "trans-unit", id=key.partition(":")[2] or key, resname=key)
    unit.set(XML_SPACE, "preserve")
    ids: dict[tuple[str, int], str] = {}
    fill(child(unit, "source"), source, ids)
    text = target.text if target.draft is None else target.draft
    if text is None or not text.strip():
        child(unit, "target", state="needs-translation")
    else:
        fill(child(unit, "target", **_states(target), **_phase(source, target, text, phases)), text, ids)
        if target.state == "approved":
            unit.set("approved", "yes")
        if target.origin != "person":
            record = Record(digest(text), target.engine, target.origin, target.terms, terms_hash, target.derivation)
            _note(unit, DATA, dump_record(record))
        else:
            _note(unit, DATA, dump_base(text))
    if target.previous:
        _note(unit, DATA, dump_previous(target.previous))
    for said in dump_review(target.review):
        _note(unit, DATA, said)
    return unit


def _phase(source: str, target: Target, text: str, phases: Phases) -> dict[str, str]:
    """In whose phase a target came to be what it is: that of who approved it last, else its engine's."""
    signs: list[EngineInfo | Approval | None] = [target.engine]
    signs += [_sign(one) for one in target.review.approved(source, text)]
    names = [phases[one] for one in signs if one is not None and one in phases]
    return {"phase-name": names[-1]} if names else {}


def _states(target: Target) -> dict[str, str]:
    """State and qualifier. Only drafts of machine, memory and glossary have a qualifier: `understand` relies on it."""
    if target.mark is not None:
        return {"state": printable(target.mark)}
    if target.origin == "memory" and target.state == "needs-review":
        return {"state": REVIEW, "state-qualifier": "fuzzy-match"}
    if target.origin != "person" and target.withheld is not None and target.state in ("draft", "needs-review"):
        return {"state": "needs-translation"}
    states = {"state": STATES.get(target.state, REVIEW)}
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


def _before(target: Target) -> Iterator[str]:
    """The old pair of a changed source."""
    if target.previous:
        source, text = target.previous
        yield f"context: the source was “{source}”" + (f", translated as “{text}”" if text.strip() else "")


def _findings(target: Target) -> Iterator[str]:
    """Why a target is withheld, and what is open in it."""
    if target.withheld is not None:
        yield f"findings: withheld: {target.withheld}"
    for finding in target.findings:
        if finding.is_open:
            yield f"findings: {finding.severity}: {finding.message} ({finding.check})"


def _places(document: Document) -> list[str]:
    """Where each block stands, in a translator's words: its kind and the heading above it."""
    places, heading = [], ""
    for block in document.blocks:
        kind = block.kind.replace("-", " ")
        places.append(f"{kind} under “{heading}”" if heading and kind != "heading" else kind)
        if kind == "heading":
            heading = _shortened(" ".join(document.text[block.content : block.end].split()))
    return places


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1].rstrip() + "…"


def frame(original: str, source_language: str, target_language: str) -> tuple[Element, Element]:
    """An empty file: its root and its `<file>`."""
    root = etree.XML(f'<xliff xmlns="{NAMESPACE}" version="1.2"/>')
    languages = {"source-language": source_language, "target-language": target_language}
    return root, child(root, "file", original=printable(original), **languages, datatype="plaintext")


def child(parent: Element, name: str, **attributes: str) -> Element:
    """Append an element."""
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)


def _note(unit: Element, kind: str, text: str) -> None:
    child(unit, "note", **{"from": kind}).text = printable(text)


def serialised(root: Element) -> bytes:
    """A file's bytes."""
    _indent(root, 0)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def _indent(element: Element, depth: int) -> None:
    """Put each structural element on its own line; what holds words stays as it is."""
    if element.tag in (SOURCE, TARGET, NOTE, ALTERNATIVE) or not len(element):
        return
    element.text = "\n" + "  " * (depth + 1)
    for child in element:
        _indent(child, depth + 1)
        child.tail = element.text
    element[-1].tail = "\n" + "  " * depth
