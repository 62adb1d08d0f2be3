"""A project's folders, what a run is asked for, and what it reads, checked before anything is written."""

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pipeline.core.errors import UsageError
from pipeline.core.settings import EngineChoice, Settings

if TYPE_CHECKING:
    from pipeline.glossary import Glossary
    from pipeline.ingest import RawText


OWN_GLOSSARY = Path("glossary.yaml")


def default_glossary() -> Path:
    """The glossary of whoever names none: `glossary.yaml` of the working folder, else the one that comes along.

    In an installed wheel that one lies among the package's data; in a checkout it is the repository's own.
    """
    package = Path(__file__).parent.parent
    places = (OWN_GLOSSARY, package / "data" / "glossary.yaml", package.parent / "glossary.yaml")
    return next((place for place in places if place.is_file()), OWN_GLOSSARY)


class Project(msgspec.Struct, frozen=True):
    """Where everything is; relative paths start at the working folder."""

    raw: Path = Path("raw")
    curated: Path = Path("curated")
    translations: Path = Path("translations")
    build: Path = Path("build")
    models: Path = Path("models")
    glossary: Path = OWN_GLOSSARY
    settings: Path = Path("settings.yaml")

    @property
    def glossary_in_use(self) -> Path:
        """The named glossary, or the default where none was named."""
        return default_glossary() if self.glossary == OWN_GLOSSARY else self.glossary


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
    for given, default in ((project.glossary, OWN_GLOSSARY), (project.settings, Path("settings.yaml"))):
        if not given.is_file() and given != default:
            raise UsageError("there is no such file", file=given, remedy="create it or leave the option out")


def read_inputs(project: Project, settings: Settings) -> Inputs:
    """Read and check settings, glossary and side files; every slip is told at once."""
    from pipeline.core.yamlfile import YamlFile
    from pipeline.glossary import Glossary, load_glossary
    from pipeline.ingest import load_side, scan
    from pipeline.job import stages

    slips: list[str] = []
    texts, warnings = scan(project.raw)
    glossary = Glossary()
    try:
        if project.settings.is_file():
            stages.refuse_unknown_names(YamlFile.load(project.settings))
        if project.glossary_in_use.is_file():
            glossary = load_glossary(project.glossary_in_use)
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
