"""Curated, translated bundles from raw medical texts, with every change recorded, explained and reversible.

The names below are the public interface. They are imported on first use, so that `import pipeline` stays light.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.api import curate, translate
    from pipeline.bundle import load_bundle
    from pipeline.entities.abbreviations import abbreviations
    from pipeline.entities.contexts import contexts
    from pipeline.entities.quantities import quantities
    from pipeline.pairs import check_pair
    from pipeline.structure.sentences import sentences

_HOMES = {
    "curate": "pipeline.api",
    "translate": "pipeline.api",
    "check_pair": "pipeline.pairs",
    "abbreviations": "pipeline.entities.abbreviations",
    "quantities": "pipeline.entities.quantities",
    "contexts": "pipeline.entities.contexts",
    "sentences": "pipeline.structure.sentences",
    "load_bundle": "pipeline.bundle",
}

__all__ = [
    "abbreviations",
    "check_pair",
    "contexts",
    "curate",
    "load_bundle",
    "quantities",
    "sentences",
    "translate",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'pipeline' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)
