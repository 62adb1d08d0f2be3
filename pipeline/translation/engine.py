"""What every machine translation engine offers, and nothing more.

Adding an engine is one module with a class of this shape and one line in `engines.py`.
"""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from pipeline.translation.model import EngineInfo


class Candidate(msgspec.Struct, frozen=True):
    """One rendering of a sentence.

    `score` is the engine's own, higher is better, comparable within one sentence only; engines without one give 0.
    `unknown` are words that the engine did not know, as they stand in `text`. `cut` tells that a length limit was hit.
    """

    text: str
    score: float = 0.0
    unknown: tuple[str, ...] = ()
    cut: bool = False


class Engine(Protocol):
    """A loaded engine for one pair of languages."""

    source: str
    target: str

    @property
    def info(self) -> EngineInfo:
        """Name, hash of the model and pivot: what a draft records as its origin."""

    def translate(self, sentences: Sequence[str]) -> list[list[Candidate]]:
        """Candidates per sentence, best first, never none.

        The order of the sentences is of no account. An engine should not let one sentence depend on another; one that
        does says so (`pipeline.translation.apertium`), and a stored draft is kept for as long as its source stands.
        """
