"""Reading XLIFF that other tools saved: whose a text is, and what is refused."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml import etree

from pipeline.core.errors import DocumentError
from pipeline.core.files import LARGEST
from pipeline.core.targets import Review
from pipeline.exchange import xliff
from pipeline.exchange.xliff import trans_units
from pipeline.exchange.xliff.reviews import dump_review
from tests.xliff_sample import ENGINE, HEADER, SOUND, approval, save

CASES = Path(__file__).resolve().parent / "cases" / "xliff-whose-text.yaml"
WHOSE = [
    pytest.param(case, id=f"{group}: {case['name']}")
    for group, cases in yaml.safe_load(CASES.read_text("utf-8")).items()
    for case in cases
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "es" / "page.xlf"


class TestWhoseText:
    """The digest says whose a text is; the state says only how far it is."""

    @pytest.mark.parametrize("case", WHOSE)
    def test_case(self, path: Path, case: dict[str, Any]) -> None:
        unit = etree.Element("trans-unit", id="0a0a0a0a0a0a:1", resname="page:0a0a0a0a0a0a:1")
        etree.SubElement(unit, "source").text = "The dose is 5 mg."
        if "target" in case:
            names = {"state": "state", "qualifier": "state-qualifier"}
            attributes = {name: case[key] for key, name in names.items() if key in case}
            etree.SubElement(unit, "target", attributes).text = case["target"]
        if "approved" in case:
            unit.set("approved", case["approved"])
        if "machine" in case:
            record = trans_units.Record(trans_units.digest(case["machine"]), ENGINE, "machine")
            etree.SubElement(unit, "note", {"from": "pipeline"}).text = trans_units.dump_record(record)
        if "old" in case:
            etree.SubElement(unit, "note", {"from": "pipeline"}).text = trans_units.dump_previous(("Old.", case["old"]))
        if "record" in case:
            (note,) = dump_review(Review((approval(case.get("of", "The dose is 5 mg."), case["record"]),)))
            etree.SubElement(unit, "note", {"from": "pipeline-data"}).text = note
        if case.get("earlier"):
            etree.SubElement(unit, "note", {"from": "context"}).text = "paragraph"
        save(path, etree.tostring(unit, encoding="unicode"), case.get("header", "" if "earlier" in case else HEADER))
        (found,) = xliff.read(path)
        expected = case["expect"]
        assert (found.target, found.state, found.person) == (expected["text"], expected["state"], expected["person"])
        assert found.approved is (expected["state"] == "approved")
        assert (found.engine == ENGINE) is (found.target is not None and not found.person)
        assert (found.previous is not None) is ("old" in case and found.state not in ("translated", "approved"))
        assert bool(found.review.approvals) == ("record" in case or (found.approved and "earlier" in case))

    def test_two_digests_prove_nothing(self, path: Path) -> None:
        note = f'<note from="pipeline">digest={trans_units.digest("Son")}</note>'
        save(path, f'<trans-unit id="1"><source>A</source><target>Son</target>{note}{note}</trans-unit>')
        assert xliff.read(path)[0].person

    def test_a_broken_note_proves_nothing(self, path: Path) -> None:
        notes = '<note from="pipeline">digest</note><note from="pipeline">{"previous source": 1</note>'
        save(path, f'<trans-unit id="1"><source>A</source><target>Son</target>{notes}</trans-unit>')
        unit = xliff.read(path)[0]
        assert (unit.person, unit.previous, unit.state) == (True, None, "translated")


TWICE = (
    "<trans-unit id='{}'><source>Take 5 mg.</source><target>Tome 5 mg.</target></trans-unit>\n"
    "<trans-unit id='{}'><source>Take 5 mg.</source><target>Tome 50 mg.</target></trans-unit>"
)
NAMED = SOUND.replace("<file>", "\n<file {}>") + "</body></file></xliff>"
DATED = (
    "<trans-unit resname='a:1'><source>A</source><target>B</target><note from='pipeline-data'>{}; day={}; "
    "source=0123456789abcdef; target=0123456789abcdef</note></trans-unit></body></file></xliff>"
)

REFUSED = {
    "a DTD": (
        '<?xml version="1.0"?>\n<!-- a > b -->\n<!DOCTYPE xliff [<!ENTITY a "b">]>\n' + SOUND[22:],
        3,
        "has a DTD",
    ),
    "an external DTD": ('<!DOCTYPE xliff SYSTEM "http://127.0.0.1:9/x.dtd">' + SOUND[22:], 1, "has a DTD"),
    "an entity": (SOUND + "<trans-unit id='1'><source>&who;</source></trans-unit></body></file></xliff>", 3, "who"),
    "no XML": ("PK\x03\x04", 1, "not sound XML"),
    "nothing": ("", 1, "not sound XML"),
    "half a file": (SOUND + "<trans-unit id='1'>", 3, "not sound XML"),
    "a bomb of nested groups": (
        SOUND + "<group>" * 300 + "</group>" * 300 + "</body></file></xliff>",
        3,
        "tags stand in tags too deeply",
    ),
    "HTML": ("<html>\n<body/></html>", 1, "no XLIFF"),
    "no namespace": (
        '<xliff version="1.2"/>',
        1,
        'the root <xliff> lacks xmlns="urn:oasis:names:tc:xliff:document:1.2"; put that into it',
    ),
    "no version": (SOUND.replace(' version="1.2"', "") + "</body></file></xliff>", 2, 'lacks version="1.2"; put that'),
    "a version of no standard": ('<xliff version="9.9"/>', 1, "XLIFF 9.9, not 1.2; export it as XLIFF 1.2"),
    "XLIFF 2.0": ('<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0"/>', 1, "XLIFF 2.0"),
    "XLIFF 1.1": ('<xliff version="1.1"/>', 1, "XLIFF 1.1"),
    "no source": (SOUND + "<trans-unit id='1'/></body></file></xliff>", 3, "no <source>"),
    "a key twice": (
        SOUND + "<trans-unit resname='a:1'><source/></trans-unit>\n<trans-unit resname='a:1'><source/></trans-unit>"
        "</body></file></xliff>",
        4,
        "stands in line 3 already",
    ),
    "an approval by a name that turns the line": (
        SOUND
        + DATED.replace("</note>", "; person=Ana\u202e Ruiz; role=reviser</note>").format(
            "approval=single", "2026-03-14"
        ),
        3,
        "this is no name of a person; write who it is",
    ),
    "two targets": (
        SOUND + "<trans-unit resname='a:1'><source>x</source><target state='final'>y</target>\n<target>z</target>"
        "</trans-unit></body></file></xliff>",
        4,
        "has two <target>, the first in line 3",
    ),
    "an id twice": (SOUND + TWICE.format("1", "1") + "</body></file></xliff>", 4, "stands in line 3 already"),
    "a source language that is none": (NAMED.format('source-language=""'), 3, "source-language: '' is no language tag"),
    "a target language that is none": (
        NAMED.format('target-language="zz"'),
        3,
        "target-language: 'zz' is no language",
    ),
    "an approval on no day": (
        SOUND + DATED.format("approval=single; person=Ana", "2026-99-99"),
        3,
        "'2026-99-99' is no day",
    ),
    "a waiver on no day": (SOUND + DATED.format("waiver=pair/numbers; reason=x", "soon"), 3, "'soon' is no day; write"),
    "two sources": (
        SOUND + "<trans-unit resname='a:1'><source>x</source>\n<source>z</source></trans-unit></body></file></xliff>",
        4,
        "has two <source>, the first in line 3",
    ),
}


class TestRefused:
    """One clear line: where, what, and what to do."""

    @pytest.mark.parametrize(("text", "line", "message"), REFUSED.values(), ids=REFUSED)
    def test_text(self, tmp_path: Path, text: str, line: int, message: str) -> None:
        path = tmp_path / "page.xlf"
        path.write_text(text)
        with pytest.raises(DocumentError) as caught:
            xliff.read(path)
        told = str(caught.value)
        assert told.startswith(f"{path}:{line}: ")
        assert message in told
        assert caught.value.remedy
        assert "\n" not in told

    def test_another_encoding(self, tmp_path: Path) -> None:
        path = tmp_path / "page.xlf"
        path.write_bytes(SOUND.encode() + b"\xedgado")
        with pytest.raises(DocumentError, match=r"page.xlf:3: the file is not UTF-8; save it as UTF-8"):
            xliff.read(path)

    def test_a_missing_file(self, tmp_path: Path) -> None:
        with pytest.raises(DocumentError, match=r"page.xlf: the file cannot be read \(No such file"):
            xliff.read(tmp_path / "page.xlf")

    def test_a_file_over_the_cap(self, tmp_path: Path) -> None:
        path = tmp_path / "page.xlf"
        with path.open("wb") as file:
            file.truncate(LARGEST + 1)
        with pytest.raises(DocumentError, match="2,000,000,001 bytes"):
            xliff.read(path)

    def test_a_doctype_in_the_text_is_text(self, path: Path) -> None:
        save(path, '<trans-unit id="1"><source><![CDATA[<!DOCTYPE html>]]></source></trans-unit>')
        assert xliff.read(path)[0].source == "<!DOCTYPE html>"


@pytest.mark.parametrize("between", ["", "</body></file>\n<file><body>"])
def test_ids_tell_the_units_of_a_file_apart(path: Path, between: str) -> None:
    first, second = TWICE.format("1", "1" if between else "2").split("\n")
    save(path, f"{first}{between}{second}")
    assert [unit.target for unit in xliff.read(path)] == ["Tome 5 mg.", "Tome 50 mg."]
