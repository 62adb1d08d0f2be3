"""The names in settings, side files and calls, held against the rules, checks, engines and languages that there are.

The records themselves are read far below (`core.settings`, `core.model`), where none of these is known.
"""

from os.path import lexists
from pathlib import Path
from urllib.parse import urlsplit

from pipeline.core.errors import UsageError
from pipeline.core.model import SideFile
from pipeline.core.names import NOWHERE, Where, require, require_language
from pipeline.core.settings import Settings, load_settings
from pipeline.core.yaml import YamlFile
from pipeline.glossary.packs import shipped_names
from pipeline.ingest import side_of


def read_settings(path: Path) -> Settings:
    """Read and check settings; without a file every key has its default. Raises `UsageError` for an editor's slip."""
    settings = load_settings(path)
    if lexists(path):
        check_settings(settings, YamlFile.load(path))
    return settings


def read_side(path: Path | None) -> SideFile:
    """Read and check a side file. Raises `UsageError` for an editor's slip."""
    if path is None:
        return SideFile()
    file = YamlFile.load(path)
    side = side_of(file)
    check_side(side, file)
    return side


def check_settings(settings: Settings, file: YamlFile | None = None) -> None:
    """Raise `UsageError` for a name in settings that is unknown, with its line where `file` has them."""
    from pipeline.translation.engines import choices

    require(settings.engine, choices(), "engine", _where(file, "engine"))
    if settings.libretranslate and not _is_address(settings.libretranslate):
        what = f"'{settings.libretranslate}' is no web address"
        at = _where(file, "libretranslate")
        raise UsageError(what, remedy="write it like http://127.0.0.1:5000", file=at.file, line=at.line)
    for i, language in enumerate(settings.languages):
        require_language(language, _where(file, "languages", i))
    for target, between in settings.pivots.items():
        require_language(target, _where(file, "pivots", target))
        require_language(between, _where(file, "pivots", target))
    for language in settings.decimal:
        require_language(language, _where(file, "decimal", language))
    for i, name in enumerate(() if settings.packs == "all" else settings.packs):
        require(name, shipped_names(), "pack", _where(file, "packs", i))
    for i, name in enumerate(settings.off):
        _require_rule(name, _where(file, "off", i))


def check_side(side: SideFile, file: YamlFile | None = None) -> None:
    """Raise `UsageError` for a name in a side file that is unknown, with its line where `file` has them."""
    require_language(side.language, _where(file, "language"))
    for i, name in enumerate(side.off):
        _require_rule(name, _where(file, "off", i))
    for i, waiver in enumerate(side.waive):
        _require_rule(waiver.check, _where(file, "waive", i, "check"))


def _is_address(text: str) -> bool:
    if not text.isascii() or not text.isprintable() or " " in text:
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a bracket left open, a port that is no number
        return False


def _require_rule(name: str, at: Where) -> None:
    from pipeline.report import catalogue

    require(name, catalogue.names(), "rule or check", at, otherwise="`python -m pipeline rules` lists them")


def _where(file: YamlFile | None, *place: str | int) -> Where:
    return file.where(place) if file else NOWHERE
