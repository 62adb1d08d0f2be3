"""What keeps a translation from the bundle although it is there: open faults of its source, or of the whole corpus."""

from collections.abc import Sequence

import msgspec

from pipeline.checks.sidefile import waivers_by_sentence
from pipeline.core.edits import overlapping
from pipeline.core.model import Document, Finding, Segment
from pipeline.core.targets import Target
from pipeline.translation.drafting import first_error


def blocked_segments(document: Document) -> dict[str, str]:
    """Segments whose source has an open finding at `error`, with the reason why their translation is withheld."""
    faults = [f for f in document.findings if f.withholds]
    return {
        segment.key: f"the source sentence waits for an editor: {found[0].message} ({found[0].check})"
        for segment, found in zip(document.segments, overlapping(document.segments, faults), strict=True)
        if found
    }


def with_findings(document: Document, segment: Segment, target: Target, findings: Sequence[Finding]) -> Target:
    """A target with further findings; one at `error` that nobody has waived withholds it."""
    if not findings:
        return target
    own = target.review.answers(document.sentence(segment), target.draft)
    waivers = {waiver.check: waiver for waiver in (*waivers_by_sentence(document).get(segment.key, ()), *own)}
    place = {"raw_start": segment.raw_start, "raw_end": segment.raw_end}
    new = [
        msgspec.structs.replace(one, **place).answered(waivers.get(one.check))
        for one in findings
        if one.check not in document.side.off
    ]
    withheld = target.withheld or first_error(new)
    return msgspec.structs.replace(
        target, text=None if withheld else target.text, withheld=withheld, findings=(*target.findings, *new)
    )
