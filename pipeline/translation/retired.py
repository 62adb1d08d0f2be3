"""Translations whose text is gone from raw/: they stay, they go on serving the memory, and the run says so.

Where another text has the words of one that is gone, it may be the same under a new name.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from pipeline.core.errors import DocumentError
from pipeline.core.model import Document
from pipeline.exchange.xliff.trans_units import Unit
from pipeline.translation.folder import LanguageFolder

SAME = 0.8  # of the sentences of either text; an editor who renames a text may mend a line of it as well


class Retired:
    """The files of one language whose text is gone, by name."""

    def __init__(self, folder: LanguageFolder, documents: Sequence[Document], raw: Path):
        texts = {folder.stem(path.name) for path in raw.iterdir() if path.suffix != ".yaml"}
        self.documents, self.unsound = documents, list[str]()
        self.units: dict[str, list[tuple[str, Unit]]] = {}
        self.failed: set[str] = set()  # of texts that are there and could not be read
        for name in folder.retired(documents):
            try:
                self.units[name] = list(folder.units(name))
            except (DocumentError, OSError) as error:
                self.unsound.append(str(error))
            if name in texts:
                self.failed.add(name)

    def approved(self, source_language: str) -> list[tuple[str, str]]:
        """The approved pairs of one source language."""
        return [
            (unit.source, unit.target)
            for units in self.units.values()
            for language, unit in units
            if language == source_language and unit.state == "approved" and unit.target is not None
        ]

    @property
    def gone(self) -> list[str]:
        """The names of those whose text is really gone."""
        return [name for name in self.units if name not in self.failed]

    def renamed(self) -> Mapping[str, str]:
        """By the old name the new one of a text that has the same words."""
        sources = {name: _folded(unit.source for _, unit in self.units[name]) for name in self.gone}
        found: dict[str, str] = {}
        for document in self.documents if sources else ():
            words = _folded(document.sentence(segment) for segment in document.segments)
            for name, old in sources.items():
                if words and len(words & old) >= SAME * max(len(words), len(old)):
                    found.setdefault(name, Path(document.name).stem)
        return found


def tell(languages: Iterable[Retired]) -> list[str]:
    """The lines for whoever started the run."""
    languages = list(languages)
    renamed = {old: new for one in languages for old, new in one.renamed().items()}
    gone = sorted({name for one in languages for name in one.gone if name not in renamed})
    lines = [
        f"“{new}” has the words of “{old}”, which is gone; "
        f"`python -m pipeline rename {old} {new}` gives it the translations that people made."
        for old, new in sorted(renamed.items())
    ]
    if gone:
        lines.append(f"Gone from the texts: {', '.join(gone)}. Their translations stay and go on serving the memory.")
    return lines + [error for one in languages for error in one.unsound]


def _folded(sources: Iterable[str]) -> set[str]:
    return {" ".join(source.split()) for source in sources}
