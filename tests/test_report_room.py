"""A page of the report opens in a browser, whatever its text is: it shows what it has room for, and counts the rest."""

import re

import msgspec
import pytest

from pipeline.bundle.making import Entry
from pipeline.core.edits import Change, Pass
from pipeline.core.model import Document, Entity, Finding
from pipeline.core.targets import Target
from pipeline.report import pages
from pipeline.report.room import LONGEST
from tests.documents import document_of

MOST = 5_000_000  # bytes
LANGUAGES = ("es", "fr", "pt", "de", "it")


def _entry(sentences: list[str], languages: tuple[str, ...] = ("es",)) -> Entry:
    """A document with a change, a finding and an entity in each of its sentences, and their translations."""
    document = document_of([("paragraph", sentences)])
    spans = [(segment.start, segment.end) for segment in document.segments]
    changes = tuple(Change(start, end, document.text[start:end], document.text[start:end], "") for start, end in spans)
    full = msgspec.structs.replace(
        document,
        log=(Pass("repair", "repair/mojibake", 1, changes),),
        findings=tuple(Finding("source/hole", "error", "a hole", *span, *span) for span in spans),
        entities=tuple(Entity(document.text[slice(*span)], "disease", *span, *span) for span in spans),
    )
    return Entry(full, {language: _targets(full) for language in languages})


def _targets(document: Document) -> tuple[Target, ...]:
    return tuple(Target(s.key, document.sentence(s), document.sentence(s), "person") for s in document.segments)


@pytest.mark.parametrize(
    "sentences",
    [
        ["The liver is large."],
        [f"The liver is {n} cm long." for n in range(40)],
        ["x" * LONGEST],
    ],
    ids=["one", "forty", "long"],
)
def test_an_ordinary_text_is_shown_whole(sentences: list[str]) -> None:
    page = pages.page(_entry(sentences, LANGUAGES)).decode()
    assert "no room" not in page
    assert "characters more" not in page
    assert all(page.count(sentence) >= len(LANGUAGES) for sentence in sentences)


@pytest.mark.parametrize(
    "sentences",
    [
        ["a"] * 20_000,
        ["'&\"<>"] * 10_000,
        ["\N{GRINNING FACE}" * 500] * 500,
        ["liver " * 500_000],
        ['"' * 1_000_000],
        [" "] * 20_000,
    ],
    ids=["many", "escaped", "wide", "one line", "one word", "blanks"],
)
@pytest.mark.parametrize("languages", [("es",), LANGUAGES], ids=len)
def test_no_page_is_larger_than_a_browser_likes(sentences: list[str], languages: tuple[str, ...]) -> None:
    entry = _entry(sentences, languages)
    page = pages.page(entry).decode()
    assert len(page.encode()) <= MOST
    assert "no room" in page or "characters more" in page


def test_what_there_is_no_room_for_is_counted() -> None:
    count = 20_000
    page = pages.page(_entry(["The liver is large."] * count)).decode()
    found = re.search(r"no room for (\d+) more; <code>page/es\.json</code>", page)
    assert found
    assert int(found[1]) + page.count('<tr class="pair"') == count
