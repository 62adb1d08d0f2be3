"""What no text shows by itself: two documents that state different values for the same measured thing."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from pipeline.checks.sidefile import waive
from pipeline.core.edits import overlapping
from pipeline.core.model import Document, Finding
from pipeline.rules import Fault, SetCheck, set_check

_SUBJECTS = frozenset(
    "disease anatomy symptom procedure imaging laboratory-test drug stage gene-or-marker organism".split()
)


class Statement(msgspec.Struct, frozen=True):
    """A measured value in a document, in `words` of its own, and what it is `about`: measure, unit and concepts."""

    document: str
    start: int
    end: int
    low: float | None
    high: float | None
    words: str
    measure: str
    about: str


@set_check("set/values", severity="warning", group=lambda statement: statement.about)
def differing_values(statements: Sequence[Statement], context: object) -> Iterator[tuple[str, Fault]]:
    """Two documents state different values for one thing.

    Readers who compare pages lose trust in both, or follow the wrong one. Told only where both sentences speak of the
    very same concepts, measure the same, in the same unit, and the values have nothing in common.
    Example: “The sensitivity of MRI is 64–100%.” and “The sensitivity of MRI is 20%.” in two texts.
    """
    stated: dict[str, list[Statement]] = {}
    for statement in statements:
        stated.setdefault(statement.about, []).append(statement)
    for group in stated.values():
        for one in group:
            other = next((o for o in group if o.document != one.document and _apart(one, o)), None)
            if other is not None:
                message = f"{other.document} states “{other.words}” for the same {one.measure}."
                yield one.document, Fault(one.start, one.end, message)


CORPUS_CHECKS: tuple[SetCheck, ...] = (differing_values,)


def statements(document: Document) -> Iterator[Statement]:
    """The measured values of a document, with the concepts of their sentence as what they are about."""
    for segment, found in zip(document.segments, overlapping(document.segments, document.entities), strict=True):
        inside = [e for e in found if segment.start <= e.start and e.end <= segment.end]
        measured = [(e, e.quantity) for e in inside if e.quantity is not None and e.quantity.measures]
        subjects = sorted({e.concept for e in inside if e.concept and e.label in _SUBJECTS})
        if len(measured) == 1 and subjects:
            entity, quantity = measured[0]
            start, end, words = entity.start, entity.end, document.text[entity.start : entity.end]
            measure = str(quantity.measures)
            about = " · ".join((measure, quantity.unit, *subjects))
            yield Statement(document.name, start, end, quantity.low, quantity.high, words, measure, about)


def with_faults(document: Document, faults: Iterable[tuple[SetCheck, Fault]], off: Sequence[str] = ()) -> Document:
    """Add what the checks across documents found in a document, and set editors' waivers against it."""
    findings = [
        Finding(
            check.id, check.severity, fault.message, fault.start, fault.end, *document.to_raw(fault.start, fault.end)
        )
        for check, fault in faults
        if check.id not in off and check.id not in document.side.off
    ]
    if not findings:
        return document
    merged = sorted({*document.findings, *findings}, key=lambda f: (f.start, f.end, f.check, f.message))
    return waive(msgspec.structs.replace(document, findings=tuple(merged)))


def _apart(one: Statement, other: Statement) -> bool:
    """Whether two values or ranges have nothing in common; an open end reaches everything."""
    if None in (one.low, one.high, other.low, other.high):
        return False
    assert one.low is not None and one.high is not None and other.low is not None and other.high is not None  # noqa: S101, PT018
    return one.high < other.low or other.high < one.low
