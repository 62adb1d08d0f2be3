"""The TMX files in the folder of one target language: those of a team, and what is approved, for other tools."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.core.errors import DocumentError
from pipeline.core.files import obstacle, paths_in
from pipeline.core.places import refusal, told
from pipeline.core.tags import widening
from pipeline.core.text.folding import one_space
from pipeline.exchange import tmx
from pipeline.exchange.skipped import skipped_lines

MEMORY = "memory.tmx"  # what is approved, for other tools; keeps what no other file has any more
REFUSED = "cannot be read or written"


class Memories:
    """One language's memories as a run reads and writes them.

    What cannot be read or written is a `DocumentError`, which says what to do. `told` are lines for whoever started
    the run.
    """

    def __init__(self, folder: Path, language: str) -> None:
        self.path, self.language = folder, language
        self.told: list[str] = []
        self._own = folder / MEMORY

    @property
    def has_own(self) -> bool:
        """Whether there is a memory that the pipeline wrote and nobody edited."""
        return tmx.is_ours(self._own)

    def own(self) -> list[tuple[str, str, str]]:
        """The pairs of that memory, as (source language, source, target)."""
        return tmx.written(self._own)

    def others(self) -> list[Path]:
        """The TMX files that a team has put beside its XLIFF files, or beside those of what this is a variety of."""
        own = [path for path in self._all() if path.name != MEMORY or not self.has_own]
        wider = (path for tag in list(widening(self.language))[1:] for path in self.path.with_name(tag).glob("*.tmx"))
        return [*own, *sorted(path for path in wider if path.name != MEMORY)]

    def given(self, path: Path, source_language: str) -> list[tuple[str, str]]:
        """The pairs of one of them."""
        languages = (source_language, self.language)
        with self._told(path):
            units, skipped = tmx.pairs(path, languages)
        found = [(source, target) for _, source, target in units]
        self.told += skipped_lines(path, (one for one in skipped if one.why != tmx.other(*languages)))
        if not found:
            remedy = "correct the languages in it, or move it to the folder of its language"
            self.told.append(f"{path}: {tmx.without(source_language, self.language)}; {remedy}.")
        pairs = {(one_space(source), one_space(target)) for source, target in found}
        torn = sum(count > 1 for count in Counter(source for source, _ in pairs).values())
        if torn:
            many = "a sentence" if torn == 1 else f"{torn} sentences"
            self.told.append(f"{path}: has several translations of {many}; none of them is used where it is so.")
        return found

    def write(self, approved: Iterable[tuple[str, str, str]]) -> None:
        """Write the approved pairs, as (source language, source, target), for other tools.

        A file of that name that is not the pipeline's, or was edited, is left alone.
        """
        memory = self._own
        if what := obstacle(memory):
            raise DocumentError(what, file=memory, remedy="move it away and run again")
        if memory.exists() and not self.has_own:
            with self._told(memory):
                tmx.root(memory)  # or nothing is read of it
            self.told.append(f"{memory}: is yours, not the pipeline's, and is read as such; rename it to have both.")
            return
        try:
            tmx.write(memory, approved, self.language)
        except OSError as error:
            raise refusal(error, memory, REFUSED) from error

    @contextmanager
    def _told(self, path: Path) -> Iterator[None]:
        """What is wrong with a memory; the one that the pipeline writes need not be mended."""
        try:
            yield
        except DocumentError as error:
            if path != self._own:
                raise
            remedy = "restore it from a copy; deleted, it loses the sentences that no file of translations holds"
            raise DocumentError(error.message, remedy=remedy, file=path, line=error.line) from error

    def _all(self) -> list[Path]:
        with told(self.path, REFUSED):
            return paths_in(self.path, ".tmx")
