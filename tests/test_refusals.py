"""What the system refuses costs one text or one output: status 3, a line with the cure, and all others are done."""

import errno
import json
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from html import unescape
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from typer.main import get_command

from pipeline import load_bundle
from pipeline.__main__ import _command, _guard, _refused, app
from pipeline.cli import options
from pipeline.cli.environment import settle
from pipeline.core import files
from pipeline.core.errors import StoppedError
from pipeline.core.files import write_file
from pipeline.core.places import refusal
from pipeline.core.processors import in_order
from tests.conftest import ROOT
from tests.programs import bare_environment, run

CODES = [
    errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EACCES, errno.EPERM, errno.EROFS, errno.ENAMETOOLONG, errno.ENOTDIR,
    errno.EISDIR, errno.EEXIST, errno.ENOTEMPTY, errno.ENOENT, errno.ESTALE, errno.ELOOP, errno.EMFILE, errno.EINVAL,
    errno.EIO, errno.ENXIO, errno.EBUSY, errno.ETXTBSY, errno.ENODEV, errno.ENOTSUP, errno.ETIMEDOUT, errno.ENOTCONN,
]  # fmt: skip
RUN = ["run", "--engine", "none"]


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of its own with two texts: `good` is sound, `bad` is what each test makes of it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "raw").mkdir()
    for name in ("bad", "good"):
        (tmp_path / "raw" / f"{name}.txt").write_text(f"Tests\n\nThe {name} scan was clear.\n")
    (tmp_path / "glossary.yaml").write_text("concepts: []\n")
    return tmp_path / "raw"


def told(capsys: pytest.CaptureFixture[str], status: int = 3) -> list[str]:
    """What a run says on standard error; it ends as it should and leaves the good text's bundle."""
    assert _guard(lambda: app(RUN)) == status
    err = capsys.readouterr().err
    assert "Traceback" not in err
    assert "please report" not in err
    return err.splitlines()


def failing(monkeypatch: pytest.MonkeyPatch, method: str, code: int, matches: Callable[[Path], bool]) -> None:
    """Let the system refuse a call for some paths."""
    real = getattr(Path, method)

    def refuse(self: Path, *arguments: Any, **options: Any) -> Any:
        if matches(self):
            raise OSError(code, os.strerror(code), str(self))
        return real(self, *arguments, **options)

    monkeypatch.setattr(Path, method, refuse)


def unreadable(monkeypatch: pytest.MonkeyPatch, code: int, matches: Callable[[Path], bool]) -> None:
    """Let the system refuse to read some files."""
    real = files.opened

    def refuse(path: Path, most: int = files.LARGEST) -> Any:
        if matches(path):
            raise OSError(code, os.strerror(code), str(path))
        return real(path, most)

    monkeypatch.setattr(files, "opened", refuse)


@pytest.mark.parametrize("code", CODES, ids=lambda code: errno.errorcode[code])
def test_a_refusal_is_one_line_with_a_cure(code: int) -> None:
    line = str(refusal(OSError(code, os.strerror(code), "x"), Path("a\nb")))
    assert line.startswith(f"a\\nb: cannot be written ({os.strerror(code)}); ")
    assert len(line.splitlines()) == 1


@pytest.mark.parametrize(
    "error", [OSError(), OSError("x"), OSError(5, None), TimeoutError("slow"), OSError(28, "a\nb", b"x")]
)
def test_a_refusal_without_words(error: OSError) -> None:
    assert len(str(refusal(error)).splitlines()) == 1
    assert _refused(error) == 3


@pytest.mark.parametrize("code", [errno.EACCES, errno.EIO, errno.ENOENT, errno.ELOOP, errno.ESTALE])
def test_a_text_that_cannot_be_read(
    raw: Path, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    unreadable(monkeypatch, code, lambda path: path.name == "bad.txt")
    (line,) = told(capsys)
    assert line.startswith(f"raw/bad.txt: cannot be read ({os.strerror(code)}); ")
    assert [document.id for document in load_bundle("curated").documents] == ["good"]


@pytest.mark.parametrize("code", CODES[:14], ids=lambda code: errno.errorcode[code])
def test_a_bundle_that_cannot_be_written(
    raw: Path, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(path: Path, data: bytes) -> bool:
        if path.parent.name == "bad":
            raise OSError(code, os.strerror(code), str(path))
        return write_file(path, data)

    monkeypatch.setattr("pipeline.job.store.looks.write_file", refuse)
    (line,) = told(capsys)
    assert line.startswith("curated/bad/")
    assert f"({os.strerror(code)}); " in line
    assert [document.id for document in load_bundle("curated").documents] == ["good"]
    monkeypatch.undo()
    monkeypatch.chdir(raw.parent)
    assert told(capsys, 0) == []
    assert [document.id for document in load_bundle("curated").documents] == ["bad", "good"]


def file_at(name: str) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("mine")

    return make


def folder_at(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).mkdir(parents=True)


def pipe_at(name: str) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).unlink(missing_ok=True)
        os.mkfifo(folder / name)

    return make


def large_at(name: str, size: int) -> Callable[[Path], None]:
    """A file that has so many bytes, and takes no room."""

    def make(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        with (folder / name).open("wb") as file:
            file.truncate(size)

    return make


def empty_xliff_at(name: str, inside: str = "") -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        root = f'<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">{inside}</xliff>'
        (folder / name).write_text(root)

    return make


def texts_at(**texts: str) -> Callable[[Path], None]:
    """Texts, or side files, of these names; "_" stands for the full stop."""

    def make(folder: Path) -> None:
        for name, text in texts.items():
            (folder / "raw" / name.replace("_", ".")).write_text(text)

    return make


def link_at(name: str, target: str) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).symlink_to(target)

    return make


GERMAN = (
    '<file original="a" source-language="en" target-language="de" datatype="plaintext"><body><trans-unit id="1">'
    "<source>The liver.</source><target>Die Leber.</target></trans-unit></body></file>"
)
OBSTACLES = {
    "a file for a text's folder": (file_at("curated/bad"), "curated/bad"),
    "a folder for a text's record": (folder_at("curated/bad/document.json/x"), "curated/bad/document.json"),
    "a folder for its Markdown": (folder_at("curated/bad/en.md/x"), "curated/bad/en.md"),
    "a link for its folder": (link_at("curated/bad", "../elsewhere"), "curated/bad"),
    "a link to itself": (link_at("curated/bad", "bad"), "curated/bad"),
    "a link for its record": (link_at("curated/bad/document.json", "../../glossary.yaml"), "curated/bad/document.json"),
    "a folder for its page": (folder_at("build/report/bad.html/x"), "build/report/bad.html"),
    "a link for its page": (link_at("build/report/bad.html", "../../glossary.yaml"), "build/report/bad.html"),
    "a folder for the index": (folder_at("build/report/index.html/x"), "build/report/index.html"),
    "a folder for the list": (folder_at("curated/datapackage.json/x"), "curated/datapackage.json"),
    "a folder for a schema": (
        folder_at("curated/schemas/document.schema.json/x"),
        "curated/schemas/document.schema.json",
    ),
    "a link for a language": (link_at("translations/es", "../elsewhere"), "translations/es"),
    "a text that is a loop": (link_at("raw/loop.txt", "loop.txt"), "raw/loop.txt"),
    "a text that is nowhere": (link_at("raw/none.txt", "nothing.txt"), "raw/none.txt"),
    "a name too long": (file_at(f"raw/{'x' * 240}.txt"), f"raw/{'x' * 240}.txt"),
    "a name too long in bytes": (file_at(f"raw/{'é' * 115}.txt"), f"raw/{'é' * 115}.txt"),
    "the name of the list": (file_at("raw/datapackage.json.txt"), "raw/datapackage.json.txt"),
    "a text that is a pipe": (pipe_at("raw/bad.txt"), "raw/bad.txt: cannot be read (no ordinary file); put an ordin"),
    "a side file that is a pipe": (pipe_at("raw/bad.yaml"), "raw/bad.yaml: this is no ordinary file; put"),
    "a side file that is a loop": (link_at("raw/bad.yaml", "bad.yaml"), "raw/bad.yaml: this link leads nowhere; mend"),
    "a date of no calendar": (
        texts_at(bad_yaml="title: x\ndate: 2024-13-45\n"),
        "raw/bad.yaml:2: '2024-13-45' is no day; write",
    ),
    "a date that is none": (texts_at(bad_yaml="date: spring 2021\n"), "raw/bad.yaml:1: 'spring 2021' is no day; write"),
    "a date without an end": (texts_at(bad_yaml="date: .inf\n"), "raw/bad.yaml:1: '.inf' is no day; write"),
    "a review on no day": (texts_at(bad_yaml="reviewed: tomorrow\n"), "raw/bad.yaml:1: 'tomorrow' is no day; write"),
    "a review in a month": (texts_at(bad_yaml="reviewed: 2024-03\n"), "raw/bad.yaml:1: '2024-03' is no day; write"),
    "a review in words": (texts_at(bad_yaml="reviewed: 3 May 2024\n"), "raw/bad.yaml:1: '3 May 2024' is no day; write"),
    "a review of no text": (texts_at(bad_yaml="reviewed_text: xyz\n"), "raw/bad.yaml:1: 'xyz' begins no hash; copy"),
    "a review of any text": (texts_at(bad_yaml="reviewed_text: 12\n"), "raw/bad.yaml:1: '12' begins no hash; copy"),
    "a review by nobody": (texts_at(bad_yaml="reviewed_by: ' '\n"), "raw/bad.yaml:1: this is no name of a person"),
    "a waiver by nobody": (
        texts_at(bad_yaml="waive:\n- {check: source/hole, text: a, reason: b, author: ''}\n"),
        "raw/bad.yaml:2: this is no name of a person",
    ),
    "a waiver without a reason": (
        texts_at(bad_yaml="waive:\n- {check: source/hole, text: a, reason: ' '}\n"),
        "raw/bad.yaml:2: there is no reason; say why",
    ),
    "an edit without a reason": (
        texts_at(bad_yaml="edits:\n- {find: scan, replace: x-ray, reason: ' '}\n"),
        "raw/bad.yaml:2: there is no reason; say why",
    ),
    "an edit that commands a terminal": (
        texts_at(bad_yaml='edits:\n- {find: scan, replace: "x\\e[2J", reason: b}\n'),
        "raw/bad.yaml:2: the text under 'replace' holds the control character U+001B; remove it",
    ),
    "a waiver of a rule": (
        texts_at(bad_yaml="waive:\n- {check: repair/px, text: a, reason: b}\n"),
        "raw/bad.yaml:2: 'repair/px' is a rule, and a waiver answers a check; write `off: [repair/px]` in the side f",
    ),
    "a waiver of nothing": (
        texts_at(bad_yaml="waive:\n- {check: pair/number, text: a, reason: b}\n"),
        "raw/bad.yaml:2: unknown check 'pair/number'; did you mean 'pair/numbers'?",
    ),
    "a link that runs": (
        texts_at(bad_yaml="url: 'javascript:alert(1)'\n"),
        "raw/bad.yaml:1: 'javascript:alert(1)' is no",
    ),
    "a link into the disk": (
        texts_at(bad_yaml="url: file:///etc/passwd\n"),
        "raw/bad.yaml:1: 'file:///etc/passwd' is no",
    ),
    "a link without a host": (texts_at(bad_yaml="url: 'https://'\n"), "raw/bad.yaml:1: 'https://' is no web address"),
    "a link without a scheme": (texts_at(bad_yaml="url: example.org/x\n"), "raw/bad.yaml:1: 'example.org/x' is no web"),
    "a link with a password": (
        texts_at(bad_yaml="url: https://ana:secret@example.org/\n"),
        "raw/bad.yaml:1: this address holds the name of a user, maybe with a password, and would be published",
    ),
    "two links": (texts_at(bad_yaml="url: https://a.org https://b.org\n"), "raw/bad.yaml:1: 'https://a.org https:"),
    "a licence that runs": (
        texts_at(bad_yaml="licence: 'DATA: text/html,x'\n"),
        "raw/bad.yaml:1: 'DATA: text/html,x' is",
    ),
    "an id that leads out": (texts_at(bad_yaml="id: ../../x\n"), "raw/bad.yaml:1: '../../x' is no id; use up to"),
    "an id of the bundle's": (texts_at(bad_yaml="id: schemas\n"), "raw/bad.yaml:1: 'schemas' cannot be an id, as"),
    "an id that is hidden": (texts_at(bad_yaml="id: .bad\n"), "raw/bad.yaml:1: '.bad' is no id; use up to"),
    "an id that another has": (texts_at(bad_yaml="id: good\n"), "raw/bad.yaml:1: the id 'good' is that of good.txt"),
    "a translation that is a pipe": (pipe_at("translations/es/bad.xlf"), "translations/es/bad.xlf: "),
    "a side file that leads out": (link_at("raw/bad.yaml", "../glossary.yaml"), "raw/bad.yaml: this is a link that"),
    "a text of 20 GB": (large_at("raw/bad.txt", 20 * 10**9), "raw/bad.txt: cannot be read (it has 20,000,000,000 b"),
    "a side file of 3 GB": (large_at("raw/bad.yaml", 3 * 10**9), "raw/bad.yaml: cannot be read (it has 3,000,000,"),
    "a translation of 3 GB": (large_at("translations/es/bad.xlf", 3 * 10**9), "translations/es/bad.xlf: "),
    "a memory of 3 GB": (large_at("translations/es/own.tmx", 3 * 10**9), "translations/es/own.tmx: "),
    "a translation that is nowhere": (link_at("translations/es/bad.xlf", "none"), "translations/es/bad.xlf: "),
    "parked ones that are nowhere": (link_at("translations/es/bad.parked.xlf", "n"), "translations/es/bad.parked.xlf"),
    "a translation that is a folder": (folder_at("translations/es/bad.xlf"), "translations/es/bad.xlf: "),
    "a translation without a file": (empty_xliff_at("translations/es/bad.xlf"), "translations/es/bad.xlf: nothing is"),
    "a translation without a body": (
        empty_xliff_at("translations/es/bad.xlf", '<file original="a" source-language="en" datatype="plaintext"/>'),
        "translations/es/bad.xlf: nothing is left in this file; restore it",
    ),
    "a translation in another language": (
        empty_xliff_at("translations/es/bad.xlf", f"\n{GERMAN}"),
        "translations/es/bad.xlf:2: the file says that its translations are in de, not in es; move it",
    ),
    "parked ones that are lost": (empty_xliff_at("translations/es/bad.parked.xlf"), "translations/es/bad.parked.xlf"),
    "a memory that is a pipe": (pipe_at("translations/es/own.tmx"), "translations/es/own.tmx: "),
    "a memory that is a folder": (folder_at("translations/es/own.tmx"), "translations/es/own.tmx: "),
    "a memory that is nowhere": (link_at("translations/es/own.tmx", "none"), "translations/es/own.tmx: "),
    "a pipe for our own memory": (pipe_at("translations/es/memory.tmx"), "translations/es/memory.tmx: this is no ord"),
    "a folder for our own memory": (folder_at("translations/es/memory.tmx"), "translations/es/memory.tmx: this is a f"),
    "a link for our own memory": (link_at("translations/es/memory.tmx", "n"), "translations/es/memory.tmx: this link"),
    "a file for a language": (file_at("translations/es"), "translations/es: this is a file, and a folder must be here"),
    "a pipe for a page": (pipe_at("build/report/bad.html"), "build/report/bad.html: cannot be written (no ordinary"),
    "a pipe for a record": (pipe_at("curated/bad/document.json"), "curated/bad/document.json: cannot be written (no"),
    "a name that is no UTF-8": (file_at(os.fsdecode(b"raw/caf\xe9.txt")), "raw/caf\\xe9.txt"),
}


@pytest.mark.parametrize(("make", "named"), OBSTACLES.values(), ids=OBSTACLES)
def test_what_stands_in_the_way(
    raw: Path, make: Callable[[Path], None], named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    make(raw.parent)
    (line,) = told(capsys)
    assert line.startswith(f"{named}")
    assert "; " in line
    assert (raw.parent / "curated" / "good" / "document.json").is_file()
    assert (raw.parent / "build" / "report" / "good.html").is_file()
    assert not (raw.parent / "elsewhere").exists()
    assert (raw.parent / "glossary.yaml").read_text() == "concepts: []\n"
    assert told(capsys) == [line]


SAID = [
    "date: 2024", "date: 2024-03", "date: 2024-3-5", "date: 5 March 2024", "date: March 5th, 2024", "date: ''",
    "reviewed: 2024-02-29", "reviewed_text: 0123456789ab", "reviewed_by: Dr Ana Ruiz Gil", "url: ''",
    "url: https://example.org/hígado?a=b#c", "url: HTTP://localhost:8080/x", "licence: CC-BY-4.0",
    "licence: https://example.org/licence", "licence: 'Custom: see the page'", "licence: '© A: B'",
]  # fmt: skip


@pytest.mark.parametrize("said", SAID)
def test_what_a_side_file_may_say(raw: Path, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    texts_at(bad_yaml=f"{said}\n")(raw.parent)
    assert told(capsys, 0) == []


VOID = {
    "reviewed_by: Ana Ruiz": "the review has no effect: without the day under `reviewed`, `reviewed_by` says nothing",
    "reviewed_text: 0123456789ab": "the review has no effect: without the day under `reviewed`, `reviewed_text` says n",
    "reviewed: 2024-02-29\ndate: 2024-03-01": "the review has no effect: the text is of 2024-03-01, after the day un",
    "reviewed: 2024-02-29\nreviewed_text: 0123456789ab": "the review has no effect: the text is no longer the one who",
    "edits: [{find: liver, replace: liver, reason: so}]": "the edit of “liver” has no effect: it replaces words by th",
    "reviewed: 2024-02-29\nreviewed_by: Ana Ruiz\ndate: 2024-02-29": "",
    "reviewed_by: ''": "",
    "date: 2024-03-01": "",
    "edits: [{find: liver, replace: kidney, reason: so}]": "",
}


@pytest.mark.parametrize("said", VOID)
def test_what_a_side_file_says_without_effect_is_told(raw: Path, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    texts_at(bad_yaml=f"{said}\n")(raw.parent)
    _guard(lambda: app(RUN))
    lines = [line for line in capsys.readouterr().out.splitlines() if "has no effect" in line]
    assert [line.startswith(f"raw/bad.yaml:1: {VOID[said]}") for line in lines] == [True] * bool(VOID[said])
    assert all(line.endswith("; correct it, or remove it.") for line in lines)


def test_a_review_of_a_day_to_come_is_told(raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for day, times in (("2024-02-29", 0), ("9999-12-31", 1)):
        texts_at(bad_yaml=f"title: Tests\nreviewed: {day}\n")(raw.parent)
        assert _guard(lambda: app(RUN)) == 0
        told = f"raw/bad.yaml:2: the review is of {day}, and that day is still to come; correct the day."
        assert capsys.readouterr().out.splitlines().count(told) == times


def test_an_id_that_windows_cannot_have_is_told(raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for identifier, line in (("console", 0), ("con", 1), ("lpt1", 1)):
        texts_at(bad_yaml=f"title: Tests\nid: {identifier}\n")(raw.parent)
        what = f"raw/bad.yaml:2: computers with Windows cannot have a folder of the name '{identifier}'; choose another"
        assert [one.startswith(what) for one in told(capsys, 0)] == [True] * line


def test_a_memory_without_languages_is_told(raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    unit = "<tu><tuv><seg>Rest.</seg></tuv><tuv><seg>Repose.</seg></tuv></tu>"
    file_at("translations/es/a.tmx")(raw.parent)
    Path("translations/es/a.tmx").write_text(f"<tmx version='1.4'><header/><body>\n{unit}</body></tmx>")
    assert _guard(lambda: app(RUN)) == 0
    first, second = (line for line in capsys.readouterr().out.splitlines() if line.startswith("translations/es/a.tmx"))
    what = 'left out: a text without a language; its <tuv> needs one, such as xml:lang="es"'
    assert first == f"translations/es/a.tmx:2: 2 {what}"
    remedy = "correct the languages in it, or move it to the folder of its language."
    assert second == f"translations/es/a.tmx: has no pair of en and es, so nothing is used of it; {remedy}"


def test_a_list_of_findings_has_no_endless_lines(raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = " ".join(f"word{n}" for n in range(400))
    (raw / "bad.txt").write_text(f"Tests\n\n{words}.\n\nSo it is.\n\n{words}.\n")
    _guard(lambda: app(["check"]))
    lines = capsys.readouterr().out.splitlines()
    assert any("(source/doubled-paragraph)" in line for line in lines)
    assert max(map(len, lines)) < 500


def test_a_waiver_that_answers_nothing_is_told_where_it_stands_now(
    raw: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    waivers = "".join(f"  - {{check: set/values, text: {text}, reason: so}}\n" for text in ("The bad", "was clear"))
    for comments in range(2):
        texts_at(bad_yaml=f"title: Tests\n{'# later' * comments}\nwaive:\n{waivers}")(raw.parent)
        _guard(lambda: app(RUN))
        lines = [line for line in capsys.readouterr().out.splitlines() if "has no effect" in line]
        assert [line.partition(" has")[0] for line in lines] == [
            "raw/bad.yaml:4: the waiver of set/values for “The bad”",
            "raw/bad.yaml:5: the waiver of set/values for “was clear”",
        ]
    texts_at(bad_yaml=f"waive:\n{waivers}")(raw.parent)
    _guard(lambda: app(RUN))
    assert "raw/bad.yaml:2: the waiver of set/values for “The bad” has no effect: " in capsys.readouterr().out


def test_a_model_that_is_missing_is_told_where_it_is_named(raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (raw.parent / "settings.yaml").write_text("entities:\n  models:\n    - one_model\n    - other_model\n")
    assert _guard(lambda: app(RUN)) == 2
    lines = capsys.readouterr().err.splitlines()
    for line, (number, name) in zip(lines, ((3, "one_model"), (4, "other_model")), strict=True):
        assert line.startswith(
            f"settings.yaml:{number}: the model '{name}' of entities.models is not installed; correct"
        )


def test_a_text_that_fails_leaves_the_bundle_and_that_is_told(raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, 0) == []
    texts_at(bad_yaml="a: [\n")(raw.parent)
    line, reason = told(capsys)
    assert line == "curated/bad: taken out of the bundle, since the text fails; it comes back when that is mended"
    assert reason.startswith("raw/bad.yaml:")
    assert told(capsys) == [reason]
    (raw / "bad.yaml").unlink()
    assert told(capsys, 0) == []
    assert [document.id for document in load_bundle("curated").documents] == ["bad", "good"]


def test_texts_that_share_a_name_fail_alone(raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for suffix in ("md", "html"):
        (raw / f"bad.{suffix}").write_text("The marker was raised.\n")
    assert [line.split(": ")[0] for line in told(capsys)] == ["raw/bad.html", "raw/bad.md", "raw/bad.txt"]
    assert [document.id for document in load_bundle("curated").documents] == ["good"]
    for suffix in ("md", "html"):
        (raw / f"bad.{suffix}").unlink()
    assert told(capsys, 0) == []
    assert [document.id for document in load_bundle("curated").documents] == ["bad", "good"]
    (raw / "bad.md").write_text("The marker was raised.\n")
    for path in (raw.parent / "curated" / "bad").iterdir():
        path.unlink()  # now nobody knows to whom the name belongs
    assert _guard(lambda: app(RUN)) == 3
    assert "Gone from the texts" not in capsys.readouterr().out


def test_a_folder_without_texts_is_told(raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in raw.iterdir():
        path.unlink()
    assert told(capsys, 0) == ["raw: there is no text in it; put .txt, .md or .html files there"]


@pytest.mark.parametrize("command", [["check"], ["glossary", "coverage", "raw"], ["glossary", "report"]], ids=str)
def test_who_looks_at_no_text_is_told(raw: Path, command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    for path in raw.iterdir():
        path.unlink()
    (raw / "a.docx").write_text("x")
    assert _guard(lambda: app(command)) == 0
    unread, empty = capsys.readouterr().err.splitlines()
    assert unread.startswith("raw/a.docx: not read, its kind is unknown; ")
    assert empty == "raw: there is no text in it; put .txt, .md or .html files there"


@pytest.mark.parametrize(
    "command",
    [
        ["export", "--format", "jsonl", "mine/out"],
        ["kit", "mine/out"],
        ["release", "1.0.0", "--out", "mine/out"],
        ["release", "1.0.0", "--out", "mine"],
        ["glossary", "export", "mine/out.csv"],
        ["check-pairs", "a.csv", "--output", "mine/out.txt", "--target", "es"],
    ],
    ids=" ".join,
)
def test_a_file_in_the_place_of_a_folder_is_named(
    raw: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    (raw.parent / "a.csv").write_text("source,target\nTake 5 mg.,Tome 5 mg.\n")
    file_at("mine")(raw.parent)
    told(capsys, 0)
    assert _guard(lambda: app(command)) in (2, 3)
    assert capsys.readouterr().err == "mine: this is a file, and a folder must be here; move it away\n"
    assert (raw.parent / "mine").read_text() == "mine"


@pytest.mark.parametrize("number", ["9" * 13, "9" * 26, "9" * 400])
def test_a_number_beyond_all_files_is_a_slip(raw: Path, number: str, capsys: pytest.CaptureFixture[str]) -> None:
    (raw.parent / "settings.yaml").write_text(f"max_bytes: {number}\n")
    (line,) = told(capsys, 2)
    assert line.startswith("settings.yaml:1: ")


NEEDED = ["settings.yaml", "glossary.yaml", "packs/x.jsonl", "build/store.sqlite", "build/store.sqlite-wal"]


@pytest.mark.parametrize("name", [*NEEDED, "build/run.lock"])
def test_a_pipe_is_not_waited_for(raw: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    pipe_at(name)(raw.parent)
    (line,) = told(capsys, 2)
    assert line.startswith(f"{name}: ")
    assert "no ordinary file" in line


def test_a_pack_that_is_replaced_is_told(raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = []
    for term in ("spleen", "spleen", "spine"):
        (raw.parent / "terms.csv").write_text(f"en,type\n{term},anatomy\n")
        assert _guard(lambda: app(["glossary", "import", "terms.csv"])) == 0
        said.append("this replaces an older packs/terms.jsonl" in capsys.readouterr().out)
    assert said == [False, False, True]


BUILD = [
    "run",
    "install",
    "rename",
    "report",
    "approve",
    "import",
    "kit",
    "review",
    "glossary report",
    "glossary check",
]
WRONG_USE = [
    ["run", "--raw", ""],
    ["run", "--curated", ""],
    ["run", "--build", ""],
    ["run", "--translations", ""],
    ["run", "--glossary", ""],
    ["run", "--settings", ""],
    ["run", "--raw", "x" * 300],
    ["run", "--build", "x" * 300],
    ["export", "--format", "brat", ""],
    ["export", "--format", "brat", "x" * 300],
    ["export", "--format", "brat", "raw"],
    ["export", "--format", "brat", "raw/out"],
    ["export", "--format", "brat", "."],
    ["export", "--format", "brat", "curated"],
    ["glossary", "export", "raw/bad.txt"],
    ["glossary", "export", "raw/two.tsv"],
    ["glossary", "import", "terms.csv", "--glossary", "raw/glossary.yaml"],
    ["glossary", "coverage", ""],
    ["check-pairs", ""],
    ["check-pairs", "a.csv", "--output", ""],
    ["check-pairs", "a.csv", "--output", "a.csv"],
    ["check-pairs", "a.csv", "--output", "raw/out.json"],
    ["check-pairs", "a.csv", "--output", "glossary.yaml"],
    ["check-pairs", "a.csv", "--output", "settings.yaml"],
    ["check-pairs", "a.csv", "--output", "mine"],
    ["install", "--from", "raw/bad.txt"],
    ["install", "en", "--from", "raw/bad.txt"],
    ["install", "--build", "raw"],
    ["run", "--curated", "."],
    ["run", "--translations", "."],
    ["run", "--build", "."],
    ["run", "--curated", "translations"],
    ["run", "--curated", "translations/es"],
    ["run", "--curated", "x", "--build", "x/build"],
    ["run", "--translations", "curated/es"],
    ["run", "--build", "translations"],
    ["run", "--build", "curated/bad"],
    ["export", "--format", "brat", "mine"],
    ["rename", "bad.txt", "x.pdf"],
    ["rename", "bad.txt", "x.md"],
    ["rename", "bad.txt", "bad.md"],
    ["rename", "bad.txt", "bad"],
    ["rename", "bad.txt", " "],
    ["rename", "bad", "x.docx"],
    ["rename", "bad", "x" * 240],
    ["run", "--build", "glossary.yaml"],
    ["run", "--settings", "mine"],
    ["run", "--engine", ""],
    ["run", "--lang", ""],
    ["kit", "--lang", ""],
    ["glossary", "export", "x.txt", "--lang", ""],
    ["release", "1.0.0", "--withdrawn", "withdrawn.yaml"],
    ["release", "1.0.0", "--withdrawn", "raw"],
    ["attest", "--translations", "settings.yaml"],
    ["review", "--by", " "],
    ["review", "--build", "settings.yaml"],
    ["approve", "es", "bad", "--by", ""],
    ["import", "a.csv", "--by", "\t"],
    ["import", "a.csv", "nowhere.csv"],
    ["kit", "curated"],
    ["kit", "translations/kit"],
    ["install", "en", "es", "--from", "nowhere"],
    ["glossary", "import", "terms.csv", "--name", "../x"],
    ["glossary", "import", "terms.csv", "--name", "My Pack"],
    ["glossary", "import", "terms.csv", "--scope", "BOGUS"],
    ["glossary", "import", "terms.csv", "--scope", "BROAD"],
    ["glossary", "import", "terms.csv", "--subset", "HP:1"],
    ["check-pairs", "a.csv", "--waivers", "nowhere"],
    ["check-pairs", "a.csv", "--glossary", "nowhere"],
]

# What a command writes; every other path that can be named is read, and must be there.
WRITTEN = {
    ("run", "curated"), ("run", "translations"), ("check-pairs", "output"), ("export", "out"), ("release", "out"),
    ("kit", "out"), ("glossary export", "file"), *((command, "build") for command in BUILD),
}  # fmt: skip


def named_paths() -> Iterator[tuple[str, Any]]:
    """Every option and argument of every command that is a path."""
    program: Any = get_command(app)
    glossary = {f"glossary {name}": one for name, one in program.commands["glossary"].commands.items()}
    for name, command in {**program.commands, **glossary}.items():
        for parameter in command.params:
            if getattr(parameter.type_descriptor.parameter_info, "parser", None) is options.path:
                yield name, parameter


NAMED_PATHS = [
    pytest.param(command, parameter, id=f"{command} {parameter.name}")
    for command, parameter in named_paths()
    if (command, parameter.name) not in WRITTEN
]


def test_all_that_is_written_is_known() -> None:
    known = {(command, parameter.name) for command, parameter in named_paths()}
    assert known >= WRITTEN
    assert {command for command, name in known if name == "settings"} >= {"engines", "glossary check", "review", "kit"}


@pytest.mark.parametrize(("command", "parameter"), NAMED_PATHS)
def test_what_is_named_must_be_there(
    raw: Path, command: str, parameter: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = {"approve": ["es", "bad", "--by", "Ana"], "rename": ["bad", "worse"], "release": ["1.0.0"]}
    given |= {"check-pairs": ["a.csv"], "export": ["out", "--format", "brat"], "glossary adopt": ["x"]}
    given |= {"glossary import": ["settings.yaml"], "glossary export": ["x.csv"], "glossary coverage": ["raw"]}
    given |= {"import": ["settings.yaml"]}
    words = [*command.split(), *given.get(command, [])]
    argument = parameter.param_type_name == "argument"
    words = [*command.split(), "nowhere"] if argument else [*words, parameter.opts[0], "nowhere"]
    file_at("settings.yaml")(raw.parent)
    before = sorted(raw.parent.rglob("*"))
    monkeypatch.setattr("sys.argv", ["pipeline", *words])
    assert _guard(_command) == 2
    assert capsys.readouterr().err.startswith("nowhere: there is no such f")
    assert sorted(raw.parent.rglob("*")) == before


@pytest.mark.parametrize("arguments", WRONG_USE, ids=lambda arguments: " ".join(arguments)[:60])
def test_a_path_that_cannot_be_meant_is_wrong_use(
    raw: Path, arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = raw.parent
    texts_at(glossary_yaml="concepts: []\n")(folder)
    for name in ("a.csv", "terms.csv"):
        (folder / name).write_text("source,target\nTake 5 mg.,Tome 5 mg.\n")
    (folder / "settings.yaml").write_text("{}\n")
    file_at("mine/bad.ann")(folder)
    assert _guard(lambda: app(["run", "--engine", "none"])) == 0
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix != ".sqlite"}
    capsys.readouterr()
    monkeypatch.setattr("sys.argv", ["pipeline", *arguments])
    assert _guard(_command) == 2
    err = capsys.readouterr().err
    assert "Traceback" not in err
    after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix != ".sqlite"}
    assert after == before


def test_an_export_writes_over_its_own_files_alone(raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, export = raw.parent / "out", ["export", "--format", "brat", "out"]
    for words in ("The scan was clear.", "The marker was raised."):
        (raw / "bad.txt").write_text(f"Tests\n\n{words}\n")
        told(capsys, 0)
        assert _guard(lambda: app(export)) == 0
        assert words in (out / "bad.txt").read_text()
    (raw / "bad.txt").unlink()
    told(capsys, 0)
    assert _guard(lambda: app(export)) == 0
    assert {line.split("  ")[1] for line in (out / "SHA256SUMS").read_text().splitlines()[1:]} == {
        path.name for path in out.iterdir() if path.name != "SHA256SUMS"
    }
    annotated = "T1\tSymptom 0 4\tpain\n"
    (out / "good.ann").write_text(annotated)
    (raw / "good.txt").write_text("Tests\n\nThe good scan showed a liver cyst.\n")
    told(capsys, 0)
    before = {path: path.read_bytes() for path in out.iterdir()}
    assert _guard(lambda: app(export)) == 2
    assert [line.split(": ")[0] for line in capsys.readouterr().err.splitlines()] == ["out/good.ann"]
    assert {path: path.read_bytes() for path in out.iterdir()} == before


@pytest.mark.parametrize("mark", ["# mine\n", "", "\n"])
def test_a_list_of_a_person_does_not_make_files_exports(
    mark: str, raw: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, 0)
    (raw.parent / "out").mkdir()
    listed = f"{mark}{files.digest(b'precious')}  documents.jsonl\n"
    for name, text in (("documents.jsonl", "precious"), ("SHA256SUMS", listed)):
        (raw.parent / "out" / name).write_text(text)
    assert _guard(lambda: app(["export", "--format", "jsonl", "out"])) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("out/SHA256SUMS: no export wrote this list")
    assert {path.name: path.read_text() for path in (raw.parent / "out").iterdir()} == {
        "documents.jsonl": "precious",
        "SHA256SUMS": listed,
    }


def test_no_export_goes_among_the_translations(raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, 0)
    for out in ("translations", "translations/es"):
        assert _guard(lambda: app(["export", "--format", "jsonl", out])) == 2  # noqa: B023 - called at once
        (line,) = capsys.readouterr().err.splitlines()
        assert line.startswith(f"{out}: this is the folder of the translations, or in it; name ")


@pytest.mark.parametrize("sign", ["\\0", "\\e", "\\x07", "\\u202e", "\\u2066", "\\x9b", "\\uFFFE"])
@pytest.mark.parametrize("key", ["title", "author", "owner", "licence"])
def test_a_side_file_has_no_control_characters(
    key: str, sign: str, raw: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (raw / "bad.yaml").write_text(f'language: en\n{key}: "a{sign}b"\n')
    (line,) = told(capsys)
    assert re.match(rf"raw/bad\.yaml:2: the text under '{key}' holds the control character U\+[0-9A-F]{{4}}; re", line)


def test_lines_and_letters_of_all_scripts_stand_in_a_side_file(raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (raw / "bad.yaml").write_text(
        "title: |\n  Two\n  lines\t\u05e9\u200f \u0646\u200c\u0645 \U0001f469\u200d\u2695\n", "utf-8"
    )
    told(capsys, 0)


@pytest.mark.parametrize("command", ["export --format jsonl out", "release 1.0.0 --out out", "kit out --lang es"])
def test_a_folder_that_is_a_link_is_told(command: str, raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (raw.parent / "settings.yaml").write_text("languages: [es]\n")
    (raw.parent / "withdrawn.yaml").write_text("{}\n")
    told(capsys, 0)
    (raw.parent / "elsewhere").mkdir()
    (raw.parent / "out").symlink_to("elsewhere")
    assert _guard(lambda: app(command.split())) == 0
    said = capsys.readouterr().out.splitlines()
    assert f"out is a link; what is written goes to {(raw.parent / 'elsewhere').resolve()}." in said


@pytest.mark.parametrize("own", [True, False])
def test_packs_are_read_whatever_glossary_serves(own: bool, raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if not own:
        (raw.parent / "glossary.yaml").unlink()
    file_at("packs/a.jsonl")(raw.parent)
    assert _guard(lambda: app(RUN)) == 2
    assert capsys.readouterr().err.startswith("packs/a.jsonl:1: ")


def test_a_language_that_all_texts_are_in_is_told(raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = []
    for language in ("", "fr"):
        (raw / "bad.yaml").write_text(f"language: {language or 'en'}\n")
        assert _guard(lambda: app([*RUN, "--lang", "en", "--lang", "es"])) == 0
        lines.append([line for line in capsys.readouterr().out.splitlines() if line.startswith("Nothing is tr")])
    assert lines == [["Nothing is translated into en: all texts are in it. Name others under `languages:`."], []]


def test_a_server_without_an_address_is_a_slip(raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (raw.parent / "settings.yaml").write_text("languages: [es]\nengine: libretranslate\n")
    assert _guard(lambda: app(["run"])) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("settings.yaml:2: this engine is a server, and no address is given; add it")


def test_docstrings_are_needed(raw: Path) -> None:
    environment = bare_environment(raw) | {"PYTHONPATH": str(ROOT), "PYTHONOPTIMIZE": "2"}
    done = run(sys.executable, "-m", "pipeline", *RUN, cwd=raw.parent, env=environment)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "; unset it" in done.stderr


@pytest.mark.parametrize("locale", [{"LC_ALL": "C"}, {"LC_ALL": "POSIX", "PYTHONIOENCODING": "latin-1"}], ids=str)
def test_names_are_utf_8_whatever_the_locale_says(raw: Path, locale: dict[str, str]) -> None:
    (raw / "bäd中.txt").write_text("Tests\n\nThe scan was clear.\n")
    more = {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", **locale}
    done = run(
        sys.executable, "-m", "pipeline", *RUN, cwd=raw.parent, env=bare_environment(raw) | more, errors="replace"
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert [document.id for document in load_bundle("curated").documents] == ["bad", "bäd中", "good"]


def test_a_python_that_insists_on_another_encoding_is_told(raw: Path) -> None:
    more = {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C"}
    command = (sys.executable, "-X", "utf8=0", "-m", "pipeline", *RUN)
    done = run(*command, cwd=raw.parent, env=bare_environment(raw) | more)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.endswith("; start it without -X utf8=0\n")


ZONES = {"": True, "Europe/Madrid": True, ":Europe/Madrid": True, "Nowhere": True, "<+03>-3": True, "../none": True}
NO_ZONES = {"raw/bad.txt": False, ":raw/bad.txt": False, "/dev/zero": False, "/": False, "pipe": False}


@pytest.mark.parametrize(("zone", "stays"), (ZONES | NO_ZONES).items())
def test_a_file_that_is_no_time_zone_does_not_count(
    raw: Path, zone: str, stays: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pipe_at("pipe")(raw.parent)
    monkeypatch.setenv("TZ", zone)
    settle()
    told = [] if stays else [f"TZ={zone} names no time zone; that of this machine counts."]
    assert capsys.readouterr().err.splitlines() == told
    assert ("TZ" in os.environ) == stays


@pytest.mark.parametrize("name", ["glossary", "settings"])
@pytest.mark.parametrize("form", ["{}.yml", "{}.yaml.txt", "{}.YAML", "{}.YML"])
def test_a_file_that_was_meant_for_another_name_is_told(
    raw: Path, name: str, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (raw.parent / "settings.yaml").write_text("engine: none\n")
    (raw.parent / f"{name}.yaml").rename(raw.parent / form.format(name))
    assert _guard(lambda: app(["run"])) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith(f"{form.format(name)}: this is not read, {name}.yaml is; rename it")
    assert not (raw.parent / "curated").exists()


def test_a_glossary_of_another_name_is_told_by_who_looks_after_it(
    raw: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (raw.parent / "glossary.yaml").rename(raw.parent / "glossary.yml")
    assert _guard(lambda: app(["glossary", "check"])) == 2
    assert capsys.readouterr().err.endswith("glossary.yml: this is not read, glossary.yaml is; rename it\n")


UNREAD = ["mine.csv", "mine.yaml", "mine.JSONL", ".mine.jsonl", "old/mine.jsonl"]


@pytest.mark.parametrize("name", UNREAD)
@pytest.mark.parametrize("command", [RUN, ["glossary", "check"]], ids=["run", "glossary check"])
def test_what_is_no_pack_is_told(raw: Path, name: str, command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    file_at(f"packs/{name}")(raw.parent)
    assert _guard(lambda: app(command)) == 0
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"packs/{name.split('/', maxsplit=1)[0]}: not read; only .jsonl files are packs")


def test_what_a_killed_import_left_is_swept_away(raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file_at("packs/.a.jsonl.999999999.new")(raw.parent)
    assert told(capsys, 0) == []
    assert list((raw.parent / "packs").iterdir()) == []


HEAD = '{"file": "x.csv", "sha256": "0"}\n'
PACKS = {
    "packs: ": "",
    "packs/a.jsonl:1: ": "",
    "packs/a.jsonl:2: this is no concept": HEAD + '{"id": "a", "en"',
    "packs/a.jsonl:2: unknown type 'organ'": HEAD + '{"id": "a", "en": "spleen", "type": "organ"}',
    "packs/a.jsonl:2: the text under 'en' holds": HEAD + r'{"id": "a", "en": "sp\u001bleen", "type": "anatomy"}',
    "packs/a.jsonl:2: the text under 'en' is empty": HEAD + '{"id": "a", "en": "", "type": "anatomy"}',
    "packs/a.jsonl:2: 'spanish' is no language": HEAD
    + '{"id": "a", "en": "spleen", "type": "anatomy", "translations": {"spanish": {"text": "bazo"}}}',
}


@pytest.mark.parametrize(("said", "pack"), PACKS.items(), ids=range(len(PACKS)))
def test_a_pack_that_cannot_be_used_is_refused(
    raw: Path, said: str, pack: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file_at("packs" if said == "packs: " else "packs/a.jsonl")(raw.parent)
    if said != "packs: ":
        (raw.parent / "packs" / "a.jsonl").write_text(pack)
    assert _guard(lambda: app(RUN)) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(said)
    assert not (raw.parent / "curated").exists()


def test_packs_that_nobody_may_look_into(
    raw: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder_at("packs")(raw.parent)
    failing(monkeypatch, "iterdir", errno.EACCES, lambda path: path.name == "packs" and path.parent == Path())
    assert _guard(lambda: app(RUN)) == 2
    assert capsys.readouterr().err.startswith("packs: cannot be read (Permission denied); give yourself")


WHOLE = {
    "a file for the bundle": (file_at("curated"), 2, "curated: this is no folder; "),
    "a file for the translations": (file_at("translations"), 2, "translations: this is no folder; "),
    "a file for the build": (file_at("build"), 2, "build: this is no folder; "),
    "a pipe for the bundle": (pipe_at("curated"), 2, "curated: this is no folder; "),
    "a link to nowhere": (link_at("curated", "nowhere"), 2, "curated: this link leads nowhere; "),
    "a file for the report": (file_at("build/report"), 3, "build/report: this is a file, and a folder must be here; "),
    "a file for the schemas": (file_at("curated/schemas"), 3, "curated/schemas: this is a file, and a folder must be "),
}


@pytest.mark.parametrize(("make", "status", "named"), WHOLE.values(), ids=WHOLE)
def test_what_stands_in_the_way_of_all(
    raw: Path, make: Callable[[Path], None], status: int, named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    make(raw.parent)
    (line,) = told(capsys, status)
    assert line.startswith(named)
    assert (raw.parent / "translations" / "es" / "good.xlf").is_file() == (status == 3)


NOTHING_DONE = {
    "a file": file_at("build"),
    "a pipe": pipe_at("build"),
    "a link to nowhere": link_at("build", "none"),
    "a folder for the store": folder_at("build/store.sqlite/x"),
    "a link for the store": link_at("build/store.sqlite", "../none"),
    "a link for the lock": link_at("build/run.lock", "../none"),
}


@pytest.mark.parametrize("make", NOTHING_DONE.values(), ids=NOTHING_DONE)
def test_where_nothing_can_be_done_it_ends_with_a_line(
    raw: Path, make: Callable[[Path], None], capsys: pytest.CaptureFixture[str]
) -> None:
    make(raw.parent)
    (line,) = told(capsys, 2)
    assert line.startswith("build")
    assert "; " in line
    assert not (raw.parent / "none").exists()
    assert not (raw.parent / "curated").exists()


@pytest.mark.parametrize("error", [OSError(errno.EIO, "x"), MemoryError(), StoppedError("x", remedy="y")], ids=repr)
def test_what_stops_a_command_says_whether_something_was_done(raw: Path, error: BaseException) -> None:
    def fail() -> None:
        raise error

    def write_and_fail() -> None:
        write_file(raw.parent / "done", b"x")
        raise error

    assert [_guard(one) for one in (fail, write_and_fail, fail)] == [2, 3, 2]


def test_a_pool_of_which_the_system_ends_a_process_is_one_line() -> None:
    with ProcessPoolExecutor(1, get_context("spawn")) as pool, pytest.raises(StoppedError, match="ended from outside"):
        list(in_order(pool, _end, [1, 2], 1, 1))


def _end(_: Sequence[int]) -> list[int]:
    os.kill(os.getpid(), signal.SIGKILL)
    return []


NO_TEXTS = {
    "a folder": (folder_at("raw/x.txt"), "raw/x.txt: not read, this is a folder; put a file of that name in its place"),
    "a link to a folder": (
        link_at("raw/x.md", "."),
        "raw/x.md: not read, this is a folder; put a file of that name in",
    ),
    "a hidden text": (file_at("raw/.x.txt"), "raw/.x.txt: not read, its name begins with a full stop, as those of hid"),
    "a name of stops": (file_at("raw/...txt"), "raw/...txt: not read, its name begins with a full stop, as those of h"),
    "a folder of texts": (
        folder_at("raw/more"),
        "raw/more: not read; only .txt, .md and .html files in this folder it",
    ),
    "a side file alone": (
        file_at("raw/x.yaml"),
        "raw/x.yaml: not read, there is no text beside it; give both the same",
    ),
    "a translation without its text": (pipe_at("translations/es/x.xlf"), "translations/es/x.xlf: the file cannot be "),
    "a translation in capitals": (
        file_at("translations/es/x.XLF"),
        "translations/es/x.XLF: not read; only files that end in .xlf and .tmx, in small letters, are; `python -m",
    ),
    "no language": (file_at("translations/klingon/x.xlf"), "translations/klingon: not read; this is no language tag; "),
}


@pytest.mark.parametrize(("make", "named"), NO_TEXTS.values(), ids=NO_TEXTS)
def test_what_is_not_read_is_told_for_what_it_is(
    raw: Path, make: Callable[[Path], None], named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    make(raw.parent)
    assert _guard(lambda: app(RUN)) == 0
    said = capsys.readouterr()
    assert [line[: len(named)] for line in (said.err + said.out).splitlines() if "; " in line] == [named]


def test_a_side_file_beside_what_is_no_text_is_not_told_twice(raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder_at("raw/x.txt")(raw.parent)
    file_at("raw/x.yaml")(raw.parent)
    (line,) = told(capsys, 0)
    assert line.startswith("raw/x.txt: not read, this is a folder")


def test_a_side_file_counts_again_once_it_leads_out_no_more(raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (raw.parent / "side.yaml").write_text("title: Of the side file\n")
    link_at("raw/bad.yaml", "../side.yaml")(raw.parent)
    assert len(told(capsys)) == 1
    assert [document.id for document in load_bundle("curated").documents] == ["good"]
    (raw / "bad.yaml").unlink()
    (raw / "bad.yaml").write_bytes((raw.parent / "side.yaml").read_bytes())
    assert told(capsys, 0) == []
    assert load_bundle("curated")["bad"].title == "Of the side file"
    (raw / "bad.yaml").unlink()
    link_at("raw/bad.yaml", "../side.yaml")(raw.parent)
    assert [line.partition(": ")[0] for line in told(capsys)] == ["curated/bad", "raw/bad.yaml"]
    (raw.parent / "settings.yaml").write_text("follow_links: true\n")
    assert told(capsys, 0) == []


def test_an_export_says_what_it_cannot_write(raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, 0)
    (raw.parent / "out" / "bad.ann" / "x").mkdir(parents=True)
    assert _guard(lambda: app(["export", "--format", "brat", "out"])) == 3
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("out/bad.ann: cannot be written")


@pytest.mark.parametrize("command", [["check"], ["glossary", "coverage", "raw"], ["glossary", "report"]], ids=str)
def test_other_commands_name_the_text_and_go_on(
    raw: Path, command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    unreadable(monkeypatch, errno.EACCES, lambda path: path.name == "bad.txt")
    assert _guard(lambda: app(command)) in (0, 3)
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("file", ["settings.yaml", "glossary.yaml"])
def test_settings_and_glossary_that_cannot_be_read(
    raw: Path, file: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (raw.parent / file).write_text("{}")
    unreadable(monkeypatch, errno.EACCES, lambda path: path.name == file)
    assert told(capsys, 2) == [f"{file}: cannot be read (Permission denied); give yourself the permission"]
    assert not (raw.parent / "curated").exists()


@pytest.mark.parametrize("option", ["curated", "translations", "build"])
@pytest.mark.parametrize("folder", ["raw", "raw/out", "./raw/../raw", "raw/link"])
def test_nothing_is_written_among_the_source_texts(
    raw: Path, option: str, folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (raw / "link").symlink_to("out")
    before = sorted(raw.rglob("*"))
    assert _guard(lambda: app([*RUN, f"--{option}", folder])) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith(f"nothing is written into the folder of the source texts; name another with --{option}")
    assert sorted(raw.rglob("*")) == before


@pytest.mark.parametrize("suffix", [".tbx", ".csv", ".tsv", ".txt"])
def test_a_glossary_that_cannot_be_written(raw: Path, suffix: str, capsys: pytest.CaptureFixture[str]) -> None:
    (raw.parent / f"out{suffix}" / "x").mkdir(parents=True)
    assert _guard(lambda: app(["glossary", "export", f"out{suffix}"])) == 3
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"out{suffix}: cannot be written (Is a directory); move away")


@pytest.mark.parametrize("suffix", [".tbx", ".csv", ".tsv", ".obo"])
def test_a_terminology_that_cannot_be_read(
    raw: Path, suffix: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (raw.parent / f"in{suffix}").write_text("en\nliver\n")
    unreadable(monkeypatch, errno.EIO, lambda path: path.name == f"in{suffix}")
    assert _guard(lambda: app(["glossary", "import", f"in{suffix}"])) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"in{suffix}: ")
    assert not (raw.parent / "packs").exists()


NAMED = ["index", "Index_", "glossary", "a b", "Übersicht", "50%", "a#b", "a?b", "a&b+c", "c:d"]


@pytest.mark.parametrize("name", NAMED)
def test_a_text_of_any_name_has_a_page_and_an_address(raw: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    (raw / f"{name}.txt").write_text("Tests\n\nThe marker is often raised in with spread to the liver.\n")
    assert [line for line in told(capsys, 1) if "computers with Windows" not in line] == []
    index = (raw.parent / "build" / "report" / "index.html").read_text("utf-8")
    links = [unquote(unescape(link)) for link in re.findall(r'<a href="([^"]+)">', index)]
    page = next(link for link in links if link.casefold().startswith(f"{name}".casefold()))
    assert "raised in with" in (raw.parent / "build" / "report" / page).read_text("utf-8")
    assert _guard(lambda: app(["check", "--format", "sarif"])) == 1
    log = json.loads(capsys.readouterr().out)
    places = [result["locations"][0]["physicalLocation"]["artifactLocation"] for result in log["runs"][0]["results"]]
    address = places[0]["uri"]
    assert re.fullmatch(r"[A-Za-z0-9/._~%-]+", address)
    assert unquote(address) == f"raw/{name}.txt"


@pytest.mark.parametrize(
    "arguments", [["\x1b[31mred"], ["run", "--jobs", "\x1b]0;x\x07"], ["run", "--\x1b[2Jx"], ["run", "a\nError: b"]]
)
def test_what_is_repeated_of_wrong_use_commands_no_terminal(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["pipeline", *arguments])
    assert _guard(_command) == 2
    err = capsys.readouterr().err
    assert all(line.isprintable() for line in err.split("\n"))
    assert len([line for line in err.split("\n") if line.startswith("Error: ")]) == 1


@pytest.mark.parametrize("language", ["a\\0b", "../../out", "/out", "", "x" * 300])
def test_a_language_that_is_none_is_told_and_nothing_written(
    raw: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (raw.parent / "settings.yaml").write_text(f'languages: ["{language}"]\n')
    (line,) = told(capsys, 2)
    assert "is no language tag; " in line
    assert not (raw.parent / "translations").exists()
