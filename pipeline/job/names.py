"""The names in settings, side files and calls, held against the rules, checks, engines and languages that there are.

The records themselves are read far below (`core.settings`, `core.model`), where none of these is known.
"""

from pathlib import Path

from pipeline.core.model import SideFile
from pipeline.core.names import NOWHERE, Where, require, require_language
from pipeline.core.settings import Settings, load_settings
from pipeline.core.yamlfile import YamlFile


def read_settings(path: Path) -> Settings:
    """Read and check settings; without a file every key has its default. Raises `UsageError` for an editor's slip."""
    settings = load_settings(path)
    if path.is_file():
        check_settings(settings, YamlFile.load(path))
    return settings


def check_settings(settings: Settings, file: YamlFile | None = None) -> None:
    """Raise `UsageError` for a name in settings that is unknown, with its line where `file` has them."""
    from pipeline.translation.engines import choices

    require(settings.engine, choices(), "engine", _where(file, "engine"))
    for i, language in enumerate(settings.languages):
        require_language(language, _where(file, "languages", i))
    for target, between in settings.pivots.items():
        require_language(target, _where(file, "pivots", target))
        require_language(between, _where(file, "pivots", target))
    for language in settings.decimal:
        require_language(language, _where(file, "decimal", language))
    for i, name in enumerate(settings.off):
        _require_rule(name, _where(file, "off", i))


def check_side(side: SideFile, file: YamlFile | None = None) -> None:
    """Raise `UsageError` for a name in a side file that is unknown, with its line where `file` has them."""
    require_language(side.language, _where(file, "language"))
    for i, name in enumerate(side.off):
        _require_rule(name, _where(file, "off", i))
    for i, waiver in enumerate(side.waive):
        _require_rule(waiver.check, _where(file, "waive", i, "check"))


def _require_rule(name: str, at: Where) -> None:
    from pipeline.report import catalogue

    require(name, catalogue.names(), "rule or check", at, otherwise="`python -m pipeline rules` lists them")


def _where(file: YamlFile | None, *place: str | int) -> Where:
    return file.where(place) if file else NOWHERE
