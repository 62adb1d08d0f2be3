"""Translation as translators meet it, on the real package made for the tests: decode, choose, withhold, merge, keep."""

import json
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from lxml import etree

from pipeline import load_bundle, translate
from pipeline.cli.console import Progress
from pipeline.core.project import Project
from pipeline.core.targets import EngineInfo
from pipeline.exchange import tmx
from pipeline.job.inputs import Options
from pipeline.job.run import run as job
from pipeline.translation import engines
from pipeline.translation.engines import argos_kind
from pipeline.translation.engines.base import Candidate, Kind, Known, Request
from tests.argos_packages import PACKAGE, decode_in_float32
from tests.conftest import ROOT
from tests.documents import memory_pairs
from tests.programs import run
from tests.xliff_sample import sign

MODEL = ROOT / "tests" / "argos_model"
NAMESPACE = {"x": "urn:oasis:names:tc:xliff:document:1.2"}


def pipeline(folder: Path, *arguments: str) -> CompletedProcess[str]:
    environment = os.environ | {"HOME": str(folder / "home"), "PYTHONPATH": str(ROOT)}
    return run(sys.executable, "-m", "pipeline", *arguments, cwd=folder, env=environment)


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the test's page and its package, run once."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "raw").mkdir()
    shutil.copy(MODEL / "page.txt", folder / "raw" / "page.txt")
    (folder / "glossary.yaml").write_text("concepts: []\n")
    installed = pipeline(folder, "install", "en", "es", "--from", str(PACKAGE))
    assert installed.returncode == 0, installed.stderr
    decode_in_float32(folder / "models")
    done = pipeline(folder, "run", "--engine", "argos")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture
def project(ready: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(ready, tmp_path / "project"))


def segments(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((folder / "curated" / "page" / "es.json").read_text("utf-8"))["segments"]
    return found


def xliff(folder: Path) -> Any:
    return etree.parse(folder / "translations" / "es" / "page.xlf")


def edit(folder: Path, number: int, text: str | None = None, *, signed: bool = False, **states: str | None) -> None:
    """Change a target as a translator's tool would; a state of None is taken away."""
    tree = xliff(folder)
    unit = tree.findall(".//x:trans-unit", NAMESPACE)[number]
    target = unit.find("x:target", NAMESPACE)
    if text is not None:
        for child in list(target):
            target.remove(child)
        target.text = text
    for name, value in states.items():
        holder = unit if name == "approved" else target
        holder.attrib.pop(name.replace("_", "-"), None)
        if value is not None:
            holder.set(name.replace("_", "-"), value)
    if signed:
        sign(unit)
    tree.write(folder / "translations" / "es" / "page.xlf", xml_declaration=True, encoding="UTF-8")


def test_the_page_is_translated_as_it_was_taught(ready: Path) -> None:
    page = load_bundle(ready / "curated")["page"]
    taught = {row.split("\t")[0]: row.split("\t")[1] for row in (MODEL / "pairs.tsv").read_text("utf-8").splitlines()}
    record = page.record
    exact = 0
    for segment, source in zip(segments(ready), record.segments, strict=True):
        english = record.text[source.start : source.end]
        assert segment["origin"] == "machine"
        assert segment["engine"]["name"] == "argos"
        exact += segment["text"] == taught.get(english)
    assert exact >= 0.9 * len(record.segments)


def test_a_run_without_changes_decodes_nothing_and_writes_nothing(project: Path) -> None:
    before = (project / "translations" / "es" / "page.xlf").read_bytes()
    (project / "models").rename(project / "gone")
    done = pipeline(project, "run", "--engine", "argos")
    assert done.returncode == 0
    assert (project / "translations" / "es" / "page.xlf").read_bytes() == before
    assert all(segment["text"] for segment in segments(project))


def test_the_record_tells_the_way_of_every_segment_and_keeps_it(project: Path) -> None:
    wanted = [row.split("\t") for row in (MODEL / "pairs.tsv").read_text("utf-8").splitlines()[1:]]
    english, _, second, note = next(row for row in wanted if row[3].startswith("second-has-term"))
    term, spanish = note.removeprefix("second-has-term: ").split(" = ")
    concept = f"  - {{id: it, en: {term}, type: procedure, translations: {{es: {{text: {spanish}, status: draft}}}}}}\n"
    (project / "glossary.yaml").write_text(f"concepts:\n{concept}", encoding="utf-8")
    (project / "raw" / "page.txt").write_text(f"{english}\n\n2.5\n\n{term.capitalize()}\n", encoding="utf-8")
    pipeline(project, "run", "--engine", "argos")
    ways = {segment["text"]: segment["derivation"] for segment in segments(project)}
    assert {text: made and made["way"] for text, made in ways.items()} == {
        second: "n-best",
        "2,5": "number",
        spanish.capitalize(): "term",
    }
    (project / "models").rename(project / "gone")
    pipeline(project, "run", "--engine", "argos", "--force")
    assert {segment["text"]: segment["derivation"] for segment in segments(project)} == ways
    edit(project, 0, "Palabras de una persona.")
    pipeline(project, "run", "--engine", "argos")
    assert segments(project)[0]["derivation"] is None


@pytest.mark.parametrize("state", ["needs-review-translation", None, "nonsense", "final", "translated"])
def test_a_translators_words_survive_every_run(project: Path, state: str | None) -> None:
    edit(project, 1, "Palabras de una persona.", state=state)
    for _ in range(2):
        pipeline(project, "run", "--engine", "argos", "--force")
    segment = segments(project)[1]
    assert segment["origin"] == "person"
    assert xliff(project).findall(".//x:target", NAMESPACE)[1].text == "Palabras de una persona."
    assert segment["state"] != "approved"


def test_an_approved_draft_is_approved_by_a_person_and_by_nobody_else(project: Path) -> None:
    assert not any(segment["state"] == "approved" for segment in segments(project))
    edit(project, 0, signed=True)
    pipeline(project, "run", "--engine", "argos")
    assert [s["state"] for s in segments(project)].count("approved") == 1
    text = load_bundle(project / "curated")["page"].text("es", state="approved")
    assert text.startswith(segments(project)[0]["text"])
    assert "[…]" in text


def test_an_approved_pair_serves_the_same_sentence_elsewhere(project: Path) -> None:
    edit(project, 1, "Palabras aprobadas de una persona.", signed=True)
    shutil.copy(project / "raw" / "page.txt", project / "raw" / "second.txt")
    pipeline(project, "run", "--engine", "argos")
    second = json.loads((project / "curated" / "second" / "es.json").read_text("utf-8"))["segments"]
    assert second[1]["origin"] == "memory"
    assert second[1]["state"] == "draft"


def test_a_changed_source_keeps_the_old_pair_for_review(project: Path) -> None:
    page = load_bundle(project / "curated")["page"]
    sentence = page.record.segments[2]
    english = page.record.text[sentence.start : sentence.end]
    edit(project, 2, "La frase de una persona sobre el tema.", signed=True)
    pipeline(project, "run", "--engine", "argos")
    raw = project / "raw" / "page.txt"
    raw.write_text(raw.read_text("utf-8").replace(english, english[:-1] + " today."), encoding="utf-8")
    pipeline(project, "run", "--engine", "argos")
    segment = segments(project)[2]
    assert (segment["state"], segment["origin"]) == ("needs-review", "person")
    assert english in (project / "translations" / "es" / "page.xlf").read_text("utf-8")


def test_a_sentence_that_is_gone_parks_a_persons_words(project: Path) -> None:
    page = load_bundle(project / "curated")["page"]
    edit(project, 2, "Palabras que nadie debe perder.", signed=True)
    pipeline(project, "run", "--engine", "argos")
    raw = project / "raw" / "page.txt"
    sentence = page.record.segments[2]
    raw.write_text(
        raw.read_text("utf-8").replace(page.record.text[sentence.start : sentence.end], ""), encoding="utf-8"
    )
    pipeline(project, "run", "--engine", "argos")
    parked = project / "translations" / "es" / "page.parked.xlf"
    assert "Palabras que nadie debe perder." in parked.read_text("utf-8")


def test_a_broken_translation_file_is_named_and_left_alone(project: Path) -> None:
    path = project / "translations" / "es" / "page.xlf"
    path.write_text("<xliff", encoding="utf-8")
    done = pipeline(project, "run", "--engine", "argos")
    assert done.returncode == 3
    assert done.stderr.startswith("translations/es/page.xlf")
    assert "Traceback" not in done.stderr
    assert path.read_text("utf-8") == "<xliff"


def test_no_engine_goes_on_in_english_and_says_how_to_get_one(project: Path) -> None:
    shutil.rmtree(project / "models")
    shutil.rmtree(project / "translations")
    environment = {"PATH": "/nowhere", "HOME": str(project / "home"), "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
    done = run(sys.executable, "-m", "pipeline", "run", cwd=project, env=environment)
    assert done.returncode == 0, done.stderr
    assert "python -m pipeline install en es" in done.stdout.splitlines()[-1]
    assert (project / "curated" / "page" / "document.json").is_file()
    assert not any(segment["text"] for segment in segments(project))


def taught_with(note: str) -> list[tuple[str, str, str]]:
    rows = [row.split("\t") for row in (MODEL / "pairs.tsv").read_text("utf-8").splitlines()[1:]]
    return [(row[0], row[1], row[2]) for row in rows if len(row) > 3 and row[3].startswith(note)]


def test_the_checks_choose_the_right_candidate(ready: Path) -> None:
    """Where the engine's first candidate has a wrong number, unit or side, the right second one is taken."""
    rows = taught_with("first-")
    found = translate([row[0] for row in rows], engine="argos", glossary={}, models=ready / "models")
    right = sum(one.text == second for one, (_, _, second) in zip(found, rows, strict=True))
    assert not any(one.text == first for one, (_, first, _) in zip(found, rows, strict=True))
    assert right >= 0.9 * len(rows)


def test_what_no_candidate_says_right_is_withheld(ready: Path) -> None:
    rows = [*taught_with("drops-negation"), *taught_with("wrong-")]
    for one in translate([row[0] for row in rows], engine="argos", glossary={}, models=ready / "models"):
        assert one.text is None
        assert one.draft
        assert one.withheld
        assert "(pair/" in one.withheld


def test_a_glossary_term_decides_between_two_right_candidates(ready: Path) -> None:
    rows = [row.split("\t") for row in (MODEL / "pairs.tsv").read_text("utf-8").splitlines()[1:]]
    wanted = [
        (r[0], r[2], r[3].partition(": ")[2].split(" = ")) for r in rows if len(r) > 3 and "second-has-term" in r[3]
    ]
    assert wanted
    for english, second, (term, spanish) in wanted:
        (one,) = translate([english], engine="argos", glossary={term: spanish}, models=ready / "models")
        assert spanish in (one.text or "")
        assert one.text == second


def test_an_editor_can_answer_a_finding_on_a_translation(project: Path) -> None:
    edit(project, 1, "Palabras de 5 mg.")
    assert pipeline(project, "run", "--engine", "argos").returncode == 1
    assert segments(project)[1]["text"] is None
    assert "pair/numbers" in segments(project)[1]["withheld"]
    page = load_bundle(project / "curated")["page"].record
    source = page.text[page.segments[1].start : page.segments[1].end]
    waiver = {"check": "pair/numbers", "text": source, "reason": "a test", "author": "M. Weber"}
    (project / "raw" / "page.yaml").write_text(json.dumps({"waive": [waiver]}), encoding="utf-8")
    assert pipeline(project, "run", "--engine", "argos").returncode == 0
    assert segments(project)[1]["text"] == "Palabras de 5 mg."
    assert "waived by M. Weber (a test)" in (project / "build" / "report" / "page.html").read_text("utf-8")


def test_what_could_not_be_hidden_is_flagged(ready: Path) -> None:
    texts = ["Call 555-010-0199 today.", "The heart."]
    told, plain = translate(texts, engine="argos", glossary={}, models=ready / "models")
    assert told.derivation is not None
    assert told.derivation.exposed
    assert "pair/exposed" in {finding.check for finding in told.findings}
    assert "pair/exposed" not in {finding.check for finding in plain.findings}


class Counting:
    """An engine that notes what it was asked to decode."""

    source, target, info = "en", "es", EngineInfo("argos", "0")

    def __init__(self) -> None:
        self.asked: list[str] = []

    def translate(self, sentences: Sequence[str]) -> list[list[Candidate]]:
        self.asked += sentences
        return [[Candidate(f"Dicho de otro modo: {sentence}")] for sentence in sentences]

    def again(self, requests: Sequence[Request]) -> list[list[Candidate]]:
        return [[] for _ in requests]


def test_a_changed_sentence_in_one_of_a_hundred_texts_is_all_that_is_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = Counting()
    kind = Kind("argos", Known("Argos", ""), lambda *_: engine, argos_kind.KIND.row)
    monkeypatch.setattr(engines, "ENGINES", (kind,))
    names = ("raw", "curated", "translations", "build", "models", "glossary.yaml", "settings.yaml")
    project = Project(*(tmp_path / name for name in names))
    project.raw.mkdir()
    project.glossary.write_text("concepts: []\n")
    project.settings.write_text("languages: [es]\n")
    for number in range(100):
        text = f"# Text {number}\n\nHouse {number} has a garden. It has {number} doors and a red roof.\n"
        (project.raw / f"text-{number}.md").write_text(text)
    job(project, Options(jobs=1), Progress(quiet=True))
    assert len(set(engine.asked)) == len(engine.asked) == 300
    engine.asked.clear()
    changed = project.raw / "text-42.md"
    changed.write_text(changed.read_text("utf-8").replace("a red roof", "a blue roof"))
    job(project, Options(jobs=1), Progress(quiet=True))
    assert engine.asked == ["It has 42 doors and a blue roof."]


def test_the_memory_serves_other_numbers_and_shows_other_words(project: Path) -> None:
    page = load_bundle(project / "curated")["page"]
    english = next(text for s in page.record.segments if "2.5 cm" in (text := page.record.text[s.start : s.end]))
    number = next(i for i, s in enumerate(page.record.segments) if page.record.text[s.start : s.end] == english)
    edit(project, number, signed=True)
    approved = segments(project)[number]["text"]
    other = english.replace("2.5", "3.75")
    (project / "raw" / "second.txt").write_text(f"{other}\n\n{english[:-1]} today.\n")
    assert pipeline(project, "run", "--engine", "none").returncode in (0, 1)
    first, second = json.loads((project / "curated" / "second" / "es.json").read_text("utf-8"))["segments"]
    assert (first["state"], first["origin"]) == ("needs-review", "memory")
    assert first["text"] == approved.replace("2,5", "3,75")
    assert second["text"] is None
    assert "similar" in second["withheld"]
    written = (project / "translations" / "es" / "second.xlf").read_text("utf-8")
    assert written.count('state-qualifier="fuzzy-match"') == 2
    assert f"[{english.split()[-1]} → {english.split()[-1][:-1]} today.]" in written
    assert memory_pairs(project / "translations" / "es" / "memory.tmx") == [(english, approved)]


def test_pairs_from_another_tool_serve_where_the_project_has_none(project: Path) -> None:
    tmx.write(project / "translations" / "es" / "old.tmx", [("en", "The cat is asleep now.", "El gato duerme.")], "es")
    (project / "raw" / "cat.txt").write_text("The cat is asleep now.\n")
    pipeline(project, "run", "--engine", "argos")
    (cat,) = json.loads((project / "curated" / "cat" / "es.json").read_text("utf-8"))["segments"]
    assert (cat["text"], cat["origin"], cat["state"]) == ("El gato duerme.", "memory", "draft")


def test_a_broken_tmx_is_named_and_the_rest_goes_on(project: Path) -> None:
    (project / "translations" / "es" / "old.tmx").write_text("<tmx")
    done = pipeline(project, "run", "--engine", "argos")
    assert done.returncode == 3
    assert done.stderr.startswith("translations/es/old.tmx")
    assert all(segment["text"] for segment in segments(project))
