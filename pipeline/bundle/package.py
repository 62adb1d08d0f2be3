"""`datapackage.json`: the list of a bundle's files, each with its size and hash, as a Data Package has it.

It is written last, so a half-written bundle can be told from a whole one. It is put together file by file: of ten
thousand documents only the lines are held.
"""

import hashlib
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from pipeline.bundle.records import SCHEMA_VERSION
from pipeline.core.targets import EngineUse

PACKAGE = "datapackage.json"
NAME = "curated-medical-content"
LIST_HASH = "list_hash"

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_MEDIA = {".json": "application/json", ".md": "text/markdown"}
_NO_NAME = re.compile(r"[^-a-zA-Z0-9._]+")  # what the name of a licence or resource may not have
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


class About(msgspec.Struct, frozen=True):
    """What is said of a document beside its files: where it comes from, whose it is, who has a part in it."""

    title: str | None = None
    url: str | None = None
    licence: str | None = None
    author: str | None = None
    owner: str | None = None
    reviewer: str | None = None
    file: str = ""


def encode(value: Any) -> bytes:
    """JSON as it stands in the bundle."""
    return msgspec.json.format(msgspec.json.encode(value, order="deterministic"), indent=1) + b"\n"


def package(
    files: Iterable[tuple[str, int, str]], engines: Mapping[str, Sequence[EngineUse]], texts: Mapping[str, About]
) -> bytes:
    """The package of files, given by path, size and SHA-256 in the order of their paths.

    `engines` are by language, `texts` by the folder of each document. The version is that of the content, not of a
    release: 0.0.0 and, behind "+", a hash of all hashes, so that two bundles with the same content have the same.
    """
    licences = sorted({about.licence for about in texts.values() if about.licence})
    head = {
        "$schema": _PROFILE,
        "engines": msgspec.to_builtins(engines),
        **({"licenses": [_licence(one) for one in licences]} if licences else {}),
        "name": NAME,
        "resources": [],
    }
    content, said = hashlib.sha256(), hashlib.sha256(_said(head).removesuffix(b"]}"))
    whole, joint = io.BytesIO(), b""  # it gives its value without a copy of it
    whole.write(encode(head).removesuffix(b"]\n}\n"))
    for path, size, digest in files:  # of ten thousand texts the list has 17 MB: it is not held twice
        content.update(f"{path} {digest}\n".encode("utf-8", "surrogatepass"))
        resource = listed(path, size, digest, texts.get(path.partition("/")[0]))
        said.update(joint + _said(resource))
        whole.write(joint + b"\n  " + encode(resource).rstrip().replace(b"\n", b"\n  "))
        joint = b","
    tail = {
        "schema_version": SCHEMA_VERSION,
        "title": "Curated medical content",
        "version": f"0.0.0+{content.hexdigest()[:12]}",
    }
    said.update(b"]," + _said(tail).removeprefix(b"{"))
    whole.write((b"\n ]" if joint else b"]") + b"," + encode(tail).removeprefix(b"{").removesuffix(b"\n}\n"))
    whole.write(f',\n "{LIST_HASH}": "sha256:{said.hexdigest()}"\n}}\n'.encode())
    return whole.getvalue()


def list_hash(package: Mapping[str, Any]) -> str:
    """The hash of all that a package says beside it: of its JSON with keys in order and without blanks.

    A licence or a sentence that is withdrawn stands in the list alone, which no other file has the hash of.
    """
    said = {name: value for name, value in package.items() if name != LIST_HASH}
    return f"sha256:{hashlib.sha256(_said(said)).hexdigest()}"


def _said(value: Mapping[str, Any]) -> bytes:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8", "surrogatepass")


def listed(name: str, size: int, digest: str, about: About | None = None) -> dict[str, Any]:
    """A file as the package lists it."""
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
    return resource | (_described(about) if about else {})


def _described(about: About) -> dict[str, Any]:
    """Title, licence, source and contributors of a document, as far as its side file says."""
    found: dict[str, Any] = {"title": about.title} if about.title else {}
    if about.licence:
        found["licenses"] = [_licence(about.licence)]
    source = {"title": about.title or about.file}
    if about.url:
        source["path"] = about.url
    found["sources"] = [source]
    people = ((about.author, "author"), (about.owner, "owner"), (about.reviewer, "reviewer"))
    if contributors := [{"title": name, "roles": [role]} for name, role in people if name]:
        found["contributors"] = contributors
    return found


def _licence(licence: str) -> dict[str, str]:
    """A licence by its name; an address is its path, and what is neither a title."""
    if _ADDRESS.match(licence):
        return {"path": licence}
    name = _NO_NAME.sub("-", licence).strip("-") or "other"
    return {"name": name} if name == licence else {"name": name, "title": licence}
