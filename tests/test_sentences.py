"""Sentences come apart where they end, and nowhere else."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline import sentences
from pipeline.data import load
from pipeline.structure.sentences import split_prose

CASES: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "sentences-prose.yaml").read_text(encoding="utf-8")
)
PIECES = st.sampled_from(
    [
        "The ",
        "cells ",
        "p53 ",
        "Dr. ",
        "B. ",
        "e.g. ",
        "No. ",
        "3. ",
        "2) ",
        "(",
        ") ",
        "“",
        ".” ",
        ". ",
        "? ",
        "...",
        "\n",
        "\u00a0",
        "é",
        "𝔸. ",
    ]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join)


@pytest.mark.parametrize("marked", CASES["ends"])
def test_a_sentence_ends(marked: str) -> None:
    parts = marked.split(" ‖ ")
    text = " ".join(parts)
    assert [text[start:end] for start, end in split_prose(text, 0, len(text))] == parts


@pytest.mark.parametrize("text", CASES["stays"])
def test_a_sentence_stays_whole(text: str) -> None:
    assert split_prose(text, 0, len(text)) == [(0, len(text))]


def test_blocks_come_first() -> None:
    """A heading is one span whatever it holds, an item begins behind its mark, a line's end needs no stop."""
    text = "Is it cancer? What now?\n\nIt is:\n\n• sick\n• tired\n\n1. Rest. Drink.\n\nAge\n5 years\nSex\nany"
    spans = [text[start:end] for start, end in sentences(text)]
    assert spans[:6] == ["Is it cancer? What now?", "It is:", "sick", "tired", "Rest.", "Drink."]
    assert spans[6:] == ["Age", "5 years", "Sex", "any"]


@given(TEXTS, st.integers(0, 10), st.integers(0, 10))
def test_nothing_is_lost_between_sentences(text: str, before: int, after: int) -> None:
    """Sentences are sorted, disjoint, trimmed, inside their bounds, and leave out white space alone."""
    start, end = min(before, len(text)), max(min(before, len(text)), len(text) - after)
    position = start
    for a, b in split_prose(text, start, end):
        assert not text[position:a].strip()
        assert text[a:b] == text[a:b].strip() != ""
        position = b
    assert position <= end
    assert not text[position:end].strip()


def test_word_lists_hold_words() -> None:
    """YAML reads a bare `no` as false: every entry must be a lower-case string, save the word “I”, and stand once."""
    for words in load("sentences.yaml").values():
        assert all(isinstance(word, str) and (word == word.lower() or words == ["I"]) for word in words)
        assert len(set(words)) == len(words)


def boundaries(marked: str) -> tuple[str, set[int]]:
    """A text without its marks, and where they stood."""
    parts = marked.split("‖")[:-1]
    return marked.replace("‖", ""), {sum(map(len, parts[: i + 1])) for i in range(len(parts))}


@pytest.mark.parametrize(
    ("name", "least", "floor"), [("sentences-leaflets.yaml", 380, 0.98), ("sentences-passages.yaml", 150, 0.99)]
)
def test_boundaries_of_the_projects_own_passages_are_found(name: str, least: int, floor: float) -> None:
    right = found = expected = 0
    for case in yaml.safe_load((Path(__file__).parent / "cases" / name).read_text(encoding="utf-8")):
        text, ends = boundaries(case)
        ours = {end for _, end in sentences(text)}
        right, found, expected = right + len(ours & ends), found + len(ours), expected + len(ends)
    assert expected >= least
    assert 2 * right / (found + expected) > floor
