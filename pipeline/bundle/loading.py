"""Reading a bundle: checked as a whole when it is opened, read text by text when it is used.

The standard library and msgspec are all that this needs.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.bundle.reading import BundledDocument
from pipeline.bundle.records import Withdrawn
from pipeline.bundle.storage import Storage
from pipeline.core.names import require
from pipeline.core.targets import EngineUse


class Bundle:
    """A whole bundle, its checksums verified; each text is read when something of it is asked for."""

    def __init__(self, storage: Storage):
        self._storage = storage
        self._languages: dict[str, list[str]] = {}
        for path in storage.hashes:
            name, _, file = path.rpartition("/")
            if file == "document.json":
                self._languages.setdefault(name, [])
            elif file.endswith(".json") and name != "schemas":
                self._languages.setdefault(name, []).append(file.removesuffix(".json"))

    @property
    def title(self) -> str:
        """The title of the whole."""
        return self._storage.package.title

    @property
    def version(self) -> str:
        """The version of the release, or 0.0.0 and a hash of the content; empty before schema 1.5.0."""
        return self._storage.package.version

    @property
    def engines(self) -> Mapping[str, tuple[EngineUse, ...]]:
        """The engines of the texts in it, by target language."""
        return self._storage.package.engines

    @property
    def withdrawn(self) -> tuple[Withdrawn, ...]:
        """Sentences that were released once and must not be used any more, and why."""
        return self._storage.package.withdrawn

    @property
    def open_errors(self) -> Mapping[str, int]:
        """Findings at `error` by text, with which the release was made all the same; empty where there were none."""
        return self._storage.package.open_errors

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all texts, in order."""
        return tuple(sorted(self._languages))

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages into which a text is translated."""
        return tuple(sorted({language for some in self._languages.values() for language in some}))

    @property
    def documents(self) -> tuple[BundledDocument, ...]:
        """All texts, in the order of their names."""
        return tuple(self)

    def __iter__(self) -> Iterator[BundledDocument]:
        return map(self.__getitem__, self.names)

    def __len__(self) -> int:
        return len(self._languages)

    def __contains__(self, name: object) -> bool:
        return name in self._languages

    def __getitem__(self, name: str) -> BundledDocument:
        """A text by its name. Raises `UsageError` that names the nearest known one."""
        require(name, self.names, "text")
        return BundledDocument(name, self._storage, sorted(self._languages[name]))


def load_bundle(place: str | Path) -> Bundle:
    """Open a bundle, in a folder or in the zip of a release, and verify it.

    Raises `UsageError` where it is missing, where a file does not have the hash that `datapackage.json` lists, where a
    path leads out of it, or where its schema is of another major version.
    """
    storage = Storage(place)
    storage.verify()
    return Bundle(storage)
