"""What a glossary's variants would hit: `glossary check` shows the places before a run acts on them."""

import sys
from pathlib import Path
from typing import Any

import pytest

from pipeline.glossary.concepts import Concept, Variant
from pipeline.job.store import Store
from tests.programs import run

PAGE = """Living with it

She can live at home. Many live long: live every day.
The door vein and a live vaccine (live virus).
See https://example.org/door-vein.html today.
"""
CONCEPT = "concepts:\n  - id: portal\n    en: portal vein\n    type: anatomy\n    variants:\n      - {text: %s}\n"
EVERYDAY = "; it is an everyday word: where it may mean something else, name its neighbours under `when`"


def check(project: Path, variant: str, *options: str) -> Any:
    (project / "glossary.yaml").write_text(CONCEPT % variant, "utf-8")
    (project / "settings.yaml").write_text("languages: []\npacks: []\n", "utf-8")
    return run(sys.executable, "-m", "pipeline", "glossary", "check", *options, cwd=project)


def hits(project: Path, variant: str, *options: str) -> list[str]:
    (project / "raw").mkdir()
    (project / "raw" / "page.txt").write_text(PAGE, "utf-8")
    (project / "raw" / "picture.png").write_bytes(b"\x89PNG")
    (project / "raw" / "long.html").write_text("<h1>Page</h1>\n<p title='door vein'>A quiet page.</p>", "utf-8")
    done = check(project, variant, *options)
    assert (done.returncode, done.stderr) == (0, "")
    return [line.removeprefix("note: glossary.yaml:6: ") for line in done.stdout.splitlines()[:-1]]


@pytest.mark.parametrize(
    "variant",
    [
        "gate vein, action: flag",  # in no text
        "liv, action: flag",  # a part of a word
        "door vein, action: allow",  # nothing happens to it
        "live, action: flag, when: {after: [baby]}",
        "live, action: replace, when: {before: [cell]}",
    ],
)
def test_what_nothing_happens_to_is_not_told(variant: str, tmp_path: Path) -> None:
    assert hits(tmp_path, variant) == []


@pytest.mark.parametrize(
    ("variant", "options", "told"),
    [
        (
            "door vein, action: flag",
            (),
            "'door vein' is flagged once: page.txt:4 “long: live every day. The door vein and a live vaccine (live”",
        ),
        (
            "door vein, action: allow",
            ("--allowed",),
            "'door vein' is left alone once: page.txt:4 “long: live every day. The door vein and a live vaccine (live”",
        ),
        (
            "live, action: replace, when: {before: [vaccine]}",
            (),
            "'live' is replaced once: page.txt:4 “day. The door vein and a live vaccine (live virus). See”",
        ),
        (
            "live, action: replace",
            (),
            (
                "'live' is replaced 5 times: page.txt:3 “Living with it She can live at home. Many live long:”, "
                "page.txt:3 “She can live at home. Many live long: live every day. The”, "
                f"page.txt:3 “at home. Many live long: live every day. The door vein and”, …{EVERYDAY}"
            ),
        ),
    ],
)
def test_places_are_shown_with_the_first_words(
    variant: str, options: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    assert hits(tmp_path, variant, *options) == [told]


@pytest.mark.parametrize(
    ("known", "told"),
    [
        (None, 0),  # there was no run: all are new, and none is worth a line
        (("door vein",), 0),
        ((), 1),
        (("gate vein",), 1),
    ],
)
def test_what_is_only_linked_is_told_when_it_is_new(known: tuple[str, ...] | None, told: int, tmp_path: Path) -> None:
    if known is not None:
        variants = tuple(Variant(text, "allow") for text in known)
        store = Store(tmp_path / "build", "a run")
        store.set_fact("glossary", (Concept("portal", "portal vein", "anatomy", variants=variants),))
        store.commit()
        store.close()
    assert len(hits(tmp_path, "door vein, action: allow")) == told


@pytest.mark.parametrize("content", [b"", b"no store", b"SQLite format 3\0" + bytes(200)])
def test_a_damaged_store_is_as_none(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "store.sqlite").write_bytes(content)
    assert hits(tmp_path, "door vein, action: allow") == []
    assert (tmp_path / "build" / "store.sqlite").read_bytes() == content


def test_without_texts_the_file_is_checked_alone(tmp_path: Path) -> None:
    assert check(tmp_path, "live, action: flag").stdout == "glossary.yaml: 1 concepts, no faults found.\n"
