"""A whole engine in one module, as somebody would add it: it says everything in capitals."""

from collections.abc import Sequence
from pathlib import Path

from pipeline.core.settings import Settings
from pipeline.core.targets import EngineInfo
from pipeline.translation.engines.base import Candidate, Engine, Kind, Known, Request, Row


class UpperEngine:
    """Capitals, for Klingon alone."""

    source, target, info = "en", "tlh", EngineInfo("upper", "1")

    def translate(self, sentences: Sequence[str]) -> list[list[Candidate]]:
        return [[Candidate(sentence.upper())] for sentence in sentences]

    def again(self, requests: Sequence[Request]) -> list[list[Candidate]]:
        return [[] for _ in requests]


def _load(source: str, target: str, models: Path, settings: Settings) -> Engine | None:
    return UpperEngine() if (source, target) == ("en", "tlh") else None


def _row(source: str, target: str, models: Path, settings: Settings) -> Row:
    return Row(
        "upper",
        f"{source}-{target}",
        "usable" if target == "tlh" else "missing",
        "all in capitals",
        f"shop {source} {target}",
    )


def _state(models: Path) -> object:
    return (models / "upper.txt").is_file()


KIND = Kind("upper", Known("Upper", "nothing but capitals"), _load, _row, state=_state)
