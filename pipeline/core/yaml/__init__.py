"""YAML files that people write, read with the line of every key.

A slip in such a file is told as `file:line: what is wrong; what to do`, with the nearest known name for an unknown
one. YAML's own traps (tabs, a key given twice) are told the same way.
"""

import re
from functools import cache, reduce
from operator import getitem
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args, get_origin

import msgspec

from pipeline.core.errors import UsageError, shown
from pipeline.core.names import Where, nearest
from pipeline.core.places import refusal
from pipeline.core.yaml.events import Place, YamlError, read_yaml

T = TypeVar("T")

MAX_BYTES = 20_000_000  # twenty times the largest glossary there is


class YamlFile:
    """The data of one YAML file and the line (from 1) of each of its places."""

    def __init__(self, path: Path, text: str):
        self.path = path
        self.data, self.lines = self._read(text)

    @classmethod
    def load(cls, path: Path) -> "YamlFile":
        """Read a file as UTF-8. Raises `UsageError` where it is missing, no file, too large, not text, or not YAML."""
        data = b""
        try:
            if not path.exists():
                raise UsageError("there is no such file", file=path, remedy="create it or name another")
            if not path.is_file():
                what = "a folder" if path.is_dir() else "no ordinary file"
                raise UsageError(f"this is {what}", file=path, remedy="put a file of that name in its place")
            if path.stat().st_size > MAX_BYTES:
                raise UsageError(f"the file has more than {MAX_BYTES:,} bytes", file=path, remedy="split it")
            data = path.read_bytes()
            return cls(path, data.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise UsageError("the file is not UTF-8 text", file=path, line=line, remedy="save it as UTF-8") from error
        except OSError as error:
            fault = refusal(error, path, "cannot be read")
            raise UsageError(fault.message, file=path, remedy=fault.remedy) from error

    def line(self, place: Place) -> int | None:
        """The line of a place, or of the nearest place around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place)

    def where(self, place: Place) -> Where:
        """This file and the place's line."""
        return Where(self.path, self.line(place))

    def fault(self, message: str, place: Place = (), remedy: str = "") -> UsageError:
        """An error that names this file and the place's line."""
        return UsageError(message, file=self.path, line=self.line(place), remedy=remedy)

    def decode(self, kind: type[T], place: Place = ()) -> T:
        """Convert the data, or what stands at `place`, to a record.

        Raises `UsageError` for unknown keys, missing keys and wrong types.
        """
        part = reduce(getitem, place, self.data)
        try:
            return msgspec.convert({} if part is None else part, kind, strict=False, str_keys=True)
        except msgspec.ValidationError as error:
            raise self._explain(str(error), kind, place) from error

    def _read(self, text: str) -> tuple[Any, dict[Place, int]]:
        try:
            return read_yaml(text)
        except YamlError as fault:
            raise UsageError(fault.message, file=self.path, line=fault.line, remedy=fault.remedy) from fault

    def _explain(self, message: str, kind: Any, base: Place) -> UsageError:
        """The slip that msgspec found in the part at `base`, told with its place in the file."""
        what, _, where = message.partition(" - at `")
        inner = _place(where.rstrip("`"))
        if "..." in inner:
            return self._explain_entry(message, kind, base, inner[: inner.index("...")])
        place = (*base, *inner)
        if unknown := re.search(r"unknown field `(.*)`", what, re.DOTALL):
            known = sorted(_fields(_type_at(kind, inner)))
            return self.fault(f"unknown key '{shown(unknown[1])}'", (*place, unknown[1]), nearest(unknown[1], known))
        if chosen := re.search(r"Invalid enum value '(.*)'", what, re.DOTALL):
            known = _choices(_type_at(kind, inner))
            return self.fault(f"unknown word '{shown(chosen[1])}'", place, nearest(chosen[1], known))
        return self.fault(_plain(what), place, remedy="correct it")

    def _explain_entry(self, message: str, kind: Any, base: Place, inner: Place) -> UsageError:
        """The same for a mapping with free keys, of which msgspec does not say which one is at fault."""
        entry, place = get_args(_type_at(kind, inner))[-1], (*base, *inner)
        for name, value in reduce(getitem, place, self.data).items():
            try:
                msgspec.convert(value, entry, strict=False, str_keys=True)
            except msgspec.ValidationError as error:
                return self._explain(str(error), entry, (*place, name))
        return self.fault(_plain(message), place, remedy="correct it")


def _plain(message: str) -> str:
    words = {"array": "list", "object": "mapping", "str": "text", "int": "whole number", "null": "nothing"}
    words |= {"bool": "true or false", "float": "number"}
    text = re.sub(r"`([\w |]+)`", lambda m: " or ".join(words.get(w, w) for w in m[1].split(" | ")), message)
    return re.sub(r"Object missing required field", "this needs the key", text[:1] + text[1:])


def _place(path: str) -> Place:
    parts = re.findall(r"\.([\w-]+)|\[(\d+)\]|\[(\.\.\.)\]", path)
    return tuple(int(index) if index else name or dots for name, index, dots in parts)


@cache
def _fields(kind: Any) -> frozenset[str]:
    structs = (t for t in (kind, *get_args(kind)) if isinstance(t, type) and issubclass(t, msgspec.Struct))
    names = (field.encode_name for t in structs for field in msgspec.structs.fields(t))
    return frozenset(name for name in names if not name.startswith("_"))


def _choices(kind: Any) -> list[str]:
    return [str(word) for t in (kind, *get_args(kind)) if get_origin(t) is Literal for word in get_args(t)]


def _type_at(kind: Any, place: Place) -> Any:
    """The record type that stands at a place of a record, as far as type hints tell."""
    for step in place:
        options = [t for t in (kind, *get_args(kind)) if t is not type(None)]
        if isinstance(step, int) or step == "...":
            kind = next((t for t in get_args(kind) if t is not ...), kind)
        elif structs := [t for t in options if isinstance(t, type) and issubclass(t, msgspec.Struct)]:
            kind = next((f.type for f in msgspec.structs.fields(structs[0]) if f.encode_name == step), kind)
        else:
            kind = get_args(kind)[-1] if get_args(kind) else kind
    return kind
