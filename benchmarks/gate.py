"""Floors under the figures of an evaluation: what was reached once must not fall unseen.

The floors stand in a small YAML file with a hash of the corpus that they were reached on: on another corpus they say
nothing, so new cases are pinned anew. Pinning raises floors; to lower one takes an explicit flag.
"""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

FLOORS = Path(__file__).with_name("floors.yaml")
_ABOUT = (
    "# Floors of `make eval`. `make eval ARGS=--pin` raises them; a fall is accepted only with ARGS='--pin --lower'.\n"
)


class Figure(NamedTuple):
    """How often an answer was right: what was found rightly, what wrongly, and what was missed."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """The share of rightful answers among all that were given; 1 where none was given."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """The share of what was to be found that was found; 1 where there was nothing to find."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    def __add__(self, other: object) -> "Figure":
        """The figure of both corpora together."""
        if not isinstance(other, Figure):
            return NotImplemented
        return Figure(*(a + b for a, b in zip(self, other, strict=True)))

    def rounded(self) -> dict[str, float]:
        """Both shares as they are pinned: cut off, so that a floor is never above what was reached."""
        return {"precision": int(self.precision * 1000) / 1000, "recall": int(self.recall * 1000) / 1000}


Figures = Mapping[str, Figure]


def corpus_hash(files: Iterable[Path]) -> str:
    """A hash over names and contents of the files of a corpus."""
    found = hashlib.sha256()
    for file in sorted(files, key=lambda file: file.name):
        found.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return found.hexdigest()


def names(section: str, path: Path = FLOORS) -> set[str]:
    """What a section has floors for."""
    return set(_load(path).get(section, {}).get("floors", {}))


def faults(section: str, figures: Figures, corpus: str, path: Path = FLOORS) -> list[str]:
    """What keeps a section of the floors file from being passed, one line each."""
    pinned = _load(path).get(section)
    if pinned is None:
        return [f"{section}: no floors are pinned; pin them with `make eval ARGS=--pin`"]
    fallen = _fallen(section, pinned["floors"], figures)
    if pinned["corpus"] != corpus:
        fallen.append(f"{section}: the cases have changed; look at the figures, then `make eval ARGS=--pin`")
    elif unpinned := figures.keys() - pinned["floors"].keys():
        fallen.append(f"{section}: no floor for {', '.join(sorted(unpinned))}; `make eval ARGS=--pin`")
    return fallen


def pin(section: str, figures: Figures, corpus: str, path: Path = FLOORS, *, lower: bool = False) -> list[str]:
    """Write the figures as floors; refused, with what has fallen, where one would be lower and `lower` is not set."""
    data = _load(path)
    fallen = [] if lower else _fallen(section, data.get(section, {}).get("floors", {}), figures)
    if not fallen:
        data[section] = {"corpus": corpus, "floors": {name: figures[name].rounded() for name in sorted(figures)}}
        path.write_text(_ABOUT + yaml.safe_dump(data, sort_keys=True, default_flow_style=None, width=120), "utf-8")
    return fallen


def _fallen(section: str, floors: Mapping[str, Mapping[str, float]], figures: Figures) -> list[str]:
    found = []
    for name, floor in floors.items():
        if name not in figures:
            found.append(f"{section}: {name} is no longer judged")
            continue
        for share, reached in figures[name].rounded().items():
            if reached < floor[share]:
                found.append(f"{section}: {share} of {name} fell from {floor[share]:.3f} to {reached:.3f}")
    return found


def _load(path: Path) -> dict[str, Any]:
    return (yaml.safe_load(path.read_text("utf-8")) or {}) if path.exists() else {}
