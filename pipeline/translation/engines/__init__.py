"""Which engine translates a pair of languages on this machine, and how to get one that is missing.

A new engine is one module with a `load` function and one line in `ENGINES`, which also says what is known of it.
"""

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from pipeline.core.errors import PipelineError
from pipeline.core.names import require
from pipeline.core.settings import Settings
from pipeline.core.targets import EngineInfo
from pipeline.translation.engines import apertium, argos, codes, libretranslate, packages
from pipeline.translation.engines.base import Candidate, Engine, Request

log = logging.getLogger(__name__)


def _argos(source: str, target: str, models: Path, settings: Settings) -> Engine | None:
    """The first package for the pair that can be loaded; one that cannot is named and passed over."""
    for package in packages.serving(packages.find(models)[0], source, target):
        try:
            return argos.load(package, (source, target))
        except PipelineError as error:
            log.warning("%s", error)
    return None


def _apertium(source: str, target: str, models: Path, settings: Settings) -> Engine | None:
    return apertium.load(source, target)


def _libretranslate(source: str, target: str, models: Path, settings: Settings) -> Engine | None:
    """The server that the settings name; one that does not answer is named and passed over."""
    try:
        return libretranslate.load(source, target, settings.libretranslate) if settings.libretranslate else None
    except PipelineError as error:
        log.warning("%s", error)
        return None


class Known(msgspec.Struct, frozen=True):
    """What is known of an engine: its name for people, and in a short phrase what its drafts are worth.

    `rough` tells that any other engine is better.
    """

    title: str
    quality: str
    rough: bool = False


class Kind(NamedTuple):
    """A kind of engine: what is known of it, and how one is loaded for a pair."""

    known: Known
    load: Callable[[str, str, Path, Settings], Engine | None]


ENGINES: Mapping[str, Kind] = {  # in the order of preference
    "argos": Kind(Known("Argos", "neural; quality depends on the package and was not measured here"), _argos),
    "libretranslate": Kind(
        Known("LibreTranslate", "quality depends on the server's model and was not measured here"), _libretranslate
    ),
    "apertium": Kind(Known("Apertium", "rough drafts, rule-based", rough=True), _apertium),
}


def choices() -> tuple[str, ...]:
    """What settings, command line and callers may ask for: an engine, the best that is here, or none."""
    return ("auto", *ENGINES, "none")


def known(info: EngineInfo) -> Known:
    """What is known of the engine that a draft names; little of one that is no longer among `ENGINES`."""
    if info.pivot is None:
        return ENGINES[info.name].known if info.name in ENGINES else Known(info.name, "quality not known")
    halves = [known(EngineInfo(name, "")) for name in info.name.split("+")]
    title = f"{' and '.join(half.title for half in halves)} through {info.pivot}"
    if any(half.rough for half in halves):
        return Known(title, "very rough drafts with the errors of both steps", rough=True)
    return Known(title, "the errors of both steps add up; quality was not measured here")


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
        between = [candidates[0] for candidates in self._first.translate(sentences)]
        targets = self._second.translate([candidate.text for candidate in between])
        return [[_carry(one, target) for target in some] for one, some in zip(between, targets, strict=True)]

    def again(self, requests: Sequence[Request]) -> list[list[Candidate]]:
        """What the second engine makes of the first one's best candidate when asked again."""
        between = [candidates[0] for candidates in self._first.translate([one.sentence for one in requests])]
        asked = [
            msgspec.structs.replace(request, sentence=one.text) for request, one in zip(requests, between, strict=True)
        ]
        targets = self._second.again(asked)
        return [[_carry(one, target) for target in some] for one, some in zip(between, targets, strict=True)]


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
    kinds = [] if choice == "none" else list(ENGINES.values()) if choice == "auto" else [ENGINES[choice]]
    loaders = [kind.load for kind in kinds]
    for load in loaders:
        if engine := load(source, target, models, settings):
            return engine
    between = settings.pivots.get(target)
    if between is None or between in (source, target):
        return None
    halves = [(source, between), (between, target)]
    ways = [next((one for load in loaders if (one := load(*half, models, settings))), None) for half in halves]
    first, second = ways
    return Pivot(first, second) if first and second else None


def fingerprint(models: Path) -> str:
    """A hash of which engines are here, without loading any: it changes when one is installed, updated or removed."""
    installed, broken = packages.find(models)
    files = [(str(one.path), one.version, _size(one.path / packages.MODEL), one.known) for one in installed]
    parts = (files, [str(one.path) for one in broken], apertium.installed_modes())
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


class Row(msgspec.Struct, frozen=True):
    """One line of the command `engines`; `remedy` is the command that gets what is missing."""

    engine: str
    pair: str
    state: Literal["usable", "missing", "broken"]
    detail: str
    remedy: str = ""


def overview(settings: Settings, models: Path, source: str = "en") -> list[Row]:
    """What can translate what on this machine: each pair that the settings want, then what else is there."""
    installed, broken = packages.find(models)
    pairs = list(dict.fromkeys(pair for target in settings.languages for pair in _wanted(source, target, settings)))
    rows = [row for pair in pairs for row in (_argos_row(*pair, installed), _apertium_row(*pair, settings))]
    if settings.libretranslate:
        rows += [_libretranslate_row(*pair, settings) for pair in pairs]
    used = [one for pair in pairs for one in packages.serving(installed, *pair)]
    others = {(one.source, one.target) for one in installed if one not in used}
    rows += [_argos_row(*pair, installed) for pair in sorted(others)]
    remedy = "remove the folder, or install the package again"
    rows += [Row("argos", one.path.name, "broken", f"{one.path}: {one.reason}", remedy) for one in broken]
    return rows


def get_commands(source: str, target: str) -> list[str]:
    """The commands that get an engine for a pair, the better one first."""
    names = apertium_packages(source, target)
    apt = [f"apt-get install -y --no-install-recommends {' '.join(names)} apertium"] if names else []
    return [f"python -m pipeline install {source} {target}", *apt]


def outlook(engine: Engine | None, source: str, target: str, settings: Settings, models: Path, reason: str = "") -> str:
    """Why the engine of a pair is none or a poor one, and the command that gets a better; empty for a good one.

    `reason` is why the last try to install an Argos package failed. It is told only while there is no package.
    """
    if settings.engine == "none":
        return "No engine is asked: `engine: none` is set."
    if engine is not None and engine.info.pivot is None and not known(engine.info).rough:
        return ""
    pair, row = f"{source}-{target}", _argos_row(source, target, packages.find(models)[0])
    because = f" ({reason if row.state == 'missing' else row.detail})" if reason or row.state == "broken" else ""
    if engine is None:
        return advice(source, target, because)
    if settings.engine not in ("auto", "argos"):
        then = "" if row.state == "usable" else f", then: {row.remedy}"
        return f"`engine: {settings.engine}` is set. To get a better one: set `engine: auto`{then}"
    state = "can be used" if row.state == "broken" else "is installed"
    server = f"; the server at {settings.libretranslate} is no help for it" if settings.libretranslate else ""
    return f"No Argos package for {pair} {state}{because}{server}. To get one: {row.remedy}"


def advice(source: str, target: str, because: str = "") -> str:
    """What to do where no engine translates a pair; `because`, in brackets, is why none could be had."""
    setting = f"`pivots: {{{target}: {PIVOT}}}` in settings.yaml"
    if _halves(source, target):
        return f"Apertium translates {source}-{target} through {PIVOT} once you set {setting}."
    commands = "   or   ".join(get_commands(source, target))
    through = f" (Apertium then wants {setting})" if len(apertium_packages(source, target)) > 1 else ""
    return f"No engine translates {source}-{target} on this machine{because}. To get one:   {commands}{through}"


def _halves(source: str, target: str) -> list[str]:
    """Apertium's directions from one language to another through the pivot, where both are installed."""
    if PIVOT in (source, target):
        return []
    found = [apertium.find_mode(source, PIVOT), apertium.find_mode(PIVOT, target)]
    return [mode for mode in found if mode] if all(found) else []


def apertium_packages(source: str, target: str) -> list[str]:
    """Debian's packages for a direction: one, or the two that lead through Spanish."""
    if straight := apertium_package(source, target):
        return [straight]
    halves = [apertium_package(source, PIVOT), apertium_package(PIVOT, target)]
    return [name for name in halves if name] if all(halves) else []


def apertium_package(source: str, target: str) -> str | None:
    """Debian's package for a direction."""
    return APERTIUM_PACKAGES.get(frozenset((source, target)))


PIVOT = "es"  # the language through which Debian's pairs reach each other
APERTIUM_PACKAGES: Mapping[frozenset[str], str] = {
    frozenset(("en", "es")): "apertium-eng-spa",
    frozenset(("es", "fr")): "apertium-fr-es",
    frozenset(("es", "pt")): "apertium-es-pt",
}


def _wanted(source: str, target: str, settings: Settings) -> list[tuple[str, str]]:
    between = settings.pivots.get(target)
    return [(source, target)] if between is None else [(source, target), (source, between), (between, target)]


def _argos_row(source: str, target: str, installed: Sequence[packages.Installed]) -> Row:
    pair, command = f"{source}-{target}", f"python -m pipeline install {source} {target}"
    found = next(iter(packages.serving(installed, source, target)), None)
    if found is None:
        return Row("argos", pair, "missing", "no package is installed", command)
    try:
        compute_type = argos.load(found).compute_type
    except PipelineError as error:
        return Row("argos", pair, "broken", str(error), command)
    slower = "" if compute_type == "default" else f", computed in {compute_type}, since its own type answers nonsense"
    variety, quality = codes.variety((found.source, found.target)), ENGINES["argos"].known.quality
    detail = f"version {found.version} in {found.path}{variety}; {quality}{slower}"
    return Row("argos", pair, "usable", detail)


def _apertium_row(source: str, target: str, settings: Settings) -> Row:
    pair, mode, package = f"{source}-{target}", apertium.find_mode(source, target), apertium_package(source, target)
    if mode:
        return Row("apertium", pair, "usable", f"direction {mode}; {ENGINES['apertium'].known.quality}")
    if halves := _halves(source, target):
        quality = known(EngineInfo("apertium", "", PIVOT)).quality
        detail = f"through {PIVOT}, directions {' and '.join(halves)}; {quality}"
        is_set = settings.pivots.get(target) == PIVOT
        remedy = "" if is_set else f"set `pivots: {{{target}: {PIVOT}}}` in settings.yaml"
        return Row("apertium", pair, "usable" if is_set else "missing", detail, remedy)
    if package is None and (names := apertium_packages(source, target)):
        detail = f"Debian has no data for this pair; it goes by `pivots: {{{target}: {PIVOT}}}` in settings.yaml"
        return Row("apertium", pair, "missing", detail, f"apt-get install -y {' '.join(names)} apertium")
    if package is None:
        return Row("apertium", pair, "missing", "Debian has no data for this pair")
    return Row("apertium", pair, "missing", "not installed", get_commands(source, target)[1])


def _libretranslate_row(source: str, target: str, settings: Settings) -> Row:
    pair, address = f"{source}-{target}", settings.libretranslate
    try:
        engine = libretranslate.load(source, target, address)
    except PipelineError as error:
        return Row("libretranslate", pair, "broken", str(error), "start the server, or correct settings.yaml")
    if engine is None:
        return Row("libretranslate", pair, "missing", f"the server at {address}")
    return Row("libretranslate", pair, "usable", f"the server at {address}; {known(engine.info).quality}")
