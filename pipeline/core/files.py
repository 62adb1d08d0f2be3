"""Writing files so that nobody ever reads half of one, and hashing them."""

import hashlib
import os
from pathlib import Path

import msgspec

DAMAGED = (msgspec.MsgspecError, ValueError, RecursionError)  # what decoding a damaged file of JSON raises


def digest(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def write_file(path: Path, data: bytes) -> bool:
    """Write beside, then rename; a file that already holds `data` is left alone. Tells whether it was written."""
    if path.is_file() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return True
