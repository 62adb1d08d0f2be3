"""Getting an engine for each configured language, as far as this machine allows."""

from pathlib import Path

from pipeline.core.settings import Settings
from pipeline.translation import engines
from pipeline.translation.engines import attempts
from pipeline.translation.engines.base import Pair


def setup(settings: Settings, models: Path, source: str = "en", *, build: Path | None = None) -> list[str]:
    """Get an engine for each configured language; lines that say what was not got.

    Each engine that the settings allow is asked in the order of preference, for the pairs that none before it serves.
    Why one could not be had is told, never raised; in `build` it is kept for the runs that do without it.
    """
    if settings.engine == "none":
        return []
    pairs: list[Pair] = [(source, target) for target in settings.languages if target != source]
    waiting, reasons = pairs, dict[Pair, str]()
    for kind in engines.ENGINES:
        if waiting and settings.engine in ("auto", kind.name):
            missing = kind.get(waiting, models, settings)
            reasons |= {pair: reason for pair, reason in missing.items() if reason}
            waiting = [pair for pair in waiting if pair in missing]
    if build is not None:
        attempts.keep(build, {"-".join(pair): reason for pair, reason in reasons.items()})
    lost = [pair for pair in waiting if engines.pick(settings.engine, *pair, settings, models) is None]
    return [_not_got(pair, reasons.get(pair, "")) for pair in lost]


def _not_got(pair: Pair, reason: str) -> str:
    (source, target), because = pair, f" ({reason})" if reason else ""
    ways = " or ".join(engines.get_commands(source, target))
    return f"{target}: nothing here translates {source} to {target}{because}; get it with {ways}"
