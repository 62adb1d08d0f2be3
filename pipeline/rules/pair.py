"""A pair of sentences, and what a check on translations may know beside it."""

from typing import NamedTuple

import msgspec

from pipeline.core.settings import Settings
from pipeline.core.targets import Derivation
from pipeline.glossary import Glossary
from pipeline.reading.regions import Decimal, Signs, signs
from pipeline.reading.sentence import Reading, read


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

    def read_source(self, text: str) -> Reading:
        """A sentence of the source language, read with its decimal sign: as set, else its region's."""
        return self._read(text, self.source_language)

    def read_target(self, text: str) -> Reading:
        """A sentence of the target language, likewise."""
        return self._read(text, self.target_language)

    @property
    def decimal(self) -> Decimal:
        """The sign that target texts write before decimals."""
        return self._signs(self.target_language).decimal

    def _signs(self, language: str) -> Signs:
        return signs(language, tuple(self.settings.decimal.items()))

    def _read(self, text: str, language: str) -> Reading:
        written = self._signs(language)
        return read(text, language, written.decimal, either=written.either)


class Pair(NamedTuple):
    """A sentence and its translation, both read."""

    source: Reading
    target: Reading
    context: PairContext


def pair_of(source: str, target: str, context: PairContext) -> Pair:
    """The pair of two texts."""
    return Pair(context.read_source(source), context.read_target(target), context)
