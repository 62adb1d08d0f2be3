"""Read what we write as others do: by datasets, pandas, pyarrow, extruct and frictionless.

Run it by the Python that has them, on what `python -m tests.sample FOLDER` wrote: `python .ci/readers.py FOLDER`. Each
probe that fails ends it with an AssertionError that shows what came instead.
"""

import os
import sys
from pathlib import Path
from typing import Any

os.environ |= {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "HF_DATASETS_DISABLE_PROGRESS_BARS": "1"}

from pipeline import load_bundle
from pipeline.exports import export
from pipeline.exports.tables import TABLES

FORMS = ("jsonl", "parquet", "chunks", "html")


def as_written(value: Any) -> Any:
    """A value as it stands in the file: a reader of JSON takes a day for a time."""
    return value.removesuffix(" 00:00:00") if isinstance(value, str) else value


def tables_load(folder: Path) -> None:
    """Both kinds of files give the same rows, with the same types, as they stand in the bundle."""
    import datasets
    import pandas as pd
    from pyarrow import parquet

    bundle = load_bundle(folder / "curated")
    names = {str: "string", int: "int64", float: "double", bool: "bool"}
    kinds = {str: "string", int: "int64", float: "float64", bool: "bool"}
    for table in TABLES:
        rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows(bundle)]
        assert rows, table.name
        features = datasets.Features({name: datasets.Value(kinds[kind]) for name, kind in table.columns.items()})
        for form, kind in (("jsonl", "json"), ("parquet", "parquet")):
            files = str(folder / form / f"{table.name}.{form}")
            cache = str(folder / "cache")
            loaded = datasets.load_dataset(kind, data_files=files, split="train", cache_dir=cache, features=features)
            read = [{name: as_written(value) for name, value in row.items()} for row in loaded.to_list()]
            assert read == rows, (form, read[:3], rows[:3])
            assert loaded.column_names == list(table.columns), (form, loaded.column_names)
        path = folder / "parquet" / f"{table.name}.parquet"
        types = {field.name: str(field.type) for field in parquet.read_schema(path)}
        assert types == {name: names[kind] for name, kind in table.columns.items()}, types
        assert list(pd.read_parquet(path).columns) == list(table.columns)
    chunks = datasets.load_dataset(
        "json", data_files=str(folder / "chunks" / "chunks.jsonl"), split="train", cache_dir=str(folder / "cache")
    )
    assert {"text", "heading_path", "parts", "entities"} <= set(chunks.column_names), chunks.column_names


def pages_describe_themselves(folder: Path) -> None:
    """A reader of structured data finds one MedicalWebPage in each page."""
    import extruct

    pages = sorted((folder / "html").glob("*.html"))
    assert len(pages) == 2, pages
    for page in pages:
        found: dict[str, Any] = extruct.extract(page.read_text(encoding="utf-8"), syntaxes=["json-ld"], errors="strict")
        (said,) = found["json-ld"]
        assert (said["@context"], said["@type"]) == ("https://schema.org", "MedicalWebPage"), said
        assert said["inLanguage"] == page.name.split(".")[1], said


def packages_are_valid(folder: Path) -> None:
    """The bundle in its folder, and the zip of a release."""
    import frictionless

    for path in (folder / "curated" / "datapackage.json", *(folder / "releases").glob("*.zip")):
        report = frictionless.Package(str(path)).validate()
        assert report.valid, report.to_summary()
        assert report.stats["tasks"] > 4, report.stats


def writing_again_gives_the_same_bytes(folder: Path) -> None:
    """Parquet is written by a library, which must add no clock of its own."""
    for path in export(folder / "curated", "parquet", folder / "again"):
        assert path.read_bytes() == (folder / "parquet" / path.name).read_bytes(), path


def main(folder: Path) -> None:
    """All probes, one after another."""
    for form in FORMS:
        assert export(folder / "curated", form, folder / form), form
    tables_load(folder)
    pages_describe_themselves(folder)
    packages_are_valid(folder)
    writing_again_gives_the_same_bytes(folder)
    print("Every reader reads what we write.")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
