"""`models.lock`, kept with the project: which archives its packages came from, and how their models are decoded.

An entry stands under the name of a package's folder. Before compute types were recorded it was the archive's hash
alone; such entries are read as they are. A package that the user has for argostranslate has an entry without that hash.
"""

from pathlib import Path
from typing import Literal

import msgspec

from pipeline.core.errors import PipelineError
from pipeline.core.files import DAMAGED, read_file, write_file

ComputeType = Literal["", "default", "float32"]
REMEDY = "restore it, or remove it to start anew"


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """`sha256` is the archive's hash, `model` the hash of the model that `compute_type` was found for."""

    sha256: str = ""
    model: str = ""
    compute_type: ComputeType = ""


def path(models: Path) -> Path:
    """Where it lies: beside the folder of packages."""
    return models.with_name("models.lock")


def read(models: Path) -> dict[str, Entry]:
    """All entries. Raises `PipelineError` where the file is none."""
    try:
        entries = msgspec.json.decode(read_file(path(models)), type=dict[str, str | Entry])
    except FileNotFoundError:
        return {}
    except (OSError, *DAMAGED) as error:
        raise PipelineError("this is no list of hashes", file=path(models), remedy=REMEDY) from error
    return {name: Entry(entry) if isinstance(entry, str) else entry for name, entry in entries.items()}


def write(models: Path, name: str, entry: Entry) -> None:
    """Add an entry or put another in its place. Raises `PipelineError` where the file is no lock."""
    entries = read(models)
    if entries.get(name) != entry:
        text = msgspec.json.encode(entries | {name: entry}, order="sorted")
        write_file(path(models), msgspec.json.format(text, indent=2) + b"\n")
