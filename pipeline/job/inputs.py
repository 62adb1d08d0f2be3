"""What a run is asked for and what it reads, checked before anything is written."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pipeline.core.errors import UsageError
from pipeline.core.project import OWN_GLOSSARY, Project
from pipeline.core.settings import Settings

if TYPE_CHECKING:
    from pipeline.core.model import SideFile
    from pipeline.glossary import Glossary
    from pipeline.ingest import RawText


class Options(msgspec.Struct, frozen=True):
    """What the command line asks for beside the settings."""

    languages: tuple[str, ...] = ()
    engine: str | None = None
    off: tuple[str, ...] = ()
    jobs: int | None = None
    force: bool = False


def effective(settings: Settings, options: Options) -> Settings:
    """The settings of a run: what the command line asks for goes before the file, and what it switches off is added."""
    return msgspec.structs.replace(
        settings,
        languages=options.languages or settings.languages,
        engine=options.engine or settings.engine,
        off=(*settings.off, *options.off),
    )


class Inputs(msgspec.Struct, frozen=True):
    """Everything a run reads, checked before anything is written."""

    texts: tuple["RawText", ...]
    warnings: tuple[str, ...]
    settings: Settings
    glossary: "Glossary"


class Known(msgspec.Struct, frozen=True):
    """What the last run knew: its glossary, where it has not changed, and the ids of texts that have not."""

    glossary: "Glossary | None" = None
    ids: Mapping[str, str] = {}


def require(project: Project) -> None:
    """Raise `UsageError` for a folder or file that was named but is not there."""
    if not project.raw.is_dir():
        raise UsageError("there is no such folder", file=project.raw, remedy="create it or name another with --raw")
    for given, default in ((project.glossary, OWN_GLOSSARY), (project.settings, Path("settings.yaml"))):
        if not given.is_file() and given != default:
            raise UsageError("there is no such file", file=given, remedy="create it or leave the option out")


def read_inputs(project: Project, settings: Settings, known: Known | None = None) -> Inputs:
    """Read and check settings, glossary and side files; every slip is told at once.

    What is `known` from the last run, and has not changed since, is not read again.
    """
    from pipeline.glossary import Glossary, load_glossary
    from pipeline.ingest import scan
    from pipeline.job.names import check_settings, read_settings

    slips: list[str] = []
    texts, warnings = scan(project.raw)
    known = known or Known()
    glossary = known.glossary
    try:
        read_settings(project.settings)
        check_settings(settings)  # what the command line adds to the file
        if glossary is None:
            path = project.glossary_in_use
            glossary = load_glossary(path) if path.is_file() else Glossary()
    except UsageError as error:
        slips.append(str(error))
    ids = {text.path.stem: text.path for text in texts}
    for text in texts:
        try:
            identifier = known.ids.get(text.path.name) or _checked(text).id
            if identifier is not None and ids.setdefault(identifier, text.path) != text.path:
                message = f"the id '{identifier}' is that of {ids[identifier].name} already"
                raise UsageError(message, file=text.side, remedy="give one of the two another id")
        except UsageError as error:
            slips.append(str(error))
    if slips:
        raise UsageError("\n".join(slips))
    return Inputs(tuple(texts), tuple(warnings), settings, glossary or Glossary())


def _checked(text: "RawText") -> "SideFile":
    """A text's side file. Raises `UsageError` for what is wrong with it."""
    from pipeline.core.yamlfile import YamlFile
    from pipeline.ingest import load_side
    from pipeline.job.names import check_side

    side = load_side(text.side)
    if text.side is not None:
        check_side(side, YamlFile.load(text.side))
    return side
