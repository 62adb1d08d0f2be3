"""What no text shows by itself: two documents that state different values for the same measured thing."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from pipeline.checks.sidefile import waive
from pipeline.core.model import Document, Finding, Quantity
from pipeline.rules import CorpusCheck, Fault, corpus_check

_SUBJECTS = frozenset(
    "disease anatomy symptom procedure imaging laboratory-test drug stage gene-or-marker organism".split()
)


class _Statement(NamedTuple):
    document: Document
    start: int
    end: int
    quantity: Quantity
    about: tuple[str, str, tuple[str, ...]]


@corpus_check("set/values", severity="warning")
def differing_values(documents: Sequence[Document]) -> Iterator[tuple[str, Fault]]:
    """Two documents state different values for one thing.

    Readers who compare pages lose trust in both, or follow the wrong one. Told only where both sentences speak of the
    very same concepts, measure the same, in the same unit, and the values have nothing in common.
    Example: “The sensitivity of MRI is 64–100%.” and “The sensitivity of MRI is 20%.” in two texts.
    """
    stated: dict[tuple[str, str, tuple[str, ...]], list[_Statement]] = {}
    for statement in (one for document in documents for one in _statements(document)):
        stated.setdefault(statement.about, []).append(statement)
    for group in stated.values():
        for one in group:
            other = next(
                (o for o in group if o.document is not one.document and _apart(one.quantity, o.quantity)), None
            )
            if other is not None:
                words = other.document.text[other.start : other.end]
                message = f"{other.document.name} states “{words}” for the same {one.about[0]}."
                yield one.document.name, Fault(one.start, one.end, message)


CORPUS_CHECKS: tuple[CorpusCheck, ...] = (differing_values,)


def compare(documents: Sequence[Document], off: tuple[str, ...] = ()) -> list[Document]:
    """Add what the checks across documents find, and set editors' waivers against it."""
    found: dict[str, list[Finding]] = {}
    by_name = {document.name: document for document in documents}
    for check in CORPUS_CHECKS:
        for name, fault in () if check.id in off else check.find(documents):
            document = by_name[name]
            if check.id not in document.side.off:
                raw = document.to_raw(fault.start, fault.end)
                finding = Finding(check.id, check.severity, fault.message, fault.start, fault.end, *raw)
                found.setdefault(name, []).append(finding)
    return [_with(document, found.get(document.name, [])) for document in documents]


def _with(document: Document, findings: Sequence[Finding]) -> Document:
    if not findings:
        return document
    merged = sorted({*document.findings, *findings}, key=lambda f: (f.start, f.end, f.check, f.message))
    return waive(msgspec.structs.replace(document, findings=tuple(merged)))


def _statements(document: Document) -> Iterator[_Statement]:
    """The measured values of a document, with the concepts of their sentence as what they are about."""
    for segment in document.segments:
        inside = [e for e in document.entities if segment.start <= e.start and e.end <= segment.end]
        measured = [(e, e.quantity) for e in inside if e.quantity is not None and e.quantity.measures]
        subjects = tuple(sorted({e.concept for e in inside if e.concept and e.label in _SUBJECTS}))
        if len(measured) == 1 and subjects:
            entity, quantity = measured[0]
            about = (str(quantity.measures), quantity.unit, subjects)
            yield _Statement(document, entity.start, entity.end, quantity, about)


def _apart(one: Quantity, other: Quantity) -> bool:
    """Whether two values or ranges have nothing in common; an open end reaches everything."""
    if None in (one.low, one.high, other.low, other.high):
        return False
    assert one.low is not None and one.high is not None and other.low is not None and other.high is not None  # noqa: S101, PT018
    return one.high < other.low or other.high < one.low
