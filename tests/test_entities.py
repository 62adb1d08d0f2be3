"""The entity stage: what a document mentions."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline import structure
from pipeline.core.model import Document, Source
from pipeline.core.settings import Settings
from pipeline.entities import build
from pipeline.glossary import Glossary, load_glossary
from tests.conftest import ROOT

CASES = yaml.safe_load((ROOT / "tests/cases/entities.yaml").read_text(encoding="utf-8"))
GLOSSARY = """
concepts:
  - {id: liver, en: liver, type: anatomy, variants: [{text: hepar, action: flag}]}
  - {id: cirrhosis, en: cirrhosis, type: disease}
  - {id: portal-vein-embolisation, en: portal vein embolisation, type: procedure}
  - {id: alanine-aminotransferase, en: alanine aminotransferase, type: laboratory-test, abbreviation: ALT}
"""


@pytest.fixture(scope="module")
def glossary(tmp_path_factory: pytest.TempPathFactory) -> Glossary:
    path = tmp_path_factory.mktemp("glossary") / "glossary.yaml"
    path.write_text(GLOSSARY, encoding="utf-8")
    return load_glossary(path)


def annotated(text: str, glossary: Glossary) -> Document:
    document = Document("page", text, text, Source("page.txt"))
    return build(Settings(), glossary)(structure.build(Settings(), glossary)(document))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:40])
def test_entities(case: dict[str, Any], glossary: Glossary) -> None:
    document = annotated(case["text"], glossary)
    assert [[e.text, e.label, e.concept] for e in document.entities] == case["entities"]
    assert [e.text for e in document.entities if e.negated] == case.get("negated", [])
    assert all(document.text[e.start : e.end] == e.text for e in document.entities)
    assert all(a.end <= b.start for a, b in zip(document.entities, document.entities[1:], strict=False))


def test_an_entity_names_its_preferred_term_and_a_measurement_its_quantity(glossary: Glossary) -> None:
    liver, size = annotated("Two livers weigh 3 kg.", glossary).entities[-2:]
    assert (liver.preferred, liver.quantity) == ("liver", None)
    assert size.quantity is not None
    assert (size.quantity.unit, size.concept) == ("kg", None)


@pytest.mark.usefixtures("shared")
def test_the_seeds_hold_what_an_editor_expects(shared: Path) -> None:
    expectations = yaml.safe_load((shared / "seeds/expectations.yaml").read_text(encoding="utf-8"))
    glossary = load_glossary(ROOT / "glossary.yaml")
    for name, expected in expectations.items():
        document = annotated((shared / "seeds" / name).read_text(encoding="utf-8"), glossary)
        names = {name.lower() for e in document.entities for name in (e.text, e.preferred or "")}
        assert {term.lower() for term in expected.get("entities", ())} <= names
        pairs = {a.short: a.long for a in document.abbreviations}
        assert expected.get("abbreviations", {}).items() <= pairs.items()


def test_importing_the_stage_does_not_load_spacy() -> None:
    script = "import sys, pipeline.entities; sys.exit('spacy' in sys.modules or 'scispacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 0
