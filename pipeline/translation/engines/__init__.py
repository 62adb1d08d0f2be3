"""Which engine translates a pair of languages on this machine, and how to get one that is missing.

A new engine is one module with its `Kind`, and one line in `ENGINES`; what settings, the command line and callers may
choose, the command `engines` and what makes a run stale follow from that.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from pipeline.core.names import require
from pipeline.core.settings import Settings
from pipeline.core.targets import EngineInfo
from pipeline.translation.engines import apertium, argos_kind, libretranslate
from pipeline.translation.engines.base import Candidate, Detour, Engine, Kind, Known, Request, Row, through

ENGINES: tuple[Kind, ...] = (argos_kind.KIND, libretranslate.KIND, apertium.KIND)  # in the order of preference


def choices() -> tuple[str, ...]:
    """What settings, command line and callers may ask for: an engine, the best that is here, or none."""
    return ("auto", *(kind.name for kind in ENGINES), "none")


def find(name: str) -> Kind | None:
    """The kind of engine of a name, such as a draft has it; None for one that is no longer among `ENGINES`."""
    return next((kind for kind in ENGINES if kind.name == name), None)


def known(info: EngineInfo) -> Known:
    """What is known of the engine that a draft names; little of one that is no longer among `ENGINES`."""
    if info.pivot is not None:
        return through([known(EngineInfo(name, "")) for name in info.name.split("+")], info.pivot)
    kind = find(info.name)
    return kind.known if kind else Known(info.name, "quality not known")


class Pivot:
    """Two engines in a row: the first one's best candidate is the second one's source."""

    def __init__(self, first: Engine, second: Engine):
        self._first, self._second = first, second
        self.source, self.target = first.source, second.target

    @property
    def info(self) -> EngineInfo:
        """Both engines' names and a hash over both hashes; the language between them is the pivot."""
        names = dict.fromkeys([self._first.info.name, self._second.info.name])
        both = f"{self._first.info.hash} {self._second.info.hash}".encode()
        return EngineInfo("+".join(names), hashlib.sha256(both).hexdigest(), self._first.target)

    def translate(self, sentences: Sequence[str]) -> list[list[Candidate]]:
        """Candidates of the second engine; what the first one did not know or cut stays marked."""
        between = _best(self._first.translate(sentences))
        targets = iter(self._second.translate([one.text for one in between if one]))
        return [[_carry(one, target) for target in next(targets)] if one else [] for one in between]

    def again(self, requests: Sequence[Request]) -> list[list[Candidate]]:
        """What the second engine makes of the first one's best candidate when asked again."""
        between = _best(self._first.translate([one.sentence for one in requests]))
        asked = [
            msgspec.structs.replace(request, sentence=one.text)
            for request, one in zip(requests, between, strict=True)
            if one
        ]
        targets = iter(self._second.again(asked))
        return [[_carry(one, target) for target in next(targets)] if one else [] for one in between]


def _best(answers: Sequence[Sequence[Candidate]]) -> list[Candidate | None]:
    return [candidates[0] if candidates else None for candidates in answers]


def _carry(before: Candidate, after: Candidate) -> Candidate:
    kept = [word for word in before.unknown if word in after.text]
    unknown = tuple(dict.fromkeys([*after.unknown, *kept]))
    cut, unsure = before.cut or after.cut, before.unsure or after.unsure
    return msgspec.structs.replace(after, unknown=unknown, cut=cut, unsure=unsure)


def pick(choice: str, source: str, target: str, settings: Settings, models: Path) -> Engine | None:
    """Load the engine for a pair: `auto` takes the first of `ENGINES` that can do it, straight or by the set pivot.

    A straight way of any engine goes before a pivot. None where there is no way. Raises `UsageError` for a choice that
    is none.
    """
    require(choice, choices(), "engine")
    loaders = [kind.load for kind in ENGINES if choice in ("auto", kind.name)]
    for load in loaders:
        if engine := load(source, target, models, settings):
            return engine
    between = settings.pivot_for(target)
    if between is None or between in (source, target):
        return None
    halves = [(source, between), (between, target)]
    ways = [next((one for load in loaders if (one := load(*half, models, settings))), None) for half in halves]
    first, second = ways
    return Pivot(first, second) if first and second else None


def fingerprint(models: Path) -> str:
    """A hash of which engines are here, without loading any: it changes when one is installed, updated or removed."""
    states = [(kind.name, kind.state(models)) for kind in ENGINES]
    return hashlib.sha256(msgspec.json.encode(states)).hexdigest()


def overview(settings: Settings, models: Path, source: str = "en") -> list[Row]:
    """What can translate what on this machine: each pair that the settings want, then what else is there."""
    pairs = list(dict.fromkeys(pair for target in settings.languages for pair in _wanted(source, target, settings)))
    rows = [row for pair in pairs for kind in ENGINES if (row := kind.row(*pair, models, settings))]
    return rows + [row for kind in ENGINES for row in kind.others(pairs, models)]


def get_commands(source: str, target: str) -> list[str]:
    """The commands that get an engine for a pair, the better one first."""
    return [command for kind in ENGINES for command in kind.commands(source, target)]


def outlook(engine: Engine | None, source: str, target: str, settings: Settings, models: Path, reason: str = "") -> str:
    """Why the engine of a pair is none or a poor one, and the command that gets a better; empty for a good one.

    `reason` is why the last try to get a better one failed. It is told only while that one is missing.
    """
    if engine is None and (chosen := _chosen(source, target, settings)):
        return chosen
    if engine is not None and engine.info.pivot is None and not known(engine.info).rough:
        return ""
    better = next((kind for kind in ENGINES if not kind.known.rough and kind.commands(source, target)), None)
    row = better.row(source, target, models, settings) if better else None
    if better is None or row is None:
        return "" if engine else advice(source, target, f" ({reason})" if reason else "")
    because = f" ({reason if row.state == 'missing' else row.detail})" if reason or row.state == "broken" else ""
    if engine is None:
        return advice(source, target, because)
    if settings.engine not in ("auto", better.name):
        then = "" if row.state == "usable" else f", then: {row.remedy}"
        return f"`engine: {settings.engine}` is set. To get a better one: set `engine: auto`{then}"
    state = "can be used" if row.state == "broken" else "is installed"
    idle = "".join(f"; {place} is no help for it" for kind in ENGINES if (place := kind.place(settings)))
    return f"No {better.part or better.known.title} for {row.pair} {state}{because}{idle}. To get one: {row.remedy}"


def _chosen(source: str, target: str, settings: Settings) -> str:
    """Why the settings let no engine translate a pair; empty where another is what is needed."""
    if settings.engine == "none":
        return "No engine is asked: `engine: none` is set."
    place = next((kind.place(settings) for kind in ENGINES if kind.name == settings.engine), "")
    gives = f"`engine: {settings.engine}` is set, and {place} gives no {source}-{target}"
    return f"{gives}. See to it there, or set `engine: auto`." if place else ""


def advice(source: str, target: str, because: str = "") -> str:
    """What to do where no engine translates a pair; `because`, in brackets, is why none could be had."""
    detours = [(kind.known.title, way) for kind in ENGINES if (way := kind.detour(source, target))]
    for title, way in detours:
        if way.here:
            return f"{title} translates {source}-{target} through {way.between} once you set {_pivot(target, way)}."
    commands = "   or   ".join(get_commands(source, target))
    then = "".join(f" ({title} then wants {_pivot(target, way)})" for title, way in detours)
    return f"No engine translates {source}-{target} on this machine{because}. To get one:   {commands}{then}"


def _pivot(target: str, way: Detour) -> str:
    return f"`pivots: {{{target}: {way.between}}}` in settings.yaml"


def _wanted(source: str, target: str, settings: Settings) -> list[tuple[str, str]]:
    between = settings.pivot_for(target)
    return [(source, target)] if between is None else [(source, target), (source, between), (between, target)]
