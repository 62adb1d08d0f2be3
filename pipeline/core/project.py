"""Where a project has its files, and which glossary serves it."""

from os.path import lexists
from pathlib import Path

import msgspec

from pipeline.core.errors import DocumentError

OWN_GLOSSARY = Path("glossary.yaml")


def default_glossary() -> Path:
    """The glossary of whoever names none: `glossary.yaml` of the working folder, else the one that comes along.

    In an installed wheel that one lies among the package's data; in a checkout it is the repository's own.
    """
    package = Path(__file__).parent.parent
    places = (OWN_GLOSSARY, package / "data" / "glossary.yaml", package.parent / "glossary.yaml")
    return next((place for place in places if lexists(place)), OWN_GLOSSARY)  # a folder of that name is told


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
    def reviewers(self) -> Path:
        """The list of those who review, beside the settings."""
        return self.settings.with_name("reviewers.yaml")

    @property
    def glossary_in_use(self) -> Path:
        """The named glossary, or the default where none was named."""
        return default_glossary() if self.glossary == OWN_GLOSSARY else self.glossary


class Failure(msgspec.Struct, frozen=True):
    """A text or a file of translations that could not be processed, and why."""

    name: str
    reason: str

    @property
    def lines(self) -> list[str]:
        """The reason for a terminal: a line for each fault."""
        return self.reason.split("\n")


class FailedError(DocumentError):
    """Somebody asks for a text that could not be processed; `str()` gives the reason, a line for each fault."""

    def __init__(self, failure: Failure):
        super().__init__("the text could not be processed")
        self.args = (failure.reason,)
