"""Approval is a record: who, when, of which texts; and what makes none."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline import load_bundle
from pipeline.core.errors import DocumentError, UsageError
from pipeline.exchange.xliff.trans_units import Unit
from pipeline.job.names import read_settings
from pipeline.job.people import attesting
from pipeline.job.people.attesting import Attested
from pipeline.job.people.editing import Sentence
from tests.documents import memory_pairs
from tests.hard.project import DAY, Place

TEXT = ["The liver is large.", "The patient has pain.", "Call the nurse for help.", "Take 5 mg of it daily."]
OWN = "El hígado es grande."
DONE = ["Tiene dolor el paciente.", "Llame a la enfermera.", "Tome 5 mg de él al día."]
REVIEWERS = """reviewers:
  - name: Ana Ruiz
    languages: [es]
    roles: [reviser, translator]
    qualification: MA in medical translation
    basis: ISO 17100, 3.1.4 a
    until: 2027-12-31
  - {name: Luis Gil, languages: [fr], roles: [clinical reviewer], qualification: Physician, basis: registered}
  - {name: Eva Sol, languages: [es], roles: [translator], qualification: BA, basis: degree, until: 2025-01-31}
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = Place(tmp_path_factory.mktemp("made") / "project").make({"a": TEXT}, "es")
    place.run()
    for source, text in zip(TEXT[1:], DONE, strict=True):
        place.edit("es", "a", source, text, state="translated")
    place.run()
    return place


@pytest.fixture
def place(made: Place, tmp_path: Path) -> Place:
    """A text of which three sentences are translated and the first is a draft."""
    return made.copy(tmp_path / "project")


def unit_of(place: Place, source: str = TEXT[0], name: str = "a") -> Unit:
    return next(unit for unit in place.units("es", name) if unit.source == source)


def attested(place: Place) -> Attested:
    ((one,), failures) = attesting.attest(place.project, read_settings(place.project.settings))
    assert failures == []
    return one


def bundled(place: Place) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(place.contents()["curated/a/es.json"])["segments"]
    return found


def states(place: Place) -> list[object]:
    return [segment["state"] for segment in bundled(place)]


class TestNothingElseApproves:
    @pytest.mark.parametrize("said", [{"state": "final"}, {"state": "signed-off"}, {"approved": "yes"}])
    @pytest.mark.parametrize("text", [None, OWN])
    def test_what_a_tool_says_is_a_claim(self, place: Place, text: str | None, said: dict[str, str]) -> None:
        place.edit("es", "a", TEXT[0], text, **{"state": "translated", **said})
        place.run()
        assert unit_of(place).state == "translated"
        assert states(place) == ["translated"] * 4
        assert not (place.translations / "es" / "memory.tmx").exists()
        assert attested(place).claimed == (0 if "approved" in said else 1)

    def test_a_claim_stays_in_the_file_and_is_told(self, place: Place) -> None:
        place.edit("es", "a", TEXT[0], OWN, state="final", approved="yes")
        lines = place.run().lines
        assert place.xlf("es", "a").read_text().count('state="final"') == 1
        assert [line for line in lines if line.startswith("es: a tool calls 1 sentence approved") and "--by" in line]
        assert not place.run().fresh

    def test_a_text_with_open_errors(self, place: Place) -> None:
        place.edit("es", "a", TEXT[3], "Tome 50 mg al día.")
        done = place.approve("es", "a", "Ana Ruiz")
        assert (done.sentences, done.drafts) == (3, 1)
        (line,) = done.left
        assert re.match(r".*es/a\.xlf:\d+: “Take 5 mg of it daily.” is not approved: .*5", line)
        assert unit_of(place, TEXT[3]).state == "translated"

    def test_a_text_whose_source_waits_for_an_editor(self, place: Place) -> None:
        place.write("a", [*TEXT, "The disease was often raised in with spread."])
        (line,) = place.approve("es", "a", "Ana Ruiz").left
        assert "the source sentence waits for an editor" in line

    def test_what_somebody_left_to_be_looked_at(self, place: Place) -> None:
        place.edit("es", "a", TEXT[0], OWN, state="needs-l10n")
        assert "somebody left it to be looked at" in place.approve("es", "a", "Ana Ruiz").left[0]
        assert unit_of(place).state == "needs-review"

    @pytest.mark.parametrize(
        ("language", "name", "by", "message"),
        [
            ("fr", "a", "Ana Ruiz", "unknown language 'fr'"),
            ("es", "b", "Ana Ruiz", "unknown text 'b'"),
            ("es", "a", " ", "no name of a person"),
            ("es", "a", "Ana\x1bRuiz", "no name of a person"),
            ("es", "a", "--role", "no name of a person"),
        ],
    )
    def test_wrong_use(self, place: Place, language: str, name: str, by: str, message: str) -> None:
        before = place.contents()
        with pytest.raises(UsageError, match=message):
            place.approve(language, name, by)
        assert place.contents() == before

    @pytest.mark.parametrize(
        ("by", "role", "message"),
        [
            ("Ana Riuz", None, "not in it; did you mean 'Ana Ruiz'"),
            ("Zoe", None, "'Zoe' is not in it; add them to it"),
            ("Luis Gil", None, r"reviewers.yaml:\d+: Luis Gil does not review es"),
            ("Eva Sol", None, r"reviewers.yaml:\d+: .* ended on 2025-01-31"),
            ("Ana Ruiz", "clinical reviewer", "no clinical reviewer; their roles are: reviser, translator"),
            ("Ana Ruiz", "boss", "unknown role 'boss'"),
        ],
    )
    def test_whom_the_list_does_not_let(self, place: Place, by: str, role: str | None, message: str) -> None:
        place.project.reviewers.write_text(REVIEWERS)
        with pytest.raises(UsageError, match=message):
            place.approve("es", "a", by, role)

    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            ("basis: registered", "bases: registered", "unknown key 'bases'; did you mean 'basis'"),
            ("[fr]", "[french]", "'french' is no language tag"),
            ("2027-12-31", "2027-13-31", "yaml:7: '2027-13-31' is no day"),
            ("Eva Sol", "ana ruiz", "'ana ruiz' stands here twice"),
            ("clinical reviewer", "clinician", "unknown word 'clinician'"),
        ],
    )
    def test_a_slip_in_the_list(self, place: Place, old: str, new: str, message: str) -> None:
        place.project.reviewers.write_text(REVIEWERS.replace(old, new))
        with pytest.raises(UsageError, match=message):
            place.approve("es", "a", "Ana Ruiz")


class TestRecord:
    def test_it_names_person_day_role_and_both_texts(self, place: Place) -> None:
        place.edit("es", "a", TEXT[0], OWN, state="translated")
        done = place.approve("es", "a", "Ana Ruiz")
        assert (done.sentences, done.drafts, done.already, done.left) == (4, 0, 0, ())
        (one,) = unit_of(place).review.approvals
        assert (one.way, one.person, one.day, one.role) == ("bulk", "Ana Ruiz", "2026-03-14", "reviser")
        assert states(place) == ["approved"] * 4
        text = place.xlf("es", "a").read_text("utf-8")
        phase = 'phase-name="2026-03-14 Ana Ruiz, reviser (bulk)"'
        assert f'<phase {phase} process-name="approval" date="2026-03-14T00:00:00Z" contact-name="Ana Ruiz"/>' in text
        assert f'<target state="final" {phase}>{OWN}</target>' in text
        assert len(memory_pairs(place.translations / "es" / "memory.tmx")) == 4

    def test_it_outlives_every_cache(self, place: Place) -> None:
        place.approve("es", "a", "José Núñez; y=1%")
        before = place.contents("translations", "curated")
        shutil.rmtree(place.folder / "build")
        place.run()
        assert place.contents("translations", "curated") == before
        assert unit_of(place).review.approvals[0].person == "José Núñez; y=1%"
        assert "person=José Núñez%3B y%3D1%25; day=2026-03-14" in place.xlf("es", "a").read_text("utf-8")

    def test_another_person_adds_their_own_and_the_same_one_does_not(self, place: Place) -> None:
        place.approve("es", "a", "Ana Ruiz")
        assert place.approve("es", "a", "Ana Ruiz").already == 4
        assert place.approve("es", "a", "Eva Sol", "translator").sentences == 4
        people = [(one.person, one.role) for one in unit_of(place).review.approvals]
        assert people == [("Ana Ruiz", "reviser"), ("Eva Sol", "translator")]

    @pytest.mark.parametrize(
        "said", [{}, {"state": "final", "approved": "yes"}, {"state": "translated"}, {"state": "signed-off"}]
    )
    def test_it_is_void_when_the_translation_changes(self, place: Place, said: dict[str, str]) -> None:
        place.approve("es", "a", "Ana Ruiz")
        place.edit("es", "a", TEXT[0], OWN, **said)
        assert [line for line in place.run().lines if line.startswith("es: 1 sentence differs from what was approved")]
        assert unit_of(place).state == "translated"
        (void,) = attested(place).void
        assert (void.person, void.reason, void.target) == ("Ana Ruiz", "the translation has changed", OWN)
        assert "approved=" not in place.xlf("es", "a").read_text().split("</trans-unit>")[0]
        place.approve("es", "a", "Ana Ruiz")
        assert attested(place).void == ()

    def test_it_is_void_while_the_source_is_another(self, place: Place) -> None:
        place.approve("es", "a", "Ana Ruiz")
        place.write("a", ["The liver is very large.", *TEXT[1:]])
        place.run()
        assert unit_of(place, "The liver is very large.").state == "needs-review"
        assert [void.reason for void in attested(place).void] == ["the source has changed"]
        place.write("a", TEXT)
        place.run()
        assert states(place) == ["approved"] * 4
        assert attested(place).void == ()

    @pytest.mark.parametrize("said", [{"approved": "no"}, {"state": "needs-translation"}, {"state": "new"}])
    def test_it_is_taken_back_in_a_tool(self, place: Place, said: dict[str, str]) -> None:
        place.approve("es", "a", "Ana Ruiz")
        place.edit("es", "a", TEXT[1], **said)
        for name in "bc":
            place.run()
            assert states(place)[1] != "approved"
            assert [void.reason for void in attested_of(place, "a").void] == ["taken back"]
            place.write(name, ["Rest."])

    def test_a_state_that_nobody_knows_takes_it_back_and_is_told(self, place: Place) -> None:
        place.approve("es", "a", "Ana Ruiz")
        place.edit("es", "a", TEXT[1], state="donee")
        (line,) = (one for one in place.run().lines if "donee" in one)
        file = place.xlf("es", "a")
        number = file.read_text().partition("donee")[0].count("\n") + 1
        assert line.startswith(f"{file}:{number}: 'donee' is no state of XLIFF; the text under it counts as not appro")
        assert "; correct it to one of final, " in line
        assert [state == "approved" for state in states(place)] == [True, False, True, True]
        place.edit("es", "a", TEXT[1], state="x-mine")
        assert not [one for one in place.run().lines if "no state" in one]

    def test_it_goes_with_its_sentence(self, place: Place) -> None:
        place.approve("es", "a", "Ana Ruiz")
        place.write("a", TEXT[1:])
        place.run()
        place.write("a", ["Rest.", *TEXT])
        place.run()
        assert unit_of(place).state == "approved"
        assert len(attested(place).signatures) == 1

    def test_spaces_that_tools_put_in_the_place_of_others_cost_nothing(self, place: Place) -> None:
        place.edit("es", "a", TEXT[3], "Tome 5\u00a0mg al día.")
        place.approve("es", "a", "Ana Ruiz")
        for space in (" ", "\u202f"):
            place.edit("es", "a", TEXT[3], f"Tome 5{space}mg al día.")
            place.run()
            assert unit_of(place, TEXT[3]).state == "approved"

    def test_two_people(self, place: Place) -> None:
        settings = place.project.settings
        settings.write_text(settings.read_text() + "two_people: true\n")
        for person, role in (("Ana Ruiz", None), ("ana ruiz", "translator")):
            place.approve("es", "a", person, role)
            assert states(place) == ["translated"] * 4
        place.approve("es", "a", "Eva Sol")
        assert states(place) == ["approved"] * 4
        assert attested(place).approved == 4

    def test_what_the_bundle_tells(self, place: Place) -> None:
        place.approve("es", "a", "Ana Ruiz")
        settings = place.project.settings
        before = settings.read_text()
        known: dict[str, object] = {"role": "reviser", "day": "2026-03-14", "way": "bulk"}
        told: dict[str, list[object]] = {"names": [{**known, "person": "Ana Ruiz"}], "none": []}
        for people in ("", "names", "none", "roles"):
            settings.write_text(before + (f"people: {people}\n" if people else ""))
            place.run()
            assert bundled(place)[0]["approvals"] == told.get(people, [{**known, "person": None}])
            shared = b"".join(place.contents("curated").values())
            assert (b"Ana Ruiz" in shared) is (people == "names")


class TestAttest:
    def test_for_people(self, place: Place) -> None:
        place.project.reviewers.write_text(REVIEWERS)
        place.approve("es", "a", "Ana Ruiz")
        place.edit("es", "a", TEXT[0], OWN)
        place.run()
        first, *rest = attesting.lines(attested(place))
        assert re.fullmatch(r"a \(es\): 3 of 4 sentences approved; texts [0-9a-f]{16}", first)
        assert rest == [
            "  3 approved by Ana Ruiz, reviser on 2026-03-14 (bulk); MA in medical translation (ISO 17100, 3.1.4 a)",
            f"  void: the translation has changed (approved by Ana Ruiz, reviser, 2026-03-14): “{TEXT[0]}” = “{OWN}”",
        ]

    def test_how_somebody_stands_in_the_list(self, place: Place) -> None:
        place.approve("es", "a", "Ana Ruiz")
        assert attested(place).signatures[0].standing == "self-declared, there is no reviewers.yaml"
        for old, new, standing in (
            ("Ana Ruiz", "Mia Paz", "not in reviewers.yaml"),
            ("2027-12-31", "2026-03-13", "only until 2026-03-13"),
            ("languages: [es]", "languages: [pt]", "not for es"),
            ("[reviser, translator]", "[translator]", "not as reviser"),
        ):
            place.project.reviewers.write_text(REVIEWERS.replace(old, new))
            assert attested(place).signatures[0].standing.endswith(standing)

    def test_as_json(self, place: Place) -> None:
        place.approve("es", "a", "Ana Ruiz")
        (one,) = json.loads(attesting.record([attested(place)]))
        assert (one["document"], one["approved"], one["signatures"][0]["person"]) == ("a", 4, "Ana Ruiz")


class TestWaivers:
    """A translator's note that a finding is no fault."""

    FAULTY = "Tome 50 mg al día."

    def noted(self, place: Place, *notes: str) -> None:
        place.edit("es", "a", TEXT[3], self.FAULTY)
        for words in notes:
            place.remark("es", "a", TEXT[3], f'<note from="Ana">{words}</note>')
        place.run()

    @pytest.mark.parametrize(
        "words", ["ok pair/numbers", "ok pair/numbers:", "pair/numbers: meant so", "ok: meant so", "ok pair/sides: no"]
    )
    def test_notes_that_answer_nothing(self, place: Place, words: str) -> None:
        self.noted(place, words)
        assert bundled(place)[3]["text"] is None
        assert len(attested(place).waivers) == words.startswith("ok pair/sides")

    def test_it_answers_its_finding_until_a_text_changes(self, place: Place) -> None:
        self.noted(place, *(f"OK {check}: the leaflet says so" for check in ("pair/numbers", "pair/dose")))
        assert bundled(place)[3]["text"] == self.FAULTY
        assert {(one.author, one.holds) for one in attested(place).waivers} == {("Ana", True)}
        before = place.contents("translations")
        assert not place.run().fresh
        place.edit("es", "a", TEXT[3], "Tome 500 mg al día.")
        for name in "bc":
            place.run()
            assert bundled(place)[3]["text"] is None
            assert {one.holds for one in attested_of(place, "a").waivers} == {False}
            assert "the leaflet says so" in place.xlf("es", "a").read_text()
            place.write(name, ["Rest."])
        place.edit("es", "a", TEXT[3], self.FAULTY)
        place.run()
        assert bundled(place)[3]["text"] == self.FAULTY
        assert place.contents("translations")["translations/es/a.xlf"] == before["translations/es/a.xlf"]


class TestOneSentence:
    """What the review page does."""

    def sentence(self, place: Place, number: int = 3) -> Sentence:
        return Sentence(place.project, "es", "a.txt", unit_of(place, TEXT[number]).key)

    def test_nothing_is_written_over_what_somebody_else_wrote(self, place: Place) -> None:
        before = place.contents()
        changes: tuple[Callable[[Sentence], None], ...] = (
            lambda one: one.write("Otro.", "Not what stands there."),
            lambda one: one.waive("pair/dose", "so", TEXT[3], "Not what stands there.", "Ana", DAY),
        )
        for change in changes:
            with pytest.raises(DocumentError, match=r"a\.xlf:\d+: another text stands here by now"):
                change(self.sentence(place))
        with pytest.raises(DocumentError, match="no longer in the file"):
            Sentence(place.project, "es", "a.txt", "a:0:1").comment("Well.", "Ana")
        assert place.contents() == before

    @pytest.mark.parametrize(
        ("check", "reason", "message"), [("pair/dosis", "so", "unknown check"), ("pair/dose", " ", "no reason")]
    )
    def test_a_waiver_that_is_none(self, place: Place, check: str, reason: str, message: str) -> None:
        with pytest.raises(UsageError, match=message):
            self.sentence(place).waive(check, reason, TEXT[3], DONE[2], "Ana", DAY)

    @pytest.mark.parametrize(("text", "is_told"), [("Take  5 mg of it", False), ("liver", True), ("it daily", True)])
    def test_a_waiver_in_the_side_file_answers_a_translation_or_is_told(
        self, place: Place, text: str, is_told: bool
    ) -> None:
        faulty = "Tome 50 mg al día."
        place.edit("es", "a", TEXT[3], faulty)
        check = "pair/numbers" if text != "it daily" else "pair/negation"
        waivers = [{"check": check, "text": text, "reason": "as printed"}]
        waivers += [{"check": "pair/dose", "text": "Take 5 mg", "reason": "as printed"}]
        (place.raw / "a.yaml").write_text(yaml.safe_dump({"waive": waivers}), "utf-8")
        start = f"{place.raw}/a.yaml:2: the waiver of "
        lines = [line.removeprefix(start) for line in place.run().lines if line.startswith(start)]
        assert bundled(place)[3]["text"] == (None if is_told else faulty)
        assert [line.split(" for ")[0] for line in lines] == ([check] if is_told else [])

    @pytest.mark.parametrize("listed", ["Jose\u0301 Gil", "Jos\u00e9 Gil"])
    @pytest.mark.parametrize("by", ["Jose\u0301 Gil", "Jos\u00e9 Gil", "JOS\u00c9  GIL"])
    def test_a_name_is_one_however_its_accents_are_stored(self, place: Place, listed: str, by: str) -> None:
        place.project.reviewers.write_text(REVIEWERS.replace("Ana Ruiz", listed), "utf-8")
        place.approve("es", "a", "Jos\u00e9 Gil", role="reviser")
        assert place.approve("es", "a", by, role="reviser").already == 4
        (signed,) = attested(place).signatures
        assert (signed.person, signed.standing.startswith("MA in")) == ("Jos\u00e9 Gil", True)

    def test_two_forms_of_a_name_are_not_two_people(self, place: Place) -> None:
        settings = place.project.settings
        settings.write_text(f"{settings.read_text()}two_people: true\n")
        place.approve("es", "a", "Jos\u00e9 Gil", role="reviser")
        place.approve("es", "a", "Jose\u0301 Gil", role="translator")
        assert set(states(place)) == {"translated"}
        place.approve("es", "a", "Eva Sol", role="reviser")
        assert set(states(place)) == {"approved"}

    def test_one_approval(self, place: Place) -> None:
        place.edit("es", "a", TEXT[0], OWN, state="needs-adaptation")
        done = place.approve("es", "a", "Ana Ruiz", key=unit_of(place).key)
        assert (done.sentences, done.left) == (1, ())
        assert states(place) == ["approved", "translated", "translated", "translated"]
        assert [one.way for one in unit_of(place).review.approvals] == ["single"]

    def test_none_over_an_open_error(self, place: Place) -> None:
        place.edit("es", "a", TEXT[3], "Tome 50 mg al día.")
        done = place.approve("es", "a", "Ana Ruiz", key=unit_of(place, TEXT[3]).key)
        assert (done.sentences, len(done.left)) == (0, 1)

    def test_a_text_and_a_comment(self, place: Place) -> None:
        self.sentence(place, 0).write(OWN, unit_of(place).target or "")
        self.sentence(place, 0).comment("Ask <b>Eva</b>.", "Ana")
        place.run()
        assert (unit_of(place).target, unit_of(place).state) == (OWN, "translated")
        assert '<note from="Ana">Ask &lt;b&gt;Eva&lt;/b&gt;.</note>' in place.xlf("es", "a").read_text()

    def test_a_waiver_has_author_and_day(self, place: Place) -> None:
        faulty = "Tome 50 mg al día."
        self.sentence(place).write(faulty, DONE[2])
        for check in ("pair/numbers", "pair/dose"):
            self.sentence(place).waive(check, "the leaflet\nsays so", TEXT[3], faulty, "Ana Ruiz", DAY)
        place.run()
        assert bundled(place)[3]["text"] == faulty
        (answered,) = (one for one in bundled(place)[3]["findings"] if one["check"] == "pair/numbers")
        assert (answered["waived"], answered["waived_by"]) == ("the leaflet says so", None)  # names stay in the house
        (sentence,) = (one for one in load_bundle(place.folder / "curated")["a"].segments("es") if one.text == faulty)
        assert (sentence.findings, sentence.is_doubtful) == ((), False)
        told = {(one.author, one.day, one.reason) for one in attested(place).waivers}
        assert told == {("Ana Ruiz", DAY, "the leaflet says so")}


def attested_of(place: Place, name: str) -> Attested:
    found, _ = attesting.attest(place.project, read_settings(place.project.settings))
    return next(one for one in found if one.document == name)


DAMAGED = [
    "approval=bulk; person=; day=2026-99-14; role=king; source=zz; target=",
    "approval=bulk; person=Ana; day=2026-03-14; role=king; source=0; target=0",
    "approval=perhaps; person=Ana; day=2026-03-14; source=0; target=0",
    "approval=single; person=Ana; day=2026-03-14",
    "approval=; person=Ana",
]


@pytest.mark.parametrize("record", DAMAGED)
@pytest.mark.parametrize("whose", [' from="pipeline-data"', ""], ids=["ours", "nobody's"])
def test_a_record_that_is_damaged_is_kept_and_told(place: Place, record: str, whose: str) -> None:
    place.remark("es", "a", TEXT[0], f"<note{whose}>{record}</note>")
    for _ in range(2):
        (void,) = attested(place).void
        assert (void.reason, void.source) == ("its record in the file is damaged", TEXT[0])
        assert unit_of(place).state == "draft"
        place.write("a", [*TEXT, "Sleep."])
        place.run()
        assert record in place.xlf("es", "a").read_text("utf-8")
