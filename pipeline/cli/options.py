"""The paths that several commands take, and what is refused of any path before a command starts."""

import errno
from pathlib import Path
from typing import Annotated

import typer

from pipeline.core.places import refusal


def path(given: str | Path) -> Path:
    """A path of the command line. Raises `BadParameter` for one that cannot be meant.

    An empty one is a shell's variable without a value; taken for the working folder, it would be filled with files.
    """
    if not given:
        raise typer.BadParameter("the path is empty; name a file or folder, or leave the option out")
    try:
        Path(given).exists()
    except OSError as error:
        fault = refusal(error, Path(given), "cannot be reached")
        too_long = error.errno == errno.ENAMETOOLONG
        raise typer.BadParameter(f"{error.strerror}; name a shorter path" if too_long else str(fault)) from error
    return Path(given)


Raw = Annotated[Path, typer.Option("--raw", parser=path, help="Folder of source texts.")]
Curated = Annotated[Path, typer.Option("--curated", parser=path, help="Folder of the bundle.")]
Translations = Annotated[Path, typer.Option("--translations", parser=path, help="Folder of the XLIFF files.")]
Build = Annotated[Path, typer.Option("--build", parser=path, help="Folder of caches and reports.")]
GlossaryFile = Annotated[Path, typer.Option("--glossary", parser=path, help="The glossary.")]
SettingsFile = Annotated[Path, typer.Option("--settings", parser=path, help="The settings.")]
