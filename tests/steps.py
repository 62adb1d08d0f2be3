"""Counting the work of a call in place of timing it: the same figure on every machine, however busy."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def steps(work: Callable[[], object]) -> int:
    """How many lines of Python a call runs: each round of a loop, each call and each return counts.

    What runs inside a function written in C or Rust is one step however long it takes: the search of a regular
    expression, a slice, `in`. Where that is the danger, only `make bench` can see it.
    """
    count = 0

    def step(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += 1
        return step

    before = sys.gettrace()
    sys.settrace(step)
    try:
        work()
    finally:
        sys.settrace(before)
    return count
