"""The flat tables as JSON Lines: an object a row, every column in every row."""

import msgspec

from pipeline.bundle import Bundle
from pipeline.exports.tables import TABLES, Table


def files(bundle: Bundle, drafts: bool) -> dict[str, bytes]:
    """The files of the export by name; drafts are always in them, with their state."""
    return {f"{table.name}.jsonl": _lines(table, bundle) for table in TABLES}


def _lines(table: Table, bundle: Bundle) -> bytes:
    rows = (dict(zip(table.columns, row, strict=True)) for row in table.rows(bundle))
    return b"".join(msgspec.json.encode(row) + b"\n" for row in rows)
