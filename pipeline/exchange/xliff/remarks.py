"""What people add to a trans-unit beside its target: notes of their own and other translations.

They are kept as the XML that they are. Notes of the pipeline are made anew by every run, whatever became of them.
"""

from collections.abc import Iterable, Sequence

from lxml import etree

from pipeline.exchange.inline import NAMESPACE, Element, text_of
from pipeline.exchange.xliff.trans_units import load_previous, load_record

NOTE, ALTERNATIVE = f"{{{NAMESPACE}}}note", f"{{{NAMESPACE}}}alt-trans"
OURS = {"pipeline", "pipeline-data", "context", "findings", "glossary"}


def is_ours(note: Element) -> bool:
    """Whether a note is the pipeline's; a tool may have lost from whom it was, but not what it says."""
    if note.get("from") is not None:
        return note.get("from") in OURS
    text = text_of(note, {})
    return (text.startswith("digest=") and load_record(text).digest is not None) or load_previous(text) is not None


def remarks_of(unit: Element) -> tuple[str, ...]:
    """A trans-unit's notes and other translations that are not the pipeline's."""
    found: Iterable[Element] = unit.iterchildren(NOTE, ALTERNATIVE)
    return tuple(
        etree.tostring(one, encoding="unicode", with_tail=False)
        for one in found
        if one.tag == ALTERNATIVE or not is_ours(one)
    )


def add_remarks(unit: Element, remarks: Sequence[str]) -> None:
    """Put them back."""
    unit.extend(etree.fromstring(remark) for remark in remarks)
