"""What an editor can do about a finding: where it stands in the raw file, and what the side file may say of it."""

import re
from collections.abc import Mapping

import msgspec
import yaml

from pipeline.core.edits import Projection, Span
from pipeline.core.model import Document, Finding
from pipeline.ingest import extraction, made

_BLANKS = re.compile(" {2,}")  # a second blank is no part of what an editor writes
_AROUND = 120  # characters of a raw line on either side of a place
_PASSAGE = 200  # characters of a place that a side file repeats; a longer one is found by its beginning
_SHOWN = 600  # characters of a place that are shown
_WORD = 40  # characters of a word that is looked through; only an address or a text without blanks has longer ones
_MORE = (0, 1, 2, 3, 5, 8, 13)  # words on either side that are tried until the passage stands once
_OF_THE_SIDE_FILE = (
    "source/edit",
    "source/waiver",
    "source/encoding",
    "source/language",
)  # these say nothing of a place in the text


class Remedy(msgspec.Struct, frozen=True):
    """A finding's place in the raw file, and the words by which a side file can speak of it.

    `before`, `words` and `after` are of the raw file from line `first` to line `last`. `find` stands exactly once in
    the raw (HTML: extracted) text and is empty where nothing does; `replace` is what stands there, with the check's
    suggestion in it. `edit` and `waiver` are YAML without a reason, which is for the editor to give; `edit` is empty
    where another edit has these words already.
    """

    first: int
    last: int
    before: str
    words: str
    after: str
    find: str = ""
    replace: str = ""
    edit: str = ""
    waiver: str = ""


class Remedies:
    """The remedies of a document's findings."""

    def __init__(self, document: Document):
        passes, self._text = extraction(document)
        self._document = document
        self._folded = " ".join(self._text.split())
        self._way = Projection(document.log[passes:])
        self._edits = tuple(made(self._text, document.side.edits).values())

    def of(self, finding: Finding) -> Remedy:
        """What can be done about a finding in the text itself."""
        raw, start, end = self._document.raw, finding.raw_start, finding.raw_end
        begin, stop = _line(raw, start, end)
        place = Remedy(
            _number(raw, start),
            _number(raw, max(start, end - 1)),
            raw[max(begin, start - _AROUND) : start],
            raw[start : min(end, start + _SHOWN)] + ("…" if end - start > _SHOWN else ""),
            raw[end : min(stop, end + _AROUND)],
        )
        span = self._way.to_raw(finding.start, finding.end)
        passage = None if finding.check in _OF_THE_SIDE_FILE else self._passage(*span)
        return place if passage is None else self._with_yaml(place, finding, span, passage)

    def words(self, start: int, end: int) -> tuple[str, str]:
        """By which words a side file finds a place of the curated text, and what stands there; empty without any."""
        passage = self._passage(*self._way.to_raw(start, end))
        words = self._text[slice(*passage)] if passage else ""
        return " ".join(words.split()), _BLANKS.sub(" ", words)

    def _with_yaml(self, place: Remedy, finding: Finding, span: Span, passage: Span) -> Remedy:
        side, words = self._document.side, self._text[slice(*passage)]
        find, replace = " ".join(words.split()), self._suggested(finding, span, passage)
        is_free = all(end <= passage[0] or passage[1] <= start for start, end in self._edits)
        return msgspec.structs.replace(
            place,
            find=find,
            replace=replace,
            edit=_item("edits", {"find": find, "replace": replace}, is_first=not side.edits) if is_free else "",
            waiver=_item("waive", {"check": finding.check, "text": find}, is_first=not side.waive),
        )

    def _suggested(self, finding: Finding, span: Span, passage: Span) -> str:
        """What stands in the passage, with the suggestion in the place of the very words that are marked."""
        text, (start, end) = self._text, span
        marked = self._document.text[finding.start : finding.end]
        if finding.suggestion is None or text[start:end] != marked or end > passage[1]:
            return _BLANKS.sub(" ", text[slice(*passage)])
        return _BLANKS.sub(" ", text[passage[0] : start]) + finding.suggestion + text[end : passage[1]]

    def _passage(self, start: int, end: int) -> Span | None:
        """Whole words over a place of the extracted text, as many as stand there once; of its own line if they do."""
        text = self._text
        if end - start > _PASSAGE:
            end = start + _PASSAGE
            end -= len(text[start:end]) - len(text[start:end].rpartition(" ")[0] or text[start:end])
        for limits in (_line(text, start, end), (0, len(text))):
            for more in _MORE:
                passage = _grown(text, (start, end), limits, more)
                if self._stands_once(text[slice(*passage)]):
                    return passage
        return None

    def _stands_once(self, passage: str) -> bool:
        words = " ".join(passage.split())
        first = self._folded.find(words)
        return bool(words) and self._folded.find(words, first + 1) < 0


def _line(text: str, start: int, end: int) -> Span:
    """The lines over a place."""
    stop = text.find("\n", max(start, end - 1))
    return text.rfind("\n", 0, start) + 1, len(text) if stop < 0 else max(stop, end)


def _number(text: str, place: int) -> int:
    """The line in which a place stands, as editors of text count them."""
    return 1 + text.count("\n", 0, place) + text.count("\r", 0, place) - text.count("\r\n", 0, place + 1)


def _grown(text: str, place: Span, limits: Span, more: int) -> Span:
    """A place with the words that it cuts and some more on either side, without the blanks at its ends."""
    start, end = place
    reach = _WORD * (more + 1)
    low, high = max(limits[0], start - reach), min(limits[1], end + reach)
    for n in range(more + 1):
        while n and start > low and text[start - 1].isspace():
            start -= 1
        while start > low and not text[start - 1].isspace():
            start -= 1
        while n and end < high and text[end].isspace():
            end += 1
        while end < high and not text[end].isspace():
            end += 1
    inside = text[start:end]
    return start + len(inside) - len(inside.lstrip()), end - (len(inside) - len(inside.rstrip()))


def _item(key: str, item: Mapping[str, str], *, is_first: bool) -> str:
    """An entry of a list in a side file, its reason still to be written; the first with the key of the list."""
    dumped = yaml.safe_dump([dict(item)], allow_unicode=True, sort_keys=False, width=10**6)
    entry = "".join(f"  {line}\n" for line in (*dumped.splitlines(), "  reason:"))
    return f"{key}:\n{entry}" if is_first else entry
