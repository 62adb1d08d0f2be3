"""The flat tables as Parquet, by pyarrow, which comes with the extra `parquet`."""

from importlib.util import find_spec
from io import BytesIO

from pipeline.bundle import Bundle
from pipeline.core.errors import UsageError
from pipeline.exports.tables import TABLES, Table


def files(bundle: Bundle, drafts: bool) -> dict[str, bytes]:
    """The files of the export by name; drafts are always in them, with their state.

    Raises `UsageError` where pyarrow is not installed.
    """
    if find_spec("pyarrow") is None:
        remedy = "python -m pip install pyarrow"
        raise UsageError("Parquet needs pyarrow, which is not installed", remedy=remedy)
    return {f"{table.name}.parquet": _written(table, bundle) for table in TABLES}


def _written(table: Table, bundle: Bundle) -> bytes:
    import pyarrow as pa
    from pyarrow import parquet

    types = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
    schema = pa.schema([(name, types[kind]) for name, kind in table.columns.items()])
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows(bundle)]
    out = BytesIO()
    parquet.write_table(pa.Table.from_pylist(rows, schema=schema), out)
    return out.getvalue()
