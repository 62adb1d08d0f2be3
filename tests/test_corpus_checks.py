"""Across documents: two values for one measured thing are told in both, and nothing else is."""

import msgspec
import pytest

from pipeline import curate
from pipeline.checks.corpus import compare
from pipeline.model import Document, SideFile, Waiver
from tests.conftest import ROOT

ONE = "The sensitivity of MRI for liver metastases is 85%."


def pages(*texts: str) -> list[Document]:
    return [curate(text, name=f"{i}.txt", glossary=ROOT / "glossary.yaml") for i, text in enumerate(texts)]


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
