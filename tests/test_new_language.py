"""A language that is not shipped, begun in one short file: what it says is judged, and what it lacks is not."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from pipeline.pairs import abstaining, check_pair
from pipeline.reading import language as reading
from pipeline.reading.language import missing

FOLDER = Path(__file__).parent / "cases" / "languages"
CASES = yaml.safe_load((Path(__file__).parent / "cases" / "new-language.yaml").read_text("utf-8"))


@pytest.fixture(autouse=True)
def italian(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Italian among the languages, before one that ships, with nothing of it left behind."""
    monkeypatch.setattr(reading, "FOLDERS", (FOLDER, *reading.FOLDERS))
    forget()
    yield
    monkeypatch.undo()
    forget()


def forget() -> None:
    for name, module in list(sys.modules.items()):
        if name.startswith(("pipeline.pairs", "pipeline.reading")):
            for member in vars(module).values():
                if hasattr(member, "cache_clear"):
                    member.cache_clear()


@pytest.mark.parametrize("case", CASES["sound"], ids=lambda case: case["it"])
def test_a_sound_translation_has_no_error(case: dict[str, str]) -> None:
    found = check_pair(case["en"], case["it"], "en", "it", glossary={})
    assert [(one.check, one.message) for one in found if one.severity == "error"] == []


@pytest.mark.parametrize("case", CASES["wrong"], ids=lambda case: case["it"])
def test_a_wrong_one_is_found(case: dict[str, str]) -> None:
    found = check_pair(case["en"], case["it"], "en", "it", glossary={})
    assert case["check"] in [one.check for one in found if one.severity == "error"]


def test_there_are_cases_of_both_kinds() -> None:
    assert len(CASES["sound"]) >= 12
    assert {case["check"] for case in CASES["wrong"]} >= {"pair/numbers", "pair/laterality", "pair/negation"}


def test_what_it_lacks_keeps_no_check_from_judging() -> None:
    sections = yaml.safe_load((FOLDER / "it.yaml").read_text("utf-8"))
    assert set(missing("it")) == set(reading.Language.__struct_fields__) - set(sections)
    assert abstaining("it") == []


def test_other_languages_read_as_before() -> None:
    assert check_pair("Take two tablets every day.", "Tome dos comprimidos cada día.", glossary={}) == []
