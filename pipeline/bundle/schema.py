"""The JSON Schemas of the bundle's files, generated from their records."""

from typing import Any

import msgspec

from pipeline.bundle.package import encode
from pipeline.bundle.records import SCHEMA_VERSION, DocumentRecord, TranslationRecord
from pipeline.entities.labels import labels


def schemas() -> dict[str, dict[str, Any]]:
    """JSON Schemas (2020-12) of both files, by their names."""
    kinds: dict[str, Any] = {"document": DocumentRecord, "translation": TranslationRecord}
    made: dict[str, dict[str, Any]] = {
        name: {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": f"{name}.schema.json",
            "title": f"{name} {SCHEMA_VERSION}",
            **msgspec.json.schema(kind),
        }
        for name, kind in kinds.items()
    }
    meanings = {name: label.meaning for name, label in labels().items()}
    explained = "; ".join(f"{name}: {meaning.rstrip('.')}" for name, meaning in meanings.items())
    entity = made["document"]["$defs"]["Entity"]["properties"]
    entity["label"] |= {"enum": list(meanings), "description": f"{explained}."}
    return made


def schema_files() -> dict[str, bytes]:
    """The schemas by their paths in the bundle."""
    return {f"schemas/{name}.schema.json": encode(schema) for name, schema in schemas().items()}
