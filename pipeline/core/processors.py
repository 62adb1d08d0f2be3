"""How many things can be done at once, and doing them in an order that keeps memory bounded."""

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from typing import TypeVar

from pipeline.core.errors import StoppedError

T = TypeVar("T")
R = TypeVar("R")

_AHEAD = 3  # batches for each process: enough that none waits, few enough that finished work does not pile up


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_order(
    pool: Executor, work: Callable[[Sequence[T]], list[R]], items: Sequence[T], jobs: int, size: int
) -> Iterator[R]:
    """What `work` makes of the items, batch by batch of `size` in a pool, in their order.

    An executor's own `map` takes everything at once, and where results are fetched more slowly than made, all of them
    wait in memory. Raises `StoppedError` where the system has ended a process.
    """
    waiting: deque[Future[list[R]]] = deque()
    try:
        for start in range(0, len(items), size):
            waiting.append(pool.submit(work, items[start : start + size]))
            if len(waiting) >= _AHEAD * jobs:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    except BrokenExecutor as error:
        what = "a process that worked along was ended from outside, as systems do where memory runs out"
        raise StoppedError(what, remedy="run with --jobs 1, or split the largest file") from error
