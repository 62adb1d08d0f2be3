"""What every machine translation engine offers, and nothing more.

Adding an engine is one module with a class of this shape and one line in `engines.py`.
"""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from pipeline.core.targets import EngineInfo


class Candidate(msgspec.Struct, frozen=True):
    """One rendering of a sentence.

    `score` is the engine's own, higher is better, comparable within one sentence only; engines without one give 0.
    `unknown` are words that the engine did not know, as they stand in `text`. `cut` tells that a length limit was hit,
    `unsure` that the engine holds its own words for unlikely, `exposed` that what had to be hidden from it was not.
    """

    text: str
    score: float = 0.0
    unknown: tuple[str, ...] = ()
    cut: bool = False
    unsure: bool = False
    exposed: bool = False


class Request(msgspec.Struct, frozen=True):
    """A sentence that came out badly, and what the next try must do otherwise.

    The translation must not hold the words in `avoid`, it begins with the words in `begin`, and with `no_loops` it does
    not say anything twice. The last is for loops alone: "1 mg … 1 mg" is sound.
    """

    sentence: str
    avoid: tuple[str, ...] = ()
    begin: str = ""
    no_loops: bool = False


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
        does says so (`engines.apertium`), and a stored draft is kept for as long as its source stands.
        """

    def again(self, requests: Sequence[Request]) -> list[list[Candidate]]:
        """Further candidates per request, best first; none where the engine cannot be told what to do otherwise."""
