"""Quantities: values, ranges, qualifiers, units."""

import time
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from ucumvert import get_ucum_parser

from pipeline import quantities
from pipeline.data import load
from pipeline.entities.units import unit_at
from pipeline.model import Quantity
from tests.conftest import ROOT

CASES = yaml.safe_load((ROOT / "tests/cases/quantities.yaml").read_text(encoding="utf-8"))
PIECES = [
    "1",
    "2.5",
    "1,000",
    " ",
    "-",
    "–",
    "cm",
    "mg",
    "/",
    "kg",
    "%",
    "<",
    "≥",
    "about ",
    "less than ",
    " to ",
    " and ",
]


@pytest.mark.parametrize("text", CASES["none"])
def test_what_only_looks_like_a_quantity_is_left(text: str) -> None:
    assert [text[q.start : q.end] for q in quantities(text)] == []


@pytest.mark.parametrize(("text", "expected"), CASES["found"].items())
def test_a_quantity_is_read(text: str, expected: list[list[Any]]) -> None:
    found = [[text[q.start : q.end], q.low, q.high, q.unit, q.comparator, q.approximate] for q in quantities(text)]
    assert found == [[*row, *[None, False][len(row) - 4 :]] for row in expected]


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_spans_lie_in_the_text_in_order_and_apart(text: str) -> None:
    position = 0
    for quantity in quantities(text):
        assert position <= quantity.start < quantity.end <= len(text)
        assert text[quantity.start] != " "
        assert quantity.low is not None or quantity.high is not None
        position = quantity.end


@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    assert all(isinstance(quantity, Quantity) for quantity in quantities(text))


@given(
    st.sampled_from(["", "<", "≤ ", "about ", "at least ", "more than "]),
    st.decimals(0, 5000, places=1).map(str),
    st.sampled_from([" cm", " mg", "%", " weeks", " mmol/L", " °C"]),
)
def test_a_quantity_read_again_from_its_own_words_is_the_same(qualifier: str, value: str, unit: str) -> None:
    text = f"It was {qualifier}{value}{unit} then"
    (found,) = quantities(text)
    (again,) = quantities(text[found.start : found.end])
    assert (again.low, again.high, again.unit, again.comparator, again.approximate) == (
        found.low,
        found.high,
        found.unit,
        found.comparator,
        found.approximate,
    )
    assert (again.start, again.end) == (0, found.end - found.start)
    assert float(value) in (found.low, found.high)


def test_every_unit_is_ucum() -> None:
    parser, table = get_ucum_parser(), load("units.yaml")
    for code in {*table["symbols"], *table["words"], "10*9/L", "mg/kg/d", "mL/min/m2", "[IU]/L"}:
        parser.parse(code)


@pytest.mark.parametrize(("text", "code"), [("mg/kg per day", "mg/kg/d"), (" x 10^9/l", "10*9/L"), (" g a day", "g/d")])
def test_units_are_put_together(text: str, code: str) -> None:
    unit = unit_at("5" + text, 1)
    assert unit is not None
    assert (unit.code, unit.end) == (code, len(text) + 1)


@pytest.mark.parametrize("text", ["1 " * 20000, "1, " * 20000, "less than " * 20000, "5 cm " * 20000])
def test_many_numbers_take_no_more_than_linear_time(text: str) -> None:
    def seconds(part: str) -> float:
        start = time.perf_counter()
        quantities(part)
        return time.perf_counter() - start

    seconds(text[:100])
    assert seconds(text) < 12 * seconds(text[: len(text) // 4]) + 0.5
