"""YAML as people write it: lists, mappings and plain text, built from the parser's events within fixed limits.

What YAML can do beyond that (tags, anchors, aliases, merge keys, several documents) serves nobody here and lets ten
lines grow to gigabytes, so each is refused with its line. Nothing recurses, and the limits are checked before anything
is built: no file, however deep, ends the process.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple, cast

import yaml
from yaml import events

from pipeline.core.errors import shown
from pipeline.core.text.unmerged import UNMERGED, unmerged

Place = tuple[str | int, ...]

MAX_DEPTH = 32  # a glossary is 8 deep
MAX_NODES = 2_000_000  # a glossary of 100,000 concepts has about as many; each takes some 200 bytes
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_ODD_BLANK = re.compile("^[ -]*(?:\\w[\\w-]*: *)?([\xa0\u2000-\u200b\u202f\u3000])", re.MULTILINE)
_INDENTED = re.compile(r"(?:[ \t]*(?:#.*)?\n)*( +)[^\s#].*\n(?:(?:[ ].*)?\n)*[^\s#]")
_BOOLEANS = ("true", "false")
_NULL = frozenset(("", "null", "Null", "NULL"))


class YamlError(Exception):
    """What is wrong in a YAML text: the message, the remedy, and the line from 1, as far as it is known."""

    def __init__(self, message: str, remedy: str, line: int | None = None):
        self.message, self.remedy, self.line = message, remedy, line
        super().__init__(message)


class Read(NamedTuple):
    """The data of a YAML text, the line of each of its places, and the places that hold true or false in quotes."""

    data: Any
    lines: dict[Place, int]
    quoted: set[Place]


def read_yaml(text: str) -> Read:
    """The data of a YAML text, and the line of each of its places.

    Every scalar is the text that stands there, so that `no`, `2024-05-01` and `007` stay what a person wrote; nothing
    and `null` are None. What a record wants as a number or as true or false is converted with it. Raises `YamlError`.

    >>> tuple(read_yaml("languages: [no, es]"))
    ({'languages': ['no', 'es']}, {(): 1, ('languages',): 1, ('languages', 0): 1, ('languages', 1): 1}, set())
    """
    if found := _FORBIDDEN.search(text):
        line = text.count("\n", 0, found.start()) + 1
        if found[0] == "\0":
            raise YamlError("the file is not UTF-8 text, or holds zero bytes", "save it as UTF-8", line)
        raise YamlError(f"the character U+{ord(found[0]):04X} is forbidden in YAML", "remove it", line)
    if marked := unmerged(text):
        raise YamlError(*UNMERGED, marked)
    builder = _Builder()
    try:
        for event in _events(text):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _syntax(text, mark.line + 1 if mark else None, error.problem or "it cannot be read") from error
    except yaml.YAMLError as error:
        raise YamlError("this is not YAML", "check indents, colons and quotes") from error
    return Read(builder.root, builder.lines, builder.quoted)


def _events(text: str) -> Iterator[Any]:
    yield from yaml.parse(text, Loader=yaml.CSafeLoader)


def _syntax(text: str, line: int | None, problem: str) -> YamlError:
    rows = text.splitlines()
    line = min(line, len(rows)) if line else None  # what is missing at the end is missing in the last line
    row = rows[line - 1] if line else ""
    if re.match(r"[ ]*\t", row):
        return YamlError("a tab stands before the text", "indent with spaces", line)
    if (found := _ODD_BLANK.search(text)) and (here := text.count("\n", 0, found.start(1)) + 1) <= (line or here):
        what = f"the blank U+{ord(found[1]):04X} stands where a plain one must"
        return YamlError(what, "write a plain blank in its place", here)
    if found := _INDENTED.match(text):
        what = "the first line is indented, and others below it are not"
        return YamlError(what, "remove the blanks before it", text.count("\n", 0, found.start(1)) + 1)
    return YamlError(f"this is not YAML ({problem})", "check indents, colons and quotes", line)


class _Builder:
    """Builds data from events with a stack of its own, and counts as it goes."""

    def __init__(self) -> None:
        self.root: Any = None
        self.lines: dict[Place, int] = {}
        self.quoted: set[Place] = set()
        self._open: list[tuple[Place, dict[str, Any] | list[Any]]] = []
        self._key: list[str | None] = []  # of each open mapping, the key that waits for its value
        self._nodes = 0
        self._documents = 0

    def take(self, event: Any) -> None:
        """Take the next event. Raises `YamlError` for what is not read here, and beyond the limits."""
        line = event.start_mark.line + 1
        if isinstance(event, events.ScalarEvent | events.SequenceStartEvent | events.MappingStartEvent):
            self._refuse_marks(event, line)
            self._node(event, line)
        elif isinstance(event, events.SequenceEndEvent | events.MappingEndEvent):
            self._open.pop()
            self._key.pop()
        elif isinstance(event, events.AliasEvent):
            raise YamlError(f"the alias '*{shown(event.anchor)}' is not read here", "write the value out", line)
        elif isinstance(event, events.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise YamlError("a second document begins here", "remove the line '---' and what follows it", line)

    def _refuse_marks(self, event: Any, line: int) -> None:
        if event.anchor is not None:
            remedy = "write the value out in each place, or put it in quotes"
            raise YamlError(f"the anchor '&{shown(event.anchor)}' is not read here", remedy, line)
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            raise YamlError(f"the tag '{shown(tag)}' is not read here", "remove it, or put the text in quotes", line)
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise YamlError(f"the file has more than {MAX_NODES:,} entries", "split it", line)
        if len(self._open) >= MAX_DEPTH:
            raise YamlError(f"the file is nested more than {MAX_DEPTH} deep", "remove brackets or indents", line)

    def _node(self, event: Any, line: int) -> None:
        scalar = isinstance(event, events.ScalarEvent)
        place, holder = self._open[-1] if self._open else ((), None)
        if isinstance(holder, dict) and self._key[-1] is None:
            if not scalar:
                raise YamlError("a key must be a word", "write one word before the colon", line)
            self._begin_entry(place, holder, event, line)
            return
        value: Any = _text(event) if scalar else [] if isinstance(event, events.SequenceStartEvent) else {}
        if isinstance(holder, dict):
            key = cast("str", self._key[-1])
            place, holder[key], self._key[-1] = (*place, key), value, None
        elif isinstance(holder, list):
            place = (*place, len(holder))
            holder.append(value)
        else:
            self.root = value
        self.lines.setdefault(place, line)
        if scalar and event.style and value.lower() in _BOOLEANS:
            self.quoted.add(place)
        if not scalar:
            self._open.append((place, value))
            self._key.append(None)

    def _begin_entry(self, place: Place, holder: dict[str, Any], event: Any, line: int) -> None:
        key = event.value
        if key in holder:
            raise YamlError(f"the key '{shown(key)}' stands here twice", "keep one of them", line)
        if key == "<<" and not event.style:
            raise YamlError("the key '<<', which merges mappings, is not read here", "write the entries out", line)
        self.lines[*place, key] = line
        self._key[-1] = key


def _text(event: Any) -> str | None:
    """What a scalar says; in YAML a plain one that is empty or `null` is nothing."""
    value: str = event.value
    return None if not event.style and value in _NULL else value
