"""The names in settings, side files and calls, held against the rules, checks, engines and languages that there are.

The records themselves are read far below (`core.settings`, `core.model`), where none of these is known.
"""

import re
from collections.abc import Callable, Mapping
from functools import partial
from os.path import lexists
from pathlib import Path
from urllib.parse import urlsplit

from pipeline.core.errors import UsageError, raise_all, raised, shown
from pipeline.core.model import SideFile
from pipeline.core.names import (
    NOWHERE,
    Where,
    is_address,
    is_day,
    require,
    require_day,
    require_language,
    require_person,
    require_reason,
)
from pipeline.core.settings import Settings, load_settings
from pipeline.core.yaml import YamlFile, where_in
from pipeline.glossary.packs import shipped_names
from pipeline.ingest import sound_side

_START = re.compile(r"[0-9a-f]{8,64}")  # fewer signs may be another text's as well
_LINK = re.compile(r"\s*[a-z][a-z0-9+.-]*:(?!\s|$)|\s*(?:javascript|vbscript|data)\s*:", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_HOST = re.compile(r"[A-Za-z0-9.-]+(?::[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](?::[0-9]{1,5})?")
_PACKAGE = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def read_settings(path: Path) -> Settings:
    """Read and check settings; without a file every key has its default. Raises `UsageError` for an editor's slips."""
    if not lexists(path):
        return load_settings(path)
    file = YamlFile.load(path)
    settings, faults = file.sound(Settings)
    raise_all(_in_order(*faults, *_faults_of_settings(settings, file)))
    return settings


def read_side(path: Path | None) -> SideFile:
    """Read and check a side file. Raises `UsageError` for an editor's slips."""
    if path is None:
        return SideFile()
    file = YamlFile.load(path)
    side, faults = sound_side(file)
    raise_all(_in_order(*faults, *_faults_of_side(side, file)))
    return side


def check_settings(settings: Settings, file: YamlFile | None = None) -> None:
    """Raise `UsageError` for names in settings that are unknown, with their lines where `file` has them."""
    raise_all(_faults_of_settings(settings, file))


def require_models(settings: Settings, path: Path | None) -> None:
    """Raise `UsageError` for models of the settings that are missing or do not fit, with their lines in the file."""
    from pipeline.entities import models

    models.require(settings, partial(where_in, path, "entities", "models"))


def check_side(side: SideFile, file: YamlFile | None = None) -> None:
    """Raise `UsageError` for names in a side file that are unknown, with their lines where `file` has them."""
    raise_all(_faults_of_side(side, file))


def _in_order(*faults: UsageError) -> list[UsageError]:
    return sorted(faults, key=lambda fault: fault.line or 0)


def _faults_of_settings(settings: Settings, file: YamlFile | None) -> list[UsageError]:
    from pipeline.translation.engines import choices

    packs = enumerate(() if settings.packs == "all" else settings.packs)
    return raised(
        partial(require, settings.engine, choices(), "engine", _where(file, "engine")),
        partial(_require_address, settings.libretranslate, _where(file, "libretranslate")),
        partial(_require_server, settings, _where(file, "engine")),
        *(partial(require_language, one, _where(file, "languages", i)) for i, one in enumerate(settings.languages)),
        *(
            partial(require_language, one, _where(file, "pivots", target))
            for target, between in settings.pivots.items()
            for one in (target, between)
        ),
        *(partial(_require_way, *way, _where(file, "pivots", way[0])) for way in settings.pivots.items()),
        *(
            partial(_require_model, one, _where(file, "entities", "models", i))
            for i, one in enumerate(settings.entities.models)
        ),
        *(partial(require_language, one, _where(file, "decimal", one)) for one in settings.decimal),
        *(partial(require, one, shipped_names(), "pack", _where(file, "packs", i)) for i, one in packs),
        *(partial(_require_rule, one, _where(file, "off", i)) for i, one in enumerate(settings.off)),
        partial(_require_header, settings.review.user_header, _where(file, "review", "user_header")),
        *(
            partial(_require_host, one, _where(file, "review", "hosts", i))
            for i, one in enumerate(settings.review.hosts)
        ),
    )


def _faults_of_side(side: SideFile, file: YamlFile | None) -> list[UsageError]:
    return raised(
        partial(require_language, side.language, _where(file, "language")),
        *(
            partial(check, text, _where(file, name))
            for name, check in _SIDE.items()
            if (text := getattr(side, name)) is not None
        ),
        *(
            partial(_require_plain, name, text, _where(file, name))
            for name in ("title", "url", "licence", "author", "owner", "date", "reviewed_by")
            if (text := getattr(side, name)) is not None
        ),
        *(partial(_require_plain, "reason", one.reason, _where(file, "waive", i)) for i, one in enumerate(side.waive)),
        *(
            partial(require_person, one.author, _where(file, "waive", i, "author"))
            for i, one in enumerate(side.waive)
            if one.author is not None
        ),
        *(partial(require_reason, one.reason, _where(file, "waive", i, "reason")) for i, one in enumerate(side.waive)),
        *(partial(require_reason, one.reason, _where(file, "edits", i, "reason")) for i, one in enumerate(side.edits)),
        *(
            partial(_require_plain, "replace", one.replace, _where(file, "edits", i, "replace"))
            for i, one in enumerate(side.edits)
        ),
        *(partial(_require_rule, one, _where(file, "off", i)) for i, one in enumerate(side.off)),
        *(partial(_require_waivable, one.check, _where(file, "waive", i, "check")) for i, one in enumerate(side.waive)),
    )


def _require_plain(name: str, text: str, at: Where) -> None:
    """Raise `UsageError` for signs that command a terminal or turn the order of what is shown."""
    if found := _CONTROL.search(text):
        message = f"the text under '{name}' holds the control character U+{ord(found[0]):04X}"
        raise UsageError(message, remedy="remove it", file=at.file, line=at.line)


def _require_address(address: str, at: Where) -> None:
    if address and not (address.isascii() and is_address(address)):
        remedy = "write it like http://127.0.0.1:5000"
        raise UsageError(f"'{address}' is no web address", remedy=remedy, file=at.file, line=at.line)


def _require_way(target: str, between: str, at: Where) -> None:
    if target == between:
        remedy = "name another language, or remove the line"
        raise UsageError(f"the way to {target} cannot go through {target}", remedy=remedy, file=at.file, line=at.line)


def _require_model(name: str, at: Where) -> None:
    """Raise `UsageError` for what can be no package of a model, and for the path of a folder that is not there."""
    if not _PACKAGE.fullmatch(name) and (not name or "\0" in name or not Path(name).is_dir()):
        words = f"'{shown(name)}' is no package of a spaCy model, and no folder"
        raise UsageError(words, remedy="name one like en_core_web_sm", file=at.file, line=at.line)


def _require_server(settings: Settings, at: Where) -> None:
    if settings.engine == "libretranslate" and not settings.libretranslate:
        remedy = "add it to settings.yaml, like `libretranslate: http://127.0.0.1:5000`"
        raise UsageError("this engine is a server, and no address is given", remedy=remedy, file=at.file, line=at.line)


def _require_host(host: str, at: Where) -> None:
    if not _HOST.fullmatch(host):
        remedy = "write it as a browser names it in `Host`, like review.example.org or localhost:8080"
        raise UsageError(f"'{shown(host)}' is no name of a host", remedy=remedy, file=at.file, line=at.line)


def _require_header(name: str, at: Where) -> None:
    if name and not _HEADER.fullmatch(name):
        remedy = "write it like X-Forwarded-User"
        raise UsageError(f"'{shown(name)}' is no name of a header", remedy=remedy, file=at.file, line=at.line)


def _require_link(link: str, at: Where) -> None:
    if link and not is_address(link):
        remedy = "write a whole link with http or https, like https://example.org/page"
        raise UsageError(f"'{shown(link)}' is no web address", remedy=remedy, file=at.file, line=at.line)
    if link and urlsplit(link).username is not None:
        words = "this address holds the name of a user, maybe with a password, and would be published with them"
        raise UsageError(words, remedy="write it without what stands before the @", file=at.file, line=at.line)


def _require_licence(text: str, at: Where) -> None:
    """Raise `UsageError` for a link of another kind; a licence is a name or a link."""
    if _LINK.match(text):
        _require_link(text, at)


def _require_date(text: str, at: Where) -> None:
    """Raise `UsageError` for what is no date of a text: a day in figures or words, or a month or year in figures."""
    from pipeline.structure.header import day_of

    if text and day_of(text) is None and not (is_day(f"{text}-01") or is_day(f"{text}-01-01")):
        remedy = "write it like 2026-03-14, or 2026-03 where no day is known"
        raise UsageError(f"'{shown(text)}' is no day", remedy=remedy, file=at.file, line=at.line)


def _require_start(text: str, at: Where) -> None:
    """Raise `UsageError` for what can be the beginning of no hash, and would void a review without a word."""
    if not _START.fullmatch(text):
        words = f"'{shown(text)}' begins no hash"
        remedy = "copy the first twelve signs of `text_sha256` in the text's document.json"
        raise UsageError(words, remedy=remedy, file=at.file, line=at.line)


_SIDE: Mapping[str, Callable[[str, Where], object]] = {
    "url": _require_link,
    "licence": _require_licence,
    "date": _require_date,
    "reviewed": require_day,
    "reviewed_by": require_person,
    "reviewed_text": _require_start,
}


def _require_rule(name: str, at: Where) -> None:
    from pipeline.report import catalogue

    known, listed = catalogue.names(), "`python -m pipeline rules` lists them"
    if "*" in name or f"{name.rstrip('/')}/" in {f"{one.partition('/')[0]}/" for one in known}:
        what = f"'{shown(name)}' is no rule or check, and stands for none"
        raise UsageError(what, remedy=f"name each by itself; {listed}", file=at.file, line=at.line)
    require(name, known, "rule or check", at, otherwise=listed)


def _require_waivable(name: str, at: Where) -> None:
    from pipeline.report import catalogue

    catalogue.require_waivable(name, catalogue.CHECKS, "", at)


def _where(file: YamlFile | None, *place: str | int) -> Where:
    return file.where(place) if file else NOWHERE
