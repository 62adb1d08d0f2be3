"""What a careful editor expects of five real texts, each case judged at its own place."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline import curate
from pipeline.core.model import Document
from tests.conftest import ROOT
from tests.programs import run

SEEDS = ROOT.parent / "shared" / "seeds"
EXPECTATIONS: dict[str, Any] = (
    yaml.safe_load((SEEDS / "expectations.yaml").read_text(encoding="utf-8")) if SEEDS.is_dir() else {}
)
NARROW = 160  # a finding over a case may not be wider than its sentence


@cache
def curated(name: str) -> Document:
    return curate((SEEDS / name).read_bytes(), name=name, glossary=ROOT / "glossary.yaml")


def places(text: str, passage: str) -> Iterator[tuple[int, int]]:
    start = text.find(passage)
    while start >= 0:
        yield start, start + len(passage)
        start = text.find(passage, start + 1)


def cases(*actions: str, hard: bool = False) -> list[Any]:
    return [
        pytest.param(name, case, id=f"{name[:3]}-{case['raw'][:30]}")
        for name, expected in EXPECTATIONS.items()
        for case in expected["cases"]
        if case["action"] in actions and bool(case.get("hard")) == hard
    ]


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize(("name", "case"), cases("change"))
def test_what_was_damaged_is_repaired(name: str, case: dict[str, str]) -> None:
    doc = curated(name)
    found = list(places(doc.raw, case["raw"]))
    assert found
    for place in found:
        start, end = doc.to_curated(*place)
        assert doc.text[start:end] == case["expect"]


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize(("name", "case"), cases("keep", "flag"))
def test_what_must_stay_stays(name: str, case: dict[str, str]) -> None:
    doc = curated(name)
    found = list(places(doc.raw, case["raw"]))
    assert found
    for place in found:
        start, end = doc.to_curated(*place)
        assert doc.text[start:end] == case["raw"]


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize(("name", "case"), cases("flag"))
def test_what_is_doubtful_is_flagged(name: str, case: dict[str, str]) -> None:
    doc = curated(name)
    for start, end in places(doc.raw, case["raw"]):
        over = [f for f in doc.findings if f.raw_start < end and start < f.raw_end]
        assert over, case["why"]
        assert any(f.raw_end - f.raw_start <= NARROW for f in over)


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("name", EXPECTATIONS)
def test_the_document_as_a_whole(name: str) -> None:
    doc, expected = curated(name), EXPECTATIONS[name]
    assert doc.restore() == doc.raw
    assert doc.title == expected["title"]
    for key, value in expected.get("metadata", {}).items():
        assert doc.metadata[key] == value
    mentioned = {entity.text.lower() for entity in doc.entities}
    preferred = {(entity.preferred or "").lower() for entity in doc.entities}
    for term in expected.get("entities", ()):
        assert term.lower() in mentioned | preferred
    pairs = {a.short: a.long for a in doc.abbreviations}
    for short, long in expected.get("abbreviations", {}).items():
        assert pairs.get(short) == long


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("name", EXPECTATIONS)
def test_structure(name: str) -> None:
    doc, expected = curated(name), EXPECTATIONS[name].get("structure", {})
    headings = [doc.text[b.start : b.end] for b in doc.blocks if b.kind == "heading"]
    rest = [heading for heading in headings if heading != doc.title]
    if "headings" in expected:
        assert rest == expected["headings"]
    assert len(rest) >= expected.get("headings_at_least", 0)
    fields = {
        doc.text[b.start : b.content].strip(): doc.text[b.content : b.end] for b in doc.blocks if b.kind == "field"
    }
    assert fields == expected.get("fields", fields)
    items = [doc.text[b.start : b.end] if b.kind == "item" else "" for b in doc.blocks]
    if "bullets" in expected:
        assert sum(item.startswith(("•", "-", "*")) for item in items) == expected["bullets"]
    if "lists" in expected:
        assert numbered_lists(items) == expected["lists"]


def numbered_lists(items: list[str]) -> list[int]:
    """The sizes of the runs of items that begin with a digit."""
    sizes = [0]
    for item in items:
        if item[:1].isdigit():
            sizes[-1] += 1
        elif sizes[-1]:
            sizes.append(0)
    return [size for size in sizes if size]


@pytest.mark.usefixtures("shared")
def test_references_are_quoted_matter() -> None:
    for name, expected in EXPECTATIONS.items():
        if "references" in expected:
            doc = curated(name)
            numbers = {i for i, block in enumerate(doc.blocks) if block.kind == "reference"}
            assert len(numbers) == expected["references"]
            assert not any(s.translate for s in doc.segments if s.block in numbers)
            assert not any(doc.blocks[i].start <= e.start < doc.blocks[i].end for e in doc.entities for i in numbers)


def test_no_sentence_of_the_seeds_stands_in_the_project(shared: Path) -> None:
    """The five texts are real pages of other people: nothing of them is copied."""
    listed = run("git", "ls-files", "-co", "--exclude-standard", "-z", cwd=ROOT)
    names = [name for name in listed.stdout.split("\0") if name]
    for seed in sorted((shared / "seeds").glob("*.txt")):
        text = " ".join(seed.read_text(encoding="utf-8").split())
        for start in range(0, len(text) - 70, 35):
            passage = text[start : start + 70]
            holders = [
                n for n in names if n.endswith((".py", ".yaml", ".txt", ".md", ".html", ".tsv")) and passage in flat(n)
            ]
            assert not holders, (passage, holders)


@cache
def flat(name: str) -> str:
    return " ".join((ROOT / name).read_text(encoding="utf-8", errors="replace").split())
