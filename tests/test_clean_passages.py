"""Sound medical prose comes through: no repair but dashes of ranges and spaces, no value lost, hardly a finding."""

from pathlib import Path

import pytest
import yaml

from pipeline import curate, quantities

PASSAGES: list[dict[str, str]] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "clean-passages.yaml").read_text(encoding="utf-8")
)
WORDS_PER_ERROR = 2000


def values(text: str) -> list[tuple[float | None, float | None, str, str | None]]:
    return [(q.low, q.high, q.unit, q.comparator) for q in quantities(text)]


def test_there_are_a_hundred_passages_of_a_fair_length() -> None:
    assert len({passage["id"] for passage in PASSAGES}) == len(PASSAGES) >= 100
    assert all(40 <= len(passage["text"].split()) <= 120 for passage in PASSAGES)


@pytest.mark.parametrize("passage", PASSAGES, ids=lambda passage: passage["id"])
def test_only_dashes_and_spaces_change(passage: dict[str, str]) -> None:
    document = curate(passage["text"], name="page.txt", glossary={})
    changes = [change for step in document.log for change in step.changes]
    assert [c for c in changes if c.before.strip(" \n-%") or c.after.strip(" –")] == []
    assert values(document.text) == values(passage["text"])


def test_errors_are_rarer_than_one_in_two_thousand_words() -> None:
    words = sum(len(passage["text"].split()) for passage in PASSAGES)
    found = [
        (passage["id"], finding.check, finding.message)
        for passage in PASSAGES
        for finding in curate(passage["text"], name="page.txt", glossary={}).findings
        if finding.severity == "error"
    ]
    assert len(found) <= words // WORDS_PER_ERROR, found
