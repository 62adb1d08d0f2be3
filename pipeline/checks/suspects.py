"""Words that the glossary holds for mistranslations."""

from collections.abc import Iterator

from pipeline.checks.places import in_prose
from pipeline.core.model import Document
from pipeline.glossary import LANGUAGES
from pipeline.rules import DocumentContext, Fault, check


@check("source/suspect-term", severity="error", languages=LANGUAGES)
def find_suspects(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A word is probably a mistranslated term.

    A variant with `action: flag` in the glossary, such as "door vein": some of them are real words elsewhere, so a
    person decides, and the preferred term is only suggested.
    Example: "a clot in the door vein", for which "portal vein" is suggested.
    """
    for mention in context.glossary.find(document.text):
        variant = mention.form.variant
        if variant and variant.action == "flag" and in_prose(document, context, mention.start, mention.end):
            preferred = mention.concept.en
            message = f"“{document.text[mention.start : mention.end]}” probably means “{preferred}”."
            yield Fault(mention.start, mention.end, message, preferred)
