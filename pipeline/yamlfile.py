"""YAML files that people write, read with the line of every key.

A slip in such a file is told as `file:line: what is wrong; what to do`, with the nearest known name for an unknown
one. YAML's own traps (tabs, a key given twice) are told the same way.
"""

import re
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, get_args, get_type_hints

import msgspec
import yaml

from pipeline.errors import UsageError

T = TypeVar("T")
Place = tuple[str | int, ...]


class YamlFile:
    """The data of one YAML file and the line (from 1) of each of its places."""

    def __init__(self, path: Path, text: str):
        self.path = path
        self.lines: dict[Place, int] = {}
        self.data = self._read(text)

    @classmethod
    def load(cls, path: Path) -> "YamlFile":
        """Read a file as UTF-8. Raises `UsageError` where it is missing, not text, or not YAML."""
        try:
            return cls(path, path.read_text(encoding="utf-8-sig"))
        except FileNotFoundError as error:
            raise UsageError("there is no such file", file=path, remedy="create it or name another") from error
        except UnicodeDecodeError as error:
            raise UsageError("the file is not UTF-8 text", file=path, remedy="save it as UTF-8") from error

    def line(self, place: Place) -> int | None:
        """The line of a place, or of the nearest place around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place)

    def fault(self, message: str, place: Place = (), remedy: str = "") -> UsageError:
        """An error that names this file and the place's line."""
        return UsageError(message, file=self.path, line=self.line(place), remedy=remedy)

    def decode(self, kind: type[T]) -> T:
        """Convert the data to a record. Raises `UsageError` for unknown keys, missing keys and wrong types."""
        try:
            return msgspec.convert({} if self.data is None else self.data, kind, strict=True)
        except msgspec.ValidationError as error:
            raise self._explain(str(error), kind) from error

    def _read(self, text: str) -> Any:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            node = yaml.compose(text, Loader=loader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            at = mark.line + 1 if mark else None
            raise self._syntax(text, at, error.problem or "this is not YAML") from error
        except yaml.YAMLError as error:
            raise UsageError("the file holds characters that YAML forbids", file=self.path, remedy="remove them") from error
        return None if node is None else self._value(node, (), yaml.SafeLoader(""))

    def _syntax(self, text: str, line: int | None, problem: str) -> UsageError:
        row = text.splitlines()[line - 1] if line and line <= text.count("\n") + 1 and text.splitlines()[line - 1 :] else ""
        if re.match(r"[ ]*\t", row):
            return UsageError("a tab stands before the text", file=self.path, line=line, remedy="indent with spaces")
        return UsageError(f"this is not YAML ({problem})", file=self.path, line=line, remedy="check indents, colons and quotes")

    def _value(self, node: yaml.Node, place: Place, make: yaml.SafeLoader) -> Any:
        self.lines.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(child, (*place, i), make) for i, child in enumerate(node.value)]
        if not isinstance(node, yaml.MappingNode):
            return _scalar(node, make)
        result: dict[Any, Any] = {}
        for key_node, child in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise UsageError("a key must be a word", file=self.path, line=line, remedy="write one word before the colon")
            key = key_node.value
            if key in result:
                raise UsageError(f"the key '{key}' stands here twice", file=self.path, line=line, remedy="keep one of them")
            self.lines[*place, key] = line
            result[key] = self._value(child, (*place, key), make)
        return result

    def _explain(self, message: str, kind: Any) -> UsageError:
        what, _, where = message.partition(" - at `")
        place = _place(where.rstrip("`"))
        unknown = re.search(r"unknown field `(.+)`", what)
        if not unknown:
            return self.fault(_plain(what), place, remedy="correct it")
        known = sorted(_fields(_type_at(kind, place)))
        near = get_close_matches(unknown[1], known, 1, 0.5)
        remedy = f"did you mean '{near[0]}'?" if near else f"known here: {', '.join(known)}"
        return self.fault(f"unknown key '{unknown[1]}'", (*place, unknown[1]), remedy)


def _scalar(node: yaml.Node, make: yaml.SafeLoader) -> Any:
    """A scalar as a person means it: dates, and words like "no" and "off", stay text; true and false are truth values."""
    kind = node.tag.rpartition(":")[2]
    if kind == "timestamp" or (kind == "bool" and node.value.lower() not in ("true", "false")):
        return node.value
    return make.construct_object(node)


def _plain(message: str) -> str:
    words = {"array": "list", "object": "mapping", "str": "text", "int": "whole number", "null": "nothing"}
    text = re.sub(r"`(\w+)`", lambda m: words.get(m[1], m[1]), message)
    return re.sub(r"Object missing required field", "this needs the key", text[:1] + text[1:])


def _place(path: str) -> Place:
    parts = re.findall(r"\.([\w-]+)|\[(\d+)\]|\[(\.\.\.)\]", path)
    return tuple(int(index) if index else name or dots for name, index, dots in parts)


@cache
def _fields(kind: Any) -> frozenset[str]:
    structs = (t for t in (kind, *get_args(kind)) if isinstance(t, type) and issubclass(t, msgspec.Struct))
    return frozenset(field.encode_name for t in structs for field in msgspec.structs.fields(t))


def _type_at(kind: Any, place: Place) -> Any:
    """The record type that stands at a place of a record, as far as type hints tell."""
    for step in place:
        options = [t for t in (kind, *get_args(kind)) if t is not type(None)]
        if isinstance(step, int) or step == "...":
            kind = next((t for t in get_args(kind) if t is not ...), kind)
        elif structs := [t for t in options if isinstance(t, type) and issubclass(t, msgspec.Struct)]:
            kind = get_type_hints(structs[0]).get(step, kind)
        else:
            kind = get_args(kind)[-1] if get_args(kind) else kind
    return kind
