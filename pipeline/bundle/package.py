"""`datapackage.json`: the list of a bundle's files, each with its size and hash.

It is written last, so a half-written bundle can be told from a whole one. It is put together file by file: of ten
thousand documents only the lines are held.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from pipeline.bundle.schema import schemas
from pipeline.core.targets import EngineUse

PACKAGE = "datapackage.json"

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_MEDIA = {".json": "application/json", ".md": "text/markdown"}


def encode(value: Any) -> bytes:
    """JSON as it stands in the bundle."""
    return msgspec.json.format(msgspec.json.encode(value, order="deterministic"), indent=1) + b"\n"


def schema_files() -> dict[str, bytes]:
    """The schemas by their paths in the bundle."""
    return {f"schemas/{name}.schema.json": encode(schema) for name, schema in schemas().items()}


def package(files: Iterable[tuple[str, int, str]], engines: Mapping[str, Sequence[EngineUse]]) -> bytes:
    """The package of files, given by path, size and SHA-256 in the order of their paths; `engines` by language."""
    head = encode({"$schema": _PROFILE, "name": "curated-medical-content", "engines": engines, "resources": []})
    resources = (encode(_resource(*file)).rstrip().replace(b"\n", b"\n  ") for file in files)
    listed = b",\n  ".join(resources)
    return head.removesuffix(b"[]\n}\n") + (b"[\n  " + listed + b"\n ]" if listed else b"[]") + b"\n}\n"


def _resource(name: str, size: int, digest: str) -> dict[str, Any]:
    path = Path(name)
    resource: dict[str, Any] = {
        "name": name.lower().replace("/", "."),
        "path": name,
        "format": path.suffix[1:],
        "mediatype": _MEDIA[path.suffix],
        "encoding": "utf-8",
        "bytes": size,
        "hash": f"sha256:{digest}",
    }
    if path.parent.name == "schemas":
        resource["type"] = "json"  # or frictionless takes it by its name for the schema of a table
    elif path.suffix == ".json":
        kind = "document" if path.name == "document.json" else "translation"
        resource["jsonSchema"] = f"schemas/{kind}.schema.json"
    return resource
