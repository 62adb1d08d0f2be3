"""Which engine wrote the drafts, what is known of it and why there is no better one: as told to people and programs."""

import os
import shutil
import sys
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from pipeline.core.settings import Settings
from pipeline.core.targets import EngineInfo, State, Target
from pipeline.report.figures import engine_lines
from pipeline.translation import engines
from pipeline.translation.attribution import told, uses
from pipeline.translation.engines import apertium, attempts, install
from pipeline.translation.engines.base import Engine, Known
from pipeline.translation.engines.libretranslate import LibreTranslateEngine
from tests.conftest import ROOT
from tests.programs import run

PACKAGE = ROOT / "tests" / "argos_model" / "translate-en_es-1_0.argosmodel"
ARGOS, APERTIUM, PIVOT = EngineInfo("argos", "a1"), EngineInfo("apertium", "b2"), EngineInfo("apertium", "c3", "es")
NEURAL = "Argos (neural; quality depends on the package and was not measured here)"
ROUGH = "Apertium (rough drafts, rule-based)"
VERY_ROUGH = "Apertium through es (very rough drafts with the errors of both steps)"
APT = "apt-get install -y --no-install-recommends apertium-eng-spa apertium"
INSTALL = "To get one: python -m pipeline install en es"

Made = list[tuple[EngineInfo | None, State]]


def targets_of(made: Made) -> list[Target]:
    return [Target(f"page:{i}:1", "x", "x", None, engine, state) for i, (engine, state) in enumerate(made)]


@pytest.mark.parametrize(
    ("info", "title", "quality", "rough"),
    [
        (APERTIUM, "Apertium", "rough drafts, rule-based", True),
        (PIVOT, "Apertium through es", "very rough drafts with the errors of both steps", True),
        (
            EngineInfo("argos+apertium", "0", "es"),
            "Argos and Apertium through es",
            "very rough drafts with the errors of both steps",
            True,
        ),
        (
            EngineInfo("argos", "0", "es"),
            "Argos through es",
            "the errors of both steps add up; quality was not measured here",
            False,
        ),
        (EngineInfo("babel", "0"), "babel", "quality not known", False),
    ],
)
def test_what_is_known(info: EngineInfo, title: str, quality: str, rough: bool) -> None:
    assert engines.known(info) == Known(title, quality, rough)


def test_something_is_known_of_every_engine() -> None:
    for kind in engines.ENGINES:
        one = engines.known(EngineInfo(kind.name, "0"))
        assert one.title.strip()
        assert one.quality != "quality not known"


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ([], ""),
        ([(None, "draft"), (None, "approved"), (None, "kept")], ""),
        ([(APERTIUM, "translated"), (ARGOS, "approved")], ""),
        ([(APERTIUM, "draft")], f"1 draft from en to es is by {ROUGH}."),
        ([(APERTIUM, "draft"), (APERTIUM, "needs-review"), (None, "draft")], f"2 drafts from en to es are by {ROUGH}."),
        ([(APERTIUM, "draft"), (ARGOS, "draft"), (ARGOS, "needs-translation")],
         f"2 drafts from en to es are by {NEURAL}, 1 by {ROUGH}."),
        ([(APERTIUM, "draft"), (ARGOS, "approved")], f"1 draft from en to es is by {ROUGH}."),
        ([(ARGOS, "draft"), (EngineInfo("argos", "older"), "draft")], f"2 drafts from en to es are by {NEURAL}."),
        ([(PIVOT, "draft"), (APERTIUM, "draft"), (PIVOT, "draft")],
         f"2 drafts from en to es are by {VERY_ROUGH}, 1 by {ROUGH}."),
    ],
)  # fmt: skip
def test_whose_the_drafts_are(made: Made, expected: str) -> None:
    assert told("en", "es", uses(targets_of(made))) == expected


def test_each_engine_has_its_share() -> None:
    older = EngineInfo("argos", "older")
    targets = targets_of(
        [(older, "draft"), (ARGOS, "approved"), (None, "draft"), (APERTIUM, "draft"), (ARGOS, "draft")]
    )
    shares = [(use.engine, use.segments, use.drafts) for use in uses(targets)]
    assert shares == [(APERTIUM, 1, 1), (ARGOS, 2, 1), (older, 1, 1)]
    assert uses(targets) == uses(targets[::-1])


@pytest.mark.parametrize("data", [None, b"", b"[]", b'{"en-es": 5}', b"\xff"])
def test_reasons_that_cannot_be_read_are_none(tmp_path: Path, data: bytes | None) -> None:
    if data is not None:
        attempts.path(tmp_path).write_bytes(data)
    assert attempts.failed(tmp_path) == {}


def test_reasons_are_kept_on_one_line_each(tmp_path: Path) -> None:
    attempts.keep(tmp_path / "build", {"en-fr": "no\n  way", "en-es": "“no”"})
    assert attempts.failed(tmp_path / "build") == {"en-es": "“no”", "en-fr": "no way"}
    attempts.keep(tmp_path / "build", {})
    assert list((tmp_path / "build").iterdir()) == []


class TestOutlook:
    """Real engines and packages; nothing is translated."""

    ROUGH = apertium.ApertiumEngine("en", "es", "eng-spa")
    SERVED = LibreTranslateEngine(("en", "es"), ("en", "es"), "http://127.0.0.1:9", "")

    @pytest.fixture(autouse=True)
    def home(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """An empty HOME, so that the tester's own packages do not count."""
        monkeypatch.delenv("ARGOS_PACKAGES_DIR", raising=False)
        monkeypatch.delenv("XDG_DATA_HOME", raising=False)
        monkeypatch.setenv("HOME", str(tmp_path))

    @pytest.mark.parametrize(
        ("engine", "settings", "reason", "expected"),
        [
            (ROUGH, Settings(), "", f"No Argos package for en-es is installed. {INSTALL}"),
            (ROUGH, Settings(), "no way", f"No Argos package for en-es is installed (no way). {INSTALL}"),
            (ROUGH, Settings(libretranslate="http://a"), "",
             f"No Argos package for en-es is installed; the server at http://a is no help for it. {INSTALL}"),
            (engines.Pivot(ROUGH, ROUGH), Settings(), "", f"No Argos package for en-es is installed. {INSTALL}"),
            (ROUGH, Settings(engine="apertium"), "",
             f"`engine: apertium` is set. {INSTALL.replace('get one', 'get a better one: set `engine: auto`, then')}"),
            (SERVED, Settings(), "no way", ""),
            (None, Settings(engine="none"), "no way", "No engine is asked: `engine: none` is set."),
            (None, Settings(), "no way",
             f"No engine translates en-es on this machine (no way). {INSTALL.replace(': ', ':   ')}   or   {APT}"),
        ],
    )  # fmt: skip
    def test_without_a_package(
        self, tmp_path: Path, engine: Engine | None, settings: Settings, reason: str, expected: str
    ) -> None:
        assert engines.outlook(engine, "en", "es", settings, tmp_path / "models", reason) == expected

    def test_with_a_package_an_old_reason_is_no_longer_true(self, tmp_path: Path) -> None:
        models = tmp_path / "models"
        install.install("en", "es", models, file=PACKAGE)
        engine = engines.pick("auto", "en", "es", Settings(), models)
        assert engines.outlook(engine, "en", "es", Settings(), models, "no way") == ""
        settings = Settings(engine="apertium")
        expected = "`engine: apertium` is set. To get a better one: set `engine: auto`"
        assert engines.outlook(self.ROUGH, "en", "es", settings, models, "no way") == expected

    def test_a_package_that_is_broken_is_not_called_missing(self, tmp_path: Path) -> None:
        models = tmp_path / "models"
        folder = install.install("en", "es", models, file=PACKAGE)
        (folder / "model" / "model.bin").write_bytes(b"damaged")
        line = engines.outlook(self.ROUGH, "en", "es", Settings(), models, "no way")
        assert line.startswith(f"No Argos package for en-es can be used ({folder}: this Argos package is broken: ")
        assert line.endswith(INSTALL)
        assert "no way" not in line


def pipeline(folder: Path, *arguments: str) -> CompletedProcess[str]:
    environment = os.environ | {"HOME": str(folder / "home"), "PYTHONPATH": str(ROOT)}
    environment |= {"ARGOS_PACKAGE_INDEX": "http://127.0.0.1:9/"}
    return run(sys.executable, "-m", "pipeline", *arguments, cwd=folder, env=environment)


@pytest.fixture(scope="module")
def fallen_back(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A project set up without a network and run with what was left: Apertium; and what the run said."""
    if apertium.find_mode("en", "es") is None:
        pytest.skip("Apertium is not installed: apt-get install apertium-eng-spa")
    folder = tmp_path_factory.mktemp("project")
    (folder / "raw").mkdir()
    (folder / "raw" / "page.txt").write_text("Tests\n\nThe house is big. The scan shows a lesion of 2 cm.\n")
    (folder / "glossary.yaml").write_text("concepts: []\n")
    pipeline(folder, "install")
    done = pipeline(folder, "run")
    assert done.returncode in (0, 1), done.stderr
    return folder, done.stdout


class TestRun:
    @pytest.fixture
    def project(self, fallen_back: tuple[Path, str], tmp_path: Path) -> Path:
        return Path(shutil.copytree(fallen_back[0], tmp_path / "project"))

    def test_its_last_line_says_whose_the_drafts_are_and_why(self, fallen_back: tuple[Path, str]) -> None:
        folder, said = fallen_back
        reason = attempts.failed(folder / "build")["en-es"]
        assert reason.startswith("the index http://127.0.0.1:9/index.json cannot be read: ")
        why = f"No Argos package for en-es is installed ({reason}). {INSTALL}"
        line = f"3 drafts from en to es are by {ROUGH.replace(')', '; see README)')}. {why}"
        assert said.splitlines()[-1] == line
        for page in ("index", "page"):
            assert f'<p class="engine">{line}</p>' in (folder / "build" / "report" / f"{page}.html").read_text("utf-8")

    def test_why_there_is_no_better_one_stands_in_nothing_that_leaves_the_machine(
        self, fallen_back: tuple[Path, str]
    ) -> None:
        folder, _ = fallen_back
        written = [path for name in ("curated", "translations") for path in (folder / name).rglob("*.*")]
        texts = {path.name: path.read_text("utf-8") for path in written}
        assert {"es.json", "es.md", "page.xlf", "datapackage.json"} <= texts.keys()
        assert not [name for name, text in texts.items() if "127.0.0.1" in text or str(folder) in text]
        for name in ("es.json", "es.md", "page.xlf", "datapackage.json"):
            assert "rough drafts, rule-based" in texts[name], name

    def test_without_the_reason_it_says_what_is_missing(self, project: Path) -> None:
        before = {path: path.read_bytes() for path in (project / "curated").rglob("*.*")}
        attempts.path(project / "build").unlink()
        said = pipeline(project, "run").stdout
        assert f"No Argos package for en-es is installed. {INSTALL}" in said.splitlines()[-1]
        assert {path: path.read_bytes() for path in (project / "curated").rglob("*.*")} == before

    def test_drafts_outlive_their_engine_and_keep_its_name(self, project: Path) -> None:
        said = pipeline(project, "run", "--engine", "none").stdout
        assert said.splitlines()[-1].startswith("3 drafts from en to es are by Apertium (")
        assert said.splitlines()[-1].endswith(". No engine is asked: `engine: none` is set.")

    def test_a_package_ends_the_matter(self, project: Path) -> None:
        assert pipeline(project, "install", "en", "es", "--from", str(PACKAGE)).returncode == 0
        last = pipeline(project, "run").stdout.splitlines()[-1]
        assert last == f"3 drafts from en to es are by {NEURAL.replace(')', '; see README)')}."


def test_without_targets_nothing_is_said() -> None:
    assert engine_lines({}, {}) == []
