"""Glossaries as tables, CSV or TSV: one row per concept, so that a spreadsheet shows what belongs together.

Columns are those of `glossary.yaml`, and for each language the translation with its particulars ("es", "es gender").
Cells that hold several texts part them by " | ". A variant's action stands before it ("replace: AKP"), its rarer keys
behind it in braces. Only "en" is needed; a table of a term and its translation is one of "en" and "es".
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from pipeline.core.errors import CombinedUsageError, UsageError
from pipeline.core.files import DAMAGED
from pipeline.core.names import Where, require_language
from pipeline.core.places import decoded_input
from pipeline.exchange.skipped import Skipped
from pipeline.exchange.terms.given import Terminology, slug
from pipeline.glossary.concepts import Concept, Translation, Variant, When
from pipeline.glossary.sheet import Rows

_COLUMNS = ("id", "en", "type", "abbreviation", "forms", "variants", "definition", "codes")
_PARTICULARS = ("pos", "gender", "number", "forms", "abbreviation", "forbidden", "keep", "status", "sources")
_LISTS = ("forms", "forbidden", "sources")
_LANGUAGE = r"[a-z]{2,3}(?:-\w+)*"
_RARE = ("with", "when", "regions", "lay")  # keys of a variant that stand in braces
_VARIANT = re.compile(r"(?:(?P<action>replace|allow|flag):\s+)?(?P<text>.*)", re.DOTALL)


class _Rest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The rarer keys of a variant, in braces behind it."""

    with_: Any = msgspec.field(name="with", default="preferred")
    when: When | None = None
    regions: tuple[str, ...] = ()
    lay: bool = False


def render(concepts: Sequence[Concept], delimiter: str) -> bytes:
    """The concepts as a table; UTF-8 with the mark by which spreadsheets know it."""
    languages = sorted({language for concept in concepts for language in concept.translations})
    header = [*_COLUMNS]
    for language in languages:
        header += [language, *(f"{language} {name}" for name in _PARTICULARS)]
    text = io.StringIO(newline="")
    table = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    table.writerow(header)
    table.writerows([*_own_cells(concept), *_target_cells(concept, languages)] for concept in concepts)
    return text.getvalue().encode("utf-8-sig")


def _own_cells(concept: Concept) -> list[str]:
    return [
        concept.id,
        concept.en,
        concept.type,
        concept.abbreviation or "",
        _joined(concept.forms),
        _joined(map(_variant_cell, concept.variants)),
        concept.definition or "",
        _joined(f"{name}={code}" for name, code in concept.codes.items()),
    ]


def _target_cells(concept: Concept, languages: Iterable[str]) -> list[str]:
    cells: list[str] = []
    for language in languages:
        translation = concept.translations.get(language)
        cells.append(translation.text if translation else "")
        cells += [_cell(getattr(translation, name)) if translation else "" for name in _PARTICULARS]
    return cells


def _cell(value: Any) -> str:
    if isinstance(value, tuple):
        return _joined(value)
    return "" if value is None or value is False else "yes" if value is True else str(value)


def _joined(texts: Iterable[str]) -> str:
    return " | ".join(text.replace("\\", "\\\\").replace("|", "\\|") for text in texts)


def _parted(cell: str) -> tuple[str, ...]:
    parts = re.findall(r"(?:[^|\\]|\\.)+", cell, re.DOTALL)
    return tuple(text for part in parts if (text := re.sub(r"\\(.)", r"\1", part, flags=re.DOTALL).strip()))


def _variant_cell(variant: Variant) -> str:
    rest = {name: value for name, value in msgspec.to_builtins(variant).items() if name in _RARE}
    braces = " " + msgspec.json.encode(rest).decode() if rest or variant.text.endswith("}") else ""
    return f"{variant.action}: {variant.text}{braces}"


def read(path: Path, kind: str = "general") -> Terminology:
    """The concepts of a table.

    An empty row is passed over; `kind` is the type where the table gives none. Raises `UsageError` with every slip.
    """
    rows, lines = _rows(path)
    concepts, slips = [], []
    for row, line in zip(rows, lines, strict=True):
        try:
            concepts.append(_concept(row, kind))
        except DAMAGED as error:
            slips.append(UsageError(f"this row is no concept ({error})", file=path, line=line, remedy="correct it"))
    if slips:
        raise CombinedUsageError(slips)
    skipped = [
        Skipped(line, f"what is said of a word in {language} that is not there")
        for row, line, concept in zip(rows, lines, concepts, strict=True)
        for language in dict.fromkeys(name.partition(" ")[0] for name, cell in row.items() if " " in name and cell)
        if language not in concept.translations
    ]
    return Terminology(tuple(concepts), Rows(path, lines), skipped)


def _rows(path: Path) -> tuple[list[dict[str, str]], list[int]]:
    text = decoded_input(path, remedy="save it as “CSV UTF-8”")
    first = text.partition("\n")[0]
    delimiter = "\t" if path.suffix == ".tsv" else max(",;\t", key=first.count)
    table = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows, lines, line = [], [], 1
    try:
        header = [name.strip() for name in next(table, [])]
        _refuse_header(path, header)
        line = table.line_num + 1
        for cells in table:
            if any(map(str.strip, cells)):
                if len(cells) > len(header):
                    raise csv.Error("the row has more cells than the header")
                if any(cell.strip() for name, cell in zip(header, cells, strict=False) if not name):
                    raise csv.Error("the row has a text in a column without a name")
                rows.append(dict(zip(header, map(str.strip, cells), strict=False)))
                lines.append(line)
            line = table.line_num + 1
    except csv.Error as error:
        raise UsageError(f"this is no table ({error})", file=path, line=line, remedy="correct its quotes") from error
    return rows, lines


def _refuse_header(path: Path, header: Sequence[str]) -> None:
    known = re.compile(rf"{'|'.join(_COLUMNS)}|(?P<language>{_LANGUAGE})(?: (?:{'|'.join(_PARTICULARS)}))?")
    if unknown := next((name for name in header if name and not known.fullmatch(name)), None):
        raise UsageError(
            f"unknown column '{unknown}'",
            file=path,
            line=1,
            remedy=f"known are: {', '.join(_COLUMNS)}, es, es gender …",
        )
    for name in header:
        language, _, particular = name.partition(" ")
        if name and language not in _COLUMNS:
            require_language(language, Where(path, 1))
            if particular and language not in header:
                remedy = f"add the column '{language}'"
                raise UsageError(f"there is '{name}', and no '{language}'", file=path, line=1, remedy=remedy)
    if twice := next((name for name in header if name and header.count(name) > 1), None):
        raise UsageError(f"the column '{twice}' stands here twice", file=path, line=1, remedy="keep one of them")
    if "en" not in header:
        raise UsageError("there is no column 'en'", file=path, line=1, remedy="name the columns in the first row")


def _concept(row: Mapping[str, str], kind: str) -> Concept:
    def cell(name: str) -> str:
        return row.get(name, "")

    languages = [name for name in row if re.fullmatch(_LANGUAGE, name) and name not in _COLUMNS]
    translations = {language: _translation(row, language) for language in languages}
    return Concept(
        cell("id") or slug(cell("en")),
        cell("en"),
        cell("type") or kind,
        _parted(cell("forms")),
        cell("abbreviation") or None,
        tuple(map(_variant, _parted(cell("variants")))),
        cell("definition") or None,
        dict(_code(text) for text in _parted(cell("codes"))),
        {language: found for language, found in translations.items() if found},
    )


def _code(text: str) -> tuple[str, str]:
    name, equals, code = text.partition("=")
    if not equals:
        raise ValueError(f"the code '{text}' names no terminology: write it like doid=DOID:3571")
    return name.strip(), code.strip()


def _variant(text: str) -> Variant:
    found = _VARIANT.fullmatch(text)
    action, words = (found["action"], found["text"]) if found else (None, text)
    rest = _Rest()
    for brace in re.finditer(r"\s+(?=\{)", words):
        try:
            rest = msgspec.json.decode(words[brace.end() :], type=_Rest)
        except DAMAGED:
            continue
        words = words[: brace.start()]
        break
    given = {"text": words, "action": action or "allow", "with": rest.with_}
    return msgspec.structs.replace(msgspec.convert(given, Variant), when=rest.when, regions=rest.regions, lay=rest.lay)


def _translation(row: Mapping[str, str], language: str) -> Translation | None:
    given: dict[str, Any] = {"text": row[language]} if row[language] else {}
    for name in _PARTICULARS:
        value = row.get(f"{language} {name}", "")
        if name == "keep" and value:
            given[name] = value.lower() not in ("no", "false", "0")
        elif value:
            given[name] = _parted(value) if name in _LISTS else value
    return msgspec.convert(given, Translation) if given.get("text") or given.get("keep") else None
