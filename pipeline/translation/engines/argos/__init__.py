"""Argos packages, decoded by ctranslate2.

argostranslate's own `translate` joins the sentences of a paragraph, fetches sentence splitters from the network and
decodes about one sentence at a time. Here one sentence is one source, and only sources of equal token length share a
batch: nothing is padded, so that a sentence's result does not depend on its company (in float32 the last digit of a
score may). Threads work on whole batches.

A model is decoded in the compute type that its maker chose, unless its answers to plain sentences are none; then in
float32. Which one it is stands in models.lock.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import msgspec

from pipeline.core.errors import PipelineError
from pipeline.core.files import digest
from pipeline.core.processors import cores
from pipeline.core.targets import EngineInfo
from pipeline.translation.engines import lock, probe
from pipeline.translation.engines.argos import packages, tokenizer
from pipeline.translation.engines.argos.tokenizer import Tokenizer
from pipeline.translation.engines.base import Candidate, Request
from pipeline.translation.engines.parts import Pieces, join, split

UNKNOWN = "⁇"
COMPUTE_TYPES: tuple[lock.ComputeType, ...] = ("default", "float32")
BATCH_TOKENS = 1024
LONGEST_TARGET = 1000  # in pieces; a model's table of positions often ends at 1024
UNLIKELY = -1.5  # mean logarithm of the probability of a piece; sound texts lie above -1
DECODING = {
    "beam_size": 4,
    "patience": 2,  # without it, short wrong hypotheses end the search early
    "num_hypotheses": 8,
    "length_penalty": 0.2,
    "return_scores": True,
    "replace_unknowns": False,
    "max_input_length": 0,  # a source is never cut silently: see `parts.split`
    "max_batch_size": 0,
}


class ArgosEngine:
    """One installed package, its model loaded once per process; `pair` are the languages that it is asked for."""

    def __init__(self, package: packages.Installed, loaded: "Loaded", pair: tuple[str, str] | None = None):
        self.source, self.target = pair or (package.source, package.target)
        self._prefix, self._hash = package.prefix, packages.digest(package)
        self._tokenizer, self._translator = loaded.tokenizer, loaded.translator
        self.compute_type = loaded.compute_type

    @property
    def info(self) -> EngineInfo:
        """The model's hash covers its weights, vocabulary and tokenizer, and its compute type where that is set."""
        if self.compute_type == "default":
            return EngineInfo("argos", self._hash)
        return EngineInfo("argos", digest(f"{self._hash} {self.compute_type}".encode()))

    def translate(self, sentences: Sequence[str]) -> list[list[Candidate]]:
        """Up to eight candidates per sentence. Raises `PipelineError` where the model fails."""
        parts = {
            sentence: split(sentence.strip(), self._pieces) for sentence in dict.fromkeys(sentences) if sentence.strip()
        }
        decoded = self._decode({part.pieces for some in parts.values() for part in some})
        done = {sentence: join([(part, decoded[part.pieces]) for part in some]) for sentence, some in parts.items()}
        return [list(done[sentence]) if sentence in done else [Candidate(sentence)] for sentence in sentences]

    def again(self, requests: Sequence[Request]) -> list[list[Candidate]]:
        """Decode once more under other conditions; a sentence that was parted has no further candidates."""
        running = [self._start_again(request) for request in requests]
        return [self._candidates(*one) if one else [] for one in running]

    def _start_again(self, request: Request) -> tuple[Any, int] | None:
        parts = split(request.sentence.strip(), self._pieces)
        if len(parts) != 1 or parts[0].cut:
            return None
        written = {form for word in request.avoid for form in (word, word[:1].upper() + word[1:])}
        options: dict[str, Any] = {"suppress_sequences": [list(self._pieces(word)) for word in sorted(written)]}
        if request.no_loops:
            options |= {"no_repeat_ngram_size": 3}
        longest = _longest_target(len(parts[0].pieces))
        return self._start([parts[0].pieces], longest, request.begin, **options)[0], longest

    def _pieces(self, text: str) -> Pieces:
        return tuple(self._tokenizer.encode(text))

    def _decode(self, sources: Iterable[Pieces]) -> dict[Pieces, list[Candidate]]:
        """Decode in batches of one token length each; the model's threads take batch after batch."""
        by_length: dict[int, list[Pieces]] = defaultdict(list)
        for pieces in sorted(sources):
            by_length[len(pieces)].append(pieces)
        running = [
            (batch, self._start(batch, _longest_target(length)), _longest_target(length))
            for length, group in sorted(by_length.items(), reverse=True)
            for batch in _batches(group, max(1, BATCH_TOKENS // length))
        ]
        return {
            pieces: self._candidates(future, longest)
            for batch, futures, longest in running
            for pieces, future in zip(batch, futures, strict=True)
        }

    def _start(self, batch: list[Pieces], longest: int, begin: str = "", **options: Any) -> list[Any]:
        start = [*([self._prefix] if self._prefix else []), *self._pieces(begin)]
        sources = [list(pieces) for pieces in batch]
        futures: list[Any] = self._translator.translate_batch(
            sources,
            [start] * len(batch) if start else None,
            asynchronous=True,
            max_decoding_length=longest,
            **DECODING,
            **options,
        )
        return futures

    def _candidates(self, future: Any, longest: int) -> list[Candidate]:
        """The hypotheses as text, best first; of those that read the same only the best."""
        try:
            result = future.result()
        except RuntimeError as error:
            remedy = "remove the package's folder and install it again"
            reason = f"the Argos package {self.source}-{self.target} failed: {error}"
            raise PipelineError(reason, remedy=remedy) from error
        found: dict[str, Candidate] = {}
        for pieces, score in zip(result.hypotheses, result.scores, strict=True):
            text = self._text(pieces)
            unknown, unsure = (UNKNOWN,) * text.count(UNKNOWN), _mean(score, len(pieces)) < UNLIKELY
            one = Candidate(text, round(score, 4), unknown, cut=len(pieces) >= longest, unsure=unsure)
            found.setdefault(text, one)
        return list(found.values())

    def _text(self, pieces: list[str]) -> str:
        if self._prefix and pieces[:1] == [self._prefix]:
            pieces = pieces[1:]
        text = self._tokenizer.decode(pieces)
        return re.sub(" {2,}", " ", text.replace("<unk>", UNKNOWN)).strip()


class Loaded(msgspec.Struct, frozen=True):
    """What is loaded of a package once per process: tokenizer, model, and the compute type that the model has."""

    tokenizer: Tokenizer
    translator: Any
    compute_type: lock.ComputeType


def load(package: packages.Installed, pair: tuple[str, str] | None = None) -> ArgosEngine:
    """Load a package's model, once per process. Raises `PipelineError` where it is damaged or answers nonsense."""
    return ArgosEngine(package, _load(package, packages.digest(package)), pair)


def settle(package: packages.Installed) -> Loaded:
    """Load a package in its recorded compute type, else in the first that answers in words.

    Where none answers every plain sentence well, the one with the fewest faults is taken. Raises `PipelineError` where
    the package is damaged, or all answers are faulty.
    """
    if package.compute_type:
        return _open(package, package.compute_type)
    tried: list[tuple[list[str], Loaded]] = []
    for compute_type in COMPUTE_TYPES:
        loaded = _open(package, compute_type)
        faults = probe.faults(package.source, ArgosEngine(package, loaded).translate)
        if not faults:
            return loaded
        tried.append((faults, loaded))
    faults, loaded = min(tried, key=lambda one: len(one[0]))
    if probe.works(package.source, faults):
        return loaded
    reason = f"this Argos package answers nonsense: {faults[0]}"
    raise PipelineError(reason, file=package.path, remedy="remove the folder, install another version or engine")


@cache
def _load(package: packages.Installed, model: str) -> Loaded:
    """A package in its compute type; one whose files have changed is loaded anew."""
    return settle(package)


def _open(package: packages.Installed, compute_type: lock.ComputeType) -> Loaded:
    import ctranslate2  # half a second, spent only where something is translated

    try:
        pieces = tokenizer.load(package.path, package.source, package.target)
        pieces.encode("A word.")
        translator = ctranslate2.Translator(
            str(package.path / "model"), device="cpu", compute_type=compute_type, inter_threads=cores(), intra_threads=1
        )
    except (OSError, RuntimeError, ValueError, MemoryError) as error:
        reason = str(error).partition("\n")[0] or type(error).__name__
        remedy = "remove the folder, install the package again"
        raise PipelineError(f"this Argos package is broken: {reason}", file=package.path, remedy=remedy) from error
    return Loaded(pieces, translator, compute_type)


def _longest_target(length: int) -> int:
    return min(2 * length + 32, LONGEST_TARGET)


def _mean(score: float, length: int) -> float:
    """The mean logarithm of the probability of a piece; ctranslate2 divides the sum by a power of the length."""
    return float(score * (length + 1) ** (float(DECODING["length_penalty"]) - 1))


def _batches(group: list[Pieces], size: int) -> list[list[Pieces]]:
    return [group[i : i + size] for i in range(0, len(group), size)]
