"""Argos packages in every form that people have: loaded, judged, recorded, found by their languages' codes."""

import importlib.util
import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given

from pipeline.core.errors import PipelineError
from pipeline.core.settings import Settings
from pipeline.data import load
from pipeline.translation import engines
from pipeline.translation.engines import argos, download, install, lock, probe
from pipeline.translation.engines.argos import codes, packages, tokenizer
from pipeline.translation.engines.base import Candidate
from pipeline.translation.engines.setup import setup
from tests import argos_packages as small
from tests.conftest import ROOT
from tests.programs import run

HAS_ARGOSTRANSLATE = importlib.util.find_spec("argostranslate") is not None
KNOWN = ("How are they found?", "¿Cómo se detectan?")
FORMS: dict[str, Callable[[Path], None]] = {
    "of today": lambda _: None,
    "of 2021": small.of_2021,
    "two vocabularies": small.with_two_vocabularies,
    "float32": small.of_float32,
    "byte pairs": small.of_byte_pairs,
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty HOME, so that the tester's own packages do not count."""
    for name in ("ARGOS_PACKAGES_DIR", "XDG_DATA_HOME", "ARGOS_PACKAGE_INDEX"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "project" / "models"


def inspected(folder: Path) -> packages.Installed:
    package = packages.inspect(folder)
    assert isinstance(package, packages.Installed), package
    return package


def own(home: Path, form: Callable[[Path], None], **metadata: str) -> Path:
    """A package in the folder that argostranslate has, which nobody of us installed."""
    return small.unpacked(home / ".local" / "share" / "argos-translate" / "packages", form, **metadata)


class TestForms:
    @pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
    def test_it_is_installed_and_translates(self, models: Path, tmp_path: Path, form: Callable[[Path], None]) -> None:
        install.install("en", "es", models, file=small.packed(tmp_path / "work", form))
        assert lock.read(models)[small.NAME].compute_type == "default"
        small.decode_in_float32(models)
        engine = engines.pick("argos", "en", "es", Settings(), models)
        assert engine is not None
        known = small.BytePairs(small.unpacked(tmp_path / "names")).sentences
        assert len(known) >= 20
        assert {english: engine.translate([english])[0][0].text for english in known} == known

    @pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
    def test_a_users_own_is_used_as_it_is(self, models: Path, home: Path, form: Callable[[Path], None]) -> None:
        place = own(home, form)
        installed, broken = packages.find(models)
        assert ([one.path for one in installed], broken) == ([place], ())
        assert engines.pick("argos", "en", "es", Settings(), models) is not None

    @pytest.mark.parametrize(
        ("kept", "is_enough"),
        [
            (["shared_vocabulary.txt"], True),
            (["shared_vocabulary.json"], True),
            (["vocabulary.txt"], True),
            (["source_vocabulary.txt", "target_vocabulary.json"], True),
            (["source_vocabulary.txt"], False),
            (["target_vocabulary.json"], False),
            (["vocabulary.bin"], False),
            ([], False),
        ],
    )
    def test_what_counts_as_vocabulary(self, tmp_path: Path, kept: list[str], is_enough: bool) -> None:
        folder = small.unpacked(tmp_path)
        (folder / "model" / "shared_vocabulary.json").unlink()
        (folder / "model" / "config.json").unlink()
        for name in kept:
            (folder / "model" / name).write_text("a\n")
        assert isinstance(packages.inspect(folder), packages.Installed if is_enough else packages.Broken)


class TestComputeType:
    def test_what_is_garbage_by_default_is_decoded_in_float32(self, models: Path, tmp_path: Path) -> None:
        file = small.packed(tmp_path / "work", small.garbage_in_int8)
        place = install.install("en", "es", models, file=file)
        assert lock.read(models)[small.NAME].compute_type == "float32"
        engine = argos.load(packages.find(models)[0][0])
        assert engine.translate([KNOWN[0]])[0][0].text == KNOWN[1]
        assert engine.info.hash != packages.digest(inspected(place))
        (row,) = [row for row in engines.overview(Settings(), models) if row.engine == "argos"]
        assert row.state == "usable"
        assert "computed in float32" in row.detail

    def test_the_default_one_is_not_mentioned(self, models: Path) -> None:
        install.install("en", "es", models, file=small.PACKAGE)
        (row,) = [row for row in engines.overview(Settings(), models) if row.engine == "argos"]
        assert "computed" not in row.detail

    def test_what_is_recorded_is_not_tried_again(
        self, models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        install.install("en", "es", models, file=small.packed(tmp_path / "work", small.garbage_in_int8))
        monkeypatch.setattr(probe, "faults", lambda *_: pytest.fail("it was tried"))
        assert argos.settle(packages.find(models)[0][0]).compute_type == "float32"

    def test_a_users_own_is_judged_until_it_is_recorded(
        self, models: Path, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        place = own(home, small.garbage_in_int8)
        before = {file: file.read_bytes() for file in place.rglob("*") if file.is_file()}
        assert argos.settle(packages.find(models)[0][0]).compute_type == "float32"
        assert not lock.path(models).exists()
        assert setup(Settings(), models) == []
        assert lock.read(models)[small.NAME] == lock.Entry("", packages.digest(inspected(place)), "float32")
        assert {file: file.read_bytes() for file in place.rglob("*") if file.is_file()} == before
        (package,) = packages.find(models)[0]
        with monkeypatch.context() as patch:
            patch.setattr(probe, "faults", lambda *_: pytest.fail("it was tried"))
            assert argos.settle(package).compute_type == "float32"
        (place / "sentencepiece.model").write_bytes((place / "sentencepiece.model").read_bytes() + b"\n\0")
        assert package.compute_type == ""  # it is another model now

    def test_a_users_own_leaves_the_entry_of_an_installed_one(self, models: Path, home: Path) -> None:
        install.install("en", "es", models, file=small.PACKAGE)
        before = lock.read(models)
        own(home, small.garbage_in_int8)
        assert setup(Settings(), models) == []
        assert lock.read(models) == before

    def test_one_installed_before_this_was_recorded(self, models: Path) -> None:
        install.install("en", "es", models, file=small.PACKAGE)
        archive = lock.read(models)[small.NAME].sha256
        lock.path(models).write_text(json.dumps({small.NAME: archive}))
        before = engines.fingerprint(models)
        assert setup(Settings(), models) == []
        entry = lock.read(models)[small.NAME]
        assert (entry.sha256, entry.compute_type) == (archive, "default")
        assert engines.fingerprint(models) != before

    def test_garbage_in_all_of_them_is_refused(
        self, models: Path, home: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        own(home, small.garbage_in_all)
        assert engines.pick("argos", "en", "es", Settings(), models) is None
        (line,) = caplog.messages
        assert 'nonsense: "What happens after surgery?" became "tumor tumor' in line
        assert "which repeats itself; remove the folder" in line
        (row,) = [row for row in engines.overview(Settings(), models) if row.engine == "argos"]
        assert row.state == "broken"

    def test_a_language_without_plain_sentences_is_not_judged(self, models: Path, home: Path) -> None:
        own(home, small.garbage_in_all, from_code="tlh")
        assert engines.pick("argos", "tlh", "es", Settings(), models) is not None

    def test_no_words_hang_on_the_processor(self, models: Path) -> None:
        small.installed(models)
        program = (
            "import json, sys\nfrom pathlib import Path\nfrom pipeline.translation.engines import argos\n"
            "from pipeline.translation.engines.argos import packages\n"
            "engine = argos.load(packages.find(Path(sys.argv[1]))[0][0])\n"
            "print(json.dumps([some[0].text for some in engine.translate(json.load(sys.stdin))]))"
        )
        done = run(
            sys.executable, "-c", program, models, input=json.dumps([pair["english"] for pair in small.PAIRS]),
            env=os.environ | {"CT2_FORCE_CPU_ISA": "GENERIC", "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        assert json.loads(done.stdout) == [pair["spanish"] for pair in small.PAIRS]


class TestJudgement:
    @pytest.mark.parametrize(
        ("answer", "reason"),
        [
            (Candidate("¿Qué ocurre después de la cirugía?"), ""),
            (Candidate("手术后会发生什么?"), ""),
            (Candidate("Hvað gerist eftir aðgerð?", unsure=False), ""),
            (Candidate("Was, was, was passiert danach…"), ""),
            (Candidate(""), "empty"),
            (Candidate("mainstre@@ mainstre@@ mainstre@@ mainstre@@"), "repeats itself"),
            (Candidate("¿ ¿ ¿ ¿"), "repeats itself"),
            (Candidate("的的的的的的"), "repeats itself"),
            (Candidate("de la vida de la vida de la vida de la vida"), "repeats itself"),
            (Candidate("main@@ street"), "bits of words"),
            (Candidate("Qué ⁇ después", unknown=("⁇",)), "unknown words"),
            (Candidate(" ".join(f"palabra{n * n}" for n in range(20))), "too long"),
            (Candidate("s."), "too short"),
            (Candidate("Uno dos tres", unsure=True), "guess"),
        ],
    )
    def test_shapes(self, answer: Candidate, reason: str) -> None:
        found = probe.fault("What happens after surgery?", answer)
        assert reason in found
        assert bool(found) == bool(reason)

    def test_no_plain_sentence_would_be_refused_as_an_answer_to_another(self) -> None:
        table = load("probes.yaml")["plain"]
        for asked in table.values():
            for answers in table.values():
                assert not any(probe.fault(a, Candidate(b)) for a, b in zip(asked, answers, strict=True))

    def test_one_stumble_in_two_is_no_garbage(self) -> None:
        assert probe.works("en", ["one"])
        assert not probe.works("en", ["one", "two"])
        assert probe.works("tlh", [])


class TestCodes:
    @pytest.mark.parametrize(
        ("language", "expected"),
        [
            ("pt-BR", ("pb", "pt-br", "pt")),
            ("pt_br", ("pb", "pt-br", "pt")),
            ("pt", ("pb", "pt-br", "pt")),
            ("pt-PT", ("pt-pt", "pt")),
            ("pb", ("pb",)),
            ("zh", ("zh",)),
            ("zh-Hans", ("zh-hans", "zh")),
            ("zh-CN", ("zh-cn", "zh")),
            ("zh-Hant", ("zt",)),
            ("zh-Hant-HK", ("zh-hant-hk", "zt")),
            ("zh-TW", ("zt",)),
            ("es-MX", ("es-mx", "es")),
            ("de", ("de",)),
        ],
    )
    def test_table(self, language: str, expected: tuple[str, ...]) -> None:
        assert codes.argos_codes(language) == expected

    def packaged(self, *pairs: str) -> list[packages.Installed]:
        codes_of = [pair.split("-") for pair in pairs]
        return [packages.Installed(Path(f"{source}-{target}"), source, target, "1") for source, target in codes_of]

    @pytest.mark.parametrize(
        ("pair", "there", "expected"),
        [
            (("en", "pt-BR"), ["en-pt", "en-pb"], ["en-pb", "en-pt"]),
            (("en", "pt"), ["en-pt", "en-pb"], ["en-pb", "en-pt"]),
            (("en", "pt-BR"), ["en-pt"], ["en-pt"]),
            (("en", "pt-PT"), ["en-pt", "en-pb"], ["en-pt"]),
            (("en", "pt-PT"), ["en-pb"], []),
            (("pt", "en"), ["pt-en", "pb-en", "en-pb"], ["pb-en", "pt-en"]),
            (("en-GB", "es-MX"), ["en-es", "es-en"], ["en-es"]),
            (("en", "zh-TW"), ["en-zh", "en-zt"], ["en-zt"]),
            (("en", "zh-CN"), ["en-zt", "en-zh"], ["en-zh"]),
            (("en", "es"), ["en-pt", "fr-es"], []),
        ],
    )
    def test_which_package_serves(self, pair: tuple[str, str], there: list[str], expected: list[str]) -> None:
        found = [str(one.path) for one in packages.serving(self.packaged(*there), *pair)]
        assert found == expected
        index = [
            {"from_code": a, "to_code": b, "links": [f"https://{a}-{b}"]} for a, b in (x.split("-") for x in there)
        ]
        if expected:
            assert install.find_in_index(*pair, index) == [f"https://{expected[0]}"]
        else:
            with pytest.raises(PipelineError, match="has no package for"):
                install.find_in_index(*pair, index)

    def test_the_newest_of_the_nearest_and_one_that_can_be_fetched(self) -> None:
        entries = [
            ("pt", "9", "https://a"),
            ("pb", "1.9", "https://b"),
            ("pb", "1.10", "https://c"),
            ("pb", "2", "x:y"),
        ]
        index = [{"from_code": "en", "to_code": a, "package_version": b, "links": [c]} for a, b, c in entries]
        assert install.find_in_index("en", "pt-BR", index) == ["https://c"]

    @pytest.mark.parametrize("to_code", ["pb", "pt"])
    def test_brazilian_portuguese_by_the_command_line(self, models: Path, tmp_path: Path, to_code: str) -> None:
        file = small.packed(tmp_path / "work", name=f"translate-en_{to_code}-1_0", to_code=to_code)
        models.parent.mkdir(parents=True)
        done = run(
            sys.executable, "-m", "pipeline", "install", "en", "pt-BR", "--from", file,
            cwd=models.parent, env=os.environ | {"PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        name = {"pb": "Brazilian", "pt": "European"}[to_code]
        assert done.stdout.strip() == f"Installed in models/translate-en_{to_code}-1_0 ({name} Portuguese)"
        settings = Settings(languages=("pt-BR",))
        engine = engines.pick("auto", "en", "pt-BR", settings, models)
        assert engine is not None
        assert (engine.source, engine.target, engine.info.name) == ("en", "pt-BR", "argos")
        rows = {row.pair: row for row in engines.overview(settings, models) if row.engine == "argos"}
        assert list(rows) == ["en-pt-BR"]
        assert f"{name} Portuguese" in rows["en-pt-BR"].detail
        assert setup(settings, models) == []


AWKWARD = (
    "", " ", "a", "_", "a_b", "@", "@@ b@@", "x@@", "38°C", "I'm 5'3\" tall—really…", "¿Qué?", "&lt;b&gt;", "|",
    "<unk> </w>", "…", "日本語 text", "e\u0301", "a\u00a0b\u200bc", "10,000.50 mg/m² ± 2%", "Ω≈ç√∫", "🙂 ok", "A.B.C.",
    "no. 5", "\t", "HER2+/HR−", "supercalifragilistic" * 20,
)  # fmt: skip


@pytest.fixture(scope="module", params=["of today", "byte pairs", "byte pairs, version 0.1"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = small.unpacked(tmp_path_factory.mktemp("packages"), FORMS[request.param.partition(",")[0]])
    if request.param.endswith("0.1"):
        merges = (folder / "bpe.model").read_text("utf-8").splitlines()[1:]
        (folder / "bpe.model").write_text("\n".join([*merges, merges[0], "p </w>", ". </w>"]) + "\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def theirs(folder: Path) -> tokenizer.Tokenizer:
    with packages._argos_folders(folder.parent):
        from argostranslate.package import Package
    pieces: tokenizer.Tokenizer = Package(folder).tokenizer
    return pieces


@pytest.fixture(scope="module")
def ours(folder: Path) -> tokenizer.Tokenizer:
    return tokenizer.load(folder, "en", "es")


PARTS = st.text("aé", min_size=1, max_size=2)
MERGES = st.tuples(PARTS, st.builds("".join, st.tuples(PARTS, st.sampled_from(["", "</w>"]))) | st.just("</w>"))


@pytest.mark.skipif(not HAS_ARGOSTRANSLATE, reason="argostranslate is not installed; the project does without")
class TestAgainstArgostranslate:
    def test_equal_pieces_and_texts(self, ours: tokenizer.Tokenizer, theirs: tokenizer.Tokenizer) -> None:
        texts = [*AWKWARD, *(pair[key] for pair in small.PAIRS for key in ("english", "spanish", "spanish_2"))]
        for text in texts:
            pieces = theirs.encode(text)
            assert ours.encode(text) == list(pieces), text
            decoded = ours.decode(list(pieces))
            if isinstance(ours, tokenizer.SentencePiece):
                decoded = decoded.replace("_", " ")  # theirs makes every "_" a blank
            assert decoded == theirs.decode(list(pieces)), text

    @given(text=st.text(max_size=40))
    def test_equal_pieces_of_any_text(self, ours: tokenizer.Tokenizer, theirs: tokenizer.Tokenizer, text: str) -> None:
        assert ours.encode(text) == list(theirs.encode(text))

    @given(
        version=st.sampled_from(["", "#version: 0.1\n", "#version: 0.2\n"]),
        merges=st.lists(MERGES, min_size=5, max_size=30),
        words=st.lists(st.text("aéx", min_size=1, max_size=8), min_size=5, max_size=20),
    )
    def test_equal_parts_by_any_codes(self, version: str, merges: list[tuple[str, str]], words: list[str]) -> None:
        from argostranslate.apply_bpe import BPE

        text = version + "".join(f"{first} {second}\n" for first, second in merges)
        ours = tokenizer.BytePairs.__new__(tokenizer.BytePairs)
        ours._ranks, ours._joined_end = tokenizer._read_codes(text)
        assert [part for word in words for part in ours._split(word)] == BPE(io.StringIO(text)).segment_tokens(words)

    def test_equal_lists(self, home: Path, models: Path) -> None:
        place = own(home, small.of_2021).parent
        small.unpacked(models, to_code="pb").rename(place / "translate-en_pb-1_0")
        with packages._argos_folders(place):
            from argostranslate.package import get_installed_packages
        theirs = {(one.package_path, one.from_code, one.to_code, one.package_version)
                  for one in get_installed_packages([place])}  # fmt: skip
        assert {(one.path, one.source, one.target, one.version) for one in packages.find(models)[0]} == theirs
        assert len(theirs) == 2


class TestWithoutArgostranslate:
    def test_all_is_done(self, models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "argostranslate", None)
        assert packages.index_url() == packages.INDEX
        small.installed(models)
        engine = engines.pick("argos", "en", "es", Settings(), models)
        assert engine is not None
        assert engine.translate([KNOWN[0]])[0][0].text == KNOWN[1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("#version: 0.3\na b\n", "version 0.3"),
        ("a b\na\n", "line 2"),
        ("a b c\n", "line 1"),
        ("a b\n\nb c\n", "line 2"),
    ],
)
def test_codes_that_are_none(tmp_path: Path, text: str, message: str) -> None:
    folder = small.unpacked(tmp_path)
    (folder / "sentencepiece.model").unlink()
    (folder / "bpe.model").write_text(text)
    with pytest.raises(PipelineError, match=f"broken: .*{message}"):
        argos.settle(inspected(folder))


def test_nothing_is_fetched_where_nothing_is_wanted(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small.installed(models)
    monkeypatch.setattr(download, "read_json", lambda *_: pytest.fail("the index was asked"))
    assert setup(Settings(), models) == []
