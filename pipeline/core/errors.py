"""Faults that a person can mend, told in one line.

Everything an editor, translator or caller can cause is raised as a `PipelineError`; the command line prints its
text and nothing else.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from pipeline.core.one_line import one_line

_MOST = 80  # characters of a name or of a file's words that a line repeats
_MOST_LINES = 500  # more faults than anybody mends before the next run


def shown(text: object, most: int = _MOST) -> str:
    r"""A name or a file's words as one line may hold them: without control characters, and not endless.

    A name with a line break in it would forge a line of its own, and one with an escape character would command the
    terminal.

    >>> shown("a\nb\x1b[31m"), shown("ab" * 9, 8)
    ('a\\nb\\x1b[31m', 'abababa…')
    """
    words = str(text)
    words = words if len(words) <= most else words[: most - 1] + "…"
    return one_line(words)


class PipelineError(Exception):
    """A fault that its reader can mend: where it is, what is wrong, what to do.

    `str()` gives `file:line: what is wrong; what to do`, the form in which editors' tools find the place. It is one
    line, whatever names and texts it quotes.
    """

    def __init__(self, message: str, *, remedy: str = "", file: str | Path | None = None, line: int | None = None):
        self.message, self.remedy = shown(message, most=400), shown(remedy, most=1000)
        self.file, self.line = file, line
        where = "" if file is None else shown(file, most=1000)
        place = where and (f"{where}:{line}: " if line else f"{where}: ")
        super().__init__(place + self.message + (f"; {self.remedy}" if remedy else ""))


class UsageError(PipelineError):
    """Wrong use, settings, glossary or side file: nothing is written, exit status 2."""

    @property
    def faults(self) -> tuple["UsageError", ...]:
        """The faults that it tells of, each by itself."""
        return (self,)


def raised(*checks: Callable[[], object]) -> list[UsageError]:
    """What these checks raise, each fault by itself."""
    faults: list[UsageError] = []
    for check in checks:
        try:
            check()
        except UsageError as error:
            faults += error.faults
    return faults


def raise_all(faults: Sequence[UsageError]) -> None:
    """Raise what was found: nothing, the one fault, or several together."""
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise CombinedUsageError(faults)


class CombinedUsageError(UsageError):
    """Several at once, so that an editor mends all before the next run; `str()` gives a line for each."""

    def __init__(self, faults: Iterable[UsageError]):
        self._faults = tuple(one for fault in faults for one in fault.faults)
        super().__init__("several faults")
        lines = list(dict.fromkeys(map(str, self._faults)))  # two in one line may say the same
        more = [f"… and {len(lines) - _MOST_LINES:,} more"] if len(lines) > _MOST_LINES else []
        self.args = ("\n".join((*lines[:_MOST_LINES], *more)),)

    @property
    def faults(self) -> tuple[UsageError, ...]:
        """All of them, none of which holds others."""
        return self._faults

    def __reduce__(self) -> tuple[type["CombinedUsageError"], tuple[tuple[UsageError, ...]]]:
        return CombinedUsageError, (self.faults,)


class StoppedError(UsageError):
    """What the whole command needs cannot be used: exit status 2, or 3 where something was written before."""


class DocumentError(PipelineError):
    """One document cannot be read or processed: the others go on, exit status 3."""
