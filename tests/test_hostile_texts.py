"""Raw texts that break programs: each is curated, or refused in one line, and none by a fault of the program."""

from typing import Any

import pytest
import yaml

from pipeline import curate
from pipeline.core.errors import DocumentError
from tests.conftest import ROOT

CASES = yaml.safe_load((ROOT / "tests" / "cases" / "hostile-texts.yaml").read_text(encoding="utf-8"))
NAMED = [(name, case) for kind, names in (("pages", ["a.html"]), ("texts", ["a.txt", "a.md"])) for name in names
         for case in CASES[kind]]  # fmt: skip


@pytest.mark.parametrize(("name", "case"), NAMED, ids=lambda value: str(value)[:40])
def test_a_hostile_text_is_curated_or_refused_in_one_line(name: str, case: Any) -> None:
    text = case if isinstance(case, str) else "".join(piece * times for piece, times in case)
    data = text.encode("latin-1", "xmlcharrefreplace")
    try:
        document = curate(data, name, {})
    except DocumentError as error:
        assert str(error).isprintable()  # noqa: PT017 - a text may be refused, but in one line
    else:
        assert document.restore() == document.raw
