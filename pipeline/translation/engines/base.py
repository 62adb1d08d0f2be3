"""What every machine translation engine offers, and nothing more.

Adding an engine is one module with a class of this shape and its `Kind`, and one line in `engines.ENGINES`.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, Protocol

import msgspec

from pipeline.core.settings import Settings
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
        """Candidates per sentence, best first; none where the engine cannot translate it.

        It says so with an empty list, and never with the sentence itself: a copy reads like a translation.

        The order of the sentences is of no account. An engine should not let one sentence depend on another; one that
        does says so (`engines.apertium`), and a stored draft is kept for as long as its source stands.
        """

    def again(self, requests: Sequence[Request]) -> list[list[Candidate]]:
        """Further candidates per request, best first; none where the engine cannot be told what to do otherwise."""


class Known(msgspec.Struct, frozen=True):
    """What is known of an engine: its name for people, and in a short phrase what its drafts are worth.

    `rough` tells that any other engine is better.
    """

    title: str
    quality: str
    rough: bool = False


def through(halves: Sequence[Known], pivot: str) -> Known:
    """What is known of engines in a row, by way of a language between."""
    title = f"{' and '.join(half.title for half in halves)} through {pivot}"
    if any(half.rough for half in halves):
        return Known(title, "very rough drafts with the errors of both steps", rough=True)
    return Known(title, "the errors of both steps add up; quality was not measured here")


class Row(msgspec.Struct, frozen=True):
    """One line of the command `engines`; `remedy` is the command that gets what is missing."""

    engine: str
    pair: str
    state: Literal["usable", "missing", "broken"]
    detail: str
    remedy: str = ""


Pair = tuple[str, str]


def _no_rows(pairs: Sequence[Pair], models: Path) -> list[Row]:
    return []


def _no_state(models: Path) -> None:
    return None


def _no_commands(source: str, target: str) -> list[str]:
    return []


def _cannot_get(pairs: Sequence[Pair], models: Path, settings: Settings) -> dict[Pair, str]:
    return dict.fromkeys(pairs, "")


def _no_place(settings: Settings) -> str:
    return ""


class Detour(msgspec.Struct, frozen=True):
    """The language through which alone an engine leads from one to another, and whether both steps are here."""

    between: str
    here: bool


def _no_detour(source: str, target: str) -> Detour | None:
    return None


class Kind(msgspec.Struct, frozen=True):
    """A kind of engine: everything that is to be said of it, in one record.

    `load(source, target, models, settings)` gives it for a pair, or None; `row`, of the same, says how it stands with
    the pair, or nothing where the settings do not want it; `others(pairs, models)` what else of it is here. `state` of
    the models' folder is whatever changes when it is installed, updated or removed, found without loading it.
    `commands(source, target)` get it, and so does `get(pairs, models, settings)` as far as this machine allows: it
    gives the pairs that are not served then, each with the reason if there is one to tell. `part` is what one gets for
    a pair, as people call it; `place(settings)` what the settings name of it; `detour(source, target)` the way that
    settings must open. An engine that `inflects` makes the forms of a word around a proxy noun, where neural ones make
    up what they do not know.
    """

    name: str
    known: Known
    load: Callable[[str, str, Path, Settings], Engine | None]
    row: Callable[[str, str, Path, Settings], Row | None]
    others: Callable[[Sequence[Pair], Path], list[Row]] = _no_rows
    state: Callable[[Path], object] = _no_state
    commands: Callable[[str, str], list[str]] = _no_commands
    get: Callable[[Sequence[Pair], Path, Settings], dict[Pair, str]] = _cannot_get
    place: Callable[[Settings], str] = _no_place
    detour: Callable[[str, str], Detour | None] = _no_detour
    part: str = ""
    inflects: bool = False
