"""Exports of the bundle in formats of others: one file after another, by the format's name."""

from collections.abc import Collection, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pipeline.core.errors import UsageError, raise_all
from pipeline.core.files import content, digest
from pipeline.core.names import require
from pipeline.core.places import is_within, put

if TYPE_CHECKING:
    from pipeline.bundle import Bundle


class Format(msgspec.Struct, frozen=True):
    """A format: its name on the command line, its name for people, and the module that writes it.

    The module is imported when it is used: the command's help needs the names at every start, and a run with nothing
    to do must end in a blink. `hides_drafts` tells that it shows what no person has approved only where that is asked.
    """

    name: str
    title: str
    module: str
    hides_drafts: bool = False

    def files(self, bundle: "Bundle", drafts: bool = False) -> dict[str, bytes]:
        """The files of the export by name, as the module's function `files(bundle, drafts)` makes them."""
        made: dict[str, bytes] = import_module(self.module).files(bundle, drafts)
        return made


FORMATS: tuple[Format, ...] = (
    Format("jsonl", "JSON Lines", "pipeline.exports.jsonl"),
    Format("parquet", "Parquet", "pipeline.exports.parquet"),
    Format("sqlite", "SQLite", "pipeline.exports.sqlite"),
    Format("chunks", "chunks for retrieval", "pipeline.exports.chunks", hides_drafts=True),
    Format("html", "HTML", "pipeline.exports.html", hides_drafts=True),
    Format("brat", "BRAT standoff", "pipeline.exports.brat"),
    Format("jsonld", "W3C Web Annotation", "pipeline.exports.web_annotation"),
)


SUMS = "SHA256SUMS"  # what exports have written into a folder, as `sha256sum --check` reads it
_OURS = "# written by python -m pipeline export"  # `sha256sum` passes over it; people have lists of that name too


def export(curated: Path, form: str, out: Path, drafts: bool = False) -> list[Path]:
    """Write a bundle in another format into a folder; gives the files written.

    With `drafts` the formats for readers show what no person has approved, marked as such.
    Raises `UsageError`, and writes nothing, for an unknown format, for a bundle that cannot be trusted, and where `out`
    is a file, holds the bundle, or has a file of somebody's in the way. Raises `DocumentError` for a file that cannot
    be written.
    """
    from pipeline.bundle import load_bundle

    formats = {one.name: one for one in FORMATS}
    require(form, formats, "format")
    if out.exists() and not out.is_dir():
        raise UsageError("this is a file", file=out, remedy="name a folder")
    if is_within(curated, out) or is_within(out, curated):
        message = "this is the folder of the bundle, or has it in it"
        raise UsageError(message, file=out, remedy="name a folder that the export has to itself")
    files = formats[form].files(load_bundle(curated), drafts)
    sums = {_sum(name, data) for name, data in files.items()}
    known = _known_sums(out)
    _require_own(out, files, known)
    _put_sums(out, known | sums)  # a killed export must know its files again
    paths = [put(out, name, data) for name, data in sorted(files.items())]
    _put_sums(out, sums | {one for one in known if _name(one) not in files})
    return paths


def _require_own(out: Path, files: Mapping[str, bytes], known: Collection[str]) -> None:
    """Raise `UsageError` for files that no export wrote, or that were changed since: people annotate in BRAT's."""
    faults = []
    for name, data in sorted(files.items()):
        place = out / name
        found = content(place) if place.is_file() else None
        if found is not None and found != data and _sum(name, found) not in known:
            message = "no export wrote this file as it is, and it would be written over"
            faults.append(UsageError(message, file=place, remedy="move it away, or name another folder"))
    raise_all(faults)


def _known_sums(out: Path) -> set[str]:
    """The list's lines. Raises `UsageError` for a list that no export wrote."""
    data = content(out / SUMS) if (out / SUMS).is_file() else b""
    lines = (data or b"").decode("utf-8", "replace").splitlines()
    if lines and lines[0] != _OURS:
        message = "no export wrote this list, and it would be written over"
        raise UsageError(message, file=out / SUMS, remedy="move it away, or name another folder")
    return set(lines[1:])


def _put_sums(out: Path, sums: Collection[str]) -> None:
    put(out, SUMS, "".join(f"{line}\n" for line in (_OURS, *sorted(sums, key=_name))).encode())


def _sum(name: str, data: bytes) -> str:
    return f"{digest(data)}  {name}"


def _name(line: str) -> str:
    return line.partition("  ")[2]
