"""What people add to a trans-unit beside its target, or further out: notes of their own and other translations.

They are kept as the XML that they are. What stands at the head of a file or of a group goes with its first sentence.
Notes of the pipeline are made anew by every run, whatever became of them.
"""

from collections.abc import Iterable, Iterator, Sequence

from lxml import etree

from pipeline.exchange.inline import NAMESPACE, Element, fragment, text_of
from pipeline.exchange.xliff.reviews import APPROVAL, is_broken, is_review
from pipeline.exchange.xliff.trans_units import load_previous, load_record

NOTE, ALTERNATIVE = f"{{{NAMESPACE}}}note", f"{{{NAMESPACE}}}alt-trans"
HEADER, GROUP, BODY = (f"{{{NAMESPACE}}}{name}" for name in ("header", "group", "body"))
DATA = "pipeline-data"  # whom the notes are from that are for no person to read; earlier versions: "pipeline"
OURS = {"pipeline", DATA, "context", "findings", "glossary"}
OF_FILE, OF_GROUP = "file ", "group "  # what a remark begins with that stands further out than a trans-unit


def is_ours(note: Element) -> bool:
    """Whether a note is the pipeline's; a tool may have lost from whom it was, but not what it says."""
    text = text_of(note, {})
    if note.get("from") is not None or is_broken(text):
        return note.get("from") in OURS and not is_broken(text)  # what a person approved is kept, damaged as it is
    is_record = text.startswith("digest=") and load_record(text).digest is not None
    return is_record or is_review(text) or load_previous(text) is not None


def remarks_of(unit: Element) -> tuple[str, ...]:
    """A trans-unit's notes and other translations that are not the pipeline's."""
    found: Iterable[Element] = unit.iterchildren(NOTE, ALTERNATIVE)
    return tuple(_xml(one) for one in found if one.tag == ALTERNATIVE or not is_ours(one))


def own_notes(unit: Element) -> Iterator[tuple[str, str | None]]:
    """The words of a trans-unit's notes that are not the pipeline's, with whom each is from."""
    return ((text_of(note, {}), note.get("from")) for note in unit.iterchildren(NOTE) if not is_ours(note))


def notes_in(remarks: Iterable[str]) -> Iterator[str]:
    """The words of the notes among remarks."""
    for remark in remarks:
        element = fragment(remark.removeprefix(OF_FILE).removeprefix(OF_GROUP))
        if element.tag == NOTE:
            yield text_of(element, {})


def broken_approvals(remarks: Iterable[str]) -> int:
    """How many remarks are records of approvals that are damaged."""
    words = (text_of(fragment(remark), {}) for remark in remarks if f">{APPROVAL}=" in remark)
    return sum(map(is_broken, words))


def outer_remarks(unit: Element, seen: set[Element]) -> tuple[str, ...]:
    """The notes of the groups and of the file around a trans-unit that are not the pipeline's.

    `seen` has what earlier units stand in, and learns what this one does.
    """
    found: list[str] = []
    for place in unit.iterancestors():
        if place in seen:
            break
        seen.add(place)
        body = place.getparent() if place.tag == BODY else None
        heads: Iterator[Element] = iter(()) if body is None else body.iterchildren(HEADER)
        of_file = [(OF_FILE, one) for one in (*heads, place)]  # straight in a file or its body XLIFF has none
        around = [(OF_GROUP, place)] if place.tag == GROUP else of_file
        found += (f"{kind}{_xml(note)}" for kind, one in around for note in one.iterchildren(NOTE) if not is_ours(note))
    return tuple(found)


def is_of_file(remark: str) -> bool:
    """Whether a remark stands at the head of its file."""
    return remark.startswith(OF_FILE)


def add_remarks(unit: Element, remarks: Sequence[str]) -> None:
    """Put them back."""
    for remark in remarks:
        note = fragment(remark.removeprefix(OF_FILE).removeprefix(OF_GROUP))
        if not remark.startswith((OF_FILE, OF_GROUP)):
            unit.append(note)
            continue
        body = next(unit.iterancestors(BODY))
        place = next(unit.iterancestors(GROUP)) if remark.startswith(OF_GROUP) else _header(body)
        place.insert(sum(1 for _ in place.iterchildren(NOTE)) if place.tag == GROUP else len(place), note)


def _header(body: Element) -> Element:
    """The header before a body."""
    header = body.getprevious()
    if header is None:
        header = etree.Element(HEADER)
        body.addprevious(header)
    return header


def _xml(element: Element) -> str:
    return etree.tostring(element, encoding="unicode", with_tail=False)
