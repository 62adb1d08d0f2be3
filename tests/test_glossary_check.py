"""`glossary check`: planted mistakes are found by file and line, and the shipped glossary is clean."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.core.settings import load_settings
from pipeline.glossary import english, inspect_file, load_glossary
from pipeline.glossary.doubts import doubts
from tests.conftest import ROOT
from tests.programs import run

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "glossary-mistakes.yaml").read_text(encoding="utf-8"))
WEIGHED = yaml.safe_load((Path(__file__).parent / "cases" / "glossary-weight.yaml").read_text(encoding="utf-8"))
SETTINGS = "languages: [es, fr]\n"


def complaints(file: Path, languages: tuple[str, ...] = ("es", "fr")) -> list[str]:
    sheet, concepts, faults = inspect_file(file)
    return [str(one) for one in [*faults, *doubts(sheet, concepts, languages)]]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "settings.yaml").write_text(SETTINGS)
    return tmp_path


def check(project: Path, text: str) -> Any:
    (project / "glossary.yaml").write_text(text, encoding="utf-8")
    return run(sys.executable, "-m", "pipeline", "glossary", "check", cwd=project)


def test_each_planted_mistake_is_told_with_its_line(project: Path) -> None:
    assert len(CASES["mistakes"]) == 25
    done = check(project, CASES["file"])
    assert sorted(done.stderr.splitlines()) == sorted(f"glossary.yaml:{mistake}" for mistake in CASES["mistakes"])
    assert done.returncode == 2


def test_each_fault_has_a_line(project: Path) -> None:
    sound = "- {id: z, en: b, type: drug, translations: {es: {text: b}, fr: {text: b}}}\n"
    done = check(project, f"concepts:\n- {{id: x, en: , typ: y}}\n{sound}")
    assert [line.partition("; ")[0] for line in done.stderr.splitlines()] == [
        "glossary.yaml:2: nothing stands behind 'en'",
        "glossary.yaml:2: unknown key 'typ'",
    ]


def test_a_term_at_which_a_run_would_not_come_to_an_end_is_a_mistake(project: Path) -> None:
    for term, status in (("milz " * 1_000, 2), ("milz " * 700, 1)):
        text = f"concepts:\n  - {{id: aa, en: aa, type: drug, variants: [{{text: '{term}', action: allow}}]}}\n"
        done = check(project, text)
        assert done.returncode == status
        assert f"glossary.yaml:2: a term of {len(term):,} characters is found in no text; shorten it" in done.stderr
        meaning = text.replace("en: aa", f"en: aa, definition: '{term}'").replace(f"text: '{term}'", "text: a b")
        assert "characters" not in check(project, meaning).stderr


def test_what_only_looks_wrong_hinders_no_run(project: Path) -> None:
    done = check(project, "concepts:\n  - {id: aa, en: aa, type: drug, translations: {es: {text: a}}}\n")
    assert done.returncode == 1
    assert done.stderr.startswith("glossary.yaml:2: 'aa' has no translation into 'fr'; add ")


@pytest.mark.parametrize(
    ("term", "told"),
    [
        ("x" * 100_000, "a term of 100,000 characters is found in no text; shorten it"),
        ('"portal\\nvein"', "a term holds a line break; write it in one line"),
        ("the <b>vein</b>", "a term holds markup, '<b>'; write it as readers see it"),
        ("'vein &amp; artery'", "a term holds markup, '&amp;'"),
        ("'vein <5 mm or >9 mm'", ""),
        ("Gram & stain", ""),
        ("x" * 120, ""),
    ],
    ids=lambda value: value[:20],
)
def test_a_term_that_no_text_can_hold_is_told(tmp_path: Path, term: str, told: str) -> None:
    file = tmp_path / "glossary.yaml"
    for key in ("en", "abbreviation"):
        other = "" if key == "en" else "en: zzz, "
        file.write_text(
            f"concepts:\n- {{id: x, {other}type: drug, {key}: {term}, translations: {{es: {{text: b}}}}}}\n"
        )
        found = complaints(file, ("es",))
        assert [line.startswith(f"{file}:2: {told}") for line in found] == ([True] if told else [])


@pytest.mark.parametrize("case", CASES["sound"], ids=lambda case: case["what"])
def test_nothing_else_is_a_mistake(case: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "glossary.yaml"
    file.write_text(case["file"], encoding="utf-8")
    assert complaints(file) == []


def test_neighbours_decide_which_concept_an_abbreviation_means(tmp_path: Path) -> None:
    (tmp_path / "glossary.yaml").write_text(CASES["sound"][0]["file"], encoding="utf-8")
    text = "An MS image; a positive MS; an MS."
    found = load_glossary(tmp_path / "glossary.yaml").find(text)
    assert [(mention.concept.id, mention.start) for mention in found] == [("moon-scan", 3), ("mist-sign", 24)]


def test_the_shipped_glossary_is_clean() -> None:
    assert complaints(ROOT / "glossary.yaml", load_settings(ROOT / "settings.yaml").languages) == []


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("liver metastases", "plural"),
        ("carcinomas of the liver", "plural"),
        ("LFTs", "plural"),
        ("women", "plural"),
        ("liver metastasis", "singular"),
        ("carcinoma of the pelvis", "singular"),
        ("ascites", "singular"),
        ("abscess", "singular"),
        ("abdomen", "singular"),
        ("virus", "singular"),
        ("Crohn's", "singular"),
        ("LFT", "singular"),
        ("AIDS", None),
        ("bacteria", None),
        ("CA 19-9", None),
    ],
)
def test_number(term: str, expected: str | None) -> None:
    assert english.number(term) == expected


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("hepatitis", "noun"),
        ("removal of the liver tumor", None),
        ("liver tumors", "noun"),
        ("portal hypertension", "noun"),
        ("hepatic", "adjective"),
        ("intravenously", "adverb"),
        ("antibiotic", None),
        ("family", None),
        ("spread", None),
    ],
)
def test_part_of_speech(term: str, expected: str | None) -> None:
    assert english.part_of_speech(term) == expected


@pytest.mark.parametrize(("variant", "term"), WEIGHED["refused"])
def test_a_replacement_changes_no_negation_dose_or_comparison(variant: str, term: str, tmp_path: Path) -> None:
    assert weighed(variant, term, tmp_path) == {4}


@pytest.mark.parametrize(("variant", "term"), WEIGHED["taken"])
def test_other_replacements_are_taken(variant: str, term: str, tmp_path: Path) -> None:
    assert weighed(variant, term, tmp_path) == set()


def weighed(variant: str, term: str, folder: Path) -> set[int | None]:
    """The lines of the faults of a replacement."""
    listed = json.dumps({"text": variant, "action": "replace"})
    head = f"concepts:\n- id: one\n  en: {json.dumps(term)}\n  variants: [{listed}]\n  type: disease\n"
    (folder / "glossary.yaml").write_text(head, "utf-8")
    return {fault.line for fault in inspect_file(folder / "glossary.yaml")[2]}
