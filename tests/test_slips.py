"""How a sentence is said so that a rule-based engine reads it rightly, and which of its slips are mended."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline.translation.engines.slips import mended, plain

CASES: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "cases" / "slips.yaml").read_text("utf-8"))
PIECES = st.sampled_from(
    "Do not|never|take|and|or|use|the|tablets|,|;|If|it hurts|you|rest|your leg|a day|.|?|XPHbax".split("|")
)
TEXTS = st.lists(PIECES, max_size=14).map(" ".join)


@pytest.mark.parametrize(("text", "said"), CASES["plain"])
def test_a_sentence_is_said_plainly(text: str, said: str) -> None:
    assert plain(text, "en", "es") == said


@pytest.mark.parametrize(("text", "draft", "right"), CASES["mended"])
def test_a_slip_is_mended(text: str, draft: str, right: str) -> None:
    assert mended(text, plain(text, "en", "es"), draft, "en", "es") == right


@given(text=TEXTS)
def test_what_stands_for_something_else_stays_as_often(text: str) -> None:
    assert plain(text, "en", "es").count("XPHbax") == text.count("XPHbax")


@given(text=TEXTS)
def test_other_directions_stay(text: str) -> None:
    assert plain(text, "es", "en") == text
    assert mended(text, text, text, "es", "en") == text
