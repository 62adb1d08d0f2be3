"""Short forms and the long forms that texts give for them."""

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline import abbreviations
from pipeline.core.optional import SCISPACY
from pipeline.entities import abbreviations as module
from tests.conftest import ROOT

CASES = yaml.safe_load((ROOT / "tests/cases/abbreviations.yaml").read_text(encoding="utf-8"))

needs_scispacy = pytest.mark.skipif(SCISPACY.folder is None, reason=f"scispaCy is missing: {SCISPACY.command}")


@pytest.fixture(params=["alone", pytest.param("with scispaCy", marks=needs_scispacy)])
def finder(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The project's own finder, alone and with scispaCy's."""
    if request.param == "alone":
        monkeypatch.setattr(module, "detector", lambda: None)
    return str(request.param)


@pytest.mark.usefixtures("finder")
@pytest.mark.parametrize("case", CASES["none"], ids=lambda case: case["text"][:40])
def test_what_only_stands_in_brackets_is_no_abbreviation(case: dict[str, str]) -> None:
    assert abbreviations(case["text"]) == [], case["why"]


@pytest.mark.usefixtures("finder")
@pytest.mark.parametrize("case", CASES["found"], ids=lambda case: case["text"][:40])
def test_a_definition_is_found_as_it_is_spelt(case: dict[str, object]) -> None:
    assert {short: long for short, long, _, _ in abbreviations(str(case["text"]))} == case["pairs"]


@needs_scispacy
def test_scispacy_adds_what_the_own_finder_misses(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "The polymorphonuclear leukocytes (PMN) were few."
    assert [pair[:2] for pair in abbreviations(text)] == [("PMN", "polymorphonuclear leukocytes")]
    monkeypatch.setattr(module, "detector", lambda: None)
    assert abbreviations(text) == []


_WORDS = (
    "MRI PVE HER2 PD-L1 CTs 5MG HER2/neu liver function test Lft the II (MRI) (PVE (lf ) ( B12 , portal vein".split(" ")
)


@needs_scispacy
@given(st.lists(st.sampled_from(_WORDS), max_size=16).map(" ".join))
@example("the magnetic resonance imaging (MRI) and, later, MRI (more resonance) again")
def test_where_scispacy_is_not_asked_it_would_add_nothing(text: str) -> None:
    spared = abbreviations(text)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(module, "_is_open", lambda *_: True)
        assert abbreviations(text) == spared


@given(st.text(alphabet="ab AB1([)],.-“ \n", max_size=120))
def test_spans_give_what_they_say(text: str) -> None:
    for short, long, short_span, long_span in abbreviations(text):
        assert text[slice(*short_span)] == short
        assert text[slice(*long_span)] == long
        assert short_span[1] <= long_span[0] or long_span[1] <= short_span[0]


def test_a_pair_is_given_once() -> None:
    text = "A liver function test (LFT) is cheap. The liver function test (LFT) is old."
    assert [pair[:2] for pair in abbreviations(text)] == [("LFT", "liver function test")]


@pytest.mark.usefixtures("finder")
def test_the_benchmark_is_met(shared: Path) -> None:
    right = wrong = missed = 0
    for line in (shared / "bench/abbreviations_dev.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        expected = {(short.strip(), long.strip()) for short, long in record["pairs"]}
        found = {pair[:2] for pair in abbreviations(record["text"])}
        right, wrong, missed = (
            right + len(found & expected),
            wrong + len(found - expected),
            missed + len(expected - found),
        )
    assert 2 * right / (2 * right + wrong + missed) >= 0.89
    assert right / (right + wrong) >= 0.95
