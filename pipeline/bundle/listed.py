"""What an older bundle listed and the new one lacks: removed where the pipeline itself wrote it."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from pipeline.bundle.package import PACKAGE
from pipeline.bundle.storage import Resource
from pipeline.core.errors import DocumentError, shown
from pipeline.core.files import DAMAGED, delete_empty, delete_file, hash_file, paths_in, read_file
from pipeline.core.model import Source
from pipeline.core.names import is_language
from pipeline.core.places import within


class _Made(msgspec.Struct):
    id: str
    source: Source


def remove_stale(
    folder: Path,
    kept: Collection[str],
    lost: Collection[str] = (),
    written: Iterable[tuple[str, str]] = (),
    languages: Collection[str] | None = None,
) -> list[str]:
    """Delete what an older bundle listed and the new one lacks, and folders left empty; what was left, as warnings.

    Only what the pipeline itself wrote goes: a file of a name that it gives, with the hash that is listed, or with one
    `written` by runs that ended before they listed it. Nothing goes of the texts that are `lost`, since they could not
    be written. Where all target `languages` are given, another that goes whole is told.
    """
    ours: dict[str, set[str]] = {}
    for name, hashed in (*_listed(folder).items(), *((name, f"sha256:{hashed}") for name, hashed in written)):
        ours.setdefault(name, set()).add(hashed)
    left, given_up = [], dict[Path, None]()
    for name, hashes in ours.items():
        if name in kept or name.partition("/")[0] in lost or not _is_ours(name):
            continue
        with suppress(DocumentError, ValueError):
            path = within(folder, name)
            try:
                if f"sha256:{hash_file(path)}" in hashes:
                    delete_file(path)
                    given_up[path.parent] = None
                else:
                    left.append(f"{path}: is left, since it was changed by hand; delete it if nobody needs it")
                if path.parent != folder:
                    delete_empty(path.parent)
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError as error:
                left.append(f"{path}: is left ({error.strerror}); delete it by hand")
    in_use = {name.partition("/")[0] for name in (*kept, *lost)}
    left += (line for one in given_up if one.name not in in_use for line in _foreign(one, ours))
    return left if languages is None else left + _gone(folder, ours, kept, languages)


def _gone(folder: Path, ours: Iterable[str], kept: Iterable[str], named: Iterable[str]) -> list[str]:
    """A line for each language into which nothing is translated any more, since nobody names it."""
    return [
        f"{folder}: what was translated into {language} is taken out, since no setting names that language;"
        " the translations themselves stay"
        for language in sorted(_languages(ours) - _languages(kept) - set(named))
    ]


def _foreign(folder: Path, ours: Collection[str]) -> Iterator[str]:
    """A line where the folder of a text that is gone stays, since somebody else's files are in it."""
    try:
        paths = {path.name: f"{folder.name}/{path.name}" for path in paths_in(folder)}
    except OSError:  # nobody can look into it
        return
    names = [name for name, path in paths.items() if path not in ours or not _is_ours(path)]
    if names:
        named = ", ".join(map(shown, names[:3])) + (", …" if len(names) > 3 else "")
        yield f"{folder}: its text is gone, and what is not the pipeline's is left there ({named}); move it away"


def published(folder: Path) -> list[str]:
    """The names of the texts that a bundle has, listed or not."""
    return sorted(path.parent.name for path in folder.glob("*/document.json"))


def has_language(folder: Path, language: str) -> bool:
    """Whether a bundle has a translation into a language."""
    return any(folder.glob(f"*/{language}.json"))


def _languages(names: Iterable[str]) -> set[str]:
    """The languages into which something is translated, by the paths of a bundle's files."""
    stems = {name.partition("/")[2].removesuffix(".json") for name in names if name.endswith(".json")}
    return {stem for stem in stems if is_language(stem)}


def text_of(folder: Path, name: str) -> tuple[str, str]:
    """The file of which a text's folder in the bundle was made, and the text's id; empty where nothing can be read."""
    try:
        record = msgspec.json.decode(read_file(within(folder, f"{name}/document.json")), type=_Made)
    except (DocumentError, OSError, *DAMAGED):
        return "", ""
    return record.source.file, record.id


def _listed(folder: Path) -> dict[str, str]:
    """The entries that can be read, by path."""
    try:
        package = msgspec.json.decode(read_file(folder / PACKAGE), type=dict[str, msgspec.Raw])
        resources = msgspec.json.decode(package["resources"], type=list[msgspec.Raw])
    except (OSError, ValueError, RecursionError, KeyError):
        return {}
    found = {}
    for raw in resources:
        with suppress(ValueError, RecursionError):
            resource = msgspec.json.decode(raw, type=Resource)
            found[resource.path] = resource.hash
    return found


def _is_ours(name: str) -> bool:
    """Whether a bundle has such a path: `<text>/document.json`, `<text>/<language>.json` or `.md`, or a schema."""
    folder, _, file = name.partition("/")
    stem, _, suffix = file.rpartition(".")
    if folder == "schemas" and file.endswith(".schema.json"):
        return "/" not in file
    return bool(folder) and (file == "document.json" or (suffix in ("json", "md") and is_language(stem)))
