"""Pairs of label and value: two lines each under a heading, or "Label: value" line by line."""

import re

import msgspec

from pipeline.data import load
from pipeline.structure.lines import Row
from pipeline.structure.prose import split_prose
from pipeline.structure.rows import words

_FIELD_HEADINGS = frozenset(load("structure.yaml")["field_headings"])
_OPEN_ENDS = tuple(load("structure.yaml")["unended"])
_SECTIONS = frozenset(load("structure.yaml")["sections"])
_LABEL = re.compile(r"[^\W\d_][^,.;:?!|]{0,38}")
_INLINE = re.compile(r"(?:\*\*)?([^\W\d_][^,.;:?!|*]{0,38})(?::\*\*|\*\*:|[:：])[ \t\u00a0]+(?=\S)")
_LONGEST_VALUE = 160  # with its label; fields of the sample texts reach 114 characters


def join_fields(text: str, rows: list[Row]) -> list[Row]:
    """Mark fields, joining the row of a label with the row of its value."""
    joined: list[Row] = []
    i = 0
    while i < len(rows):
        inline = _inline_group(text, rows, i)
        pairs = [] if inline else _pairs(text, rows, i)
        joined += inline or pairs or [rows[i]]
        i += len(inline) or 2 * len(pairs) or 1
    return joined


def _inline_group(text: str, rows: list[Row], first: int) -> list[Row]:
    """Two or more neighbouring lines "Label: value" with short values."""
    found: list[Row] = []
    for i in range(first, len(rows)):
        row = rows[i]
        inline = _INLINE.match(text, row.start, row.end)
        fits = row.kind is None and inline and len(inline[1].split()) <= 5 and inline[1][0].isupper()
        if not (fits and inline and _is_value(text, inline.end(), row.end)) or (found and row.gap > 1):
            break
        found.append(msgspec.structs.replace(row, kind="field", content=inline.end()))
    return found if len(found) > 1 else []


def _pairs(text: str, rows: list[Row], first: int) -> list[Row]:
    """Two or more pairs of lines, label and value, that form a group of their own.

    The group begins under a blank line or a heading such as "Key facts". Unmarked lists look alike: unless such a
    heading stands above, at least half of the pairs must tell their parts apart (a label with a colon; a value with a
    lower-case start, a comma, a figure or many words).
    """
    if not _opens_group(text, rows, first):
        return []
    found: list[Row] = []
    telling = 0
    for i in range(first, len(rows) - 1, 2):
        label, value = rows[i], rows[i + 1]
        if value.gap or (found and label.gap) or not (_is_label(text, label) and value.kind is None):
            break
        if not _is_value(text, value.start, value.end):
            break
        telling += _has_colon(text, label) or not _is_label(text, value)
        found.append(msgspec.structs.replace(label, kind="field", end=value.end, content=value.start))
    rest = rows[first + 2 * len(found) : first + 2 * len(found) + 1]
    named = _names_fields(text, rows, first)
    closed = named or not rest or rest[0].gap > 0
    return found if len(found) > 1 and closed and (named or 2 * telling >= len(found)) else []


def _opens_group(text: str, rows: list[Row], first: int) -> bool:
    if first == 0 or rows[first].kind is not None:
        return rows[first].kind is None and _has_colon(text, rows[first])
    spaced = rows[first].gap > 0 and not _has_colon(text, rows[first - 1])
    return spaced or _names_fields(text, rows, first)


def _has_colon(text: str, row: Row) -> bool:
    return text[row.end - 1] in ":："


def _names_fields(text: str, rows: list[Row], first: int) -> bool:
    """Whether the line above is a heading of a group of fields."""
    return first > 0 and words(text, rows[first - 1]).rstrip(":").lower() in _FIELD_HEADINGS


def _is_label(text: str, row: Row) -> bool:
    line = text[row.start : row.end].rstrip(":：")
    plain = row.kind is None and line[:1].isupper() and line.lower() not in _SECTIONS
    return plain and len(line.split()) <= 5 and bool(_LABEL.fullmatch(line))


def _is_value(text: str, start: int, end: int) -> bool:
    """Short, one phrase, and no sentence with a stop ("etc." is none)."""
    value = text[start:end].rstrip("*_ ")
    if not value or end - start > _LONGEST_VALUE or value[-1] in "?!:;":
        return False
    return (value[-1] != "." or value.lower().endswith(_OPEN_ENDS)) and len(split_prose(text, start, end)) == 1
