"""A translation server that speaks LibreTranslate's HTTP interface, used only where the settings name its address.

The sentences leave the machine for that address. The server does not say which model answers, so the hash of the
engine covers its address and the languages it offers; after a change of model, `make ARGS=--force` translates anew.
"""

import hashlib
import json
import logging
import os
import re
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, TypeGuard
from urllib.parse import urlsplit

from pipeline.core.errors import PipelineError, shown
from pipeline.core.one_line import one_line
from pipeline.core.settings import Settings
from pipeline.core.tags import canonical
from pipeline.core.targets import EngineInfo
from pipeline.translation.engines import download
from pipeline.translation.engines.argos import codes
from pipeline.translation.engines.base import Candidate, Engine, Kind, Known, Request, Row

log = logging.getLogger(__name__)

SECONDS = 60.0  # for one whole answer, however it comes
SECONDS_TO_LIST = 15.0  # the languages, which a server has at hand
BATCH = 50  # sentences in one request
ALTERNATIVES = 3
MAX_BYTES = 20_000_000
LONGEST, LONGER_BY = 10, 1_000  # no translation has ten times the letters of its source; the checks would take hours
_BROKEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
REMEDY = "start the server, or take `libretranslate` out of settings.yaml"


class LibreTranslateEngine:
    """One translation direction of a server; candidates without scores, the server's best first.

    `codes` are the server's own for the pair that is asked for.
    """

    def __init__(self, pair: tuple[str, str], codes: tuple[str, str], address: str, languages: str):
        (self.source, self.target), self._codes, self._address = pair, codes, address
        self.info = EngineInfo("libretranslate", hashlib.sha256(f"{address} {languages}".encode()).hexdigest())

    def translate(self, sentences: Sequence[str]) -> list[list[Candidate]]:
        """The server's answer and its alternatives. Raises `PipelineError` where it fails or hangs."""
        texts = [text for text in dict.fromkeys(sentences) if text.strip()]
        done: dict[str, list[Candidate]] = {}
        for i in range(0, len(texts), BATCH):
            batch = texts[i : i + BATCH]
            done |= zip(batch, self._ask(batch), strict=True)
        return [done.get(sentence, [Candidate(sentence)]) for sentence in sentences]

    def again(self, requests: Sequence[Request]) -> list[list[Candidate]]:
        """None: the interface has no words for it."""
        return [[] for _ in requests]

    def _ask(self, batch: list[str]) -> list[list[Candidate]]:
        source, target = self._codes
        question: dict[str, object] = {"q": batch, "source": source, "target": target, "format": "text"}
        question["alternatives"] = ALTERNATIVES
        if key := os.environ.get("LIBRETRANSLATE_API_KEY"):
            question["api_key"] = key
        answer = _call(self._address, "/translate", SECONDS, json.dumps(question).encode())
        answer = answer if isinstance(answer, dict) else {}
        best, others = answer.get("translatedText"), answer.get("alternatives")
        if not _is_texts(best) or len(best) != len(batch):
            raise PipelineError(
                f"{shown(self._address)} did not answer with one translation per sentence", remedy=REMEDY
            )
        more = others if isinstance(others, list) and len(others) == len(batch) else [[]] * len(batch)
        return [
            _candidates(text, [first, *(some[:ALTERNATIVES] if _is_texts(some) else [])])
            for text, first, some in zip(batch, best, more, strict=True)
        ]


def _candidates(source: str, answers: list[str]) -> list[Candidate]:
    """The answers that can be a translation by their length, in characters that a text may have; never none."""
    longest = LONGEST * len(source) + LONGER_BY
    texts = dict.fromkeys(_BROKEN.sub("\ufffd", text) for text in answers if len(text) <= longest)
    return [Candidate(text) for text in texts] or [Candidate("", cut=True)]


def load(source: str, target: str, address: str) -> LibreTranslateEngine | None:
    """The engine for a pair, or None where the server does not offer it.

    Raises `PipelineError` for an address that is none, and for a server that does not answer.
    """
    if not _is_address(address):
        raise PipelineError(f"“{shown(address)}” is no web address", remedy="correct `libretranslate` in settings.yaml")
    address = address.rstrip("/")
    languages = _call(address, "/languages", SECONDS_TO_LIST)
    rows = [row for row in languages if isinstance(row, dict)] if isinstance(languages, list) else []
    offered = {row["code"]: row["targets"] for row in rows if _is_row(row)}
    found = next(((one, other) for one in _nearest(source, offered) for other in _nearest(target, offered[one])), None)
    if found is None:
        return None
    return LibreTranslateEngine((source, target), found, address, json.dumps(offered, sort_keys=True))


def _is_row(row: dict[str, Any]) -> bool:
    return isinstance(row.get("code"), str) and _is_texts(row.get("targets"))


def _nearest(language: str, offered: Collection[str]) -> list[str]:
    """The server's codes that serve for a language, the nearest first; its own are BCP 47 tags or those of Argos."""
    known = {tag: code for code in offered for tag in (canonical(code), code.lower()) if tag}
    wanted = dict.fromkeys((language, *codes.argos_codes(language)))
    return [known[tag] for tag in wanted if tag in known]


def _is_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _call(address: str, path: str, seconds: float, data: bytes | None = None) -> Any:
    """The server's answer, decoded."""
    try:
        return json.loads(download.ask(address + path, MAX_BYTES, seconds, data))
    except (download.Failed, ValueError, RecursionError) as error:
        reason = one_line(error)[:200] if isinstance(error, download.Failed) else "what came is no JSON"
        raise PipelineError(
            f"the translation server {shown(address)} failed: {shown(reason, most=200)}", remedy=REMEDY
        ) from error


def _is_texts(value: Any) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _load(source: str, target: str, models: Path, settings: Settings) -> Engine | None:
    """The server that the settings name; one that does not answer is named and passed over."""
    try:
        return load(source, target, settings.libretranslate) if settings.libretranslate else None
    except PipelineError as error:
        log.warning("%s", error)
        return None


def _row(source: str, target: str, models: Path, settings: Settings) -> Row | None:
    pair, address = f"{source}-{target}", settings.libretranslate
    if not address:
        return None
    try:
        engine = load(source, target, address)
    except PipelineError as error:
        return Row("libretranslate", pair, "broken", str(error), "start the server, or correct settings.yaml")
    if engine is None:
        return Row("libretranslate", pair, "missing", f"the server at {address}")
    return Row("libretranslate", pair, "usable", f"the server at {address}; {KIND.known.quality}")


def _place(settings: Settings) -> str:
    return f"the server at {settings.libretranslate}" if settings.libretranslate else ""


KIND = Kind(
    "libretranslate",
    Known("LibreTranslate", "quality depends on the server's model and was not measured here"),
    _load,
    _row,
    place=_place,
)
