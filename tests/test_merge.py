"""Merging: whatever happens to a text, what people wrote about it is kept."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

from pipeline.core.model import Document
from pipeline.core.targets import EngineInfo, Origin, State, Target
from pipeline.exchange import xliff
from pipeline.exchange.xliff.merge import Merged, merge
from pipeline.exchange.xliff.trans_units import Unit
from tests.documents import document_of, paragraph_of
from tests.xliff_sample import XLIFF, sign

CASES = yaml.safe_load((Path(__file__).resolve().parent / "cases" / "merge.yaml").read_text("utf-8"))
ENGINE = EngineInfo("toy", "00ff")


def unit_of(key: str, source: str, target: str, whose: str) -> Unit:
    """A unit as it would have been read."""
    person, approved = whose in ("person", "approved", "parked"), whose in ("approved", "confirmed")
    state: State = "approved" if approved else "translated" if person else "draft"
    origin: Origin = "person" if person else "machine"
    engine = None if person else ENGINE
    return Unit(key, source, target, state, person, engine, origin, (), None, None, whose == "parked")


def units_of(old: list[list[str]]) -> list[Unit]:
    """The units of a merge case, with the keys that their sentences had."""
    document = paragraph_of([source for source, _, _ in old])
    return [unit_of(segment.key, *row) for segment, row in zip(document.segments, old, strict=True)]


class TestCases:
    """tests/cases/merge.yaml."""

    @pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
    def test_case(self, case: dict[str, Any]) -> None:
        document = paragraph_of(case["new"])
        merged = merge(document, units_of(case["old"]))
        assert [told(merged.kept.get(segment.key)) for segment in document.segments] == case["kept"]
        assert [unit.target for unit in merged.parked] == case.get("parked", [])
        for segment in document.segments:
            if unit := merged.kept.get(segment.key):
                assert (unit.key, unit.source) == (segment.key, document.text[segment.start : segment.end])
                assert unit.approved is (unit.state == "approved")
                assert not unit.parked
        assert all(unit.parked for unit in merged.parked)
        assert len({unit.key for unit in merged.parked}) == len(merged.parked)


def told(unit: Unit | None) -> list[str | None] | None:
    if unit is None:
        return None
    return [unit.target, unit.state, *([unit.previous[1]] if unit.previous else [])]


class TestChangedSource:
    """A changed source asks for review until a person has dealt with it, and no longer."""

    OLD = ("Take 5 mg of it daily.", "Tome 5 mg.")

    def changed(self, *sources: str, whose: str = "approved") -> Unit:
        """The unit after its source has become each of these, one run after the other."""
        unit = unit_of(paragraph_of([self.OLD[0]]).segments[0].key, *self.OLD, whose)
        for source in sources:
            (unit,) = merge(paragraph_of([source]), [unit]).kept.values()
        return unit

    def test_the_pair_that_a_person_made_is_remembered(self) -> None:
        unit = self.changed("Take 6 mg of it daily.", "Take 7 mg of it daily.")
        assert (unit.state, unit.target, unit.previous) == ("needs-review", "Tome 5 mg.", self.OLD)
        assert unit.person
        assert not unit.approved

    def test_the_source_comes_back(self) -> None:
        unit = self.changed("Take 6 mg of it daily.", self.OLD[0])
        assert (unit.state, unit.target, unit.previous) == ("translated", "Tome 5 mg.", None)

    def test_a_machine_text_goes(self) -> None:
        unit = self.changed("Take 6 mg of it daily.", "Take 7 mg of it daily.", whose="machine")
        assert (unit.state, unit.target, unit.engine, unit.previous) == ("needs-review", None, None, self.OLD)
        assert not unit.owned

    def test_only_a_number_changed_and_still_it_is_not_approved(self) -> None:
        assert self.changed("Take 50 mg of it daily.").state == "needs-review"


def test_a_long_text_rewritten_but_for_one_sentence_is_merged_in_time() -> None:
    old = units_of([[f"Sentence number {n} of the old text.", f"Frase {n}.", "person"] for n in range(600)])
    new = paragraph_of([*(f"Sentence number {n} of our new text." for n in range(600)), "An end."])
    merged = merge(new, old)
    assert len(merged.kept) == 600
    assert [unit.target for unit in merged.kept.values()] == [f"Frase {n}." for n in range(600)]


WORDS = ["liver", "pain", "dose of 5 mg", "dose of 50 mg", "fever", "rest"]
POOL = [f"The {word} is {end}." for word in WORDS for end in ("there", "gone", "not there")]
SENTENCES = st.sampled_from(POOL)
LEFT_STATES = [None, "needs-review-translation", "needs-translation", "new", "translated", "x-unknown", "final"]


@st.composite
def edits(draw: st.DrawFn, sentences: list[str]) -> list[str]:
    """The sentences after some insertions, deletions, moves and changes."""
    sentences = list(sentences)
    for _ in range(draw(st.integers(0, 4))):
        at, action = draw(st.integers(0, len(sentences))), draw(st.sampled_from(["insert", "delete", "move", "change"]))
        if action == "insert":
            sentences.insert(at, draw(SENTENCES))
        elif at < len(sentences):
            gone = sentences.pop(at)
            if action == "move":
                sentences.insert(draw(st.integers(0, len(sentences))), gone)
            elif action == "change":
                sentences.insert(at, draw(st.one_of(SENTENCES, st.just(gone.replace("is", "was")))))
    return sentences


class Project:
    """A document's files on disk, with runs of the pipeline and a person's work between them."""

    def __init__(self, folder: Path) -> None:
        self.path, self.parked = folder / "es" / "page.xlf", folder / "es" / "page.parked.xlf"

    def units(self) -> list[Unit]:
        return [*xliff.read(self.path), *xliff.read_parked(self.parked)] if self.path.exists() else []

    def run(self, document: Document) -> Merged:
        """What a run does: merge, draft what has no text, write both files."""
        merged = merge(document, self.units())
        targets = []
        for segment in document.segments:
            source, unit = document.text[segment.start : segment.end], merged.kept.get(segment.key)
            if unit is None or unit.target is None:
                previous = unit.previous if unit else None
                state: State = "needs-review" if previous else "draft"
                target = Target(segment.key, None, f"MT {source}", "machine", ENGINE, state, previous=previous)
            else:
                whose = (unit.origin, unit.engine, unit.state)
                target = Target(segment.key, unit.target, unit.target, *whose, previous=unit.previous, mark=unit.mark)
                target = replace(target, review=unit.review)
            targets.append(target)
        xliff.write(self.path, document, "es", targets, {}, {})
        xliff.write_parked(self.parked, merged.parked)
        return merged

    def edit(
        self,
        place: int,
        text: str | None,
        state: str | None = None,
        *,
        keep_state: bool = True,
        keep_notes: bool = True,
        signed: bool = False,
    ) -> str:
        """A person's edit in some tool, which does with state and notes as it likes. Gives the text that stands."""
        tree = etree.parse(self.path)
        unit = tree.findall(f".//{XLIFF}trans-unit")[place]
        target = next(unit.iterfind(f"{XLIFF}target"))
        target.text = target.text if text is None else text
        if not keep_state:
            target.attrib.pop("state-qualifier", "")
            target.attrib.pop("state", "")
            if state:
                target.set("state", state)
        if not keep_notes:
            for note in unit.findall(f"{XLIFF}note"):
                unit.remove(note)
        if signed:
            sign(unit)
        tree.write(self.path, encoding="UTF-8")
        return str(target.text)


@settings(max_examples=400)
@given(st.lists(SENTENCES, max_size=8), st.data())
def test_no_text_of_a_person_is_ever_lost(
    tmp_path_factory: pytest.TempPathFactory, sentences: list[str], data: st.DataObject
) -> None:
    project, written = Project(tmp_path_factory.mktemp("project")), Counter[str | None]()
    project.run(paragraph_of(sentences))
    for step in range(data.draw(st.integers(1, 4), label="runs")):
        for place in data.draw(st.sets(st.integers(0, len(sentences) - 1))) if sentences else ():
            before = xliff.read(project.path)[place]
            written -= Counter([before.target] if before.person else [])
            state, keep_state, keep_notes = data.draw(
                st.tuples(st.sampled_from(LEFT_STATES), st.booleans(), st.booleans()), label="what the tool does"
            )
            text = f"Persona {step} {place}"
            written[project.edit(place, text, state, keep_state=keep_state, keep_notes=keep_notes)] += 1
        sentences = data.draw(edits(sentences), label="sentences")
        merged = project.run(paragraph_of(sentences))
        texts = Counter(unit.target for unit in [*merged.kept.values(), *merged.parked] if unit.person)
        assert texts == written
        assert Counter(unit.target for unit in project.units() if unit.person) == written


@settings(max_examples=400)
@given(st.lists(SENTENCES, max_size=8, unique=True), st.data())
def test_an_approved_sentence_stays_approved_wherever_it_goes(
    tmp_path_factory: pytest.TempPathFactory, sentences: list[str], data: st.DataObject
) -> None:
    project, approved = Project(tmp_path_factory.mktemp("project")), {}
    project.run(paragraph_of(sentences))
    for place in data.draw(st.sets(st.integers(0, len(sentences) - 1))) if sentences else ():
        text = data.draw(st.sampled_from([None, f"Persona {place}"]), label="own words or the draft as it is")
        approved[sentences[place]] = project.edit(place, text, signed=True)
    for _ in range(data.draw(st.integers(1, 3), label="runs")):
        now = data.draw(edits(sentences), label="sentences")
        merged = project.run(paragraph_of(now))
        found = {unit.source: unit.target for unit in project.units() if unit.approved}
        still = {source: text for source, text in approved.items() if source in sentences and source in now}
        assert still.items() <= found.items()
        approved, sentences = still, list(dict.fromkeys(now))
        assert merged.kept.keys() <= {segment.key for segment in paragraph_of(now).segments}
        project.run(paragraph_of(sentences))


@pytest.mark.parametrize("state", LEFT_STATES)
def test_a_run_after_a_change_has_the_last_word(tmp_path: Path, state: str | None) -> None:
    project, before, after = (
        Project(tmp_path),
        paragraph_of(["The liver is gone."]),
        paragraph_of(["The liver is there."]),
    )
    project.run(before)
    project.edit(0, "Persona", state, keep_state=False)
    project.run(after)
    written = project.path.read_bytes()
    project.run(after)
    assert project.path.read_bytes() == written


@given(st.lists(SENTENCES, max_size=8), st.data())
def test_a_run_over_an_unchanged_text_changes_no_file(
    tmp_path_factory: pytest.TempPathFactory, sentences: list[str], data: st.DataObject
) -> None:
    project = Project(tmp_path_factory.mktemp("project"))
    for _ in range(2):
        project.run(paragraph_of(sentences))
        if sentences:
            place = data.draw(st.integers(0, len(sentences) - 1))
            project.edit(place, "Persona", data.draw(st.sampled_from(LEFT_STATES)), keep_state=False, keep_notes=True)
        sentences = data.draw(edits(sentences), label="sentences")
    document = paragraph_of(sentences)
    project.run(document)
    before = {file: file.stat().st_mtime_ns for file in project.path.parent.iterdir()}
    project.run(document)
    assert {file: file.stat().st_mtime_ns for file in project.path.parent.iterdir()} == before


@given(st.lists(st.sampled_from(POOL[:4]), max_size=8), st.lists(st.sampled_from(POOL[:4]), max_size=8), st.data())
def test_as_many_texts_of_people_stay_as_there_is_room_for(old: list[str], new: list[str], data: st.DataObject) -> None:
    kinds = data.draw(
        st.lists(st.sampled_from(["machine", "person", "approved"]), min_size=len(old), max_size=len(old))
    )
    units = units_of([[source, f"Frase {n}", kind] for n, (source, kind) in enumerate(zip(old, kinds, strict=True))])
    kept = merge(paragraph_of(new), units).kept.values()
    unchanged = Counter(unit.source for unit in kept if unit.owned and unit.state != "needs-review")
    owned = Counter(unit.source for unit in units if unit.owned)
    assert unchanged == owned & Counter(new)


def test_blocks_do_not_matter_to_a_merge() -> None:
    sources = ["Pain in the liver.", "Rest well.", "Call us."]
    units = units_of([[source, f"Frase {n}.", "approved"] for n, source in enumerate(sources)])
    document = document_of([("heading", sources[:1]), ("item", sources[1:2]), ("item", sources[2:])])
    assert [unit.state for unit in merge(document, units).kept.values()] == ["approved"] * 3
