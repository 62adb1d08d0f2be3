"""YAML files that people write, read with the line of every key.

A slip in such a file is told as `file:line: what is wrong; what to do`, with the nearest known name for an unknown
one. YAML's own traps (tabs, a key given twice) are told the same way.
"""

import re
from collections.abc import Iterator
from functools import cache, reduce
from operator import getitem
from pathlib import Path
from typing import Any, Literal, TypeVar, cast, get_args, get_origin

import msgspec

from pipeline.core.errors import UsageError, raise_all, shown
from pipeline.core.names import NOWHERE, Where, nearest
from pipeline.core.places import decoded_input
from pipeline.core.yaml.events import Place, Read, YamlError, read_yaml

T = TypeVar("T")

# By what is wanted, as a message names it.
_LACKS = "this needs the key"
_REMEDIES = {
    "list": "write it in brackets, like [one, two]",
    "mapping": "write it in lines like `key: value`",
    "text": "write one text, without brackets",
    "whole number": "write a number in figures alone",
    "number": "write a number in figures alone",
    "true or false": "write true or false",
}

_NOTHING = ("none", "no", "nothing", "off", "false", "null", "-")  # what people write for a list without entries

MAX_BYTES = 20_000_000  # twenty times the largest glossary there is


class YamlFile:
    """The data of one YAML file and the line (from 1) of each of its places."""

    def __init__(self, path: Path, text: str):
        self.path = path
        self.data, self.lines, self._quoted = self._read(text)

    @classmethod
    def load(cls, path: Path) -> "YamlFile":
        """Read a file as UTF-8. Raises `UsageError` where it is missing, no file, too large, not text, or not YAML."""
        return cls(path, decoded_input(path, MAX_BYTES))

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

        Raises `UsageError` for unknown keys, missing keys and wrong types, with all that there are.
        """
        part = self._part(place)
        part = [] if part == {} and self.data is None and _takes_list(kind) else part
        try:
            raise_all(list(self._in_quotes(part, kind, place)))
            return msgspec.convert(part, kind, strict=False, str_keys=True)
        except msgspec.ValidationError as error:
            raise_all(sorted(self._slips(part, kind, place), key=lambda slip: slip.line or 0))
            raise self._told(str(error), place) from error

    def sound(self, kind: type[T]) -> tuple[T, list[UsageError]]:
        """A record of the keys that can be converted, each of which must have a default, and the faults of the rest."""
        data = self._part(())
        faults = list(self._in_quotes(data, kind, ()))
        try:
            return msgspec.convert(data, kind, strict=False, str_keys=True), faults
        except msgspec.ValidationError:
            faults += self._slips(data, kind, ())
        fields = _fields(cast("Any", kind))
        parts = data.items() if isinstance(data, dict) else ()
        good = {key: part for key, part in parts if key in fields and not self._slips(part, fields[key], (key,))}
        return msgspec.convert(good, kind, strict=False, str_keys=True), faults

    def _part(self, place: Place) -> Any:
        part = reduce(getitem, place, self.data)
        return {} if part is None else part

    def _read(self, text: str) -> Read:
        try:
            return read_yaml(text)
        except YamlError as fault:
            raise UsageError(fault.message, file=self.path, line=fault.line, remedy=fault.remedy) from fault

    def _in_quotes(self, part: Any, kind: Any, place: Place) -> Iterator[UsageError]:
        """A fault for each text in quotes that stands where true or false is wanted."""
        for step, value, inner in _inside(part, kind) if self._quoted else ():
            here = (*place, step)
            if here in self._quoted and inner is bool:
                yield self.fault("Expected true or false, got text", here, "write true or false, without quotes")
            yield from self._in_quotes(value, inner, here)

    def _slips(self, part: Any, kind: Any, place: Place) -> list[UsageError]:
        """All that keeps a part of the data from being a record of a kind."""
        try:
            msgspec.convert(part, kind, strict=False, str_keys=True)
        except msgspec.ValidationError as error:
            found = [
                slip for step, value, inner in _inside(part, kind) for slip in self._slips(value, inner, (*place, step))
            ]
            if isinstance(part, dict) and (fields := _fields(kind)):
                found += [
                    self.fault(f"unknown key '{shown(name)}'", (*place, name), nearest(str(name), sorted(fields)))
                    for name in part
                    if name not in fields
                ]
            return found or [self._explain(str(error), kind, place)]
        return []

    def _explain(self, message: str, kind: Any, place: Place) -> UsageError:
        """The slip that msgspec found in the part at a place itself."""
        what = message.partition(" - at `")[0]
        if chosen := re.search(r"Invalid enum value '(.*)'", what, re.DOTALL):
            words = _choices(kind)
            in_brackets = f"write a list in brackets, like [{shown(chosen[1])}], or {' or '.join(words)} alone"
            if _takes_list(kind) and chosen[1].casefold() in _NOTHING:
                in_brackets = "write [] where none is meant"
            remedy = nearest(chosen[1], words, in_brackets if _takes_list(kind) else "")
            return self.fault(f"unknown word '{shown(chosen[1])}'", place, remedy)
        return self._told(what, place, kind)

    def _told(self, what: str, place: Place, kind: Any = None) -> UsageError:
        message = _plain(what)
        if message.endswith(", got nothing") and place and message.startswith("Expected text"):
            behind = f" behind '{shown(place[-1])}'" if isinstance(place[-1], str) else " in this place of the list"
            return self.fault(f"nothing stands{behind}", place, "write what is meant")
        wanted = re.match(r"Expected (.+?)(?: or nothing)?, got ", message)
        remedy = "add it" if message.startswith(_LACKS) else _REMEDIES.get(wanted[1] if wanted else "", "correct it")
        word = self._part(place)
        if wanted and wanted[1] == "list" and not _is_of_words(kind):
            remedy = "begin each entry in a line of its own, like `- key: value`, or write [] where there is none"
        elif wanted and wanted[1] == "list" and isinstance(word, str) and word.casefold() in _NOTHING:
            remedy = "write [] where none is meant"
        elif isinstance(word, str) and re.match(r"\w", word):
            remedy = remedy.replace("one, two", shown(word))
        return self.fault(message, place, remedy=remedy)


def where_in(path: Path | None, *place: str | int) -> Where:
    """A file and the line in it where something stands, as far as it can be read."""
    if path is None:
        return NOWHERE
    try:
        return YamlFile.load(path).where(place)
    except UsageError:
        return Where(path)


def _plain(message: str) -> str:
    words = {"array": "list", "object": "mapping", "str": "text", "int": "whole number", "null": "nothing"}
    words |= {"bool": "true or false", "float": "number"}
    text = re.sub(r"`([\w |]+)`", lambda m: " or ".join(words.get(w, w) for w in m[1].split(" | ")), message)
    return text.replace("Object missing required field", _LACKS)


@cache
def _fields(kind: Any) -> dict[str, Any]:
    """The keys of a record with their kinds; none where a kind is no record."""
    among = (kind,) if get_origin(kind) in (dict, list, tuple) else (kind, *get_args(kind))
    structs = (one for one in among if isinstance(one, type) and issubclass(one, msgspec.Struct))
    fields = (field for one in structs for field in msgspec.structs.fields(one))
    return {field.encode_name: field.type for field in fields if not field.encode_name.startswith("_")}


def _takes_list(kind: Any) -> bool:
    return any(get_origin(one) in (list, tuple) for one in (kind, *get_args(kind)))


def _is_of_words(kind: Any) -> bool:
    """Whether the entries of a list are plain words or numbers."""
    lists = [one for one in (kind, *get_args(kind)) if get_origin(one) in (list, tuple)]
    return not lists or any(
        inner in (str, int, float) or get_origin(inner) is Literal for one in lists for inner in get_args(one)
    )


def _choices(kind: Any) -> list[str]:
    return [str(word) for one in (kind, *get_args(kind)) if get_origin(one) is Literal for word in get_args(one)]


def _inside(part: Any, kind: Any) -> Iterator[tuple[str | int, Any, Any]]:
    """What stands in a part: its key or number, itself and its kind, as far as type hints tell."""
    for one in (kind, *get_args(kind)):
        kinds = [inner for inner in get_args(one) if inner is not ...]
        if isinstance(part, dict) and get_origin(one) is dict:
            yield from ((name, value, kinds[-1]) for name, value in part.items())
        elif isinstance(part, list) and get_origin(one) in (tuple, list):
            yield from ((number, value, kinds[0]) for number, value in enumerate(part))
    if isinstance(part, dict):
        yield from ((name, part[name], inner) for name, inner in _fields(kind).items() if name in part)
