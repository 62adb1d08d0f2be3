"""The reader in JavaScript: its own tests, by Node, on a bundle that was just written."""

import json
import os
from pathlib import Path

from pipeline import load_bundle
from tests.conftest import ROOT
from tests.debian import needs
from tests.documents import write_bundle
from tests.programs import run
from tests.sample import entry


def test_nodes_own_tests_pass(tmp_path: Path) -> None:
    needs("nodejs")
    write_bundle(entry(tmp_path), tmp_path / "curated")
    page = load_bundle(tmp_path / "curated")["page"]
    expected = json.dumps([page.text(language) for language in page.languages])
    environment = os.environ | {
        "BUNDLE": str(tmp_path / "curated"),
        "EXPECTED": expected,
        "OLDER": str(ROOT / "tests" / "bundles"),
    }
    done = run("node", "--test", "bundle.test.mjs", cwd=ROOT / "examples" / "js", env=environment)
    assert done.returncode == 0, done.stdout
    assert "# fail 0" in done.stdout or "fail 0" in done.stdout
    assert "# skipped 0" in done.stdout or "skipped 0" in done.stdout
