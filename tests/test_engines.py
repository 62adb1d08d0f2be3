"""The engines: Argos by a real small package, Apertium by the real program."""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import hypothesis.strategies as st
import msgspec
import pytest
from hypothesis import given

from pipeline.core.errors import PipelineError
from pipeline.core.settings import Settings
from pipeline.core.targets import EngineInfo
from pipeline.translation import engines
from pipeline.translation.engines import apertium, argos, install, lock
from pipeline.translation.engines.argos import ArgosEngine, packages
from pipeline.translation.engines.base import Candidate, Request
from pipeline.translation.engines.parts import LONGEST_SOURCE, Pieces, split
from tests.argos_packages import NAME, PACKAGE, PAIRS, installed
from tests.debian import needs

SOURCES = [pair["english"] for pair in PAIRS]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty HOME, so that the tester's own packages do not count."""
    for name in ("ARGOS_PACKAGES_DIR", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of packages with the small real one installed from its file."""
    models = tmp_path_factory.mktemp("project") / "models"
    installed(models)
    return models


@pytest.fixture(scope="module")
def small(models: Path) -> ArgosEngine:
    (package,) = packages.find(models)[0]
    return argos.load(package)


@pytest.fixture
def spanish() -> apertium.ApertiumEngine:
    needs("apertium-eng-spa")
    engine = apertium.load("en", "es")
    assert engine is not None
    return engine


class TestArgos:
    def test_it_says_what_it_was_taught(self, small: ArgosEngine) -> None:
        best = [candidates[0].text for candidates in small.translate(SOURCES)]
        assert best == [pair["spanish"] for pair in PAIRS]

    def test_second_translations_stand_in_the_list_close_behind(self, small: ArgosEngine) -> None:
        pairs = [pair for pair in PAIRS if pair["spanish_2"]]
        assert len(pairs) > 40
        for pair, candidates in zip(pairs, small.translate([pair["english"] for pair in pairs]), strict=True):
            scores = {candidate.text: candidate.score for candidate in candidates}
            assert candidates[0].score - scores[pair["spanish_2"]] < 2
            assert len(scores) == len(candidates) <= 8
            assert scores == dict(sorted(scores.items(), key=lambda item: -item[1]))

    @pytest.mark.parametrize(("compute_type", "kept", "last_digits"), [("default", 8, 0), ("float32", 1, 0.0003)])
    def test_a_result_does_not_depend_on_its_company(
        self, models: Path, compute_type: lock.ComputeType, kept: int, last_digits: float
    ) -> None:
        """Alone, among all, and in another order; in float32 the last digit of a score may depend on it."""
        (package,) = packages.find(models)[0]
        known = msgspec.structs.replace(package.known, compute_type=compute_type)
        engine = argos.load(msgspec.structs.replace(package, known=known))

        def scores(candidates: Sequence[Candidate]) -> dict[str, object]:
            return {one.text: pytest.approx(one.score, abs=last_digits) for one in candidates[:kept]}

        together = {source: scores(some) for source, some in zip(SOURCES, engine.translate(SOURCES), strict=True)}
        for company in (SOURCES[::-3], *([source] for source in SOURCES[::7])):
            for source, candidates in zip(company, engine.translate(company), strict=True):
                assert {one.text: one.score for one in candidates[:kept]} == together[source]

    def test_only_equal_lengths_share_a_batch_and_batches_are_capped(
        self, small: ArgosEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        seen: list[list[Pieces]] = []
        start = ArgosEngine._start

        def watch(engine: ArgosEngine, batch: list[Pieces], longest: int) -> object:
            seen.append(batch)
            return start(engine, batch, longest)

        monkeypatch.setattr(ArgosEngine, "_start", watch)
        small.translate(SOURCES * 2)
        assert all(len({len(pieces) for pieces in batch}) == 1 for batch in seen)
        assert all(sum(map(len, batch)) <= argos.BATCH_TOKENS for batch in seen)
        assert sum(map(len, seen)) == len(set(SOURCES))  # no sentence is decoded twice

    @pytest.mark.parametrize("blank", ["", " ", "\n\t", "\u00a0"])
    def test_blank_never_reaches_the_decoder(
        self, small: ArgosEngine, blank: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(ArgosEngine, "_start", lambda *_: pytest.fail("it was decoded"))
        assert small.translate([blank]) == [[Candidate(blank)]]

    def test_nothing_gives_nothing(self, small: ArgosEngine) -> None:
        assert small.translate([]) == []

    def test_a_long_sentence_is_translated_by_its_clauses(self, small: ArgosEngine) -> None:
        clause = "Surgery removes the nodules from the liver."
        (candidates,) = small.translate([" ".join([clause] * 80)])
        (candidate,) = candidates
        assert candidate.text
        parts = split(" ".join([clause] * 80), small._pieces)
        assert not any(len(part.pieces) > LONGEST_SOURCE for part in parts)
        assert 1 < len(parts) < 10
        assert not any(part.cut for part in parts)

    @pytest.mark.parametrize("text", ["word " * 700, "x" * 3000])
    def test_a_sentence_without_clauses_is_flagged_as_cut(self, small: ArgosEngine, text: str) -> None:
        ((candidate,),) = small.translate([text])
        assert candidate.cut

    def test_a_hypothesis_at_the_limit_is_flagged_as_cut(
        self, small: ArgosEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert not small.translate([SOURCES[1]])[0][0].cut
        monkeypatch.setattr(argos, "_longest_target", lambda _: 3)
        assert small.translate([SOURCES[1]])[0][0].cut

    def test_unknown_pieces_are_marked(self, small: ArgosEngine) -> None:
        assert small._text(["▁El", "<unk>", "▁tumor"]).split() == ["El", "⁇", "tumor"]

        class Result:
            hypotheses = (["▁El", "<unk>", "▁tumor"],)
            scores = (-1.0,)

            def result(self) -> "Result":
                return self

        (candidate,) = small._candidates(Result(), 9)
        assert candidate.unknown == ("⁇",)
        assert not any(one.unknown for candidates in small.translate(SOURCES[:20]) for one in candidates[:1])

    def test_the_hash_follows_the_files(self, small: ArgosEngine, tmp_path: Path) -> None:
        copied = tmp_path / "models"
        place = install.install("en", "es", copied, file=PACKAGE)
        package = packages.inspect(place)
        assert isinstance(package, packages.Installed)
        before = packages.digest(package)
        assert argos.load(package).info.hash == before
        assert small.info.hash != before  # another compute type gives other words
        (place / "README.md").write_text("another word")
        assert packages.digest(package) == before
        (place / "sentencepiece.model").write_bytes(b"another model")
        assert packages.digest(package) != before

    def test_nothing_is_made_in_home_and_no_torch_is_loaded(self, models: Path, home: Path) -> None:
        program = (
            "import sys; from pathlib import Path; from pipeline.core.settings import Settings\n"
            "from pipeline.translation import engines\n"
            "assert 'argostranslate' not in sys.modules and 'ctranslate2' not in sys.modules\n"
            "engine = engines.pick('auto', 'en', 'es', Settings(), Path(sys.argv[1]))\n"
            "assert not {'torch', 'stanza', 'argostranslate'} & set(sys.modules)\n"
            "print(engine.info.name, engine.translate(['How are they treated?'])[0][0].text)"
        )
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("XDG", "ARGOS"))}
        done = subprocess.run(
            [sys.executable, "-c", program, models],
            env=environment | {"HOME": str(home), "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        assert done.stdout.strip() == "argos ¿Cómo se tratan?"
        assert list(home.rglob("*")) == []


class TestPackages:
    @pytest.fixture
    def place(self, tmp_path: Path) -> Path:
        models = tmp_path / "models"
        install.install("en", "es", models, file=PACKAGE)
        return models

    def test_broken_folders_are_named_and_the_good_one_serves(self, place: Path) -> None:
        (place / "flat" / "model").mkdir(parents=True)
        (place / "bad").mkdir()
        (place / "bad" / "metadata.json").write_text("{")
        (place / ".hidden").mkdir()
        (place / "a file").write_text("x")
        installed, broken = packages.find(place)
        assert [one.path.name for one in installed] == [NAME]
        assert {one.path.name: one.reason for one in broken} == {
            "flat": "there is no metadata.json",
            "bad": "metadata.json cannot be read",
        }
        assert engines.pick("argos", "en", "es", Settings(), place) is not None
        named = [row for row in engines.overview(Settings(), place) if row.state == "broken"]
        assert [row.pair for row in named] == ["bad", "flat"]

    def test_a_package_that_cannot_be_loaded_is_named_and_passed_over(
        self, place: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        (place / NAME / "model" / "model.bin").write_bytes(b"garbage" * 100)
        assert engines.pick("argos", "en", "es", Settings(), place) is None
        assert NAME in caplog.text
        assert "install the package again" in caplog.text
        (row,) = [row for row in engines.overview(Settings(), place) if row.engine == "argos"]
        assert row.state == "broken"

    def test_what_the_user_has_is_used_after_what_the_project_has(
        self, place: Path, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        own = home / ".local" / "share" / "argos-translate" / "packages"
        named = tmp_path / "named"
        for folder in (own, named):
            install.install("en", "es", folder, file=PACKAGE)
        monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(named))
        found = [one.path.parent for one in packages.find(place)[0]]
        assert found == [place, named, own]
        assert engines.pick("argos", "en", "es", Settings(), tmp_path / "no models") is not None

    def test_newer_before_older(self) -> None:
        versions = ("1.9", "1.10", "")
        found = sorted(versions, key=packages.version_key, reverse=True)
        assert found == ["1.10", "1.9", ""]

    def test_a_failing_model_is_told_in_one_line(self, small: ArgosEngine, monkeypatch: pytest.MonkeyPatch) -> None:
        class Future:
            def result(self) -> None:
                raise RuntimeError("no position encodings")

        monkeypatch.setattr(ArgosEngine, "_start", lambda _engine, batch, _longest: [Future() for _ in batch])
        with pytest.raises(PipelineError, match="en-es failed: no position encodings"):
            small.translate(["A sentence."])


class TestApertium:
    SENTENCES = (
        "The lesions are ≤5 mm² and ≥3 cm, about 10⁹ cells (±2%).",
        "The liver costs $5/day, a^b, [sic], {x}, \\ and <3 or >7 c#d ~3 e*f.",
        "The liver weighs 1.5 kg",
        "It costs 5.",
        "What? Yes! No…",
        "The heart",
    )

    @pytest.mark.parametrize(
        ("source", "words"),
        [
            ("Avoid non-essential travel.", "viaje no esencial"),
            ("Non-immune people are at risk.", "Personas no inmunes"),
            ("We saw non-Chinese citizens.", "ciudadanos no chinos"),
            ("The canoe is known.", "canoa"),
        ],
    )
    def test_a_prefix_that_denies_stands_apart(self, spanish: apertium.ApertiumEngine, source: str, words: str) -> None:
        assert words in spanish.translate([source])[0][0].text

    def test_signs_survive(self, spanish: apertium.ApertiumEngine) -> None:
        first, second = (candidates[0].text for candidates in spanish.translate(self.SENTENCES[:2]))
        for sign in ("≤5", "mm²", "≥3 cm", "10⁹", "±2%"):
            assert sign in first
        for sign in ("$5/", "^b", "[sic]", "{x}", "\\", "<3", ">7", "c#d", "~3", "*f"):
            assert sign in second

    def test_sentences_never_merge(self, spanish: apertium.ApertiumEngine) -> None:
        sentences = [*self.SENTENCES, "", " ", "no stop here", "and none here"]
        together = spanish.translate(sentences)
        assert len(together) == len(sentences)
        assert all(len(candidates) == 1 for candidates in together)
        assert together == [spanish.translate([sentence])[0] for sentence in sentences]
        assert together[3][0].text == "Cuesta 5."
        assert together[5][0].text == "El corazón"
        assert together[6] == [Candidate("")]

    def test_the_order_of_a_batch_is_of_no_account(self, spanish: apertium.ApertiumEngine) -> None:
        forwards = spanish.translate(SOURCES)
        assert spanish.translate(SOURCES[::-1]) == forwards[::-1]

    def test_a_word_without_an_end_never_reaches_the_program(
        self, spanish: apertium.ApertiumEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        given: list[str] = []
        run = apertium.ApertiumEngine._run

        def watch(engine: apertium.ApertiumEngine, texts: Sequence[str]) -> list[str | None]:
            given.extend(texts)
            return run(engine, texts)

        monkeypatch.setattr(apertium.ApertiumEngine, "_run", watch)
        (endless,), (sound,) = spanish.translate(["a" * 300_000, "Rest."])
        assert (endless, sound.text != "") == (Candidate("", cut=True), True)
        assert max(map(len, given)) < 1_000

    def test_unknown_words_lose_their_mark_and_are_listed(self, spanish: apertium.ApertiumEngine) -> None:
        ((candidate,),) = spanish.translate(["The zyxxy of the liver costs * 5."])
        assert candidate.unknown == ("zyxxy",)
        assert "*zyxxy" not in candidate.text
        assert "zyxxy" in candidate.text
        assert "* 5" in candidate.text

    def test_one_process_per_batch(self, spanish: apertium.ApertiumEngine, monkeypatch: pytest.MonkeyPatch) -> None:
        calls: list[Sequence[str]] = []
        run = apertium.ApertiumEngine._run

        def watch(engine: apertium.ApertiumEngine, texts: Sequence[str]) -> list[str | None]:
            calls.append(texts)
            return run(engine, texts)

        monkeypatch.setattr(apertium.ApertiumEngine, "_run", watch)
        spanish.translate(SOURCES)
        assert len(calls) == 1

    def test_a_failed_batch_is_tried_sentence_by_sentence(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A stand-in that answers single units and fails for one of them."""
        program = tmp_path / "apertium"
        program.write_text(
            f"#!{sys.executable}\nimport sys\nunits = sys.stdin.buffer.read().split(b'\\0')[:-1]\n"
            "if len(units) > 1 or b'bad' in units[0]: sys.exit(1)\nsys.stdout.buffer.write(units[0] + b'\\0')\n"
        )
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
        engine = apertium.ApertiumEngine("en", "es", "eng-spa")
        found = engine.translate(["one", "bad", "two"])
        assert found == [[Candidate("one")], [Candidate("", cut=True)], [Candidate("two")]]

    def test_a_hanging_program_is_ended(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        program = tmp_path / "apertium"
        program.write_text("#!/bin/sh\nsleep 60\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
        monkeypatch.setattr(apertium, "SECONDS_TO_START", 0.2)
        engine = apertium.ApertiumEngine("en", "es", "eng-spa")
        assert engine.translate(["one"]) == [[Candidate("", cut=True)]]

    def test_not_installed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        assert apertium.modes() == ()
        assert apertium.load("en", "es") is None

    def test_hash(self, spanish: apertium.ApertiumEngine) -> None:
        assert len(spanish.info.hash) == 64
        assert spanish.info == EngineInfo("apertium", apertium.data_hash("eng-spa"))
        assert apertium.data_hash("spa-eng") != apertium.data_hash("eng-spa")

    @pytest.mark.parametrize(
        ("unit", "text", "unknown"),
        [
            ("El \\[sic\\].[]", "El [sic]", ()),
            ("*Foo y #bar o @baz.[]", "Foo y bar o baz", ("Foo", "bar", "baz")),
            ("*Foo's [*] 5 \\@ 3.[]", "Foo's * 5 @ 3", ("Foo's",)),
            ("2 * 3 # 4.[]", "2 * 3 # 4", ()),
            ("a  b. .[]", "a b.", ()),
        ],
    )
    def test_decode(self, unit: str, text: str, unknown: tuple[str, ...]) -> None:
        assert apertium.decode(unit) == Candidate(text, unknown=unknown)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_apertiums_format_is_undone(text: str) -> None:
    """Whatever a sentence holds, signs of Apertium's own included, comes out of its format as it went in."""
    expected = re.sub(" {2,}", " ", text.strip()).strip()
    assert apertium.decode(f"{apertium.encode(text)}.[]") == Candidate(expected)


class Fixed:
    """An engine for one pair that answers from a table."""

    def __init__(self, source: str, target: str, answers: dict[str, Candidate]):
        self.source, self.target, self._answers = source, target, answers

    @property
    def info(self) -> EngineInfo:
        return EngineInfo(f"fixed-{self.source}-{self.target}", "0")

    def translate(self, sentences: Sequence[str]) -> list[list[Candidate]]:
        return [[self._answers[sentence]] for sentence in sentences]

    def again(self, requests: Sequence[Request]) -> list[list[Candidate]]:
        return [[self._answers[request.begin]] if request.begin else [] for request in requests]


class TestPick:
    def test_auto_takes_argos_where_it_is(self, models: Path) -> None:
        engine = engines.pick("auto", "en", "es", Settings(), models)
        assert engine is not None
        assert engine.info.name == "argos"

    def test_auto_takes_apertium_where_argos_is_not(self, spanish: apertium.ApertiumEngine, tmp_path: Path) -> None:
        engine = engines.pick("auto", "en", "es", Settings(), tmp_path)
        assert engine is not None
        assert engine.info == spanish.info

    def test_none_is_none(self, models: Path) -> None:
        assert engines.pick("none", "en", "es", Settings(), models) is None

    def test_no_silent_pivot(self, models: Path) -> None:
        assert engines.pick("auto", "en", "ca", Settings(), models) is None

    def test_a_pivot_is_named(self) -> None:
        first = Fixed("en", "es", {"a": Candidate("b zyx", 1.0, ("zyx", "gone"), cut=True)})
        second = Fixed("es", "fr", {"b zyx": Candidate("c zyx y", -2.0, ("y",))})
        pivot = engines.Pivot(first, second)
        assert (pivot.source, pivot.target) == ("en", "fr")
        assert pivot.info.pivot == "es"
        assert pivot.info.name == "fixed-en-es+fixed-es-fr"
        assert pivot.translate(["a"]) == [[Candidate("c zyx y", -2.0, ("y", "zyx"), cut=True)]]

    def test_overview(self, models: Path) -> None:
        rows = engines.overview(Settings(languages=("es", "fr"), pivots={"fr": "es"}), models)
        argos_rows = {row.pair: row for row in rows if row.engine == "argos"}
        assert argos_rows["en-es"].state == "usable"
        assert argos_rows["en-fr"].state == argos_rows["es-fr"].state == "missing"
        assert argos_rows["en-fr"].remedy == "python -m pipeline install en fr"
        assert len(rows) == len({(row.engine, row.pair) for row in rows})

    @pytest.mark.parametrize(
        ("modes", "pivots", "state", "remedy"),
        [
            (("eng-spa", "spa-fra"), {"fr": "es"}, "usable", ""),
            (("eng-spa", "spa-fra"), {}, "missing", "set `pivots: {fr: es}` in settings.yaml"),
            (("eng-spa",), {"fr": "es"}, "missing", "apt-get install -y apertium-eng-spa apertium-fr-es apertium"),
            (("eng-spa",), {}, "missing", "apt-get install -y apertium-eng-spa apertium-fr-es apertium"),
            (("eng-fra",), {}, "usable", ""),
        ],
    )
    def test_the_way_through_spanish(
        self,
        models: Path,
        monkeypatch: pytest.MonkeyPatch,
        modes: tuple[str, ...],
        pivots: dict[str, str],
        state: str,
        remedy: str,
    ) -> None:
        monkeypatch.setattr(apertium, "modes", lambda: modes)
        rows = engines.overview(Settings(languages=("fr",), pivots=pivots), models)
        (straight,) = [row for row in rows if (row.engine, row.pair) == ("apertium", "en-fr")]
        assert (straight.state, straight.remedy) == (state, remedy)
        told = engines.advice("en", "fr")
        assert "pivots: {fr: es}" in told
        assert ("apt-get install" in told) is ("spa-fra" not in modes)

    @pytest.mark.parametrize(("target", "second"), [("fr", "apertium-fr-es"), ("pt", "apertium-es-pt")])
    def test_what_french_and_portuguese_need(self, target: str, second: str) -> None:
        argos_way, apertium_way = engines.get_commands("en", target)
        assert argos_way == f"python -m pipeline install en {target}"
        assert f"apertium-eng-spa {second} apertium" in apertium_way
        assert engines.get_commands("en", "de") == ["python -m pipeline install en de"]

    def test_overview_without_apertium(self, models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        (row,) = [row for row in engines.overview(Settings(), models) if row.engine == "apertium"]
        assert row.state == "missing"
        assert row.remedy == "apt-get install -y --no-install-recommends apertium-eng-spa apertium"
