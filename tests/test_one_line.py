"""What others wrote reaches a terminal as text: no escape sequence is obeyed, no newline forges a line."""

import json
import logging
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.__main__ import _guard, app
from pipeline.cli import console
from pipeline.core.errors import CombinedUsageError, DocumentError, UsageError
from pipeline.core.one_line import in_json, one_line
from pipeline.report.figures import Row

SHOWN = {
    "plain": "plain",
    "a  b": "a  b",
    "5\xa0mg – 10 %": "5\xa0mg – 10 %",
    "¿Qué? 中文 🙂": "¿Qué? 中文 🙂",
    "می\u200cخواهم": "می\u200cخواهم",
    "[bold]x[/]": "[bold]x[/]",
    "C:\\new": "C:\\new",
    "a\nb": "a\\nb",
    "a\r\nb": "a\\r\\nb",
    "a\tb": "a\\tb",
    "a\0b": "a\\x00b",
    "\x1b[2J": "\\x1b[2J",
    "\x1b]0;title\x07": "\\x1b]0;title\\x07",
    "\x1b]8;;http://a\x1b\\": "\\x1b]8;;http://a\\x1b\\",
    "\x9b31m": "\\x9b31m",
    "\x9d0;t\x9c": "\\x9d0;t\\x9c",
    "a\x08b": "a\\x08b",
    "a\x7fb": "a\\x7fb",
    "a\x0bb\x0cc": "a\\x0bb\\x0cc",
    "a\x85b": "a\\x85b",
    "a\u2028b\u2029c": "a\\u2028b\\u2029c",
    "\u202etxt.exe": "\\u202etxt.exe",
    "\u2066a\u2069": "\\u2066a\\u2069",
    "a\u200bb": "a\\u200bb",
    "a\xadb": "a\\xadb",
    "\ufeffa": "\\ufeffa",
    "a\udcffb": "a\\xffb",
    "\ud800": "\\ud800",
    "\U000e0041": "\\U000e0041",
}


@pytest.mark.parametrize(("text", "shown"), SHOWN.items(), ids=map(ascii, SHOWN))
def test_what_is_shown(text: str, shown: str) -> None:
    assert one_line(text) == shown
    assert one_line(shown) == shown


@given(
    st.text(alphabet=st.characters(min_codepoint=0, max_codepoint=0x2100) | st.sampled_from("\n\x1b\x9b\udc80\u202e"))
)
def test_any_text_is_one_line_and_json_stays_what_it_is(text: str) -> None:
    assert len(f"{one_line(text)}.".splitlines()) == 1
    assert not any(one_line(text).count(sign) for sign in "\x1b\x9b\x07\x08\u202e")
    written = json.dumps({"a": text}, ensure_ascii=False, indent=1)
    assert json.loads(in_json(written)) == {"a": text}
    assert len(in_json(written).splitlines()) == 3


@pytest.mark.parametrize("kind", [UsageError, DocumentError])
def test_an_error_is_one_line_whatever_it_quotes(kind: type[UsageError]) -> None:
    error = kind("no 'a\nb.txt: forged'", remedy="\x1b[1mdo\x1b[0m", file=Path("x\ny"), line=3)
    assert str(error) == "x\\ny:3: no 'a\\nb.txt: forged'; \\x1b[1mdo\\x1b[0m"


def test_several_errors_are_as_many_lines() -> None:
    inner = CombinedUsageError([UsageError("a\nb"), UsageError("c")])
    assert str(CombinedUsageError([inner, UsageError("d\x1b")])) == "a\\nb\nc\nd\\x1b"


def test_everything_that_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    console.say("a\nb", "\x1bc")
    console.complain("d\x9be", "\u202ef")
    console.show_table([Row("g\x1b[31m\nh", "es", *([0] * 10))])
    record = logging.LogRecord("x", logging.WARNING, "", 1, "i%s", ("\x1b\nj",), None)
    console.Warnings().emit(record)
    out, err = capsys.readouterr()
    assert out.startswith("a\\nb\n\\x1bc\n")
    assert "g\\x1b[31m\\nh " in out
    assert err == "d\\x9be\n\\u202ef\ni\\x1b\\nj\n"


NAMES = ["red\x1b[31m", "new\nother.txt: forged", "title\x1b]0;x\x07", "back\x08\x08", "c1\x9b2J", "turn\u202etxt"]


@pytest.mark.parametrize("name", NAMES, ids=map(ascii, NAMES))
@pytest.mark.parametrize("command", ["run --engine none", "check", "check --format json", "check --format sarif"])
def test_names_and_texts_of_raw_files(
    name: str, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "raw").mkdir()
    text = f"Tests\n\nThe marker is raised in with {name.splitlines()[0]} the liver.\n"
    for path, data in {f"{name}.txt": text, f"{name}.doc": "", "empty.txt": "", f"lost {name}.yaml": ""}.items():
        (tmp_path / "raw" / path).write_text(data, encoding="utf-8")
    (tmp_path / "glossary.yaml").write_text("concepts: []\n")
    (tmp_path / "settings.yaml").write_text(f"off: [{json.dumps('x/' + name)}]\n")
    assert _guard(lambda: app(command.split())) == 2
    (tmp_path / "settings.yaml").unlink()
    assert _guard(lambda: app(command.split())) == 3
    out, err = capsys.readouterr()
    printed = out + err
    assert not set(printed) & set("\x1b\x07\x08\x9b\u202e")
    assert "\nother.txt" not in printed
    assert len([line for line in printed.splitlines() if "empty.txt: the file is empty" in line]) == 1
    if "--format" in command:
        assert json.loads(out) is not None
