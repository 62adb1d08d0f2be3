"""Across sentences and documents: values that differ, and short forms that a reader was not told; nothing else."""

from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline import curate
from pipeline.checks.differing_values import differing_values, statements, with_faults
from pipeline.core.model import Document, Finding, SideFile, Waiver
from pipeline.glossary import Glossary
from pipeline.glossary.concepts import Concept
from pipeline.pairs import judge
from pipeline.pairs.across import KeyedPair, check_set
from pipeline.rules.pair import PairContext
from tests.conftest import ROOT

CASES = yaml.safe_load((ROOT / "tests" / "cases" / "set-abbreviation.yaml").read_text(encoding="utf-8"))
PIECES = (
    "alkaline phosphatase |fosfatasa alcalina |ALP|ALPs |FA|FA,|(|) |(ALP)|(FA) |[|]|computed tomography |CT|TC |"
    "PET-CT |-|IV |(|IU |EGFR |ﬃ|ARNm |ß|İSS |\n|no |, |“|A1C |(CTs)"
)
TEXTS = st.lists(st.sampled_from(PIECES.split("|")), max_size=10).map("".join) | st.text(max_size=20)
ONE = "The sensitivity of MRI for liver metastases is 85%."


def pages(*texts: str) -> list[Document]:
    return [curate(text, name=f"{i}.txt", glossary=ROOT / "glossary.yaml") for i, text in enumerate(texts)]


def compare(documents: list[Document], off: tuple[str, ...] = ()) -> list[Document]:
    stated = [statement for document in documents for statement in statements(document)]
    found = list(differing_values.find(stated, None))
    return [
        with_faults(d, [(differing_values, fault) for name, fault in found if name == d.name], off) for d in documents
    ]


def told(documents: list[Document]) -> list[list[str]]:
    return [[d.text[f.start : f.end] for f in d.findings if f.check == "set/values"] for d in compare(documents)]


@pytest.mark.parametrize(
    "other",
    [
        "The sensitivity of MRI for liver metastases is 85%.",
        "The sensitivity of MRI for liver metastases is 80–90%.",
        "The sensitivity of CT for liver metastases is 60%.",
        "The specificity of MRI for liver metastases is 60%.",
        "The sensitivity of MRI for liver metastases is above 60%.",
    ],
)
def test_values_that_agree_or_measure_something_else_are_sound(other: str) -> None:
    assert told(pages(ONE, other)) == [[], []]


def test_two_values_in_one_text_are_its_own_affair() -> None:
    assert told(pages(ONE + " The sensitivity of MRI for liver metastases is 60%.")) == [[]]


def test_two_texts_that_differ_are_told_both() -> None:
    assert told(pages(ONE, "The sensitivity of MRI for liver metastases is 60%.")) == [["85%"], ["60%"]]


def test_it_can_be_waived_and_switched_off() -> None:
    one, other = pages(ONE, "The sensitivity of MRI for liver metastases is 60%.")
    waiver = Waiver("set/values", "is 60%", "an older study, as the text says")
    waived = msgspec.structs.replace(other, side=SideFile(waive=(waiver,)))
    assert [f.waived for f in compare([one, waived])[1].findings if f.check == "set/values"] == [waiver.reason]
    assert compare([one, other], off=("set/values",)) == [one, other]


def _cases(kind: str) -> list[Any]:
    return [pytest.param(case, id=case["about"]) for case in CASES[kind]]


def _concepts(case: dict[str, Any]) -> Glossary:
    known = [msgspec.convert(concept, Concept) for concept in CASES["concepts"]]
    return Glossary(tuple(concept for concept in known if concept.id in case.get("glossary", ())))


def _read(case: dict[str, Any], name: str = "page") -> tuple[list[KeyedPair], PairContext]:
    language = next(key for key in case if key in ("es", "fr", "pt"))
    pairs = [(f"{name}:{i:012x}:1", source, target) for i, (source, target) in enumerate(case[language])]
    return pairs, PairContext(target_language=language, glossary=_concepts(case))


def _told(pairs: list[KeyedPair], context: PairContext) -> list[tuple[str, Finding]]:
    found = check_set(pairs, context)
    return [(key, one) for key, some in found.items() for one in some if one.check == "set/abbreviation"]


@pytest.mark.parametrize("case", _cases("faults"))
def test_a_short_form_that_the_reader_was_not_told_is_found(case: dict[str, Any]) -> None:
    marked, context = _read(case)
    [(place, before)] = [(key, target.partition("⟦")[0]) for key, _, target in marked if "⟦" in target]
    form = next(target for _, _, target in marked if "⟦" in target).partition("⟦")[2].partition("⟧")[0]
    pairs = [(key, source, target.replace("⟦", "").replace("⟧", "")) for key, source, target in marked]
    [(key, finding)] = _told(pairs, context)
    assert (key, finding.start, finding.end) == (place, len(before), len(before) + len(form))
    assert (finding.severity, finding.suggestion) == ("warning", case["right"])
    source, target = next((source, target) for key, source, target in pairs if key == place)
    doubles = [f for f in judge(source, target, context) if f.check == "pair/abbreviation"]
    assert not doubles, "one fault must not be told twice"


@pytest.mark.parametrize("case", _cases("clean"))
def test_a_document_that_keeps_its_short_forms_is_clean(case: dict[str, Any]) -> None:
    assert _told(*_read(case)) == []


def test_another_document_knows_nothing_of_it() -> None:
    case = CASES["faults"][0]
    first, context = _read(case, "one")
    later, _ = _read(case, "two")
    assert _told([first[0], (later[1][0], later[1][1], "La ALP bajó.")], context) == []


@given(st.lists(st.tuples(st.sampled_from("ab"), TEXTS, TEXTS), max_size=8), st.booleans())
def test_any_documents_can_be_judged(texts: list[tuple[str, str, str]], knows: bool) -> None:
    pairs = [(f"{name}:{i}:1", source, target) for i, (name, source, target) in enumerate(texts)]
    targets = {key: target for key, _, target in pairs}
    case = {"glossary": [concept["id"] for concept in CASES["concepts"]]} if knows else {}
    for key, finding in _told(pairs, PairContext(glossary=_concepts(case))):
        assert 0 <= finding.start < finding.end <= len(targets[key])
