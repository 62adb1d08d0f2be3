"""Why the last try to get an engine failed, kept in build/ for the runs that come after it.

Setting up happens once, runs happen often: without this, a run could not say why it has no better engine. The file is
a matter of this machine; nothing of it goes into the bundle or the XLIFF files.
"""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from pipeline.core.files import DAMAGED, delete_file, read_file, write_file


def path(build: Path) -> Path:
    """Where the reasons stand."""
    return build / "engines.json"


def keep(build: Path, reasons: Mapping[str, str]) -> None:
    """Keep the reasons by pair ("en-es"), each on one line, in the place of older ones; none is no file."""
    if not reasons:
        delete_file(path(build))
        return
    folded = {pair: " ".join(reason.split()) for pair, reason in sorted(reasons.items())}
    write_file(path(build), msgspec.json.format(msgspec.json.encode(folded), indent=1) + b"\n")


def failed(build: Path) -> dict[str, str]:
    """The reasons by pair; none where nothing was kept that can be read."""
    try:
        return msgspec.json.decode(read_file(path(build)), type=dict[str, str])
    except (OSError, *DAMAGED):
        return {}
