"""A term in a sentence: its gender and number, and the word before it that agrees."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.translation.drafting.agreement import gender, insert, is_plural, is_plural_of, plural_of

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "agreement.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", [*CASES["kept"], *CASES["mended"]], ids=lambda case: case["text"])
def test_the_word_before_a_term_agrees_with_it(case: dict[str, Any]) -> None:
    place, plural = case["text"].index("*"), case.get("plural", False)
    after = insert(case["text"], place, place + 1, case["term"], case["gender"], plural, case["language"])
    assert after == case["after"]


@pytest.mark.parametrize(
    ("tag", "noun", "expected"),
    [(tag, noun, kind) for tag, kinds in CASES["gender"].items() for kind, nouns in kinds.items() for noun in nouns],
)
def test_a_noun_tells_its_gender_by_its_end(tag: str, noun: str, expected: str) -> None:
    assert gender(noun, tag) == expected


@pytest.mark.parametrize(
    ("tag", "noun", "expected"),
    [(tag, noun, kind) for tag, kinds in CASES["plural"].items() for kind, nouns in kinds.items() for noun in nouns],
)
def test_a_noun_tells_its_number_by_its_end(tag: str, noun: str, expected: str) -> None:
    assert is_plural(noun, tag) is (expected == "many")


@pytest.mark.parametrize(
    ("tag", "form", "text", "expected"),
    [
        (tag, form, text, yes)
        for tag, kinds in CASES["plural_of"].items()
        for yes, pairs in ((False, kinds["other"]), (True, kinds["plural"]))
        for text, form in pairs.items()
    ],
)
def test_a_plural_differs_from_its_noun_in_the_end_alone(tag: str, form: str, text: str, expected: bool) -> None:
    assert is_plural_of(form, text, tag) is expected


@pytest.mark.parametrize(
    ("tag", "noun", "expected"),
    [
        (tag, noun, many)
        for tag, kinds in CASES["plurals"].items()
        for noun, many in (*dict.fromkeys(kinds["none"]).items(), *kinds["made"].items())
    ],
)
def test_a_plural_is_made_where_the_rules_tell_it(tag: str, noun: str, expected: str | None) -> None:
    assert plural_of(noun, tag) == expected
