"""What a check on a translation may know beside the pair itself."""

import msgspec

from pipeline.glossary import Glossary
from pipeline.settings import Settings


class PairContext(msgspec.Struct, frozen=True):
    """The languages of a pair, and the settings and glossary that hold for it.

    `unknown` are words of the target that the engine marked as not known to it; `cut` tells that it hit a limit.
    """

    source_language: str = "en"
    target_language: str = "es"
    settings: Settings = Settings()
    glossary: Glossary = Glossary()
    off: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    cut: bool = False

    def is_off(self, identifier: str) -> bool:
        """Whether settings or side file switch a check off."""
        return identifier in self.settings.off or identifier in self.off
