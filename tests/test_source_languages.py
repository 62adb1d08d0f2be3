"""Rules and source checks know words of some languages, and leave texts in others alone."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline import curate
from pipeline.core.model import Document, SideFile
from pipeline.report.catalogue import CHECKS, RULES, abstaining
from pipeline.rules import Check

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "source-languages.yaml").read_text("utf-8"))
DAMAGED = "Â5 mg is “&lt;6 mg”.\n\n1. Rest\n\n3. Sleep (a lot.\n\n\n\nIt is warm.[12] Rest."
Case = dict[str, Any]


def read(text: str, language: str) -> Document:
    return curate(text, glossary={}, side=SideFile(language=language))


def acting(document: Document) -> list[str]:
    return sorted({step.rule for step in document.log} | {finding.check for finding in document.findings})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"].split("\n")[0])
def test_a_sound_text_is_not_read_by_the_words_of_another_language(case: Case) -> None:
    document = read(case["text"], case["language"])
    assert (document.text, acting(document)) == (case["text"], [])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"].split("\n")[0])
def test_it_would_be_if_nobody_said_which_language_it_is_in(case: Case) -> None:
    assert acting(read(case["text"], "en")) == case["english"]


@pytest.mark.parametrize("tag", ["de", "es-MX", "zu"])
def test_what_knows_no_words_reads_texts_in_any_language(tag: str) -> None:
    assert acting(read(DAMAGED, tag)) == [
        "repair/citation-mark",
        "repair/entities",
        "repair/white-space",
        "source/bracket",
        "source/numbering",
    ]


def test_a_variety_is_read_like_its_language() -> None:
    assert abstaining("en") == abstaining("en-GB") == abstaining("en-AU") == []


def test_what_abstains_says_which_languages_it_knows() -> None:
    known = {one.id for one in RULES if one.languages} | {
        one.id for one in CHECKS if isinstance(one, Check) and one.languages
    }
    assert set(abstaining("de")) == known


_SPOKEN = yaml.safe_load((Path(__file__).parent / "cases" / "spoken.yaml").read_text("utf-8"))
FRENCH, MIXED = _SPOKEN["french"], _SPOKEN["mixed"]
PAGES = _SPOKEN["pages"]
NAMES = "Paracetamol, ibuprofen, amoxicillin, aspirin, " * 30


def told(document: Document) -> list[str]:
    return [finding.check for finding in document.findings if finding.check == "source/language"]


def test_a_text_that_is_surely_in_another_language_is_told_once_and_left_alone() -> None:
    document = read(FRENCH, "en")
    assert (document.text, told(document), acting(document)) == (FRENCH, ["source/language"], ["source/language"])


@pytest.mark.parametrize(("text", "language"), [(FRENCH, "fr"), (MIXED, "en"), (NAMES, "en"), (FRENCH[:120], "en")])
def test_a_text_whose_language_is_right_or_not_sure_is_not_told(text: str, language: str) -> None:
    assert told(read(text, language)) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page['page']}-{page['said']}-{page['text'][:20]}")
def test_what_a_page_says_of_its_language_is_told_where_its_words_do_not_show_that_it_errs(page: Case) -> None:
    text = f"<html lang={page['page']}><body><main><h1>A</h1><p>{page['text']}</p></main></body></html>"
    data, name = (text, "a.html") if page["page"] else (page["text"], "a.txt")
    document = curate(data, name=name, glossary={}, side=SideFile(language=page["said"]))
    found = [finding.message for finding in document.findings if finding.check == "source/language"]
    assert found == ([f"{page['told']}: correct its language."] if page["told"] else [])
