"""Entities of trained spaCy models that the user has, beside those of the glossary.

`settings.yaml` names the models (`entities.models`), installed packages or folders. A model that is missing or was made
for another spaCy is told in one line. spaCy is loaded only where a model is named.
"""

import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.core.edits import Span
from pipeline.core.errors import UsageError, raise_all, raised
from pipeline.core.names import NOWHERE, Where
from pipeline.core.settings import Settings
from pipeline.data import load

if TYPE_CHECKING:
    from spacy.language import Language

Found = tuple[int, int, str]

_NOT_NEEDED = ("parser", "tagger", "morphologizer", "lemmatizer", "attribute_ruler", "senter", "textcat")


def require(settings: Settings, where: Callable[[int], Where] = lambda _: NOWHERE) -> None:
    """Raise `UsageError` with one line for each model of the settings that is missing or does not fit.

    `where` tells where the model of a number stands in them.
    """
    raise_all(raised(*(partial(_require, name, where(number)) for number, name in enumerate(settings.entities.models))))


def find(text: str, spans: Sequence[Span], names: Iterable[str]) -> list[Found]:
    """The entities that the named models find in the sentences at `spans`, as (start, end, the model's label).

    Of two that overlap the longer stays, of equal ones that of the model named first.
    """
    found = [one for name in names for one in _find(text, spans, name)]
    kept: list[Found] = []
    taken = [False] * (len(text) + 1)
    for start, end, label in sorted(found, key=lambda one: one[0] - one[1]):
        if not any(taken[start:end]):
            taken[start:end] = [True] * (end - start)
            kept.append((start, end, label))
    return sorted(kept)


def _find(text: str, spans: Sequence[Span], name: str) -> Iterator[Found]:
    sentences = (text[start:end] for start, end in spans)
    for (offset, _), document in zip(spans, _model(name).pipe(sentences), strict=True):
        for entity in document.ents:
            words = entity.text
            start = offset + entity.start_char + len(words) - len(words.lstrip())
            if words.strip():
                yield start, start + len(words.strip()), entity.label_


@cache
def _model(name: str) -> "Language":
    import spacy

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of versions: `require` has judged them
        return spacy.load(name, exclude=list(_NOT_NEEDED))


def _require(name: str, at: Where) -> None:
    """Raise `UsageError` where something keeps a model from being used."""
    import spacy
    from spacy.util import is_compatible_version

    meta = _meta(name)
    if meta is None and Path(name).is_dir():
        message = f"the folder '{name}' of entities.models holds no spaCy model"
        raise UsageError(message, remedy="name another", file=at.file, line=at.line)
    if meta is None:
        message = f"the model '{name}' of entities.models is not installed"
        remedy = f"correct the name, or get it: {_command(name)}"
        raise UsageError(message, remedy=remedy, file=at.file, line=at.line)
    wanted, here = str(meta.get("spacy_version", "")), spacy.about.__version__
    known = load("labels.yaml")["scispacy"]
    is_known = name in known["names"] and meta.get("version") == known["release"]
    if is_known or not wanted or is_compatible_version(here, wanted):
        return
    message = f"the model '{name}' {meta.get('version')} was made for spaCy {wanted}, and {here} is installed"
    raise UsageError(message, remedy=f"get one that fits: {_command(name)}", file=at.file, line=at.line)


def _meta(name: str) -> dict[str, Any] | None:
    """What a model says of itself; None where it is not there."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of versions: `_require` judges them
            return _read_meta(name)
    except (OSError, ValueError, ImportError):
        return None


def _read_meta(name: str) -> dict[str, Any] | None:
    from spacy import util

    folder = Path(name) if Path(name).is_dir() else util.get_package_path(name) if util.is_package(name) else None
    return util.get_model_meta(folder) if folder else None


def _command(name: str) -> str:
    """How to get a model; scispaCy's are taken as they are, since pip would bring an older spaCy with them."""
    known = load("labels.yaml")["scispacy"]
    if name in known["names"]:
        address = known["address"].format(release=known["release"], name=name)
        return f".venv/bin/python -m pip install --no-deps {address}"
    return f".venv/bin/python -m spacy download {Path(name).name}"
