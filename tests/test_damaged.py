"""Archives, lists and caches that are damaged: a line at most, and what can be made anew is."""

import json
import zipfile
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest

from pipeline.__main__ import _guard, app
from pipeline.core.errors import PipelineError, UsageError
from pipeline.glossary.packs import load_packs
from pipeline.translation.drafting.protect import Shield
from pipeline.translation.engines import attempts, lock
from pipeline.translation.engines.archive import Hostile, unpack
from pipeline.translation.engines.argos import packages
from tests.upper_engine import UpperEngine

METHODS = {
    "stored": zipfile.ZIP_STORED,
    "deflate": zipfile.ZIP_DEFLATED,
    "bzip2": zipfile.ZIP_BZIP2,
    "lzma": zipfile.ZIP_LZMA,
}
DEEP = [b"[" * 200_000, b'{"a":' * 200_000, b'{"a":{"x":' + b"[" * 200_000]
JSON = [
    *DEEP,
    b"",
    b"null",
    b"5",
    b"[]",
    b"{",
    b'"x"',
    b"\xff",
    b"\0",
    b"1" * 5_000,
    b'{"a": 5}',
    b'{"a": null}',
    b'{"a": []}',
    b'{"a": true}',
    b'{"a": {"sha256": 5}}',
    b'{"a": {"model": null}}',
    b'{"a": {"compute_type": "int8"}}',
    b'{"a": "\xff"}',
    b'{"a": {"compute_type": ["default"]}}',
    b'{"a": "\\ud800"}',
    b'{"a": 1e999}',
    b'{"a": "x"} {}',
    b"\xef\xbb\xbf{}",
    b"{'a': 'b'}",
]


def package(method: int) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr("en_es/metadata.json", json.dumps({"from_code": "en", "to_code": "es"}))
        archive.writestr("en_es/model/model.bin", b"weights " * 9)
    return file.getvalue()


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
@pytest.mark.parametrize("bit", [0x01, 0x10, 0x80, 0xFF])
def test_any_byte_may_be_another(tmp_path: Path, method: int, bit: int) -> None:
    sound, file = package(method), tmp_path / "x.argosmodel"
    for place in range(len(sound)):
        damaged = bytearray(sound)
        damaged[place] ^= bit
        file.write_bytes(damaged)
        with suppress(Hostile):
            unpack(file, tmp_path / "work" / "in")
    assert {path.name for path in tmp_path.iterdir()} <= {"x.argosmodel", "work"}
    assert {path.name for path in (tmp_path / "work").iterdir()} == {"in"}


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_it_may_end_anywhere(tmp_path: Path, method: int) -> None:
    sound, file = package(method), tmp_path / "x.argosmodel"
    for end in range(len(sound)):
        file.write_bytes(sound[:end])
        with pytest.raises(Hostile):
            unpack(file, tmp_path / "work")


@pytest.mark.parametrize("data", JSON, ids=range(len(JSON)))
def test_a_lock_that_is_none(tmp_path: Path, data: bytes) -> None:
    models = tmp_path / "models"
    lock.path(models).write_bytes(data)
    for call in (lambda: lock.read(models), lambda: lock.write(models, "b", lock.Entry("x"))):
        with pytest.raises(PipelineError, match=r"models\.lock: this is no list of hashes; restore it") as error:
            call()
        assert "\n" not in str(error.value)
    assert packages.find(models, {"HOME": str(tmp_path)}) == ((), ())
    assert lock.path(models).read_bytes() == data


@pytest.mark.parametrize("data", JSON, ids=range(len(JSON)))
def test_a_pack_that_is_none(tmp_path: Path, data: bytes) -> None:
    for head in (b"", b'{"file": "x", "sha256": "y"}\n{"id": "a", "en": "a", "type": "general"}\n'):
        (tmp_path / "a.jsonl").write_bytes(head + data + b"\n")
        if data or not head:
            with pytest.raises(UsageError, match=rf"a\.jsonl:{3 if head else 1}: this is no (?:pack|concept)") as error:
                load_packs(tmp_path)
            assert "\n" not in str(error.value)


@pytest.mark.parametrize("data", JSON, ids=range(len(JSON)))
def test_reasons_that_cannot_be_read_are_none(tmp_path: Path, data: bytes) -> None:
    attempts.path(tmp_path).write_bytes(data)
    assert set(attempts.failed(tmp_path)) <= {"a"}


@pytest.mark.parametrize("data", [b"\xff", b"Zqp", b"x" * 100_000, b"\0", None], ids=str)
def test_a_shape_that_cannot_be_read_is_tried_anew(tmp_path: Path, data: bytes | None) -> None:
    shape = Shield(UpperEngine(), tmp_path).shape
    (file,) = tmp_path.iterdir()
    if data is None:
        file.unlink()
        file.mkdir()
    else:
        file.write_bytes(data)
    assert Shield(UpperEngine(), tmp_path).shape == shape


@pytest.mark.parametrize(
    "data", [b"", b"\xff" * 9, DEEP[1], b"\0" * 4_096, b"SQLite format 3\0" + b"\xff" * 4_096, b"{}"], ids=range(6)
)
def test_what_a_run_keeps_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], data: bytes
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "page.txt").write_text("Tests\n\nThe scan was clear.\n")
    (tmp_path / "glossary.yaml").write_text("concepts: []\n")
    run = ["run", "--engine", "none"]
    assert _guard(lambda: app(run)) == 0
    kept = {path: path.read_bytes() for path in (tmp_path / "curated").rglob("*") if path.is_file()}
    for path in (tmp_path / "build").rglob("*"):
        if path.is_file():
            path.write_bytes(data)
    capsys.readouterr()
    assert _guard(lambda: app(run)) == 0
    assert len(capsys.readouterr().err.splitlines()) <= 1
    assert kept == {path: path.read_bytes() for path in (tmp_path / "curated").rglob("*") if path.is_file()}
