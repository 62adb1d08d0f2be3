"""Adopting a concept: it is copied from a pack or a table into `glossary.yaml`, where a team may change it.

The file is a person's: only lines are put into it, at one place, and all others stay as they are, comments too. What
stands there afterwards is read and checked before it is written.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import yaml

from pipeline.core.errors import UsageError
from pipeline.core.files import content, write_file
from pipeline.core.names import nearest
from pipeline.core.places import read_input, told
from pipeline.core.yaml import YamlFile
from pipeline.glossary import inspect_file, packs
from pipeline.glossary.check import faults
from pipeline.glossary.concepts import Concept, Translation
from pipeline.glossary.sheet import packs_folder

_WIDEST = 10_000  # characters of a line: what one value says stays in one line
_BLOCKS = ("variants", "translations")  # keys whose entries have a line each


def adopt(path: Path, names: Sequence[str]) -> tuple[Concept, ...]:
    """Put concepts of the packs into a glossary file, by their ids; what was put in is returned.

    Raises `UsageError` for an id that no pack has or that the file has already, and as `put_in`.
    """
    given = {one.id: one for pack in reversed(_packs(path)) for one in pack.concepts}
    taken = {one.id for one in inspect_file(path)[1].values()}
    names = list(dict.fromkeys(names))
    for name in names:
        if name in taken:
            raise UsageError(f"'{name}' is in the glossary already", file=path, remedy="change it there")
        if name not in given:
            remedy = nearest(name, given, "look for its id on the glossary's page: `make glossary-report`")
            raise UsageError(f"no pack has a concept '{name}'", remedy=remedy)
    return put_in(path, [msgspec.structs.replace(given[name], pack=None) for name in names])


def put_in(path: Path, concepts: Sequence[Concept]) -> tuple[Concept, ...]:
    """Put concepts into a glossary file; those whose ids it has already are passed over. What was put in is returned.

    A concept goes behind that of its type which comes before it in the order of ids, else to the end. Raises
    `UsageError`, and writes nothing, for a file with faults and for a concept that would contradict another.
    """
    before = content(path)
    file, present, slips = inspect_file(path)
    if slips:
        raise UsageError("the file has faults of its own", file=path, remedy="mend them first: `make glossary`")
    mark, text = _read(path)
    ids = {one.id for one in present.values()}
    added = tuple(one for one in concepts if one.id not in ids)
    for concept in added:
        text = _put(file, present, text, concept)
        file, present = _checked(path, text, concept)
    with told(path):
        write_file(path, (mark + text).encode(), over=before)
    return added


def _read(path: Path) -> tuple[str, str]:
    """The byte-order mark of a file, if it has one, and its text with the ends of lines that it has."""
    text = read_input(path).decode()
    plain = text.removeprefix("\ufeff")
    return text[: len(text) - len(plain)], plain


def _packs(path: Path) -> list[packs.Pack]:
    return [*packs.load_packs(packs_folder(path)), *packs.load_shipped()]


def _put(file: YamlFile, concepts: dict[int, Concept], text: str, concept: Concept) -> str:
    """The text of the file with the lines of a concept."""
    lines = text.removesuffix("\n").split("\n")
    starts = [(file.line(("concepts", i)) or 1) - 1 for i in concepts]
    heads = [lines[start] for start in starts]
    if any(not head.lstrip().startswith("- ") for head in heads) or (not heads and "[" in text):
        remedy = "write each concept as an item with a dash of its own, as the glossary that comes along does"
        raise UsageError("the concepts stand in one line", file=file.path, remedy=remedy)
    indent, end = "  ", len(lines)
    if heads:
        indent = heads[0][: len(heads[0]) - len(heads[0].lstrip())]
        kin = [i for i, one in concepts.items() if one.type == concept.type and one.id < concept.id]
        behind = max(kin, key=lambda i: concepts[i].id, default=max(concepts))
        end = starts[behind + 1] if behind + 1 < len(starts) else end
        while end > starts[behind] + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
            end -= 1
    elif not file.data:
        lines, end = [*filter(None, lines), "concepts:"], len(lines) + 1
    close = "\r" * lines[0].endswith("\r")
    if end == len(lines) and close and not lines[-1].endswith(close):
        lines[-1] += close
    added = [line + close for line in rendered(concept, indent)]
    return "\n".join([*lines[:end], *added, *lines[end:], ""])


def _checked(path: Path, text: str, concept: Concept) -> tuple[YamlFile, dict[int, Concept]]:
    """The new file and its concepts. Raises `UsageError` where it would not say what it is to say."""
    file = YamlFile(path, text)
    read: Any = file.data
    concepts = {i: file.decode(Concept, ("concepts", i)) for i in range(len(read["concepts"]))}
    found = faults(file, concepts)
    if found or concept not in concepts.values():
        why = found[0].message if found else "the concept would be read otherwise"
        raise UsageError(f"'{concept.id}' cannot be put in: {why}", file=path, remedy="copy it by hand and change it")
    return file, concepts


def rendered(concept: Concept, indent: str) -> list[str]:
    """The lines of a concept in the style of `glossary.yaml`."""
    written = msgspec.to_builtins(concept)
    for one in written.get("translations", {}).values():
        one.setdefault("status", Translation().status)
    lines: list[str] = []
    for key, value in written.items():
        if key not in _BLOCKS:
            lines.append(f"{key}: {_flow(value)}")
        elif isinstance(value, dict):
            lines += [f"{key}:", *(f"  {language}: {_flow(one)}" for language, one in value.items())]
        else:
            lines += [f"{key}:", *(f"  - {_flow(one)}" for one in value)]
    return [f"{indent}{'  ' if n else '- '}{line}" for n, line in enumerate(lines)]


def _flow(value: Any) -> str:
    """A value in one line of YAML."""
    dumped = yaml.safe_dump([value], default_flow_style=True, allow_unicode=True, sort_keys=False, width=_WIDEST)
    return dumped.strip()[1:-1]
