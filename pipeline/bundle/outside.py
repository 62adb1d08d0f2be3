"""What leaves the house of the people who worked on a text: names, roles or nothing, as the settings say."""

from collections.abc import Sequence
from typing import Literal, TypeVar

from msgspec.structs import replace

from pipeline.core.model import Document, Finding
from pipeline.core.targets import Review, Target

People = Literal["names", "roles", "none"]
Found = TypeVar("Found", Document, Target)


def shown(document: Document, people: People) -> Document:
    """A text without the names of those who waived findings, unless names may go out."""
    return document if people == "names" else _nameless(document)


def shown_targets(document: Document, targets: Sequence[Target], people: People) -> tuple[Target, ...]:
    """A text's targets with the approvals that stand, as far as others may know of them."""
    found = []
    for segment, target in zip(document.segments, targets, strict=True):
        standing = () if people == "none" else target.review.approved(document.sentence(segment), target.draft)
        if people == "names":
            found.append(replace(target, review=Review(standing)))
        else:
            nameless = tuple(replace(one, person=None) for one in standing)
            found.append(_nameless(replace(target, review=Review(nameless))))
    return tuple(found)


def _nameless(one: Found) -> Found:
    findings: tuple[Finding, ...] = tuple(replace(finding, waived_by=None) for finding in one.findings)
    return replace(one, findings=findings)
