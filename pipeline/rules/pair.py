"""What a check on a translation may know beside the pair itself."""

import msgspec

from pipeline.core.settings import Settings
from pipeline.core.targets import Derivation
from pipeline.glossary import Glossary


class PairContext(msgspec.Struct, frozen=True):
    """The languages of a pair, and the settings and glossary that hold for it.

    `derivation` holds what the engine said of the target, where one wrote it.
    """

    source_language: str = "en"
    target_language: str = "es"
    settings: Settings = Settings()
    glossary: Glossary = Glossary()
    off: tuple[str, ...] = ()
    derivation: Derivation | None = None

    def is_off(self, identifier: str) -> bool:
        """Whether settings or side file switch a check off."""
        return identifier in self.settings.off or identifier in self.off
