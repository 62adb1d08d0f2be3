"""Files of YAML that break programs: one clear line each, in whatever file they stand."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.core.errors import UsageError
from pipeline.core.yaml import YamlFile
from pipeline.glossary import load_glossary
from pipeline.job.names import read_settings, read_side
from tests.conftest import ROOT

CASES = yaml.safe_load((ROOT / "tests" / "cases" / "hostile-yaml.yaml").read_text(encoding="utf-8"))
READERS: dict[str, Callable[[Path], object]] = {
    "side files": read_side,
    "settings": read_settings,
    "glossary": load_glossary,
}
REFUSED = [(kind, *case) for kind, cases in CASES["refused"].items() for case in cases]


def written(given: Any) -> Any:
    """What a case stands for: its own text, bytes, or a long stretch."""
    if isinstance(given, dict) and "bytes" in given:
        return given["bytes"].encode("latin-1")
    if isinstance(given, dict) and "times" in given:
        what, count, end = given["times"]
        return what * count + end + (written(given["then"]) if "then" in given else "")
    if isinstance(given, dict):
        return {key: written(value) for key, value in given.items()}
    return given


def save(path: Path, given: Any) -> Path:
    content = written(given)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def short(value: object) -> str:
    return str(value)[:40]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(("kind", "given", "told"), REFUSED, ids=short)
def test_yaml_that_is_refused(tmp_path: Path, reader: str, kind: str, given: Any, told: str) -> None:
    path = save(tmp_path / "a.yaml", given)
    with pytest.raises(UsageError) as error:
        READERS[reader](path)
    assert str(error.value) == f"{path}:{told}", kind


@pytest.mark.parametrize(("given", "data"), CASES["taken"], ids=short)
def test_yaml_that_is_taken_as_a_person_means_it(tmp_path: Path, given: Any, data: Any) -> None:
    assert YamlFile.load(save(tmp_path / "a.yaml", given)).data == written(data)


@pytest.mark.parametrize(
    ("reader", "given", "told"), [(reader, *case) for reader in READERS for case in CASES[reader]], ids=short
)
def test_what_a_file_says_is_refused(tmp_path: Path, reader: str, given: Any, told: str) -> None:
    path = save(tmp_path / "a.yaml", given)
    with pytest.raises(UsageError) as error:
        READERS[reader](path)
    assert str(error.value) == f"{path}:{told}"


def test_every_line_stays_one_line() -> None:
    told = [case[-1] for cases in CASES["refused"].values() for case in cases]
    told += [case[-1] for reader in READERS for case in CASES[reader]]
    assert all(line.isprintable() and len(line) < 300 for line in told)


@pytest.mark.parametrize("reader", READERS.values())
def test_what_is_no_file_is_told(tmp_path: Path, reader: Callable[[Path], object]) -> None:
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "nowhere.yaml").symlink_to("gone.yaml")
    (tmp_path / "round.yaml").symlink_to("round.yaml")
    for name, told in (
        ("folder", "this is a folder; put a file of that name in its place"),
        ("nowhere", "this link leads nowhere; mend it or remove it"),
        ("round", "this link leads nowhere; mend it or remove it"),
    ):
        with pytest.raises(UsageError) as error:
            reader(tmp_path / f"{name}.yaml")
        assert str(error.value) == f"{tmp_path / name}.yaml: {told}"


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    with path.open("wb") as file:
        file.truncate(20_000_001)
    with pytest.raises(UsageError, match=r"a\.yaml: .*20,000,001 bytes, more than the 20,000,000 .*; split it"):
        YamlFile.load(path)
