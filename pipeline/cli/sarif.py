"""SARIF 2.1.0, by which code hosts and editors show findings at their lines."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

DRIVER = "medical-content-pipeline"
LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def log(results: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """A log of one run, with all checks and their reasons."""
    from pipeline.report.catalogue import CHECKS

    driver = {
        "name": DRIVER,
        "rules": [
            {"id": c.id, "shortDescription": {"text": c.title}, "fullDescription": {"text": c.why or c.title}}
            for c in CHECKS
        ],
    }
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": list(results)}],
    }


def location(file: Path, region: Mapping[str, int]) -> dict[str, Any]:
    """A place in a file; its name as an address, whatever characters are in it."""
    return {"artifactLocation": {"uri": quote(os.fsencode(file.as_posix()))}, "region": dict(region)}
