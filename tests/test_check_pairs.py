"""`check-pairs`: bilingual files of all tools, without a project, told in every form."""

import json
import os
import re
import sys
from contextlib import suppress
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import jsonschema
import msgspec
import openpyxl
import pytest
import yaml
from lxml import etree

from pipeline.cli.gate import PairWaiver, Terms
from pipeline.cli.gate_forms import FORMS, THRESHOLDS
from pipeline.cli.gate_output import require_free
from pipeline.core.errors import DocumentError, UsageError
from pipeline.exchange.bilingual import READERS, read, tables
from pipeline.exchange.bilingual.unit import Languages
from pipeline.exchange.skipped import skipped_lines
from tests.programs import run

HERE = Path(__file__).parent
FILES = HERE / "cases" / "bilingual"
CASES: list[dict[str, Any]] = yaml.safe_load((HERE / "cases" / "bilingual.yaml").read_text("utf-8"))
PO = (
    'msgid ""\nmsgstr ""\n"Language: es\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    'msgid "Two \\"days\\""\nmsgstr ""\n"Dos \\"días\\""\n'
)
XLIFF = (
    '<xliff version=\'1.2\'><file source-language="en" target-language="es"><body>\n'
    "<trans-unit id='1'><source>Rest.</source><target>Descanse.</target></trans-unit>{}</body></file></xliff>"
)
UNIT = "\n<trans-unit id='2' {}>{}<target>{}</target></trans-unit>"
TMX = "<tmx version='1.4'><header srclang='*all*'/><body><tu>{}</tu>\n<tu>{}</tu></body></tmx>"
SOUND, WRONG = "Take 5 mg.,Tome 5 mg.\n", "Take 5 mg.,Tome 50 mg.\n"


def pipeline(folder: Path, *arguments: str) -> CompletedProcess[str]:
    return run(sys.executable, "-m", "pipeline", *arguments, cwd=folder)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_every_pair_of_a_file_is_read(case: dict[str, Any]) -> None:
    units = read(FILES / case["file"], Languages(target=case.get("target", ""))).units
    assert {unit.id: [unit.source, unit.target, unit.state] for unit in units} == case["pairs"]
    named = {tuple(filter(None, unit.languages)) for unit in units}
    assert named == {tuple(case["languages"])}
    assert all(unit.line for unit in units)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_what_is_wrong_in_it_is_found(case: dict[str, Any], tmp_path: Path) -> None:
    asked = ["--target", case["target"]] if "target" in case else []
    done = pipeline(tmp_path, "check-pairs", str(FILES / case["file"]), "--format", "json", *asked)
    found = json.loads(done.stdout)
    assert [[one["id"], one["check"]] for one in found if one["severity"] == "error"] == case["errors"]
    assert done.returncode == 1


def test_every_kind_of_file_has_a_case() -> None:
    assert {Path(case["file"]).suffix for case in CASES} | {".xliff", ".xlsx"} == set(READERS)


def test_a_workbook_is_read_by_its_headings(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("No", "English", "Comment", "Spanish"), (1, "Take 5 mg.", None, "Tome 50 mg."), (2, 5, "", 5)):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    units = read(tmp_path / "a.xlsx", Languages()).units
    assert [(unit.line, unit.source, unit.target, unit.languages) for unit in units] == [
        (2, "Take 5 mg.", "Tome 50 mg.", ("en", "es")),
        (3, "5", "5", ("en", "es")),
    ]


def test_what_excel_writes_as_an_escape_is_read_as_what_it_means(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (("en", "es"), ("Rest._x000D_\nWait.", "Descanse._x000D_\nEspere."), ("A_x005F_x0041_", "B_x0_")):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    assert [(unit.source, unit.target) for unit in read(tmp_path / "a.xlsx", Languages()).units] == [
        ("Rest.\r\nWait.", "Descanse.\r\nEspere."),
        ("A_x0041_", "B_x0_"),
    ]


def test_other_sheets_are_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(("en", "es"))
    book.active.append(("Rest.", "Descanse."))
    book.create_sheet("Empty")
    book.create_sheet("More").append(("Wait.", "Espere."))
    book.save(tmp_path / "a.xlsx")
    assert [one.why for one in read(tmp_path / "a.xlsx", Languages()).skipped] == [
        "the sheet “More”, as only the first is read"
    ]


@pytest.mark.parametrize("far", ["A1048576", "XFD1", "XFD1048576"])
def test_a_stray_cell_far_off_costs_nothing(far: str, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("en", "es"), ("Rest.", "Descanse.")):
        sheet.append(row)
    for cell in ("A1048576", "XFD1", far):
        sheet[cell] = "x"
    book.create_sheet("More")[far] = "x"
    book.save(tmp_path / "a.xlsx")
    pairs = read(tmp_path / "a.xlsx", Languages())
    assert [(unit.line, unit.source, unit.target) for unit in pairs.units] == [
        (2, "Rest.", "Descanse."),
        (1048576, "x", ""),
    ]
    assert [one.why for one in pairs.skipped] == ["the sheet “More”, as only the first is read"]


def test_a_workbook_of_more_cells_than_can_be_held_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for _ in range(4):
        book.active.append(("Rest.", *[None] * 200, "x"))
    book.save(tmp_path / "a.xlsx")
    monkeypatch.setattr(tables, "_CELLS", 500)
    with pytest.raises(DocumentError, match="too large; split it"):
        read(tmp_path / "a.xlsx", Languages())


@pytest.mark.parametrize(
    ("heading", "columns"),
    [
        ("source,target,target", "columns 2 and 3 say that they hold the target"),
        ("Source,note,Original,target", "columns 1 and 3 say that they hold the source"),
        ("en,es,es", "columns 2 and 3 say that they hold the texts in es"),
        ("English,Spanish,en", "columns 1 and 3 say that they hold the texts in en"),
        ("target,source,target,translation", "columns 1 and 3 and 4 say that they hold the target"),
    ],
)
def test_two_columns_of_one_role_are_refused(heading: str, columns: str, tmp_path: Path) -> None:
    row = ",".join(["Take 5 mg."] * (heading.count(",") + 1))
    (tmp_path / "a.csv").write_text(f"{heading}\n{row}\n", "utf-8")
    with pytest.raises(DocumentError, match=columns) as told:
        read(tmp_path / "a.csv", Languages())
    assert told.value.line == 1


def test_a_column_that_nobody_asks_for_may_stand_twice(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("en,es,fr,fr,note,note\nRest.,Descanse.,a,b,c,d\n", "utf-8")
    units = read(tmp_path / "a.csv", Languages("en", "es")).units
    assert [(unit.source, unit.target) for unit in units] == [("Rest.", "Descanse.")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlf", "<xliff"),
        ("a.xlf", "<tmx version='1.4'/>"),
        ("a.xlf", "<xliff version='3.0'/>"),
        ("a.xlf", "<!DOCTYPE x [<!ENTITY a 'b'>]><xliff version='1.2'>&a;</xliff>"),
        ("a.sdlxliff", "\x00\x01"),
        ("a.tmx", "<xliff version='1.2'/>"),
        ("a.po", 'msgid "a\nmsgstr'),
        ("a.po", 'msgid "a\nmsgstr "b"\n'),
        ("a.csv", ""),
        ("a.tmx", "<tmx version='1.4'><header/><body/></tmx>"),
        ("a.csv", 'en,es\n"open,x\n'),
        ("a.csv", "a,b,c\n1,2,3\n"),
        ("a.csv", "en,es\nTake 5 mg, then rest.,Tome 5 mg.\n"),
        ("a.tsv", "Take 5 mg.\tTome 5 mg.\nRest.\tDescanse.\tx\n"),
        ("a.csv", "en,xyzzy\nTake 5 mg.,Tome 5 mg.\n"),
        ("a.csv", "xyzzy,es\nTake 5 mg.,Tome 5 mg.\n"),
        ("a.po", 'msgid "a"\nmsgstr "b"\nmsgid "open\nmsgstr "x"\n'),
        ("a.po", 'msgid "a"\nmsgstr "b"\nnonsense\n'),
        ("a.po", 'msgid "a"\nmsgstr "b" "c"\n'),
        ("a.csv", "en,es\nTake 5\0 mg.,Tome 5 mg.\n"),
        ("a.tsv", "en\tes\nTake 5 mg.\tTome 5 mg.\0\n"),
        ("a.po", PO.replace("UTF-8", "klingon")),
        ("a.po", PO.replace("UTF-8", "ISO-8859-1")),
        ("a.po", PO.replace("Language: es", "Language: zz")),
        ("a.xlf", XLIFF.replace('"en"', '"zz"')),
        ("a.xlf", XLIFF.replace('"es"', '"zz"')),
        ("a.xlsx", "no workbook"),
        ("a.mqxlz", "PK"),
        ("a.docx", "PK"),
        ("a", "x"),
    ],
)
def test_what_cannot_be_read_is_told_in_a_line_and_the_rest_is_judged(name: str, content: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    (tmp_path / "sound.csv").write_text("source,target\n" + WRONG, "utf-8")
    with pytest.raises(DocumentError):
        read(tmp_path / name, Languages("en", "es"))
    done = pipeline(tmp_path, "check-pairs", name, "sound.csv", "--target", "es")
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith(name)
    assert "sound.csv:2: error: " in done.stdout


def tuvs(**texts: str) -> str:
    return "".join(f"<tuv xml:lang='{tag.strip('_')}'><seg>{text}</seg></tuv>" for tag, text in texts.items())


PAIR = tuvs(en="Rest.", es="Descanse.")
# Name of the file, what it holds, what is told of entries that are passed over
SKIPPED = [
    ("a.csv", "en,es\nRest.,Descanse.\nWait.,\n", []),
    ("a.csv", "en,es\nRest.,Descanse.\n,\n", []),
    ("a.csv", "en,es\nRest.,Descanse.\n,Espere.\n", ["a.csv:3: left out: a translation without a source"]),
    (
        "a.tsv",
        "en\tes\nRest.\tDescanse.\n" + "\tx\n" * 7,
        ["a.tsv:3: 7 left out: a translation without a source (lines 3, 4, 5, 6, 7, …)"],
    ),
    ("a.csv", "en,es\nWait.,Espere.\n#N/A,#N/A\nThe #1! rule.,#1!\nRest.,#MeToo\n", []),
    (
        "a.csv",
        "en,es\nWait.,Espere.\nRest.,#REF!\nStop., #DIV/0!\n",
        [
            "a.csv:3: left out: #REF!, which a spreadsheet shows where a formula fails, in place of a translation",
            "a.csv:4: left out: #DIV/0!, which a spreadsheet shows where a formula fails, in place of a translation",
        ],
    ),
    ("a.po", PO, []),
    ("a.po", PO.replace("Language: es", "Language: es@latin"), []),
    ("a.po", PO.replace("UTF-8", "CHARSET"), []),
    ("a.po", PO + '\n#~ msgid "Wait."\n#~ msgstr "Espere."\n', ["a.po:10: left out: no longer used (#~)"]),
    ("a.xlf", XLIFF.format(""), []),
    ("a.xlf", XLIFF.format(UNIT.format("translate='no'", "<source>X</source>", "X")), []),
    (
        "a.xlf",
        XLIFF.format(UNIT.format("translate='no'", "<source>X</source>", "Y")),
        ["a.xlf:3: left out: marked as not to be translated, and translated"],
    ),
    ("a.xlf", XLIFF.format(UNIT.format("", "", "Y")), ["a.xlf:3: left out: without a source"]),
    ("a.tmx", TMX.format(PAIR, PAIR), []),
    ("a.tmx", TMX.format(PAIR, tuvs(en="Wait.")), ["a.tmx:2: left out: without a text in both en and es"]),
    (
        "a.tmx",
        TMX.format(PAIR, PAIR + "<tuv><seg>x</seg></tuv>"),
        ['a.tmx:2: left out: a text without a language; its <tuv> needs one, such as xml:lang="es"'],
    ),
    (
        "a.tmx",
        TMX.format(PAIR, PAIR + tuvs(es="Repose.")),
        ["a.tmx:2: left out: a second text of a unit in es"],
    ),
    (
        "a.tmx",
        TMX.format(PAIR, PAIR + tuvs(q7="x")),
        ["a.tmx:2: left out: a text in 'q7', which is no language"],
    ),
]


def test_a_cell_whose_formula_fails_is_no_translation(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (("en", "es"), ("Wait.", "Espere."), ("Rest.", "#REF!"), ("Stop.", "#NAME?")):
        book.worksheets[0].append(row)
    assert book.worksheets[0]["B3"].data_type == "e"
    book.save(tmp_path / "a.xlsx")
    pairs = read(tmp_path / "a.xlsx", Languages())
    assert [one.target for one in pairs.units] == ["Espere."]
    assert [(one.line, one.why.partition(",")[0]) for one in pairs.skipped] == [(3, "#REF!"), (4, "#NAME?")]


@pytest.mark.parametrize(("name", "content", "lines"), SKIPPED)
def test_what_is_passed_over_is_told(name: str, content: str, lines: list[str], tmp_path: Path) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    pairs = read(tmp_path / name, Languages("en", "es"))
    assert pairs.units
    assert [line.removeprefix(f"{tmp_path}/") for line in skipped_lines(tmp_path / name, pairs.skipped)] == lines


def test_regions_are_told_by_options_and_must_be_of_the_same_language(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("en,es\nTake 1.5 mg.,Tome 1.5 mg.\n", "utf-8")
    assert pipeline(tmp_path, "check-pairs", "a.csv", "--target", "es-MX").returncode == 0
    refused = pipeline(tmp_path, "check-pairs", "a.csv", "--target", "fr")
    assert refused.returncode == 3
    assert "the file has no fr: its languages are en, es" in refused.stderr
    slip = pipeline(tmp_path, "check-pairs", "a.csv", "--target", "Spanish")
    assert (slip.returncode, "did you mean 'es'?" in slip.stderr) == (2, True)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("foo,bar,baz\na,b,c\n", "it cannot be told which of the 3 columns are meant; name the columns"),
        ("fr,de\na,b\n", "the file has no en: its languages are de, fr; say which two are meant"),
        ("fr,de,es\na,b,c\n", "the file has no en: its languages are de, es, fr; say which two are meant"),
        (f"en,es\n{'a' * 200_000},b\n", "a cell has more than 131,072 signs; split its text"),
    ],
)
def test_a_table_that_cannot_be_read_is_told_for_what_it_is(text: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(text, "utf-8")
    with pytest.raises(DocumentError) as caught:
        read(tmp_path / "a.csv", Languages())
    assert told in str(caught.value)


def test_a_language_that_nobody_names_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(SOUND, "utf-8")
    done = pipeline(tmp_path, "check-pairs", "a.csv")
    assert done.returncode == 3
    assert "the file does not name its target language; give it with --target" in done.stderr


def test_a_waiver_answers_one_pair_and_is_void_when_a_text_changes(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("source,target\n" + WRONG, "utf-8")
    waiver = {
        "check": "pair/numbers",
        "source": "Take 5 mg.",
        "target": "Tome 50 mg.",
        "reason": "as printed",
        "author": "AB",
    }
    (tmp_path / "waivers.yaml").write_text(yaml.safe_dump([waiver]), "utf-8")
    asked = ("check-pairs", "a.csv", "--target", "es", "--waivers", "waivers.yaml")
    done = pipeline(tmp_path, *asked)
    assert (done.returncode, done.stdout) == (0, "")
    assert "1 waived" in done.stderr
    [told] = json.loads(pipeline(tmp_path, *asked, "--format", "json").stdout)
    assert (told["waived"], told["waived_by"]) == ("as printed", "AB")
    (tmp_path / "a.csv").write_text("source,target\nTake 5 mg.,Tome 500 mg.\n", "utf-8")
    done = pipeline(tmp_path, *asked)
    assert done.returncode == 1
    assert "the waiver of pair/numbers on “Tome 50 mg.” answers nothing" in done.stderr


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ("--fail-on never", 0),
        ("--off pair/numbers", 0),
        ("--fail-on info", 1),
        ("--off pair/nummers", 2),
        ("--format xml", 2),
        ("--fail-on all", 2),
        ("--waivers none.yaml", 2),
        ("--glossary none.yaml", 2),
    ],
)
def test_options_decide_on_the_status(options: str, status: int, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("source,target\n" + WRONG, "utf-8")
    done = pipeline(tmp_path, "check-pairs", "a.csv", "--target", "es", *options.split())
    assert done.returncode == status
    assert "Traceback" not in done.stderr


def test_a_glossary_is_held_against_the_pairs_where_one_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("source,target\nIt is a widget fever.,Es una fiebre.\n", "utf-8")
    concept: dict[str, Any] = {"id": "w", "en": "widget fever", "type": "disease"}
    concept |= {"translations": {"es": {"text": "fiebre del artilugio"}}}
    (tmp_path / "g.yaml").write_text(yaml.safe_dump({"concepts": [concept]}), "utf-8")
    found = pipeline(tmp_path, "check-pairs", "a.csv", "--target", "es", "--glossary", "g.yaml")
    assert "pair/term" in found.stdout


@pytest.mark.parametrize("form", ["text", "json", "sarif", "junit", "html"])
def test_every_form_is_what_its_readers_take(form: str, tmp_path: Path) -> None:
    folder = tmp_path / "mit Blank ü#"
    folder.mkdir()
    (folder / "a.csv").write_text("source,target\n" + SOUND + "Take 5 mg. <b>,Tome 50\x07 mg. <b>\n", "utf-8")
    done = pipeline(tmp_path, "check-pairs", str(folder), "--target", "es", "--format", form, "--output", "out")
    assert done.returncode == 1
    assert done.stdout == ""
    text = (tmp_path / "out").read_text("utf-8")
    if form == "sarif":
        jsonschema.validate(json.loads(text), json.loads((HERE / "schemas" / "sarif_profile.json").read_text("utf-8")))
    elif form == "json":
        assert {one["line"] for one in json.loads(text)} == {3}
    elif form == "junit":
        suites = etree.fromstring(text.encode())
        assert (suites.get("tests"), suites.get("failures")) == ("2", "1")
        assert "pair/numbers" in [one.get("type") for one in suites.iter("failure")]
    elif form == "html":
        assert "Tome <mark>50</mark>" in text
        assert "&lt;b&gt;" in text
    else:
        assert "ü#/a.csv:3: error: “50” does not stand" in text
    assert "\x07" not in text
    (folder / "a.csv").write_text("source,target\n" + SOUND, "utf-8")
    for _ in range(2):  # over the verdict with findings, then over the one without
        again = pipeline(tmp_path, "check-pairs", str(folder), "--target", "es", "--format", form, "--output", "out")
        assert again.returncode == 0, again.stderr


@pytest.mark.parametrize(
    "content",
    [
        "precious notes\n", "<html>mine</html>", '{"mine": 1}', '[{"file": "a"}]', "[1]", '"mine"', "null", "\x00",
        '{"runs": []}', '{"runs": [{"tool": {"driver": {"name": "other"}}}]}', '<testsuites name="other"/>',
        '<?xml version="1.0"?><testsuites name="pytest"/>', "a.c:3: error: expected ';'\n", "\n",
        "a: error: b (c/d, 1)\nmine\n",
    ],
)  # fmt: skip
def test_no_file_of_a_person_is_written_over(content: str, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text(content, "utf-8")
    with pytest.raises(UsageError, match="mine: this file is no list of findings") as told:
        require_free(tmp_path / "mine", [], Terms())
    assert len(str(told.value).splitlines()) == 1


def test_damage_anywhere_in_a_file_is_a_line_or_a_reading(tmp_path: Path) -> None:
    """Whatever is cut off or turned into something else, there is no other exception."""
    for file in sorted(FILES.iterdir()):
        whole = file.read_bytes()
        for cut in range(0, len(whole), 23):
            place = tmp_path / file.name
            place.write_bytes(whole[:cut] + bytes([whole[cut] ^ 0x15]) + whole[cut + 1 :] if cut % 2 else whole[:cut])
            with suppress(DocumentError):
                read(place, Languages("en", "es"))


def test_waivers_must_be_a_list_of_waivers(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("source,target\n" + SOUND, "utf-8")
    for wrong in (
        "a: b",
        "- check: pair/numbers",
        "- {check: pair/x, source: a, target: b, reason: c}",
        "- {check: pair/numbers, source: a, target: b, reason: ' '}",
        "- {check: pair/numbers, source: a, target: b, reason: c, author: ''}",
        "[" * 99,
    ):
        (tmp_path / "w.yaml").write_text(wrong, "utf-8")
        done = pipeline(tmp_path, "check-pairs", "a.csv", "--target", "es", "--waivers", "w.yaml")
        assert done.returncode == 2
        assert done.stderr.startswith("w.yaml")


def test_the_page_about_it_names_every_kind_of_file_form_and_threshold() -> None:
    page = (HERE.parent / "docs" / "check-pairs.md").read_text("utf-8")
    for name in (*READERS, *FORMS, *THRESHOLDS):
        assert f"`{name}`" in page or f"--fail-on {name}" in page or f"--format {name}" in page


def test_its_waiver_is_one() -> None:
    page = (HERE.parent / "docs" / "check-pairs.md").read_text("utf-8")
    [example] = yaml.safe_load(page.partition("```yaml\n")[2].partition("```")[0])
    assert msgspec.convert(example, PairWaiver).check == "pair/numbers"


@pytest.mark.parametrize("name", ["check-translations.yml", "pre-commit-config.yaml"])
def test_examples_call_it_as_it_is(name: str, tmp_path: Path) -> None:
    example = yaml.safe_load((HERE.parent / "examples" / name).read_text("utf-8"))
    if name == "check-translations.yml":
        called = next(step["run"] for step in example["jobs"]["check"]["steps"] if "check-pairs" in step.get("run", ""))
        assert example[True]["pull_request"]["paths"] == ["translations/**"]  # YAML 1.1 takes "on" for true
    else:
        [hook] = yaml.safe_load((HERE.parent / ".pre-commit-hooks.yaml").read_text("utf-8"))
        [used] = example["repos"][0]["hooks"]
        assert used["id"] == hook["id"]
        assert all(re.search(hook["files"], case["file"]) or case["file"][-4:] in (".csv", ".tsv") for case in CASES)
        called = " ".join((hook["entry"], "translations", *used["args"]))
    program, *arguments = called.split()
    assert program == "medical-content-pipeline"
    (tmp_path / "translations").mkdir()
    (tmp_path / "translations" / "a.po").write_bytes((FILES / "messages.po").read_bytes())
    (tmp_path / "translations" / "waivers.yaml").write_text("[]", "utf-8")
    assert pipeline(tmp_path, *arguments).returncode == 1


def test_what_is_no_ordinary_file_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "pairs.tsv").write_text("source\ttarget\nTake 5 mg.\tTome 5 mg.\n", "utf-8")
    os.mkfifo(tmp_path / "pipe")
    done = pipeline(tmp_path, "check-pairs", "pairs.tsv", "--source", "en", "--target", "es", "--output", "pipe")
    assert (done.returncode, done.stderr) == (2, "pipe: this is no ordinary file; name a file with --output\n")
    assert (tmp_path / "pipe").is_fifo()
