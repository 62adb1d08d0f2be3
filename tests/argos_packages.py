"""The small package of the tests, as it is and rewritten into the forms that packages really have.

Each form is a function that changes an unpacked package in its folder; ctranslate2 decodes all of them.
"""

import csv
import json
import re
import shutil
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import sentencepiece

from pipeline.translation.engines import install, lock, probe
from pipeline.translation.engines.argos import packages, tokenizer

HERE = Path(__file__).parent / "argos_model"
NAME = "translate-en_es-1_0"
PACKAGE = HERE / f"{NAME}.argosmodel"
with (HERE / "pairs.tsv").open(encoding="utf-8", newline="") as file:
    PAIRS = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
_TYPES = (np.float32, np.int8, np.int16, np.int32, np.float16)


def decode_in_float32(models: Path) -> None:
    """Record float32 for the installed packages: int8 gives other words on other processors."""
    for package in packages.find(models)[0]:
        if package.path.parent == models.resolve():
            entry = msgspec.structs.replace(package.known, model=packages.digest(package), compute_type="float32")
            lock.write(models, package.path.name, entry)


def installed(models: Path, compute_type: lock.ComputeType = "float32") -> packages.Installed:
    """The small package, installed in the folder and decoded so that its words are the same everywhere."""
    install.install("en", "es", models, file=PACKAGE)
    if compute_type == "float32":
        decode_in_float32(models)
    return next(package for package in packages.find(models)[0] if package.path.parent == models.resolve())


def unpacked(folder: Path, form: Callable[[Path], None] = lambda _: None, **metadata: str) -> Path:
    """The small package as a folder, in another form and with other metadata."""
    with zipfile.ZipFile(PACKAGE) as archive:
        archive.extractall(folder)
    place = folder / NAME
    form(place)
    if metadata:
        known = json.loads((place / "metadata.json").read_text("utf-8"))
        (place / "metadata.json").write_text(json.dumps(known | metadata))
    return place


def packed(folder: Path, form: Callable[[Path], None] = lambda _: None, name: str = NAME, **metadata: str) -> Path:
    """The small package as an archive beside a folder to work in, stored without compression as the index has them."""
    place = unpacked(folder, form, **metadata)
    path = folder / f"{name}.argosmodel"
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(file for file in place.rglob("*") if file.is_file()):
            archive.write(file, f"{name}/{file.relative_to(place).as_posix()}")
    shutil.rmtree(place)
    return path


class Model:
    """A model.bin of ctranslate2: variables by name, and names that stand for others."""

    def __init__(self, path: Path):
        self._path, self._data, self._position = path, path.read_bytes(), 0
        self.version = self._number("I")
        self._spec, self._revision = self._text(), self._number("I")
        self.variables: dict[str, Any] = dict(self._variable() for _ in range(self._number("I")))
        self.aliases = {self._text(): self._text() for _ in range(self._number("I"))}

    def write(self) -> None:
        """Write the model back to its file."""
        parts = [struct.pack("<I", self.version), _text(self._spec), struct.pack("<I", self._revision)]
        parts.append(struct.pack("<I", len(self.variables)))
        for name, array in self.variables.items():
            kind = _TYPES.index(array.dtype.type)
            parts += [_text(name), struct.pack(f"<B{array.ndim}I", array.ndim, *array.shape)]
            parts += [struct.pack("<BI", kind, array.nbytes), array.tobytes()]
        parts.append(struct.pack("<I", len(self.aliases)))
        parts += [_text(word) for alias in self.aliases.items() for word in alias]
        self._path.write_bytes(b"".join(parts))

    def _number(self, kind: str) -> int:
        (number,) = struct.unpack_from(f"<{kind}", self._data, self._position)
        self._position += struct.calcsize(f"<{kind}")
        return int(number)

    def _text(self) -> str:
        length = self._number("H")
        self._position += length
        return self._data[self._position - length : self._position - 1].decode()

    def _variable(self) -> tuple[str, Any]:
        name = self._text()
        shape = [self._number("I") for _ in range(self._number("B"))]
        kind, size = _TYPES[self._number("B")], self._number("I")
        self._position += size
        return name, np.frombuffer(self._data[self._position - size : self._position], kind).reshape(shape).copy()


def _text(text: str) -> bytes:
    return struct.pack("<H", len(text.encode()) + 1) + text.encode() + b"\0"


def _pieces(folder: Path) -> list[str]:
    pieces: list[str] = json.loads((folder / "model" / "shared_vocabulary.json").read_text("utf-8"))
    return pieces


def of_2021(folder: Path) -> None:
    """As ctranslate2 wrote models before its version 3: an older header, a plain vocabulary, no config.json."""
    model = Model(folder / "model" / "model.bin")
    model.version = 5
    model.write()
    (folder / "model" / "shared_vocabulary.txt").write_text("\n".join(_pieces(folder)) + "\n", encoding="utf-8")
    (folder / "model" / "shared_vocabulary.json").unlink()
    (folder / "model" / "config.json").unlink()


def with_two_vocabularies(folder: Path) -> None:
    """A vocabulary for each language, though they are equal here."""
    for side in ("source", "target"):
        shutil.copy(folder / "model" / "shared_vocabulary.json", folder / "model" / f"{side}_vocabulary.json")
    (folder / "model" / "shared_vocabulary.json").unlink()


def of_float32(folder: Path) -> None:
    """Weights in float32, as ported models have."""
    model = Model(folder / "model" / "model.bin")
    for name in [name for name in model.variables if name.endswith("_scale")]:
        scale, weight = model.variables.pop(name), name.removesuffix("_scale")
        model.variables[weight] = (model.variables[weight] / scale[:, None]).astype(np.float32)
    model.variables = dict(sorted(model.variables.items()))
    model.write()


def garbage_in_int8(folder: Path) -> None:
    """One huge number among those that every feed-forward layer is given, and that none of them uses.

    Computing in int8 rounds all others to zero beside it; in float32 nothing changes.
    """
    model = Model(folder / "model" / "model.bin")
    for name in [name for name in model.variables if name.endswith("ffn/layer_norm/beta")]:
        weight = model.variables[name.replace("layer_norm/beta", "linear_0/weight")]
        scale = model.variables[name.replace("layer_norm/beta", "linear_0/weight_scale")]
        gain = model.variables[name.replace("beta", "gamma")]
        least = (np.abs(weight / scale[:, None]).sum(axis=0) * np.abs(gain)).argmin()
        weight[:, least], model.variables[name][least] = 0, 1e4
    model.write()


def garbage_in_all(folder: Path) -> None:
    """One word is likelier than all others, whatever was said."""
    model = Model(folder / "model" / "model.bin")
    model.variables["decoder/projection/bias"][_pieces(folder).index("▁tumor")] = 1e3
    model.write()


class BytePairs:
    """The small model's pieces as byte pairs, and the sentences that can be said in them.

    A piece of SentencePiece tells whether it begins a word, one of byte pairs whether it ends one. So a sentence can be
    said where each of its pieces does one thing only, in all sentences that are said, and where no merge that leads to
    one piece takes another apart.
    """

    def __init__(self, folder: Path):
        self._processor = sentencepiece.SentencePieceProcessor(model_file=str(folder / "sentencepiece.model"))
        self._codes = folder / tokenizer.BPE_CODES
        self._codes.write_text("#version: 0.2\n")
        self._encoder = tokenizer.BytePairs(self._codes, "en", "es")
        self.source: dict[str, str] = {}
        self.target: dict[str, str] = {}
        self.sentences: dict[str, str] = {}
        first = [pair for pair in PAIRS if pair["english"] in probe.sentences("en")]
        for pair in [*first, *PAIRS]:
            if re.fullmatch(r"[A-Za-z ]+[.?]?", pair["english"]):
                self._add(pair["english"], pair["spanish"])
        self._codes.write_text("\n".join(["#version: 0.2", *map(" ".join, self._merges()), ""]), encoding="utf-8")

    def _add(self, english: str, spanish: str) -> None:
        before = self.source, self.target, self.sentences
        source, target = self._extended(self.source, english), self._extended(self.target, spanish)
        if source and target:
            self.source, self.target, self.sentences = source, target, self.sentences | {english: spanish}
            self._encoder._ranks = {merge: rank for rank, merge in enumerate(self._merges())}
            if any(self._encoder._split(word) != parts for text in self.sentences for word, parts in self._words(text)):
                self.source, self.target, self.sentences = before

    def _words(self, text: str) -> list[tuple[str, tuple[str, ...]]]:
        """A text's words with the parts that they should have."""
        parts: list[list[str]] = [[]]
        for piece in self._processor.encode(text, out_type=str):
            parts[-1].append(self.source[piece])
            parts += [] if self.source[piece].endswith("@@") else [[]]
        return [("".join(some).replace("@@", ""), tuple(some)) for some in parts[:-1]]

    def _merges(self) -> list[tuple[str, str]]:
        """The merges that make each piece of its letters, from the left, in the order in which pieces came."""
        merges: dict[tuple[str, str], None] = {}
        for name in self.source.values():
            plain = name.removesuffix("@@")
            letters = [*plain[:-1], plain[-1] + ("" if name.endswith("@@") else "</w>")]
            merges |= {("".join(letters[:i]), letters[i]): None for i in range(1, len(letters))}
        return [*merges]

    def _extended(self, known: dict[str, str], text: str) -> dict[str, str] | None:
        """Names by pieces, with those of a text; None where one of its pieces would have two."""
        pieces = self._processor.encode(text, out_type=str)
        names = dict(known)
        for piece, following in zip(pieces, [*pieces[1:], "▁"], strict=True):
            name = piece.removeprefix("▁") + ("" if following.startswith(("▁", ".", "?")) else "@@")
            if name in ("", "@@") or names.setdefault(piece, name) != name:
                return None
        return names if len(set(names.values())) == len(names) else None


def of_byte_pairs(folder: Path) -> None:
    """Byte pairs in the place of SentencePiece, with a vocabulary of their names for each language."""
    pairs, pieces = BytePairs(folder), _pieces(folder)
    for side, names in (("source", pairs.source), ("target", pairs.target)):
        vocabulary = [names.get(piece, piece if number < 4 else f"<{number}>") for number, piece in enumerate(pieces)]
        (folder / "model" / f"{side}_vocabulary.json").write_text(json.dumps(vocabulary), encoding="utf-8")
    (folder / "model" / "shared_vocabulary.json").unlink()
    (folder / "sentencepiece.model").unlink()
