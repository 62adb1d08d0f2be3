"""The page of the glossary: every concept with its forms, translations, places, and what is missing."""

import sys
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from pipeline.glossary.concepts import Concept, Translation
from pipeline.report.glossary_page import missing
from tests.programs import run

GLOSSARY = """concepts:
  - id: alp
    en: alkaline phosphatase
    type: laboratory-test
    abbreviation: ALP
    variants:
      - {text: AKP, action: replace, with: abbreviation, when: {not_after: [old]}}
    definition: An enzyme of <liver> & bone.
    codes: {mesh: D000469}
    translations:
      es: {text: fosfatasa alcalina, pos: noun, gender: f, forms: [fosfatasas alcalinas],
           forbidden: [fosfatasa de álcali]}
  - {id: cyst, en: cyst, type: disease}
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    (folder / "raw").mkdir()
    (folder / "raw" / "blood values.txt").write_text("The ALP rose. Alkaline phosphatase fell.\n")
    (folder / "glossary.yaml").write_text(GLOSSARY)
    done = run(sys.executable, "-m", "pipeline", "glossary", "report", cwd=folder)
    assert (done.returncode, done.stdout) == (0, "Report: build/report/glossary.html\n"), done.stderr
    return folder / "build" / "report" / "glossary.html"


def test_an_entry_tells_all(page: Path) -> None:
    first, second = (entry for entry in entries(page) if "own" in entry.get("data-lack", "").split("; "))
    text = " ".join(str(first.xpath("string()")).split())
    for part in (
        "alkaline phosphatase (ALP)",
        "Laboratory test",
        "mesh D000469",
        "An enzyme of <liver> & bone.",
        "AKP [not after old]",
        "es: fosfatasa alcalina noun, f · also fosfatasas alcalinas not: fosfatasa de álcali · draft",
        "In: blood values 2×",
        "Missing: not reviewed: es",
    ):
        assert part in text
    assert [link.get("href") for link in first.iter("a")][1] == "blood%20values.html"
    assert "Missing: no definition; no translation: es" in str(second.xpath("string()"))
    assert "unused" in second.get("data-lack", "")


def test_packs_that_come_along_stand_beside_them(page: Path) -> None:
    asthma = next(entry for entry in entries(page) if entry.get("id") == "asthma")
    assert "pack lungs: glossary adopt asthma" in " ".join(str(asthma.xpath("string()")).split())
    assert "of a pack" in asthma.get("data-lack", "")
    assert len(entries(page)) > 1_500


def entries(page: Path) -> list[Any]:
    return list(html.fromstring(page.read_text(encoding="utf-8")).iter("article"))


def test_it_needs_no_network(page: Path) -> None:
    tree = html.fromstring(page.read_text(encoding="utf-8"))
    assert tree.xpath("//script/@src | //link/@href | //img/@src | //iframe/@src") == []
    assert not [link for link in tree.iter("a") if "://" in link.get("href", "")]


def test_a_run_leaves_it_there(page: Path) -> None:
    folder = page.parent.parent.parent
    assert run(sys.executable, "-m", "pipeline", "run", "--engine", "none", cwd=folder).returncode in (0, 1)
    assert page.is_file()


@pytest.mark.parametrize(
    ("translation", "expected"),
    [
        (Translation("a", pos="noun", gender="f", status="reviewed"), ()),
        (Translation("a", pos="verb", status="reviewed"), ()),
        (Translation(keep=True, status="reviewed"), ()),
        (Translation("a", status="reviewed"), ("no part of speech: es", "no gender: es")),
        (Translation("a", pos="noun", gender="f"), ("not reviewed: es",)),
    ],
)
def test_what_is_missing(translation: Translation, expected: tuple[str, ...]) -> None:
    concept = Concept("a", "a", "drug", definition="A thing.", translations={"es": translation})
    assert missing(concept, ["es"]) == expected
