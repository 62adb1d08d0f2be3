"""The flat tables as a SQLite database, with a full-text index over the segments' words in every language.

`SELECT segments.* FROM search JOIN segments ON segments.rowid = search.rowid WHERE search MATCH 'text : "fiebre"'`
finds words whatever their accents. Without `text :` the words of the original count too, of texts that are withheld.
"""

import sqlite3
from contextlib import closing

from pipeline.bundle import Bundle
from pipeline.exports.tables import TABLES, Table

_TYPES = {str: "TEXT", int: "INTEGER", float: "REAL", bool: "INTEGER"}
_SEARCH = """
CREATE INDEX segments_key ON segments ("key", language);
CREATE INDEX entities_concept ON entities (concept);
CREATE VIRTUAL TABLE search USING fts5
    ("text", source, content='segments', tokenize='unicode61 remove_diacritics 2');
INSERT INTO search(search) VALUES ('rebuild');
INSERT INTO search(search) VALUES ('optimize');
"""


def files(bundle: Bundle, drafts: bool) -> dict[str, bytes]:
    """The files of the export by name; drafts are always in them, with their state."""
    with closing(sqlite3.connect(":memory:")) as database:
        for table in TABLES:
            _fill(database, table, bundle)
        database.executescript(_SEARCH)
        database.execute("VACUUM")
        return {"bundle.sqlite": database.serialize()}


def _fill(database: sqlite3.Connection, table: Table, bundle: Bundle) -> None:
    columns = ", ".join(f'"{name}" {_TYPES[kind]}' for name, kind in table.columns.items())
    database.execute(f"CREATE TABLE {table.name} ({columns})")
    places = ", ".join("?" * len(table.columns))
    database.executemany(f"INSERT INTO {table.name} VALUES ({places})", table.rows(bundle))  # noqa: S608
    database.commit()
