"""Faults that a person can mend, told in one line.

Everything an editor, translator or caller can cause is raised as a `PipelineError`; the command line prints its
text and nothing else.
"""

from collections.abc import Iterable
from pathlib import Path

from pipeline.core.one_line import one_line


class PipelineError(Exception):
    """A fault that its reader can mend: where it is, what is wrong, what to do.

    `str()` gives `file:line: what is wrong; what to do`, the form in which editors' tools find the place. It is one
    line, whatever names and texts it quotes.
    """

    def __init__(self, message: str, *, remedy: str = "", file: str | Path | None = None, line: int | None = None):
        self.message, self.remedy, self.file, self.line = message, remedy, file, line
        place = "" if file is None else f"{file}:{line}: " if line else f"{file}: "
        super().__init__(one_line(place + message + (f"; {remedy}" if remedy else "")))


class UsageError(PipelineError):
    """Wrong use, settings, glossary or side file: nothing is written, exit status 2."""


class CombinedUsageError(UsageError):
    """Several at once, so that an editor mends all before the next run; `str()` gives a line for each."""

    def __init__(self, faults: Iterable[UsageError]):
        self.faults = tuple(faults)
        super().__init__("several faults")
        self.args = ("\n".join(map(str, self.faults)),)


class DocumentError(PipelineError):
    """One document cannot be read or processed: the others go on, exit status 3."""
