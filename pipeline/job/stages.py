"""The document stages in the order of the data, built once per process, settings and glossary."""

from collections.abc import Callable
from functools import cached_property, reduce

import msgspec

from pipeline import checks, entities, ingest, repair, structure
from pipeline.core.files import digest
from pipeline.core.model import Document
from pipeline.core.settings import Settings
from pipeline.core.text.matching import folded
from pipeline.glossary import Glossary, Mention
from pipeline.repair import terms

Stage = Callable[[Document], Document]

STAGES = (ingest.build, repair.build, terms.build, structure.build, entities.build, checks.build)


class Watched(Glossary, frozen=True, dict=True):
    """A glossary that keeps the texts, folded, in which its terms were looked for."""

    @cached_property
    def searched(self) -> dict[str, None]:
        """Those texts, in order, until whoever asks clears them."""
        return {}

    def find(self, text: str) -> list[Mention]:
        """Every mention, as ever; the text is kept."""
        found = super().find(text)
        self.searched[folded(text).text] = None
        return found


_built: dict[str, Stage] = {}


def build(settings: Settings, glossary: Glossary) -> Stage:
    """All document stages as one function; what it returns is pure."""
    key = digest(msgspec.json.encode((settings, glossary.digest), order="deterministic"))
    if key not in _built:
        _built[key] = assemble(settings, glossary)
    return _built[key]


def assemble(settings: Settings, glossary: Glossary) -> Stage:
    """The same, made anew: for a glossary that keeps what it was asked."""
    stages = [make(settings, glossary) for make in STAGES]
    return lambda document: reduce(lambda seen, stage: stage(seen), stages, document)
