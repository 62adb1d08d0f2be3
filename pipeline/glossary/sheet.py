"""A file of concepts, whatever its format, that can tell the line of each of its places."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from pipeline.core.errors import UsageError
from pipeline.core.project import OWN_GLOSSARY, default_glossary
from pipeline.core.yaml.events import Place


class Sheet(Protocol):
    """What the checks ask of a file: the line of a place such as ("concepts", 3, "en"), and an error that names it."""

    def line(self, place: Place) -> int | None:
        """The line of a place, or of the nearest place around it."""

    def fault(self, message: str, place: Place = (), remedy: str = "") -> UsageError:
        """An error that names the file and the place's line."""


class Rows(msgspec.Struct, frozen=True):
    """A file in which each concept begins at one line (from 1): a table, an exchange file, a pack."""

    path: Path
    lines: Sequence[int]

    def line(self, place: Place) -> int | None:
        """The line at which the place's concept begins."""
        number = place[1] if len(place) > 1 else None
        return self.lines[number] if isinstance(number, int) else None

    def fault(self, message: str, place: Place = (), remedy: str = "") -> UsageError:
        """An error that names the file and the concept's line."""
        return UsageError(message, file=self.path, line=self.line(place), remedy=remedy)


def packs_folder(glossary: Path) -> Path:
    """The folder of the packs that are used with a glossary file: beside it.

    With the glossary that comes along, since the project has none, it is the project's own.
    """
    own = default_glossary() if glossary.is_absolute() else OWN_GLOSSARY
    return Path("packs") if glossary == own else glossary.parent / "packs"


__all__ = ["Place", "Rows", "Sheet", "packs_folder"]
