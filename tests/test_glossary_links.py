"""How many medical terms of real texts are linked to the right concept, in a sample that was annotated by reading."""

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from pipeline import curate
from pipeline.glossary import load_glossary
from tests.conftest import ROOT

WINDOWS = yaml.safe_load((ROOT / "tests" / "cases" / "glossary-links.yaml").read_text(encoding="utf-8"))
TERMS = 300
RECALL = 0.90
PRECISION = 0.97


class Link(NamedTuple):
    """A stretch of a raw text, in code points, and the concept that it names; None where the glossary has none."""

    file: str
    start: int
    end: int
    concept: str | None


def annotated() -> set[Link]:
    return {Link(window["file"], *term) for window in WINDOWS for term in window["terms"]}


@cache
def linked(folder: Path) -> set[Link]:
    """What the pipeline links within the windows."""
    found = set()
    for name in {window["file"] for window in WINDOWS}:
        document = curate((folder / name).read_bytes(), name=name, glossary=ROOT / "glossary.yaml")
        links = [Link(name, e.raw_start, e.raw_end, e.concept) for e in document.entities if e.concept]
        found |= {link for link in links if any(lies_in(link, window) for window in WINDOWS)}
    return found


def lies_in(link: Link, window: dict[str, Any]) -> bool:
    start, end = window["window"]
    return bool(window["file"] == link.file and start <= link.start and link.end <= end)


def test_the_annotation_is_sound(shared: Path) -> None:
    """Terms are whole words, apart from each other, inside their window, and name concepts that exist."""
    known = {concept.id for concept in load_glossary(ROOT / "glossary.yaml").concepts}
    texts = {name: (shared / "seeds" / name).read_text(encoding="utf-8") for name in {w["file"] for w in WINDOWS}}
    assert len(texts) == 5
    for window in WINDOWS:
        text, position = texts[window["file"]], window["window"][0]
        for start, end, concept in window["terms"]:
            assert position <= start < end <= window["window"][1]
            assert concept is None or concept in known
            assert not text[start - 1 : start].isalnum()
            assert not text[end : end + 1].isalnum()
            assert text[start].isalnum()
            assert text[end - 1].isalnum()
            position = end


def test_recall(shared: Path) -> None:
    """A term counts where exactly its characters are linked to its concept; one without a concept counts as missed."""
    terms, found = annotated(), linked(shared / "seeds")
    assert len(terms) >= TERMS
    missed = sorted(terms - found, key=str)
    assert len(missed) <= (1 - RECALL) * len(terms), missed


def test_precision(shared: Path) -> None:
    """A link counts as right only where the annotation has the same characters and the same concept."""
    found = linked(shared / "seeds")
    wrong = sorted(found - annotated(), key=str)
    assert found
    assert len(wrong) <= (1 - PRECISION) * len(found), wrong


@pytest.mark.parametrize("window", [window for window in WINDOWS if not window["terms"]], ids=lambda w: w["file"])
def test_references_are_not_linked(shared: Path, window: dict[str, Any]) -> None:
    assert not [link for link in linked(shared / "seeds") if lies_in(link, window)]
