"""Headings in capitals are translated like sentences and get their capitals back; items keep their small letters."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline.glossary import Glossary, as_glossary
from pipeline.translation.drafting.casing import is_shouted, restore, sentence_case

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "casing.yaml").read_text(encoding="utf-8"))
GLOSSARY = as_glossary({"CT": "TC", "liver metastasis": "metástasis hepática", "Budd-Chiari syndrome": "síndrome"})
TEXTS = st.lists(
    st.sampled_from(
        ["LIVER", "Liver", "liver", "A", "mg", "5", "HER2", " ", "www.a.org", "’s", "É", "ß", "ŉ", "İ", "-"]
    )
    | st.text(max_size=4)
).map("".join)


@pytest.mark.parametrize("case", CASES["sentence_case"], ids=lambda case: case["source"])
def test_capitals_of_a_sentence(case: dict[str, str]) -> None:
    assert sentence_case(case["source"], GLOSSARY, heading=True) == case["plain"]


@pytest.mark.parametrize("text", CASES["as_they_stand"])
def test_what_keeps_its_capitals(text: str) -> None:
    assert sentence_case(text, GLOSSARY, heading=True) == text


@pytest.mark.parametrize("text", CASES["only_as_headings"])
def test_names_that_head_nothing_keep_theirs(text: str) -> None:
    assert sentence_case(text, GLOSSARY, heading=False) == text
    assert sentence_case(text, GLOSSARY, heading=True) != text


@pytest.mark.parametrize("case", CASES["restore"], ids=lambda case: case["source"])
def test_capitals_come_back(case: dict[str, str]) -> None:
    plain = sentence_case(case["source"], GLOSSARY, heading=True)
    assert restore(case["source"], plain, case["target"]) == case["restored"]


@given(TEXTS, st.booleans())
def test_only_capitals_change(text: str, heading: bool) -> None:
    plain = sentence_case(text, Glossary(), heading=heading)
    assert plain.casefold() == text.casefold()
    if not heading and not is_shouted(text):
        assert plain == text


@given(TEXTS, TEXTS)
def test_restoring_changes_nothing_but_capitals(source: str, target: str) -> None:
    restored = restore(source, sentence_case(source, Glossary(), heading=True), target)
    assert restored.casefold() == target.casefold()
