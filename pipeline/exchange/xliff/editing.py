"""Changing one trans-unit of a file that people and tools share, with all that stands around it as it is.

A run writes whole files; whoever reviews changes a sentence at a time, and must neither wait for a run nor write over
what somebody else has just saved in the next sentence.
"""

from pathlib import Path

import msgspec
from lxml import etree

from pipeline.core.errors import DocumentError
from pipeline.core.targets import Approval, State
from pipeline.exchange.inline import Element, fill, printable, text_of
from pipeline.exchange.parse import parse
from pipeline.exchange.xliff.reading import SOURCE, TARGET, read_units
from pipeline.exchange.xliff.remarks import DATA, NOTE, is_ours
from pipeline.exchange.xliff.reviews import dump_review, is_review
from pipeline.exchange.xliff.trans_units import Unit, load_record
from pipeline.exchange.xliff.writing import STATES, child, serialised


class Revision(msgspec.Struct, frozen=True):
    """What becomes of a trans-unit: another text, a note more, an approval; or the element as it once was.

    A text without an approval counts as `translated`; beside a note, one that is as it was stays what it was. `author`
    is whom a note is from.
    """

    text: str | None = None
    author: str | None = None
    note: str | None = None
    approval: Approval | None = None
    element: str | None = None


def revised(path: Path, key: str, revision: Revision) -> tuple[bytes, str]:
    """The file with one trans-unit changed, and that trans-unit as XML before.

    Raises `DocumentError` where it has no such trans-unit, or is no XLIFF.
    """
    root = parse(path)
    found = next(((element, unit) for element, unit in read_units(path, root) if unit.key == key), None)
    if found is None:
        raise DocumentError(f"there is no trans-unit {key!r} any more", file=path, remedy="load the page again")
    element, unit = found
    before = etree.tostring(element, encoding="unicode", with_tail=False)
    if revision.element is not None:
        _put_back(element, revision.element)
    else:
        _revise(element, unit, revision)
    return serialised(root), before


def _put_back(element: Element, xml: str) -> None:
    old = etree.fromstring(xml)
    old.tail = element.tail
    parent = element.getparent()
    if parent is not None:
        parent.replace(element, old)


def _revise(element: Element, unit: Unit, revision: Revision) -> None:
    is_remark = revision.note is not None and revision.text == unit.target
    if revision.text is not None and not is_remark:
        _write_target(element, unit, revision.text, "approved" if revision.approval else "translated")
    if revision.approval:
        review = unit.review.signed(revision.approval)
        for note in _reviews(element):
            element.remove(note)
        for words in dump_review(review):
            _note(element, DATA, words)
    if revision.note:
        _note(element, revision.author, revision.note)


def _write_target(element: Element, unit: Unit, text: str, state: State) -> None:
    """Put a text into the target; what a machine noted of another one goes."""
    target = element.find(TARGET)
    if target is None:
        target = etree.Element(TARGET)
        place = element.find(SOURCE)
        if place is not None:
            place.addnext(target)
    ids: dict[tuple[str, int], str] = {}
    for one in target:
        target.remove(one)
    target.attrib.clear()
    target.set("state", STATES[state])
    fill(etree.Element(SOURCE), unit.source, ids)
    fill(target, text, ids)
    element.set("approved", "yes" if state == "approved" else "")
    if state != "approved":
        del element.attrib["approved"]
    if text != unit.target:
        for note in _ours(element):
            if load_record(text_of(note, {})).digest:
                element.remove(note)


def _ours(element: Element) -> list[Element]:
    return [note for note in element.findall(NOTE) if is_ours(note)]


def _reviews(element: Element) -> list[Element]:
    return [note for note in _ours(element) if is_review(text_of(note, {}))]


def _note(element: Element, author: str | None, words: str) -> None:
    note = child(element, "note", **({"from": printable(author)} if author else {}))
    note.text = printable(words)
