"""A name that nothing bears is one clear line with the nearest that something does, wherever it comes from."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline import check_pair, curate, translate
from pipeline.__main__ import _guard, app
from pipeline.core.errors import UsageError
from pipeline.core.model import SideFile, Waiver
from pipeline.core.names import is_language, nearest, require, require_language
from pipeline.core.settings import Settings
from pipeline.core.tags import LONGEST, canonical
from pipeline.core.yaml import YamlFile
from pipeline.ingest import load_side
from pipeline.job.names import check_side, read_settings
from pipeline.translation.engines import choices
from tests.conftest import ROOT

CASES = yaml.safe_load((ROOT / "tests" / "cases" / "names.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("tag", "told"), CASES["languages"]["refused"].items())
def test_what_is_no_language(tag: str, told: str) -> None:
    with pytest.raises(UsageError) as error:
        require_language(tag)
    assert str(error.value) == told


LONG = ["x" * 300, "-" * 100_000, " " * 100_000 + "x", "es," * 50_000, "es-" + "abcde-" * 60, "é" * 300, "../" * 90]


@pytest.mark.parametrize("tag", LONG, ids=range(len(LONG)))
def test_a_long_tag_is_refused_in_a_short_line(tag: str) -> None:
    with pytest.raises(UsageError) as error:
        require_language(tag)
    assert len(str(error.value)) < 150


@pytest.mark.parametrize("tag", [None, 5, b"es", ["es"], ("es", "fr"), Path("es"), 0.5, True], ids=str)
def test_what_is_no_text_is_no_tag(tag: Any) -> None:
    with pytest.raises(UsageError, match="is no language tag; "):
        translate(["Rest."], "en", tag, glossary={})
    with pytest.raises(UsageError, match="is no language tag; "):
        check_pair("Rest.", "Descanse.", source_lang=tag, glossary={})


@given(st.text(max_size=60) | st.text(alphabet="eEsS_-mMxX419/.\\\0 ", max_size=12))
def test_what_is_taken_can_be_the_name_of_a_file(tag: str) -> None:
    if is_language(tag):
        assert re.fullmatch(r"[a-zA-Z0-9]+(?:-[a-zA-Z0-9]+)*", tag)
        assert len(tag) <= LONGEST
        assert canonical(canonical(tag)) == tag


@pytest.mark.parametrize("tag", CASES["languages"]["taken"])
def test_a_language_need_not_be_known(tag: str) -> None:
    require_language(tag)


@pytest.mark.parametrize(("text", "told"), CASES["settings"]["refused"].items())
def test_settings_that_are_refused(tmp_path: Path, text: str, told: str) -> None:
    told = told.replace("{engines}", ", ".join(choices()))
    path = tmp_path / "settings.yaml"
    path.write_text(f"max_bytes: 5\n{text}\n", encoding="utf-8")
    with pytest.raises(UsageError) as error:
        read_settings(path)
    assert str(error.value) == f"{path}:2: {told}"


@pytest.mark.parametrize("text", CASES["settings"]["taken"])
def test_settings_that_are_taken(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.yaml"
    path.write_text(text, encoding="utf-8")
    assert read_settings(path) != Settings()


def side_file(path: Path, text: str) -> None:
    path.write_text(f"title: a\n{text}\n", encoding="utf-8")
    check_side(load_side(path), YamlFile.load(path))


@pytest.mark.parametrize(("text", "told"), CASES["side files"]["refused"].items())
def test_side_files_that_are_refused(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(UsageError) as error:
        side_file(tmp_path / "a.yaml", text)
    assert str(error.value) == f"{tmp_path / 'a.yaml'}:2: {told}"


@pytest.mark.parametrize("text", CASES["side files"]["taken"])
def test_side_files_that_are_taken(tmp_path: Path, text: str) -> None:
    side_file(tmp_path / "a.yaml", text)


@pytest.mark.parametrize(("command", "told"), CASES["commands"]["refused"].items())
def test_commands_that_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str, told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "raw").mkdir()
    (tmp_path / "glossary.yaml").write_text("concepts: []\n")
    assert _guard(lambda: app(shlex.split(command))) == 2
    assert capsys.readouterr().err == f"{told}\n"
    assert not (tmp_path / "curated").exists()


TEXT = "Lesions of 1-50px were seen."
CALLS: dict[str, tuple[Callable[[], Any], str]] = {
    "off": (
        lambda: curate(TEXT, glossary={}, settings=Settings(off=("repair/pxx",))),
        "unknown rule or check 'repair/pxx'; did you mean 'repair/px'?",
    ),
    "off in a side file": (
        lambda: curate(TEXT, glossary={}, side=SideFile(off=("repair/pxx",))),
        "unknown rule or check 'repair/pxx'; did you mean 'repair/px'?",
    ),
    "waived": (
        lambda: curate(TEXT, glossary={}, side=SideFile(waive=(Waiver("source/holes", "a", "b"),))),
        "unknown check 'source/holes'; did you mean 'source/hole'?",
    ),
    "language of a text": (
        lambda: curate(TEXT, glossary={}, side=SideFile(language="english")),
        "'english' is no language tag; did you mean 'en'?",
    ),
    "engine of settings": (
        lambda: curate(TEXT, glossary={}, settings=Settings(engine="argoss")),
        "unknown engine 'argoss'; did you mean 'argos'?",
    ),
    "engine": (
        lambda: translate([TEXT], engine="argoss", glossary={}),
        "unknown engine 'argoss'; did you mean 'argos'?",
    ),
    "engine, without a text": (
        lambda: translate([], engine="none at all", glossary={}),
        f"unknown engine 'none at all'; known are: {', '.join(choices())}",
    ),
    "off in a translation": (
        lambda: translate([TEXT], glossary={}, settings=Settings(off=("pair/number",))),
        "unknown rule or check 'pair/number'; did you mean 'pair/numbers'?",
    ),
    "target": (lambda: translate([TEXT], "en", "spa", glossary={}), "'spa' is no language tag; did you mean 'es'?"),
    "same languages": (
        lambda: translate([TEXT], "es", "es", glossary={}),
        "source and target are the same language, 'es'; name two languages",
    ),
    "target of a pair": (
        lambda: check_pair("a", "b", target_lang="spanish", glossary={}),
        "'spanish' is no language tag; did you mean 'es'?",
    ),
    "source of a pair": (
        lambda: check_pair("a", "b", source_lang="EN", glossary={}),
        "'EN' is no language tag; did you mean 'en'?",
    ),
    "same languages of a pair": (
        lambda: check_pair("a", "b", "es", "es", glossary={}),
        "source and target are the same language, 'es'; name two languages",
    ),
}


@pytest.mark.parametrize(("call", "told"), CALLS.values(), ids=CALLS)
def test_calls_that_are_refused(call: Callable[[], Any], told: str) -> None:
    with pytest.raises(UsageError) as error:
        call()
    assert str(error.value) == told


def test_a_pair_in_a_language_that_no_check_knows_is_judged_by_none() -> None:
    assert check_pair("It grew.", "Rur.", target_lang="tlh", glossary={}) == []


def test_what_is_off_on_the_command_line_is_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "page.txt").write_text("Tests\n\nThe marker is often raised in with spread to the liver.\n")
    (tmp_path / "glossary.yaml").write_text("concepts: []\n")
    (tmp_path / "settings.yaml").write_text("off: [repair/px]\n")
    run, off = ["run", "--engine", "none"], ["--off", "source/hole"]
    assert _guard(lambda: app(["check"])) == _guard(lambda: app(run)) == 1
    assert _guard(lambda: app(["check", *off])) == _guard(lambda: app([*run, *off])) == 0
    assert "Nothing has changed" not in capsys.readouterr().out
    record = msgspec.json.decode((tmp_path / "curated" / "page" / "document.json").read_bytes())
    assert "source/hole" not in {finding["check"] for finding in record["findings"]}


@pytest.mark.parametrize(
    ("name", "known", "told"),
    [
        ("quux", ["a", "b"], "known are: a, b"),
        ("icd", ["doid", "mesh"], "known are: doid, mesh"),
        ("tetx", ["text", "json"], "did you mean 'text'?"),
    ],
)
def test_the_nearest_is_named_only_where_it_is_near(name: str, known: list[str], told: str) -> None:
    assert nearest(name, known) == told
    with pytest.raises(UsageError, match="unknown sort of thing"):
        require(name, known, "sort of thing")
    require(known[0], known, "sort of thing")
