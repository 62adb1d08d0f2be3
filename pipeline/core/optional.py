"""Libraries that are used where they are installed, and done without where they are not.

Neither is a dependency: what they ask for themselves (scipy, scikit-learn, nmslib; stanza and with it torch) is large,
and what is used of them does not need it. They are installed alone, by the command that `engines` prints.
"""

from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import msgspec

from pipeline.core.files import digest


class Library(msgspec.Struct, frozen=True):
    """A library, the version to install, and what it adds."""

    name: str
    version: str
    adds: str

    @property
    def folder(self) -> Path | None:
        """Where it lies; None where it is not installed. Nothing of it is imported."""
        spec = find_spec(self.name)
        return Path(spec.origin).parent if spec and spec.origin else None

    @property
    def command(self) -> str:
        """How to install it: alone, and on each Python that the pipeline runs on."""
        return f"python -m pip install --no-deps --ignore-requires-python {self.name}=={self.version}"

    @property
    def fingerprint(self) -> str:
        """A hash of its code, empty where it is not installed."""
        files = sorted(self.folder.rglob("*.py")) if self.folder else []
        return digest("".join(f"{file.name}:{digest(file.read_bytes())}\n" for file in files).encode()) if files else ""


SCISPACY = Library("scispacy", "0.6.2", "a second finder of abbreviations")
ARGOSTRANSLATE = Library("argostranslate", "1.11.0", "Argos's own way of listing and reading translation packages")
LIBRARIES = (SCISPACY, ARGOSTRANSLATE)


@cache
def finders() -> tuple[str, str]:
    """What finds abbreviations and entities beside the pipeline's own code: scispaCy, and spaCy under it and models.

    Another state of them makes every document stale, as a new rule does.
    """
    return SCISPACY.fingerprint, version("spacy")
