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
import yaml

from pipeline.core.errors import UsageError
from pipeline.core.names import Where, nearest
from pipeline.core.places import refusal

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
        except OSError as error:
            fault = refusal(error, path, "cannot be read")
            raise UsageError(fault.message, file=path, remedy=fault.remedy) from error
        except UnicodeDecodeError as error:
            raise UsageError("the file is not UTF-8 text", file=path, remedy="save it as UTF-8") from error

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
            return msgspec.convert({} if part is None else part, kind, strict=True, str_keys=True)
        except msgspec.ValidationError as error:
            raise self._explain(str(error), kind, place) from error

    def _read(self, text: str) -> Any:
        try:
            node = yaml.compose(text, Loader=yaml.CSafeLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            at = mark.line + 1 if mark else None
            raise self._syntax(text, at, error.problem or "this is not YAML") from error
        except yaml.YAMLError as error:
            raise UsageError(
                "the file holds characters that YAML forbids", file=self.path, remedy="remove them"
            ) from error
        return None if node is None else self._value(node, (), yaml.SafeLoader(""))

    def _syntax(self, text: str, line: int | None, problem: str) -> UsageError:
        row = (
            text.splitlines()[line - 1]
            if line and line <= text.count("\n") + 1 and text.splitlines()[line - 1 :]
            else ""
        )
        if re.match(r"[ ]*\t", row):
            return UsageError("a tab stands before the text", file=self.path, line=line, remedy="indent with spaces")
        return UsageError(
            f"this is not YAML ({problem})", file=self.path, line=line, remedy="check indents, colons and quotes"
        )

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
                raise UsageError(
                    "a key must be a word", file=self.path, line=line, remedy="write one word before the colon"
                )
            key = key_node.value
            if key in result:
                raise UsageError(
                    f"the key '{key}' stands here twice", file=self.path, line=line, remedy="keep one of them"
                )
            self.lines[*place, key] = line
            result[key] = self._value(child, (*place, key), make)
        return result

    def _explain(self, message: str, kind: Any, base: Place) -> UsageError:
        """The slip that msgspec found in the part at `base`, told with its place in the file."""
        what, _, where = message.partition(" - at `")
        inner = _place(where.rstrip("`"))
        if "..." in inner:
            return self._explain_entry(message, kind, base, inner[: inner.index("...")])
        place = (*base, *inner)
        if unknown := re.search(r"unknown field `(.+)`", what):
            known = sorted(_fields(_type_at(kind, inner)))
            return self.fault(f"unknown key '{unknown[1]}'", (*place, unknown[1]), nearest(unknown[1], known))
        if chosen := re.search(r"Invalid enum value '(.*)'", what):
            known = _choices(_type_at(kind, inner))
            return self.fault(f"unknown word '{chosen[1]}'", place, nearest(chosen[1], known))
        if re.fullmatch(r"Expected `.*\bstr\b.*`, got `bool`", what):
            return self.fault("YAML reads this word as true or false", place, remedy="put it in quotes")
        return self.fault(_plain(what), place, remedy="correct it")

    def _explain_entry(self, message: str, kind: Any, base: Place, inner: Place) -> UsageError:
        """The same for a mapping with free keys, of which msgspec does not say which one is at fault."""
        entry, place = get_args(_type_at(kind, inner))[-1], (*base, *inner)
        for name, value in reduce(getitem, place, self.data).items():
            try:
                msgspec.convert(value, entry, strict=True, str_keys=True)
            except msgspec.ValidationError as error:
                return self._explain(str(error), entry, (*place, name))
        return self.fault(_plain(message), place, remedy="correct it")


def _scalar(node: yaml.Node, make: yaml.SafeLoader) -> Any:
    """A scalar as a person means it: dates and words like "no" stay text, true and false do not."""
    kind = node.tag.rpartition(":")[2]
    if kind == "timestamp" or (kind == "bool" and node.value.lower() not in ("true", "false")):
        return node.value
    return make.construct_object(node)


def _plain(message: str) -> str:
    words = {"array": "list", "object": "mapping", "str": "text", "int": "whole number", "null": "nothing"}
    words |= {"bool": "true or false", "float": "number"}
    text = re.sub(r"`(\w+)`", lambda m: words.get(m[1], m[1]), message)
    return re.sub(r"Object missing required field", "this needs the key", text[:1] + text[1:])


def _place(path: str) -> Place:
    parts = re.findall(r"\.([\w-]+)|\[(\d+)\]|\[(\.\.\.)\]", path)
    return tuple(int(index) if index else name or dots for name, index, dots in parts)


@cache
def _fields(kind: Any) -> frozenset[str]:
    structs = (t for t in (kind, *get_args(kind)) if isinstance(t, type) and issubclass(t, msgspec.Struct))
    return frozenset(field.encode_name for t in structs for field in msgspec.structs.fields(t))


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
