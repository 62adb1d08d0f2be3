"""Adding to a YAML file that people write, with everything that stands there left as it is, comments above all.

Only a list that stands block by block ("- …" under its key) can grow, or one that is not there yet or empty. What comes
out is read again before anybody writes it: it must hold what the file held and the new item, else nothing is done.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from pipeline.core.errors import UsageError
from pipeline.core.yaml.events import YamlError, read_yaml

Item = Mapping[str, Any]


def with_item(text: str, key: str, item: Item, path: Path) -> str:
    r"""A file's text with one more item at the end of the list under a key of its root.

    Raises `UsageError`, with what to write by hand, where that cannot be done without touching the rest.

    >>> with_item("# ours\nwaive:\n- {check: a, text: b}  # seen\n", "waive", {"check": "c"}, Path("a.yaml"))
    '# ours\nwaive:\n- {check: a, text: b}  # seen\n- check: c\n'
    """
    written = text if text.endswith("\n") or not text else text + "\n"
    before = _read(text, path) or {}
    old = before.get(key) if isinstance(before, dict) else None
    if isinstance(before, dict) and (old is None or isinstance(old, list)):
        new = _grown(written, key, item)
        if new is not None and _read(new, path) == {**before, key: [*(old or []), _plain(item)]}:
            return new
    lines = _dumped(item, 2).rstrip("\n").replace("\n", " ⏎ ")
    raise UsageError(f"nothing can be added to `{key}` here", file=path, remedy=f"write it by hand: {lines}")


def _grown(text: str, key: str, item: Item) -> str | None:
    """The text with the item where it belongs; None where there is no such place."""
    node = yaml.compose(text, yaml.CSafeLoader)
    pairs = node.value if isinstance(node, yaml.MappingNode) and not node.flow_style else []
    held = next((value for name, value in pairs if name.value == key), None)
    if held is None:
        return f"{text}{key}:\n{_dumped(item, 2)}" if pairs or node is None else None
    if not held.value:
        return _begun(text, key, item)
    if not isinstance(held, yaml.SequenceNode) or held.flow_style:
        return None
    end = _end(held.value[-1])
    at = end if end and text[end - 1] == "\n" else text.find("\n", end) + 1
    return text[:at] + _dumped(item, held.start_mark.column) + text[at:]


def _begun(text: str, key: str, item: Item) -> str | None:
    """The text with the item as the first of a list that is there as a key alone, or as "[]"."""
    line = re.compile(rf"^{re.escape(key)}:[ \t]*(?:\[\s*\]|null|~)?[ \t]*(?P<comment>#[^\n]*)?$", re.MULTILINE)
    found = line.search(text)
    if found is None:
        return None
    comment = f"  {found['comment']}" if found["comment"] else ""
    return f"{text[: found.start()]}{key}:{comment}\n{_dumped(item, 2)}{text[found.end() + 1 :]}"


def _end(node: yaml.Node) -> int:
    """Where the last thing in a node ends; a block's own end mark stands behind the comments that follow it."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(node, yaml.MappingNode) else last
    return int(node.end_mark.index)


def _dumped(item: Item, indent: int) -> str:
    text = yaml.safe_dump([_plain(item)], allow_unicode=True, sort_keys=False, width=110)
    return "".join(" " * indent + line for line in text.splitlines(keepends=True))


def _plain(value: Any) -> Any:
    """As `read_yaml` gives it: mappings, lists and text."""
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else str(value)


def _read(text: str, path: Path) -> Any:
    try:
        return read_yaml(text).data
    except YamlError as error:
        raise UsageError(error.message, file=path, line=error.line, remedy=error.remedy) from error
