"""`glossary coverage`: what looks like a term and is not in the glossary, ready to paste."""

import sys
from pathlib import Path

import pytest
import yaml

from pipeline.api import curate
from pipeline.glossary import Glossary, check_file, load_glossary
from pipeline.job.coverage import Missing, candidates, render
from tests.programs import run

GLOSSARY = """concepts:
  - id: shin-vein
    en: shin vein
    type: anatomy
    translations: {es: {text: vena}}
"""


def seen(text: str, glossary: Glossary) -> list[str]:
    document = curate(text, glossary=glossary)
    return [f"{document.text[c.start : c.end]}: {c.type}" for c in candidates(document, glossary)][::-1]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "glossary.yaml").write_text(GLOSSARY)
    (tmp_path / "raw").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The knee artery supplies it.", ["knee artery: anatomy"]),
        ("Knee arteries supply it.", ["Knee arteries: anatomy"]),
        ("A kneeitis needs a kneeectomy.", ["kneeitis: disease", "kneeectomy: procedure"]),
        ("They gave kneezumab slowly.", ["kneezumab: drug"]),
        ("The KNX value rose.", ["KNX: general"]),
        ("A deep shin vein thrombosis is rare.", ["shin vein thrombosis: disease"]),
    ],
)
def test_what_looks_like_a_term(project: Path, text: str, expected: list[str]) -> None:
    assert seen(text, load_glossary(project / "glossary.yaml")) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The shin vein, shin veins and SHIN VEIN.",
        "In this case the base of the diagram is shown.",
        "The other disease and a common test.",
        "Part IV and part XII of the book.",
        "See https://example.org/kneeitis for more.",
        "The test of the cell is done.",
        "A big house stands near a small river.",
    ],
)
def test_what_does_not(project: Path, text: str) -> None:
    assert seen(text, load_glossary(project / "glossary.yaml")) == []


def test_the_list_is_yaml_by_frequency_with_examples(project: Path) -> None:
    (project / "raw" / "a.txt").write_text(
        "The knee gland swells. Two knee glands were seen.\n\nA kneeitis. The knee gland heals.\n\n"
        "A shin vein is no news. Knee wide count (KWC) rose, and KWC fell.\n"
    )
    done = run(sys.executable, "-m", "pipeline", "glossary", "coverage", "raw", cwd=project)
    assert (done.returncode, done.stderr) == (0, "")
    entries = yaml.safe_load(done.stdout)
    assert entries[0] == {"id": "knee-gland", "en": "knee gland", "type": "anatomy"}
    assert {"id": "kneeitis", "en": "kneeitis", "type": "disease"} in entries
    (short,) = [entry for entry in entries if "abbreviation" in entry]
    assert (short["en"], short["abbreviation"]) == ("knee wide count", "KWC")
    assert "# 3× a.txt: The knee gland swells." in done.stdout
    pasted = project / "pasted.yaml"
    pasted.write_text(GLOSSARY + done.stdout, "utf-8")
    assert check_file(pasted) == []


def test_nothing_is_missing_where_the_glossary_has_all(project: Path) -> None:
    (project / "raw" / "a.txt").write_text("The shin vein.\n")
    done = run(sys.executable, "-m", "pipeline", "glossary", "coverage", "raw", cwd=project)
    assert done.stdout.splitlines() == [
        "# 0 words that look like terms; copy what belongs in the glossary, and add its translations."
    ]


def test_a_folder_that_is_not_there(project: Path) -> None:
    done = run(sys.executable, "-m", "pipeline", "glossary", "coverage", "nowhere", cwd=project)
    assert (done.returncode, done.stderr) == (2, "nowhere: there is no such folder; create it or name another\n")


def test_words_that_yaml_would_misread_are_quoted(project: Path) -> None:
    lines = render([Missing("No", "general", 1, "a.txt", "No."), Missing("α: x", "drug", 1, "a.txt", "α.")], Glossary())
    assert [entry["en"] for entry in yaml.safe_load("\n".join(lines))] == ["No", "α: x"]
