"""The names in settings, side files and calls, held against the rules, checks, engines and languages that there are.

The records themselves are read far below (`core.settings`, `core.model`), where none of these is known.
"""

import re
from collections.abc import Callable
from datetime import date
from functools import partial
from os.path import lexists
from pathlib import Path
from urllib.parse import urlsplit

from pipeline.core.errors import UsageError, raise_all
from pipeline.core.model import SideFile
from pipeline.core.names import NOWHERE, Where, require, require_language
from pipeline.core.settings import Settings, load_settings
from pipeline.core.yaml import YamlFile
from pipeline.glossary.packs import shipped_names
from pipeline.ingest import sound_side

_FIGURES = re.compile(r"([0-9]{4})-([0-9]{1,2})(?:-([0-9]{1,2}))?")


def read_settings(path: Path) -> Settings:
    """Read and check settings; without a file every key has its default. Raises `UsageError` for an editor's slips."""
    if not lexists(path):
        return load_settings(path)
    file = YamlFile.load(path)
    settings, faults = file.sound(Settings)
    raise_all([*faults, *_faults_of_settings(settings, file)])
    return settings


def read_side(path: Path | None) -> SideFile:
    """Read and check a side file. Raises `UsageError` for an editor's slips."""
    if path is None:
        return SideFile()
    file = YamlFile.load(path)
    side, faults = sound_side(file)
    raise_all([*faults, *_faults_of_side(side, file)])
    return side


def check_settings(settings: Settings, file: YamlFile | None = None) -> None:
    """Raise `UsageError` for names in settings that are unknown, with their lines where `file` has them."""
    raise_all(_faults_of_settings(settings, file))


def check_side(side: SideFile, file: YamlFile | None = None) -> None:
    """Raise `UsageError` for names in a side file that are unknown, with their lines where `file` has them."""
    raise_all(_faults_of_side(side, file))


def _faults_of_settings(settings: Settings, file: YamlFile | None) -> list[UsageError]:
    from pipeline.translation.engines import choices

    packs = enumerate(() if settings.packs == "all" else settings.packs)
    return _raised(
        partial(require, settings.engine, choices(), "engine", _where(file, "engine")),
        partial(_require_address, settings.libretranslate, _where(file, "libretranslate")),
        partial(_require_server, settings, _where(file, "engine")),
        *(partial(require_language, one, _where(file, "languages", i)) for i, one in enumerate(settings.languages)),
        *(
            partial(require_language, one, _where(file, "pivots", target))
            for target, between in settings.pivots.items()
            for one in (target, between)
        ),
        *(partial(require_language, one, _where(file, "decimal", one)) for one in settings.decimal),
        *(partial(require, one, shipped_names(), "pack", _where(file, "packs", i)) for i, one in packs),
        *(partial(_require_rule, one, _where(file, "off", i)) for i, one in enumerate(settings.off)),
    )


def _faults_of_side(side: SideFile, file: YamlFile | None) -> list[UsageError]:
    return _raised(
        partial(require_language, side.language, _where(file, "language")),
        partial(_require_day, side.date or "", _where(file, "date")),
        partial(_require_day, side.reviewed or "", _where(file, "reviewed")),
        *(partial(_require_rule, one, _where(file, "off", i)) for i, one in enumerate(side.off)),
        *(partial(_require_rule, one.check, _where(file, "waive", i, "check")) for i, one in enumerate(side.waive)),
    )


def _raised(*checks: Callable[[], None]) -> list[UsageError]:
    """What these checks raise."""
    faults = []
    for check in checks:
        try:
            check()
        except UsageError as error:
            faults.append(error)
    return faults


def _require_address(address: str, at: Where) -> None:
    if address and not _is_address(address):
        remedy = "write it like http://127.0.0.1:5000"
        raise UsageError(f"'{address}' is no web address", remedy=remedy, file=at.file, line=at.line)


def _require_server(settings: Settings, at: Where) -> None:
    if settings.engine == "libretranslate" and not settings.libretranslate:
        remedy = "add it to settings.yaml, like `libretranslate: http://127.0.0.1:5000`"
        raise UsageError("this engine is a server, and no address is given", remedy=remedy, file=at.file, line=at.line)


def _is_address(text: str) -> bool:
    if not text.isascii() or not text.isprintable() or " " in text:
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a bracket left open, a port that is no number
        return False


def _require_day(day: str, at: Where) -> None:
    """Raise `UsageError` for a date in figures that no calendar has; other words ("spring 2021") stand as they are."""
    if found := _FIGURES.fullmatch(day.strip()):
        try:
            date(int(found[1]), int(found[2]), int(found[3] or 1))
        except ValueError as error:
            remedy = "write it as year-month-day, like 2024-03-14"
            raise UsageError(f"there is no day '{day}'", remedy=remedy, file=at.file, line=at.line) from error


def _require_rule(name: str, at: Where) -> None:
    from pipeline.report import catalogue

    require(name, catalogue.names(), "rule or check", at, otherwise="`python -m pipeline rules` lists them")


def _where(file: YamlFile | None, *place: str | int) -> Where:
    return file.where(place) if file else NOWHERE
