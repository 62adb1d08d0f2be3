"""Four times the text takes no more than four times the steps, whatever it is made of."""

from collections.abc import Callable

import pytest

from benchmarks.growth_speed import PARTS, SUBJECTS, texts
from tests.steps import steps

SLACK = 1.1  # steps are counted, not measured: a tenth more lets in no other power of the length


@pytest.mark.parametrize(
    ("name", "piece"), [(name, piece) for name, subject in SUBJECTS.items() for piece in subject.pieces]
)
def test_steps_grow_with_the_text(name: str, piece: str) -> None:
    subject = SUBJECTS[name]
    whole, quarter = texts(piece, subject.size // 4)
    subject.work(quarter[: len(quarter) // 2])  # loads tables
    few, many = steps(lambda: subject.work(quarter)), steps(lambda: subject.work(whole))
    assert 0 < many <= SLACK * PARTS * few


@pytest.mark.parametrize(
    ("work", "degree"),
    [
        (lambda n: [i for i in range(n) if i < 0], 1),
        (lambda n: any(i < 0 for i in range(n)), 1),
        (lambda n: sorted(range(n), key=lambda i: -i), 1),
        (lambda n: [i for i in range(n) if any(j < 0 for j in range(i))], 2),
        (lambda n: [[j for j in range(n) if j < 0] for i in range(n)], 2),
    ],
)
def test_steps_are_told_apart_by_their_power(work: Callable[[int], object], degree: int) -> None:
    few, many = steps(lambda: work(100)), steps(lambda: work(PARTS * 100))
    assert PARTS**degree / SLACK < many / few < PARTS**degree * SLACK
