"""A translation server that speaks LibreTranslate's HTTP interface, used only where the settings name its address.

The sentences leave the machine for that address. The server does not say which model answers, so the hash of the
engine covers its address and the languages it offers; after a change of model, `make ARGS=--force` translates anew.
"""

import hashlib
import json
import logging
import os
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeGuard
from urllib.parse import urlsplit

from pipeline.core.errors import PipelineError
from pipeline.core.settings import Settings
from pipeline.core.targets import EngineInfo
from pipeline.translation.engines.base import Candidate, Engine, Kind, Known, Request, Row

log = logging.getLogger(__name__)

SECONDS = 60.0
BATCH = 50  # sentences in one request
ALTERNATIVES = 3
MAX_BYTES = 20_000_000
REMEDY = "start the server, or take `libretranslate` out of settings.yaml"


class LibreTranslateEngine:
    """One translation direction of a server; candidates without scores, the server's best first."""

    def __init__(self, source: str, target: str, address: str, languages: str):
        self.source, self.target, self._address = source, target, address
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
        question: dict[str, object] = {"q": batch, "source": self.source, "target": self.target, "format": "text"}
        question["alternatives"] = ALTERNATIVES
        if key := os.environ.get("LIBRETRANSLATE_API_KEY"):
            question["api_key"] = key
        answer = _call(self._address, "/translate", json.dumps(question).encode())
        answer = answer if isinstance(answer, dict) else {}
        best, others = answer.get("translatedText"), answer.get("alternatives")
        if not _is_texts(best) or len(best) != len(batch):
            raise PipelineError(f"{self._address} did not answer with one translation per sentence", remedy=REMEDY)
        more = others if isinstance(others, list) and len(others) == len(batch) else [[]] * len(batch)
        return [
            [Candidate(text) for text in dict.fromkeys([first, *(some if _is_texts(some) else [])])]
            for first, some in zip(best, more, strict=True)
        ]


def load(source: str, target: str, address: str) -> LibreTranslateEngine | None:
    """The engine for a pair, or None where the server does not offer it.

    Raises `PipelineError` for an address that is none, and for a server that does not answer.
    """
    if urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).hostname:
        raise PipelineError(f"“{address}” is no web address", remedy="correct `libretranslate` in settings.yaml")
    languages = _call(address.rstrip("/"), "/languages")
    rows = [row for row in languages if isinstance(row, dict)] if isinstance(languages, list) else []
    offered = {str(row.get("code")): row.get("targets") for row in rows}
    if target not in (offered.get(source) or ()):
        return None
    return LibreTranslateEngine(source, target, address.rstrip("/"), json.dumps(offered, sort_keys=True))


def _call(address: str, path: str, data: bytes | None = None) -> Any:
    """The server's answer, decoded."""
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    request = urllib.request.Request(address + path, data, headers)  # noqa: S310 - `load` lets only http(s) pass
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            return json.loads(answer.read(MAX_BYTES))
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise PipelineError(f"the translation server {address} failed: {reason}", remedy=REMEDY) from error


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
