"""The glossary as OmegaT reads it: UTF-8 text, one term per line, three fields parted by tabs.

Source term, target term, comment. The ending `.txt` matters: `.tab` and `.tsv` would be read in the system's encoding.
"""

from collections.abc import Iterable, Iterator

from pipeline.glossary.concepts import Concept, Translation, listed_forms


def render(concepts: Iterable[Concept], language: str) -> bytes:
    """The terms that have a translation into `language`, each spelling on a line of its own; no suspect variants."""
    lines = (line for concept in concepts for line in _lines(concept, language))
    return "".join(f"{line}\n" for line in dict.fromkeys(lines)).encode()


def _lines(concept: Concept, language: str) -> Iterator[str]:
    translation = concept.translation(language)
    if translation is None:
        return
    for form in listed_forms(concept):
        if form.variant and form.variant.action == "flag":
            continue
        target = form.text if translation.keep else translation.text
        if form.kind == "abbreviation" and translation.abbreviation:
            target = translation.abbreviation
        yield "\t".join(map(_field, (form.text, target, _comment(concept, translation))))


def _comment(concept: Concept, translation: Translation) -> str:
    parts = [concept.definition or ""]
    if translation.forbidden:
        parts.append(f"Not: {', '.join(translation.forbidden)}.")
    if translation.status == "draft":
        parts.append("Draft.")
    return " ".join(filter(None, parts))


def _field(text: str) -> str:
    """A text without tabs and line breaks; a "#" at the beginning would make the line a comment."""
    plain = " ".join(text.split())
    return plain.lstrip("# ") or plain
