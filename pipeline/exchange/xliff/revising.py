"""A file changed at some trans-units, as a person does it in a tool; everything else in it stays as it is."""

from collections.abc import Mapping
from pathlib import Path

import msgspec
from lxml import etree
from msgspec.structs import replace

from pipeline.core.errors import DocumentError
from pipeline.core.targets import Approval, NoteWaiver, Taken
from pipeline.exchange.inline import Element, fill, fragment, line_of, printable, text_of
from pipeline.exchange.parse import parse
from pipeline.exchange.xliff.reading import SOURCE, TARGET, UNIT
from pipeline.exchange.xliff.remarks import DATA, NOTE, is_ours
from pipeline.exchange.xliff.reviews import BASE, dump_review, is_review, load_review

_OF_MACHINES = ("state-qualifier", "phase-name")


class Revision(msgspec.Struct, frozen=True):
    """What a person does to a trans-unit.

    `target` is the text to stand in it, None to leave the one that does; `state` is XLIFF's word for how far that is.
    `approval`, `waiver` and `taken` join what people said of it before, `notes` are added, each as (whom it is from,
    words). `was` is the text that must stand there still, None for any. `element` is a trans-unit as XML that takes the
    place of the one that is there, and nothing else counts then.
    """

    target: str | None = None
    state: str | None = None
    approval: Approval | None = None
    waiver: NoteWaiver | None = None
    taken: Taken | None = None
    was: str | None = None
    notes: tuple[tuple[str, str], ...] = ()
    element: str | None = None


def revise(path: Path, revisions: Mapping[str, Revision]) -> bytes:
    """The bytes of a file with trans-units changed, by their keys. Raises `DocumentError`."""
    root = parse(path)
    left = dict(revisions)
    for unit in list(root.iter(UNIT)):
        if one := left.pop(unit.get("resname") or unit.get("id") or "", None):
            _insist(path, unit, one)
            _apply(unit, one)
    if left:
        words = f"the sentence {next(iter(left))} is no longer in the file"
        raise DocumentError(words, file=path, remedy="give the same command again")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def _insist(path: Path, unit: Element, revision: Revision) -> None:
    """Raise `DocumentError` where another text stands than the one that somebody saw when they decided."""
    target, characters = unit.find(TARGET), dict[str, str]()
    text_of(next(unit.iterchildren(SOURCE)), characters)
    text = "" if target is None else text_of(target, characters)
    if revision.was is not None and text != revision.was:
        raise DocumentError(
            "another text stands here by now", remedy="look at it and decide again", file=path, line=line_of(unit)
        )


def element_of(path: Path, key: str) -> str:
    """A trans-unit of a file as XML, so that it can be put back. Raises `DocumentError`."""
    for unit in parse(path).iter(UNIT):
        if key == (unit.get("resname") or unit.get("id")):
            return etree.tostring(unit, encoding="unicode", with_tail=False)
    raise DocumentError(f"the sentence {key} is no longer in the file", file=path, remedy="run `make`")


def _apply(unit: Element, revision: Revision) -> None:
    if revision.element is not None:
        before = fragment(revision.element)
        before.tail = unit.tail
        next(unit.iterancestors()).replace(unit, before)
        return
    target = unit.find(TARGET)
    if target is None:
        target = etree.Element(TARGET)
        next(unit.iterchildren(SOURCE)).addnext(target)
    if revision.target is not None:
        ids: dict[tuple[str, int], str] = {}
        fill(etree.Element(SOURCE), text_of(next(unit.iterchildren(SOURCE)), {}), ids)
        for child in list(target):
            target.remove(child)
        fill(target, revision.target, ids)
    if state := "final" if revision.approval else revision.state:
        for name in _OF_MACHINES:
            target.attrib.pop(name, "")
        target.set("state", state)
        unit.attrib.pop("approved", "")
    if revision.approval:
        unit.set("approved", "yes")
    if revision.approval or revision.waiver or revision.taken:
        _add_review(unit, revision)
    for whose, words in revision.notes:
        _add_note(unit, whose, words)


def _add_review(unit: Element, revision: Revision) -> None:
    own = [note for note in unit.findall(NOTE) if is_ours(note)]
    review, _ = load_review(text_of(note, {}) for note in own)
    if revision.approval:
        review = review.signed(revision.approval)
    if revision.waiver:
        review = replace(review, waivers=(*review.waivers, revision.waiver))
    if revision.taken:
        review = replace(review, taken=revision.taken)
    for note in own:
        if is_review(words := text_of(note, {})) and not words.startswith(BASE):
            unit.remove(note)
    for words in dump_review(review):
        _add_note(unit, DATA, words)


def _add_note(unit: Element, whose: str, words: str) -> None:
    note = etree.SubElement(unit, NOTE, {"from": printable(whose)})
    note.text = printable(words)
