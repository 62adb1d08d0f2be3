"""In what sense a text speaks of something."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline import contexts
from pipeline.data import load
from pipeline.entities.contexts import KINDS, Context
from pipeline.reading.polarity.reach import denied
from tests.conftest import ROOT

CASES = yaml.safe_load((ROOT / "tests/cases/contexts.yaml").read_text(encoding="utf-8"))


DENIED = yaml.safe_load((ROOT / "tests/cases/contexts-denied.yaml").read_text(encoding="utf-8"))
LEAFLETS = yaml.safe_load((ROOT / "tests/cases/contexts-leaflets.yaml").read_text(encoding="utf-8"))


def marked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without its brackets, and where they stood."""
    plain, spans = "", []
    for part in re.split(r"(\[[^\]]*\])", text):
        if part.startswith("["):
            spans.append((len(plain), len(plain) + len(part) - 2))
        plain += part.strip("[]")
    return plain, spans


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:50])
def test_context(case: dict[str, Any]) -> None:
    found = [" ".join(kind for kind in KINDS if getattr(sense, kind)) for sense in contexts(*marked(case["text"]))]
    assert found == case["means"]


@pytest.mark.parametrize("text", DENIED["denied"])
def test_it_is_denied(text: str) -> None:
    assert all(sense.negated for sense in contexts(*marked(text)))


@pytest.mark.parametrize("text", DENIED["said"])
def test_it_is_not_denied(text: str) -> None:
    assert not any(sense.negated for sense in contexts(*marked(text)))


def test_leaflet_sentences_are_understood() -> None:
    """F1 over all contexts above .97, and above .95 for each (the floor that was asked for)."""
    right, found, expected = Counter[str](), Counter[str](), Counter[str]()
    for text, means in LEAFLETS.items():
        for sense, truth in zip(contexts(*marked(text)), means, strict=True):
            ours = {kind for kind in KINDS if getattr(sense, kind)}
            right.update(ours & set(truth.split()))
            found.update(ours)
            expected.update(truth.split())
    assert len(LEAFLETS) >= 200
    assert all(expected[kind] >= 19 for kind in KINDS)
    assert 2 * right.total() / (found.total() + expected.total()) > 0.97
    assert all(2 * right[kind] / (found[kind] + expected[kind]) > 0.95 for kind in KINDS)


def test_each_cue_is_named_once_in_its_kind() -> None:
    table = load("contexts.yaml")
    for kind in table.keys() - {"stop", "before_clause"}:
        cues = [cue for role in table[kind].values() for cue in role]
        assert sorted(cues) == sorted(set(cues)), kind
        assert all(isinstance(cue, str) and cue == cue.strip() for cue in cues)


@given(
    st.lists(
        st.sampled_from(["no", "not", "fever", ",", "or", "in", "the", "if", "may", ".", "but", "\n"]), max_size=30
    )
)
def test_every_span_has_its_context_in_the_order_given(words: list[str]) -> None:
    text = " ".join(words)
    spans = [(i, i + 1) for i in range(0, len(text), 3)]
    forwards, backwards = contexts(text, spans), contexts(text, spans[::-1])
    assert len(forwards) == len(spans)
    assert forwards == backwards[::-1]


@pytest.mark.parametrize("text", [*DENIED["denied"], *DENIED["said"], *LEAFLETS, *(case["text"] for case in CASES)])
def test_what_a_sentence_says_ends_with_its_paragraph(text: str) -> None:
    plain, spans = marked(text)
    assert contexts(f"{plain}\n\nIt is a rash.", [*spans, (len(plain) + 10, len(plain) + 14)])[-1] == Context()


@given(
    st.lists(
        st.sampled_from(
            "no not there are is nowhere restrictions on with of treatment and or but becomes trapped in your fever ,"
            " without cannot to go it has never rather than because until".split()
        ),
        max_size=14,
    )
)
def test_a_denied_stretch_has_a_length(words: list[str]) -> None:
    text = " ".join(words)
    assert all(0 <= start < end <= len(text) for start, end in denied(text, "en"))


def test_no_text_no_context() -> None:
    assert contexts("", []) == []
    assert contexts("Fever.", [(0, 5)]) == [Context()]


def test_the_benchmark_is_met(shared: Path) -> None:
    right = wrong = missed = 0
    for line in (shared / "bench/negation_dev.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        negated = contexts(record["text"], [(record["start"], record["end"])])[0].negated
        expected = record["negation"] == "Negated"
        right, wrong, missed = (
            right + (negated and expected),
            wrong + (negated > expected),
            missed + (negated < expected),
        )
    assert 2 * right / (2 * right + wrong + missed) >= 0.99
