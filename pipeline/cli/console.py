"""What a person sees in the terminal: progress, one table, plain lines.

Findings and paths may hold "[…]", so nothing here is read as markup, and errors are never wrapped. They may also hold
what a terminal obeys, so everything goes through `core.one_line`.
"""

import logging
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from pipeline.core.one_line import one_line
from pipeline.report.figures import Row

T = TypeVar("T")


class Progress:
    """Bars on standard error for work that takes long; silent where nobody watches."""

    def __init__(self, *, quiet: bool = False):
        self._console = Console(stderr=True)
        self._quiet = quiet or not self._console.is_terminal

    def track(self, title: str, items: Iterable[T], total: int) -> Iterator[T]:
        """Pass items through and show how many of `total` are done."""
        if self._quiet or not total:
            yield from items
            return
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Bar(*columns, console=self._console, transient=True) as bar:
            task = bar.add_task(title, total=total)
            for item in items:
                yield item
                bar.advance(task)


def say(*lines: str) -> None:
    """Print plain lines to standard output."""
    for line in lines:
        sys.stdout.write(one_line(line) + "\n")


def complain(*lines: str) -> None:
    """Print plain, unwrapped lines to standard error."""
    for line in lines:
        sys.stderr.write(one_line(line) + "\n")


class Warnings(logging.Handler):
    """What the pipeline and its libraries log, told like everything else."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print the message on one line."""
        complain(record.getMessage())


def show_table(rows: Sequence[Row]) -> None:
    """One line per document, and one per language under it where there are several."""
    cells = [("Document", *Row.titles()), *((one_line(row.name), *map(str, row.figures())) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for first, *others in cells:
        figures = (cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))
        say("  ".join((first.ljust(widths[0]), *figures)))
