"""XLIFF: what is written keeps the profile and is read back as it was."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from pipeline.core.targets import (
    Approval,
    Derivation,
    EngineInfo,
    NoteWaiver,
    Origin,
    Review,
    State,
    Taken,
    Target,
)
from pipeline.core.text.folding import fold_hash, folded
from pipeline.exchange import xliff
from pipeline.exchange.xliff import trans_units
from pipeline.exchange.xliff.reviews import dump_base, dump_review, is_review, load_review
from tests.documents import paragraph_of
from tests.xliff_sample import ENGINE, SAMPLE, XLIFF, approval, sample_targets, written

NAMES = {"x": "urn:oasis:names:tc:xliff:document:1.2"}
SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).resolve().parent / "schemas" / "xliff_profile.xsd"))
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)
TRIMMED = TEXTS.map(str.strip)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "es" / "page.xlf"


class TestProfile:
    """Rules of XLIFF 1.2 strict and of the project, one by one."""

    def test_the_file_says_what_it_is(self, path: Path) -> None:
        file = written(path)[0]
        expected = {"original": "page.txt", "source-language": "en", "target-language": "es", "datatype": "plaintext"}
        assert dict(file.items()) == expected
        assert file.tag == f"{XLIFF}file"

    def test_the_schema_accepts_it(self, path: Path) -> None:
        SCHEMA.assertValid(written(path, notes={SAMPLE.segments[0].key: ["glossary: liver = hígado"]}))

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ('state="final"', 'state="approved"'),
            ("mt-suggestion", "machine"),
            ('restype="x-item"', 'restype="item"'),
            (' xml:space="preserve"', ""),
            ('approved="yes"', 'approved="true"'),
            ('datatype="plaintext"', ""),
            ("<source>Pain in the liver</source>", ""),
            ("<source>Pain", "<alt-trans/><source>Pain"),
            ("</source>", "</source><note from='a'>b</note>"),
            ("</source>", "<mrk mtype='seg'/></source>"),
            ('version="1.2"', 'version="1.1"'),
            ('equiv-text="U+000B"/>', 'equiv-text="U+000B"/><x id="1"/>'),
            ('tool-name="argos en-es 1.9 through fr" ', ""),
            ('process-name="machine translation" ', ""),
            ("</phase-group>", '</phase-group><tool tool-id="argos en-es 1.9-fr-ab12cd34" tool-name="again"/>'),
            ("<phase-group>", '<phase-group><phase phase-name="x" process-name="x" tool-id="nowhere"/>'),
            ('state-qualifier="mt-suggestion" phase-name="argos', 'phase-name="nowhere'),
            ("<header>", "<body/><header>"),
        ],
    )
    def test_the_schema_refuses_what_strict_forbids(self, path: Path, old: str, new: str) -> None:
        written(path)
        text = path.read_text("utf-8")
        assert old in text
        assert not SCHEMA.validate(etree.fromstring(text.replace(old, new).encode()))

    def test_the_header_names_the_engine_of_every_text_that_it_wrote(self, path: Path) -> None:
        root, name = written(path), "argos en-es 1.9-fr-ab12cd34"
        (tool, ours), (phase, approval) = root.findall(".//x:tool", NAMES), root.findall(".//x:phase", NAMES)
        assert dict(ours.items()) == {"tool-id": "pipeline", "tool-name": "medical-content-pipeline"}
        assert dict(approval.items()) == {
            "phase-name": "2026-03-14 Ana Ruiz, reviser",
            "process-name": "approval",
            "date": "2026-03-14T00:00:00Z",
            "contact-name": "Ana Ruiz",
        }
        assert dict(tool.items()) == {
            "tool-id": name,
            "tool-name": "argos en-es 1.9 through fr",
            "tool-version": "ab12cd34",
        }
        assert (phase.get("phase-name"), phase.get("tool-id")) == (name, name)
        quality = "the errors of both steps add up; quality was not measured here"
        assert phase[0].text == f"{tool.get('tool-name')}: {quality}"
        assert [target.get("phase-name") for target in root.findall(".//x:target", NAMES)] == [
            name, name, approval.get("phase-name"), None, None, name, None, None,
        ]  # fmt: skip

    def test_two_engines_are_two_tools(self, path: Path) -> None:
        older = msgspec.structs.replace(ENGINE, hash="77")
        first, *rest = sample_targets()
        root = written(path, targets=[msgspec.structs.replace(first, engine=older), *rest])
        SCHEMA.assertValid(root)
        assert [tool.get("tool-version") for tool in root.findall(".//x:tool", NAMES)] == ["77", "ab12cd34", None]
        assert next(root.iterfind(".//x:target", NAMES)).get("phase-name") == "argos en-es 1.9-fr-77"

    def test_without_engine_and_approval_the_header_names_the_pipeline_alone(self, path: Path) -> None:
        people = [target for target in sample_targets() if target.engine is None and target.state != "approved"]
        root = written(path, targets=people)
        SCHEMA.assertValid(root)
        assert [child.tag for child in root[0][0]] == [f"{XLIFF}tool"]

    def test_a_unit_for_each_segment_in_a_group_for_each_block(self, path: Path) -> None:
        root = written(path)
        kinds = [(group.get("restype"), len(group)) for group in root.iter(f"{XLIFF}group")]
        assert kinds == [("x-heading", 1), ("x-paragraph", 5), ("x-item", 1), ("x-reference", 1)]
        found = list(root.iter(f"{XLIFF}trans-unit"))
        assert [unit.get("resname") for unit in found] == [segment.key for segment in SAMPLE.segments]
        assert [f"page:{unit.get('id')}" for unit in found] == [segment.key for segment in SAMPLE.segments]

    def test_states(self, path: Path) -> None:
        targets = written(path).findall(".//x:target", NAMES)
        assert [(target.get("state"), target.get("state-qualifier")) for target in targets] == [
            ("needs-adaptation", "mt-suggestion"),
            ("needs-translation", None),
            ("final", None),
            ("needs-adaptation", "leveraged-tm"),
            ("translated", None),
            ("needs-adaptation", None),
            ("needs-translation", None),
            ("needs-translation", None),
        ]

    @pytest.mark.parametrize(
        ("origin", "state", "expected"),
        [
            ("person", "approved", "final"),
            ("person", "translated", "translated"),
            ("person", "needs-review", "needs-adaptation"),
            ("machine", "approved", "final"),
            ("machine", "translated", "translated"),
        ],
    )
    def test_withholding_takes_nothing_back(self, path: Path, origin: Origin, state: State, expected: str) -> None:
        review = Review((approval("Pain in the liver", "Dolor"),) if state == "approved" else ())
        key = SAMPLE.segments[0].key
        target = Target(key, None, "Dolor", origin, None, state, withheld="doubtful source", review=review)
        assert next(written(path, targets=[target]).iterfind(".//x:target", NAMES)).get("state") == expected
        unit = xliff.read(path)[0]
        assert (unit.target, unit.state, unit.person) == ("Dolor", state, origin == "person")

    def test_only_what_is_approved_says_so(self, path: Path) -> None:
        assert written(path).xpath("//x:trans-unit[@approved]/x:source/text()[1]", namespaces=NAMES) == ["A"]

    def test_only_references_are_not_translated(self, path: Path) -> None:
        kinds = written(path).xpath("//x:trans-unit[@translate='no']/../@restype", namespaces=NAMES)
        assert kinds == ["x-reference"]

    def test_notes_for_the_translator(self, path: Path) -> None:
        notes = {SAMPLE.segments[1].key: ["glossary: dose = dosis", "context: after surgery", "see page 2"]}
        unit = written(path, notes=notes).findall(".//x:trans-unit", NAMES)[1]
        assert [(note.get("from"), note.text) for note in unit.findall("x:note", NAMES)][1:] == [
            ("context", "paragraph under “Pain in the liver”"),
            ("context", "after surgery"),
            ("context", "see page 2"),
            ("findings", "withheld: numbers differ"),
            ("findings", "error: 5 became 6 (pair/numbers)"),
            ("glossary", "dose = dosis"),
        ]

    def test_the_note_of_a_machine_text(self, path: Path) -> None:
        root = written(path, terms_hashes={SAMPLE.segments[0].key: "77aa"})
        note = next(root.iterfind(".//x:trans-unit/x:note", NAMES))
        expected = (
            "origin=machine; engine=argos en-es 1.9; hash=ab12cd34; pivot=fr; terms-hash=77aa; terms=liver-pain,liver"
        )
        assert note.text == f"digest={trans_units.digest('Dolor')}; {expected}"

    def test_a_person_text_has_no_digest(self, path: Path) -> None:
        root = written(path)
        digests = root.xpath("//x:note[starts-with(., 'digest=')]/../x:target/text()", namespaces=NAMES)
        assert digests == ["Dolor", "Son 6 mg.", "Pregunte.", "Eran 4 mg."]

    def test_a_target_of_no_segment_is_refused(self, path: Path) -> None:
        with pytest.raises(ValueError, match="without a segment"):
            xliff.write(path, SAMPLE, "es", [Target("page:0:1", "x", "x")], {}, {})
        assert not path.exists()


class TestRoundTrip:
    """What was written is read back as it was."""

    def test_units(self, path: Path) -> None:
        written(path, terms_hashes={SAMPLE.segments[0].key: "77aa"})
        found = xliff.read(path)
        sources = [SAMPLE.text[segment.start : segment.end] for segment in SAMPLE.segments]
        assert [(unit.key, unit.source) for unit in found] == [
            (segment.key, source) for segment, source in zip(SAMPLE.segments, sources, strict=True)
        ]
        states: list[State] = ["draft", "needs-translation", "approved", "draft", "translated", "needs-review"]
        for unit, target, state in zip(found, sample_targets(), states, strict=False):
            person = target.origin == "person"
            told = (unit.target, unit.origin, unit.engine, unit.state, unit.terms, unit.previous, unit.person)
            wanted = (target.draft, target.origin, target.engine, state, target.terms, target.previous, person)
            assert told == wanted
            assert unit.approved is (state == "approved")
        assert [unit.terms_hash for unit in found[:2]] == ["77aa", None]
        assert [unit.target for unit in found[6:]] == [None, None]

    @settings(max_examples=300)
    @given(TEXTS, TEXTS, TEXTS, TEXTS)
    @example("a\x00b\x0b\x0b", "\x0b \r\n\t\x7f\x85", "\ufffe]]>&#1;", "{\\u000b}\u2028")
    def test_any_text(
        self, tmp_path_factory: pytest.TempPathFactory, source: str, text: str, old: str, new: str
    ) -> None:
        path, document = tmp_path_factory.mktemp("any") / "page.xlf", paragraph_of([source])
        target = Target(document.segments[0].key, text, text, "machine", ENGINE, "needs-review", previous=(old, new))
        SCHEMA.assertValid(written(path, document, [target], notes={target.key: [f"context: {old}"]}))
        (unit,) = xliff.read(path)
        assert (unit.source, unit.target, unit.previous, unit.person) == (source, text, (old, new), False)

    @given(TRIMMED, st.lists(TRIMMED), st.one_of(st.none(), TRIMMED))
    def test_any_engine_and_terms(self, name: str, terms: list[str], pivot: str | None) -> None:
        made = Derivation("repair", tuple(terms[:1]), tuple(terms), unsure=True, exposed=bool(terms))
        record = trans_units.Record("0123", EngineInfo(name, "h;=", pivot), "memory", tuple(terms), "t,;", made)
        assert trans_units.load_record(trans_units.dump_record(record)) == record

    @given(TRIMMED.map(folded).filter(bool), TRIMMED, st.booleans())
    def test_whatever_people_are_called_and_say(self, person: str, words: str, withdrawn: bool) -> None:
        texts = "0" * 16, "f" * 16
        said = Review(
            (
                Approval("bulk", *texts, person, "2026-03-14", "clinical reviewer", withdrawn),
                Approval("earlier", *texts),
            ),
            (
                NoteWaiver("pair/dose", words, *texts, person),
                NoteWaiver("pair/sides", words, *texts, None, "2026-03-14"),
            ),
            Taken(texts[0], person),
        )
        notes = list(dump_review(said))
        assert load_review([*notes, dump_base(words)]) == (said, fold_hash(words))
        assert all(map(is_review, notes))
        assert not any("\n" in note for note in notes)

    def test_unchanged_content_is_not_touched(self, path: Path) -> None:
        written(path)
        before = path.stat()
        written(path)
        assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
        assert [file.name for file in path.parent.iterdir()] == ["page.xlf"]

    def test_a_tool_may_keep_only_the_id_of_a_control_character(self, path: Path) -> None:
        written(path)
        head, tail = path.read_text("utf-8").split('<target state="final"')
        path.write_text(
            head + '<target state="final"' + tail.replace(' ctype="x-control" equiv-text="U+000B"', "", 1),
            encoding="utf-8",
        )
        assert xliff.read(path)[2].target == "Una\x0b & <b>\ufffe."

    def test_tags_and_comments_of_tools_are_taken_off(self, path: Path) -> None:
        written(path)
        marked = '><g id="7">Do<!-- why -->l<x id="9" ctype="lb"/></g><mrk mtype="seg">or</mrk><'
        path.write_text(path.read_text("utf-8").replace(">Dolor<", marked), encoding="utf-8")
        unit = xliff.read(path)[0]
        assert (unit.target, unit.person) == ("Dolor", False)

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
    def test_other_unicode_encodings(self, path: Path, encoding: str) -> None:
        written(path)
        expected, text = xliff.read(path), path.read_text("utf-8")
        path.write_bytes(text.replace("UTF-8", encoding[:6].upper().rstrip("-")).encode(encoding))
        assert xliff.read(path) == expected


class TestParked:
    """People's texts whose sentence has gone."""

    def test_round_trip(self, tmp_path: Path) -> None:
        written(tmp_path / "es" / "page.xlf")
        owned = [unit for unit in xliff.read(tmp_path / "es" / "page.xlf") if unit.owned]
        path = tmp_path / "es" / "page.parked.xlf"
        xliff.write_parked(path, owned)
        root = etree.parse(path).getroot()
        SCHEMA.assertValid(root)
        assert (root[0].get("original"), root[0].get("target-language")) == ("page", "es")
        found = xliff.read_parked(path)
        assert [(unit.target, unit.state, unit.parked) for unit in found] == [
            (unit.target, unit.state, True) for unit in owned
        ]
        assert len(found) == 2

    def test_nothing_parked_is_no_file(self, tmp_path: Path) -> None:
        path = tmp_path / "page.parked.xlf"
        assert xliff.read_parked(path) == []
        path.write_text("old")
        xliff.write_parked(path, [])
        assert not path.exists()
