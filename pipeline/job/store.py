"""What a run remembers in build/: curated documents by the hash of all that made them, and the state it left behind.

Staleness is a matter of content, never of modification times, which checkouts ruin. Everything here is safe to delete.
Nothing heavy is imported: a run with nothing to do must end in a blink.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import msgspec

from pipeline.core.errors import UsageError
from pipeline.core.files import delete_file, digest, locked, make_folder, write_file
from pipeline.core.model import Document
from pipeline.core.project import Failure


class State(msgspec.Struct, frozen=True):
    """What the last run saw and left: its inputs' hash, its outputs' hashes, what it said, what failed, its status."""

    inputs: str
    outputs: dict[str, str]
    lines: tuple[str, ...]
    failures: tuple[Failure, ...]
    status: int


@cache
def program_hash() -> str:
    """Hash of the pipeline's own code and tables: a new rule makes every document stale."""
    folder = Path(__file__).parent.parent
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix != ".pyc")
    return digest("".join(f"{p.relative_to(folder)}:{digest(p.read_bytes())}\n" for p in files).encode())


def tree_hashes(paths: Iterable[Path]) -> dict[str, str]:
    """The hash of every file in or at the paths; what is missing is left out."""
    found: dict[str, str] = {}
    for path in paths:
        files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path] if path.is_file() else []
        found.update((str(file), digest(file.read_bytes())) for file in files)
    return found


def read_state(build: Path) -> State | None:
    """The last run's state, or None where there is none that can be read."""
    try:
        return msgspec.json.decode((build / "state.json").read_bytes(), type=State)
    except (OSError, msgspec.MsgspecError):
        return None


def write_state(build: Path, state: State) -> None:
    """Keep a run's state, last of all that it writes."""
    write_file(build / "state.json", msgspec.json.format(msgspec.json.encode(state), indent=1) + b"\n")


class DocumentCache:
    """Curated documents in build/cache/documents, one file per key; a damaged file counts as none."""

    def __init__(self, build: Path):
        self._folder = build / "cache" / "documents"

    def get(self, key: str) -> Document | None:
        """The document of a key, if it is there and whole."""
        try:
            return msgspec.msgpack.decode((self._folder / f"{key}.msgpack").read_bytes(), type=Document)
        except (OSError, msgspec.MsgspecError):
            return None

    def put(self, key: str, document: Document) -> None:
        """Keep a document under its key."""
        write_file(self._folder / f"{key}.msgpack", msgspec.msgpack.encode(document))

    def prune(self, keys: Iterable[str]) -> None:
        """Forget every document but those of `keys`."""
        wanted = {f"{key}.msgpack" for key in keys}
        for path in self._folder.glob("*.msgpack"):
            if path.name not in wanted:
                delete_file(path)


@contextmanager
def single_run(build: Path) -> Iterator[None]:
    """Hold the project's lock. Raises `UsageError` where another run holds it."""
    make_folder(build)
    with locked(build / "run.lock") as ours:
        if not ours:
            raise UsageError("another run is at work in this project", file=build, remedy="wait until it ends")
        yield
