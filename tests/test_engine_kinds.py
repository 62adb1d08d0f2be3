"""Adding an engine is one module and its line in `ENGINES`: everything else follows."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from pipeline import translate
from pipeline.__main__ import _guard, app
from pipeline.core.errors import UsageError
from pipeline.core.settings import Settings
from pipeline.job.names import read_settings
from pipeline.translation import engines
from pipeline.translation.engines import apertium, attempts
from pipeline.translation.engines.base import Candidate, Kind, Pair, Request
from pipeline.translation.engines.setup import setup
from tests.conftest import ROOT
from tests.programs import run
from tests.upper_engine import KIND, UpperEngine


@pytest.fixture
def added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project, where there is one engine more."""
    monkeypatch.setattr(engines, "ENGINES", (*engines.ENGINES, KIND))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "page.txt").write_text("Tests\n\nThe scan was clear.\n")
    (tmp_path / "glossary.yaml").write_text("concepts: []\n")
    (tmp_path / "settings.yaml").write_text("languages: [tlh]\nengine: upper\n")
    return tmp_path


def test_before_its_line_is_there_nobody_knows_it(tmp_path: Path) -> None:
    (tmp_path / "settings.yaml").write_text("engine: upper\n")
    with pytest.raises(UsageError, match=r"settings\.yaml:1: unknown engine 'upper'; known are: auto, argos, "):
        read_settings(tmp_path / "settings.yaml")
    with pytest.raises(UsageError, match="unknown engine 'upper'"):
        translate(["Rest."], target="tlh", engine="upper", glossary={})


def test_settings_know_it_and_its_misspelling(added: Path) -> None:
    assert read_settings(added / "settings.yaml").engine == "upper"
    (added / "settings.yaml").write_text("engine: upperr\n")
    with pytest.raises(UsageError, match=r"settings\.yaml:1: unknown engine 'upperr'; did you mean 'upper'\?"):
        read_settings(added / "settings.yaml")


def test_it_translates_what_no_other_does(added: Path) -> None:
    for choice in ("upper", "auto"):
        (one,) = translate(["The scan was clear."], target="tlh", engine=choice, glossary={}, models=added)
        assert (one.draft, one.engine) == ("THE SCAN WAS CLEAR.", UpperEngine.info)
    assert engines.pick("upper", "en", "es", read_settings(added / "settings.yaml"), added) is None


class Beginner(UpperEngine):
    """Knows no sentence with a "was" in it."""

    def translate(self, sentences: Sequence[str]) -> list[list[Candidate]]:
        return [[] if " was " in sentence else [Candidate(sentence.upper())] for sentence in sentences]


class Copier(UpperEngine):
    """Hands on what it was given, as some do with what they do not know."""

    def translate(self, sentences: Sequence[str]) -> list[list[Candidate]]:
        return [[Candidate(sentence)] for sentence in sentences]


def test_what_it_cannot_translate_is_withheld(added: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unable = msgspec.structs.replace(KIND, load=lambda *_: Beginner())
    monkeypatch.setattr(engines, "ENGINES", (unable,))
    texts = ["The scan was clear.", "Rest well.", "It was late."]
    found = translate(texts, target="tlh", engine="upper", glossary={"scan": "SKAN"}, models=added)
    assert [one.draft for one in found] == [None, "REST WELL.", None]
    assert {one.withheld for one in found if not one.draft} == {
        "Upper cannot translate this sentence; translate it by hand"
    }


def test_a_copy_into_a_language_of_which_nothing_is_known_is_withheld(
    added: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copier = msgspec.structs.replace(KIND, load=lambda *_: Copier())
    monkeypatch.setattr(engines, "ENGINES", (copier,))
    (one,) = translate(["Rest well."], target="tlh", engine="upper", glossary={}, models=added)
    assert (one.text, one.withheld) == (None, "the translation is a copy of the source (pair/empty)")


def test_a_way_through_another_language_ends_where_a_half_does() -> None:
    pivot = engines.Pivot(Beginner(), UpperEngine())
    assert [[one.text for one in some] for some in pivot.translate(["It was late.", "Rest."])] == [[], ["REST."]]
    assert pivot.again([Request("It was late."), Request("Rest.")]) == [[], []]


def test_the_command_line_runs_it_and_says_what_is_known_of_it(added: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (added / "settings.yaml").write_text("languages: [tlh]\n")
    assert _guard(lambda: app(["run", "--engine", "upperr"])) == 2
    assert _guard(lambda: app(["run", "--engine", "upper"])) in (0, 1)
    assert "by Upper (nothing but capitals" in capsys.readouterr().out
    segments = json.loads((added / "curated" / "page" / "tlh.json").read_text("utf-8"))["segments"]
    assert {segment["engine"]["name"] for segment in segments} == {"upper"}


def test_the_list_of_engines_has_its_row(added: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _guard(lambda: app(["engines"])) == 0
    assert "upper      en-tlh   usable   all in capitals" in capsys.readouterr().out


def test_what_changes_of_it_makes_a_run_stale(added: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = engines.fingerprint(added)
    (added / "upper.txt").write_text("a new model")
    after = engines.fingerprint(added)
    assert after != before
    monkeypatch.setattr(engines, "ENGINES", engines.ENGINES[:-1])
    assert engines.fingerprint(added) not in (before, after)


def test_the_help_names_it() -> None:
    code = (
        "from pipeline.translation import engines\n"
        "from tests.upper_engine import KIND\n"
        "engines.ENGINES = (*engines.ENGINES, KIND)\n"
        "from pipeline.__main__ import app\n"
        "app(['run', '--help'])\n"
    )
    shown = " ".join(run(sys.executable, "-c", code, cwd=ROOT).stdout.split())
    assert ", ".join(("auto", *(kind.name for kind in engines.ENGINES), "upper", "none")) in shown


@pytest.mark.parametrize("kind", engines.ENGINES, ids=lambda kind: kind.name)
def test_each_has_a_row_or_none_for_a_pair_that_nobody_serves(kind: Kind, tmp_path: Path) -> None:
    row = kind.row("en", "tlh", tmp_path, read_settings(tmp_path / "settings.yaml"))
    assert row is None or (row.engine, row.pair, row.state) == (kind.name, "en-tlh", "missing")


def test_set_up_gets_it_and_a_run_names_it_before_the_rough_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    got: list[Pair] = []

    def get(pairs: Sequence[Pair], models: Path, settings: Settings) -> dict[Pair, str]:
        got.extend(pairs)
        return {pair: "the shelf is empty" for pair in pairs if pair[1] != "tlh"}

    better = msgspec.structs.replace(
        KIND, commands=lambda source, target: [f"shop {source} {target}"], get=get, part="Upper box"
    )
    monkeypatch.setattr(engines, "ENGINES", (better,))
    settings = Settings(languages=("tlh", "es"))
    (line,) = setup(settings, tmp_path, build=tmp_path / "build")
    assert got == [("en", "tlh"), ("en", "es")]
    assert line == "es: nothing here translates en to es (the shelf is empty); get it with shop en es"
    assert attempts.failed(tmp_path / "build") == {"en-es": "the shelf is empty"}
    rough = apertium.ApertiumEngine("en", "es", "eng-spa")
    monkeypatch.setattr(engines, "ENGINES", (better, apertium.KIND))
    told = engines.outlook(rough, "en", "es", settings, tmp_path, "the shelf is empty")
    assert told == "No Upper box for en-es is installed (the shelf is empty). To get one: shop en es"
