"""Exports of the bundle in formats of others: one file after another, by the format's name."""

from collections.abc import Callable, Mapping
from pathlib import Path

from pipeline.bundle import Bundle, load_bundle
from pipeline.core.errors import UsageError
from pipeline.core.files import write_file
from pipeline.exports import brat, web_annotation

FORMATS: Mapping[str, Callable[[Bundle], dict[str, bytes]]] = {"brat": brat.files, "jsonld": web_annotation.files}


def export(curated: Path, form: str, out: Path) -> list[Path]:
    """Write a bundle in another format into a folder; gives the files written.

    Raises `UsageError` for an unknown format, for a bundle that cannot be trusted, and where `out` is a file.
    """
    if form not in FORMATS:
        raise UsageError(f"'{form}' is no format of exports", remedy=f"known are: {', '.join(FORMATS)}")
    if out.exists() and not out.is_dir():
        raise UsageError("this is a file", file=out, remedy="name a folder")
    files = FORMATS[form](load_bundle(curated))
    for name, data in sorted(files.items()):
        write_file(out / name, data)
    return [out / name for name in sorted(files)]
