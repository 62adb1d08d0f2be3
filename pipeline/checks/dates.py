"""Dates that cannot be: later than the text that names them."""

import re
from collections.abc import Iterator

from pipeline.checks.places import LANGUAGES
from pipeline.core.model import Document
from pipeline.core.text import quoted
from pipeline.data import load
from pipeline.rules import DocumentContext, Fault, check
from pipeline.structure.header import dates_in

_PLANNED = re.compile(rf"\b(?:{'|'.join(load('checks.yaml')['planned'])})\b[^.\n]{{0,40}}$", re.IGNORECASE)
_SEVERAL = 4  # so many later dates say that the text's own was taken from something that it quotes
_REACH = 60  # characters: the 40 of the pattern and the longest word before them


@check("source/future-date", severity="warning", languages=LANGUAGES)
def find_future_dates(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A date lies after the text's own.

    A text cannot report what had not happened; a digit of one of the two dates is wrong, or the text is newer than it
    says. What is planned ("next review due 3 May 2026") may lie ahead, and so may
    the stages of a paper or a study ("accepted 3 May 2020").
    Example: “The study ended on 4 June 2032.” in a text of 2023.
    """
    written = document.metadata.get("date", "")
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", written):
        return
    later = [one for one in dates_in(document.text) if one[2] > written]
    for start, end, _ in later if len(later) < _SEVERAL else ():
        late = not quoted.overlaps(start, end, context.quoted)
        if late and not _PLANNED.search(document.text[max(0, start - _REACH) : start]):
            yield Fault(start, end, f"This date lies after the text's own, {written}.")
