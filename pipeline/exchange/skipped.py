"""What of a file of others is passed over: never in silence, since somebody's work may be among it."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

NOT_TO_BE_TRANSLATED = "marked as not to be translated, and translated"
_NAMED = 5  # places that a line names; the others are counted


class Skipped(NamedTuple):
    """An entry that is left out: the line or row (from 1) where it stands, and in a few words what it is."""

    line: int | None
    why: str


def skipped_lines(path: Path, skipped: Iterable[Skipped]) -> list[str]:
    """A line for each reason: how many entries are left out for it, and where the first of them stand."""
    by_reason: dict[str, list[int]] = defaultdict(list)
    for one in skipped:
        by_reason[one.why].append(one.line or 0)
    return [_line(path, why, sorted(lines)) for why, lines in by_reason.items()]


def _line(path: Path, why: str, lines: list[int]) -> str:
    place = f"{path}:{lines[0]}" if lines[0] else str(path)
    if len(lines) == 1:
        return f"{place}: left out: {why}"
    others = [str(line) for line in dict.fromkeys(lines) if line]
    more = ", …" if len(others) > _NAMED else ""
    where = f" (lines {', '.join(others[:_NAMED])}{more})" if len(others) > 1 else ""
    return f"{place}: {len(lines):,} left out: {why}{where}"
