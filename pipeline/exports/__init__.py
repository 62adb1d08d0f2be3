"""Exports of the bundle in formats of others: one file after another, by the format's name."""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pipeline.core.errors import UsageError
from pipeline.core.names import require
from pipeline.core.places import is_within, put

if TYPE_CHECKING:
    from pipeline.bundle import Bundle


class Format(msgspec.Struct, frozen=True):
    """A format: its name on the command line, its name for people, and the module that writes it.

    The module is imported when it is used: the command's help needs the names at every start, and a run with nothing
    to do must end in a blink.
    """

    name: str
    title: str
    module: str

    def files(self, bundle: "Bundle", drafts: bool = False) -> dict[str, bytes]:
        """The files of the export by name, as the module's function `files(bundle, drafts)` makes them."""
        made: dict[str, bytes] = import_module(self.module).files(bundle, drafts)
        return made


FORMATS: tuple[Format, ...] = (
    Format("jsonl", "JSON Lines", "pipeline.exports.jsonl"),
    Format("parquet", "Parquet", "pipeline.exports.parquet"),
    Format("sqlite", "SQLite", "pipeline.exports.sqlite"),
    Format("chunks", "chunks for retrieval", "pipeline.exports.chunks"),
    Format("html", "HTML", "pipeline.exports.html"),
    Format("brat", "BRAT standoff", "pipeline.exports.brat"),
    Format("jsonld", "W3C Web Annotation", "pipeline.exports.web_annotation"),
)


def export(curated: Path, form: str, out: Path, drafts: bool = False) -> list[Path]:
    """Write a bundle in another format into a folder; gives the files written.

    With `drafts` the formats for readers show what no person has approved, marked as such.
    Raises `UsageError` for an unknown format, for a bundle that cannot be trusted, and where `out` is a file or holds
    the bundle, and `DocumentError` for a file that cannot be written.
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
    return [put(out, name, data) for name, data in sorted(files.items())]
