"""Text as the pieces that an Argos package's model was trained on, and back.

A package holds a SentencePiece model, or codes for byte-pair encoding of words as Moses tells them apart. Both give the
pieces that argostranslate gives, without it.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

from pipeline.core.files import read_file

SENTENCEPIECE, BPE_CODES = "sentencepiece.model", "bpe.model"
FILES = (SENTENCEPIECE, BPE_CODES)
_CONTINUED, _WORD_END = "@@", "</w>"


class Tokenizer(Protocol):
    """What decoding needs of a package beside its model."""

    def encode(self, text: str) -> list[str]:
        """The pieces of a text."""

    def decode(self, pieces: Sequence[str]) -> str:
        """The text of pieces."""


def load(folder: Path, source: str, target: str) -> Tokenizer:
    """A package's tokenizer. Raises `OSError`, `RuntimeError` or `ValueError` where its file is no such model."""
    if (folder / SENTENCEPIECE).is_file():
        return SentencePiece(folder / SENTENCEPIECE)
    return BytePairs(folder / BPE_CODES, source, target)


class SentencePiece:
    """Pieces of a SentencePiece model, which mark the beginnings of words."""

    def __init__(self, model: Path):
        from sentencepiece import SentencePieceProcessor

        self._processor: Any = SentencePieceProcessor(model_file=str(model))

    def encode(self, text: str) -> list[str]:
        """The pieces of a text."""
        return list(self._processor.encode(text, out_type=str))

    def decode(self, pieces: Sequence[str]) -> str:
        """The text of pieces; "_" stays what it is, where argostranslate makes it a blank."""
        return str(self._processor.decode_pieces(list(pieces))).replace("▁", " ")


class BytePairs:
    """Words taken apart by learned merges; each part but a word's last is marked with "@@"."""

    def __init__(self, codes: Path, source: str, target: str):
        from sacremoses import MosesDetokenizer, MosesPunctNormalizer, MosesTokenizer

        self._normalizer: Any = MosesPunctNormalizer(source)
        self._words: Any = MosesTokenizer(source)
        self._text: Any = MosesDetokenizer(target)
        self._ranks, self._joined_end = _read_codes(read_file(codes).decode())
        self._parts = lru_cache(maxsize=1 << 16)(self._split)

    def encode(self, text: str) -> list[str]:
        """The pieces of a text."""
        words = " ".join(self._words.tokenize(self._normalizer.normalize(text))).split(" ")
        return [piece for word in words if word for piece in self._parts(word)]

    def decode(self, pieces: Sequence[str]) -> str:
        """The text of pieces; a mark that is left over at the end shows that something is amiss."""
        return str(self._text.detokenize(" ".join(pieces).replace(f"{_CONTINUED} ", "").split(" ")))

    def _split(self, word: str) -> tuple[str, ...]:
        """The parts of a word, from its letters by the merges, in the order in which these were learned."""
        parts = [*word[:-1], word[-1] + _WORD_END] if self._joined_end else [*word, _WORD_END]
        while len(parts) > 1:
            known = [pair for pair in pairwise(parts) if pair in self._ranks]
            if not known:
                break
            parts = _merged(parts, min(known, key=self._ranks.__getitem__))
        if parts[-1] == _WORD_END:
            parts.pop()
        else:
            parts[-1] = parts[-1].replace(_WORD_END, "")
        return (*(part + _CONTINUED for part in parts[:-1]), parts[-1])


def _merged(parts: list[str], pair: tuple[str, str]) -> list[str]:
    merged: list[str] = []
    position = 0
    while position < len(parts):
        together = tuple(parts[position : position + 2]) == pair
        merged.append("".join(pair) if together else parts[position])
        position += 2 if together else 1
    return merged


def _read_codes(text: str) -> tuple[Mapping[tuple[str, str], int], bool]:
    """The merges with their ranks, and whether a word's end is joined to its last letter (from version 0.2 on)."""
    lines = text.split("\n")
    version = lines.pop(0).split()[-1] if lines[0].startswith("#version:") else "0.1"
    if version not in ("0.1", "0.2"):
        raise ValueError(f"{BPE_CODES} is of version {version}")
    ranks: dict[tuple[str, str], int] = {}
    for number, line in enumerate(lines[:-1] if not lines[-1] else lines):
        first, blank, second = line.strip("\r ").partition(" ")
        if not (first and blank and second) or " " in second:
            raise ValueError(f"line {number + 1} of the merges in {BPE_CODES} is no pair")
        ranks.setdefault((first, second), number)
    return ranks, version == "0.2"
