"""A project's folders, what a run is asked for, and what it reads, checked before anything is written."""

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pipeline.errors import UsageError
from pipeline.settings import EngineChoice, Settings

if TYPE_CHECKING:
    from pipeline.glossary import Glossary
    from pipeline.ingest import RawText


class Project(msgspec.Struct, frozen=True):
    """Where everything is; relative paths start at the working folder."""

    raw: Path = Path("raw")
    curated: Path = Path("curated")
    translations: Path = Path("translations")
    build: Path = Path("build")
    models: Path = Path("models")
    glossary: Path = Path("glossary.yaml")
    settings: Path = Path("settings.yaml")


class Options(msgspec.Struct, frozen=True):
    """What the command line asks for beside the settings."""

    languages: tuple[str, ...] = ()
    engine: EngineChoice | None = None
    jobs: int | None = None
    force: bool = False


class Failure(msgspec.Struct, frozen=True):
    """A document that could not be processed, and why."""

    name: str
    reason: str


class Inputs(msgspec.Struct, frozen=True):
    """Everything a run reads, checked before anything is written."""

    texts: tuple["RawText", ...]
    warnings: tuple[str, ...]
    settings: Settings
    glossary: "Glossary"


def require(project: Project) -> None:
    """Raise `UsageError` for a folder or file that was named but is not there."""
    if not project.raw.is_dir():
        raise UsageError("there is no such folder", file=project.raw, remedy="create it or name another with --raw")
    for given, default in ((project.glossary, "glossary.yaml"), (project.settings, "settings.yaml")):
        if not given.is_file() and given != Path(default):
            raise UsageError("there is no such file", file=given, remedy="create it or leave the option out")


def read_inputs(project: Project, settings: Settings) -> Inputs:
    """Read and check settings, glossary and side files; every slip is told at once."""
    from pipeline import stages
    from pipeline.glossary import Glossary, load_glossary
    from pipeline.ingest import load_side, scan
    from pipeline.yamlfile import YamlFile

    slips: list[str] = []
    texts, warnings = scan(project.raw)
    glossary = Glossary()
    try:
        if project.settings.is_file():
            stages.refuse_unknown_names(YamlFile.load(project.settings))
        if project.glossary.is_file():
            glossary = load_glossary(project.glossary)
    except UsageError as error:
        slips.append(str(error))
    for text in texts:
        try:
            load_side(text.side)
            if text.side is not None:
                stages.refuse_unknown_names(YamlFile.load(text.side))
        except UsageError as error:
            slips.append(str(error))
    if slips:
        raise UsageError("\n".join(slips))
    return Inputs(tuple(texts), tuple(warnings), settings, glossary)
