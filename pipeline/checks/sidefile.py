"""What is said about a text, set against it: waivers, edits and waivers without a place, a false encoding."""

import re
from collections.abc import Iterator

import msgspec

from pipeline.core.edits import Span
from pipeline.core.model import Document, Finding, Segment, Waiver
from pipeline.core.tags import canonical
from pipeline.core.text.folding import find_folded
from pipeline.ingest import extraction, made
from pipeline.ingest.html import language_label
from pipeline.reading.spoken import has_its_letters, is_in, surely_in
from pipeline.rules import DocumentContext, Fault, check


def waive(document: Document) -> Document:
    """Set the reason of an editor's waiver in every finding of its check that reaches into its place."""
    waivers = placed(document)
    findings = tuple(_waived(finding, waivers) for finding in document.findings)
    return msgspec.structs.replace(document, findings=findings)


def placed(document: Document) -> list[tuple[Waiver, Span]]:
    """The waivers of the side file whose words stand once, and where they stand."""
    found = [(waiver, _places(document, waiver.text)) for waiver in document.side.waive]
    return [(waiver, places[0]) for waiver, places in found if len(places) == 1]


def reaches(place: Span, segment: Segment) -> bool:
    """Whether a place in the raw text reaches into a sentence."""
    return segment.raw_start < place[1] and place[0] < segment.raw_end


def waivers_by_sentence(document: Document) -> dict[str, tuple[Waiver, ...]]:
    """By the keys of the sentences into which their words reach, the waivers, which answer translations too."""
    found: dict[str, tuple[Waiver, ...]] = {}
    for waiver, place in placed(document):
        for segment in (one for one in document.segments if reaches(place, one)):
            whole = msgspec.structs.replace(waiver, text=document.sentence(segment))
            found[segment.key] = (*found.get(segment.key, ()), whole)
    return found


def _waived(finding: Finding, waivers: list[tuple[Waiver, Span]]) -> Finding:
    for waiver, place in waivers:
        if waiver.check == finding.check and _meet(finding, place):
            return finding.answered(waiver)
    return finding


def _meet(finding: Finding, place: Span) -> bool:
    return finding.raw_start < place[1] and place[0] < max(finding.raw_end, finding.raw_start + 1)


def _places(document: Document, passage: str) -> list[Span]:
    """Where a passage stands in the raw (HTML: extracted) text, as raw spans."""
    passes, seen = extraction(document)
    return [document.projection.to_raw(*span, before_pass=passes) for span in find_folded(seen, passage)]


@check("source/edit", severity="error")
def find_missed_edits(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """An editor's correction found no place.

    Its words must stand in the raw text exactly once, and apart from those of other edits; else the correction was not
    made, and the fault it was made for may be in the text. The finding stands at the document's first word.
    Example: `find: the liver` where "the liver" stands twice.
    """
    edits = context.side.edits
    _, seen = extraction(document) if edits else (0, "")
    done = made(seen, edits)
    for edit in (edit for number, edit in enumerate(edits) if number not in done):
        count = len(find_folded(seen, edit.find))
        reason = f"its words stand {count} times" if count != 1 else "its words overlap those of another edit"
        yield from _at_first_word(document, f"The edit of “{_short(edit.find)}” was not made: {reason}.")


@check("source/waiver", severity="warning")
def find_idle_waivers(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A waiver waives nothing.

    Its words do not stand in the raw text exactly once, or no finding of its check is there any more. Of a check on
    translations the last lines of a run say so.
    Example: a waiver of source/hole on words that were corrected since.
    """
    for waiver in context.side.waive:
        places = _places(document, waiver.text)
        if len(places) != 1:
            reason = f"its words stand {len(places)} times in the raw text"
        elif waiver.check.startswith("source/") and not any(
            f.check == waiver.check and _meet(f, places[0]) for f in document.findings
        ):
            reason = f"there is no finding of {waiver.check}"
        else:
            continue
        yield from _at_first_word(document, f"The waiver for “{_short(waiver.text)}” has no effect: {reason}.")


@check("source/language", severity="warning")
def find_other_languages(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A text is in another language than is said.

    Nearly all of its small words are those of another language, or its letters are; or the page itself names another,
    and its words do not show that it errs. What knows words of the language that is said leaves a text alone that is
    surely in another, so that little of it is repaired and checked; `language:` in the side file settles it. The
    finding stands at the document's first word.
    Example: a page in French whose side file does not say so.
    """
    said, text = document.side.language, document.text
    spoken, named = surely_in(text, said), _named_language(document)
    is_other = named and named.partition("-")[0] != said.partition("-")[0] and not is_in(text, said)
    if spoken != said:
        what = f"The text seems to be in “{spoken}”"
    elif is_other:
        what = f"The page says that it is in “{named}”"
    elif not has_its_letters(text, said):
        what = "The text is written in other letters"
    else:
        return
    yield from _at_first_word(document, f"{what}, and is said to be in “{said}”: correct its language.")


def _named_language(document: Document) -> str:
    """The language that a page says it is in, as a tag; empty for none and for what is no tag."""
    return canonical(language_label(document.raw)) if document.source.format == "html" else ""


@check("source/encoding", severity="warning")
def find_false_encodings(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A page names an encoding that it is not in.

    It was read as its bytes are. Where that was a guess, signs such as "µ", "≤" and "°" must be looked at; `encoding:`
    in the side file settles it. The finding stands at the document's first word.
    Example: a page of plain letters that says `<meta charset="utf-16le">`.
    """
    if label := document.metadata.get("declared_encoding"):
        used = document.source.encoding
        message = f"The page says that its encoding is “{_short(label)}”, but its bytes are read as {used}."
        yield from _at_first_word(document, message)


def _at_first_word(document: Document, message: str) -> Iterator[Fault]:
    first = re.search(r"\S+", document.text)
    if first:
        yield Fault(*first.span(), message)


def _short(passage: str) -> str:
    words = " ".join(passage.split())
    return words if len(words) <= 40 else f"{words[:39]}…"
