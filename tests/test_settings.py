"""settings.yaml: every key has a default, and a slip is told with its line."""

from pathlib import Path

import pytest

from pipeline.core.errors import UsageError
from pipeline.core.settings import Settings, load_settings
from tests.conftest import ROOT


def test_the_shipped_file_holds_the_defaults() -> None:
    assert load_settings(ROOT / "settings.yaml") == Settings()


def test_no_file_means_the_defaults(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "settings.yaml") == Settings()
    assert load_settings(None) == Settings()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("langages: [es]", r":1: unknown key 'langages'; did you mean 'languages'\?"),
        ("languages: [es]\nengin: argos", r":2: unknown key 'engin'; did you mean 'engine'\?"),
        ("languages: es", ":1: "),
        ("max_bytes: many", ":1: "),
        ("off:\n\t- repair/px", ":2: a tab stands before the text; indent with spaces"),
        ("off: [repair/px]\noff: []", ":2: the key 'off' stands here twice"),
        ("decimal: {es: dot}", ":1: .*point"),
        ("languages: [es", ":1|:2"),
    ],
)
def test_a_slip_is_told_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "settings.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"settings\.yaml" + f"(?:{message})"):
        load_settings(path)
