"""The gate of `make eval`: it lets sound rules pass and nothing that is worse."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from benchmarks import gate, repair_eval
from benchmarks.gate import Figure
from pipeline import checks, repair
from pipeline.core.edits import Change
from pipeline.rules import DocumentContext, Rule

SOUND = repair_eval.on_cases()


@pytest.fixture
def floors(tmp_path: Path) -> Path:
    """Floors as the sound rules reach them."""
    path = tmp_path / "floors.yaml"
    assert gate.pin("cases", SOUND, "corpus", path) == []
    return path


def silent(text: str, context: DocumentContext) -> Iterator[Change]:
    """A rule that lost its pattern."""
    yield from ()


def greedy(text: str, context: DocumentContext) -> Iterator[Change]:
    """A rule that takes out every space."""
    for i, sign in enumerate(text):
        if sign == " ":
            yield Change(i, i + 1, " ", "", "surplus")


def test_a_new_rule_that_fails_its_own_cases_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Rule("repair/px", 1, "Spaces", "", greedy)
    monkeypatch.setattr(repair, "RULES", (broken,))
    told = repair_eval.failing(SOUND.keys() - {"repair/px"})
    assert "cases: repair/px is new and fails a case of its own (wrong and missed): “nodules of 25px-50px”" in told
    assert "cases: repair/px is new and fails a case of its own (wrong): “Set the logo to 50px.”" in told
    assert repair_eval.failing(SOUND.keys()) == []


def test_every_rule_and_source_check_is_judged() -> None:
    rules, judged = (rule.id for rule in repair.RULES), {check.id for check in checks.CHECKS}
    assert set(SOUND) == judged.union(rules) - {"source/edit", "source/encoding", "source/language", "source/waiver"}
    assert all(figure.right for figure in SOUND.values())


def test_what_reaches_its_floor_passes(floors: Path) -> None:
    assert gate.faults("cases", SOUND, "corpus", floors) == []


@pytest.mark.parametrize(("propose", "share"), [(silent, "recall"), (greedy, "precision")])
@pytest.mark.parametrize("rule", repair.RULES, ids=lambda rule: rule.id)
def test_a_broken_rule_is_told(rule: Rule, propose: object, share: str, floors: Path) -> None:
    broken = msgspec.structs.replace(rule, propose=propose)
    figures = SOUND | repair_eval.on_cases((broken,), ())
    told = gate.faults("cases", figures, "corpus", floors)
    assert any(share in line and rule.id in line for line in told)
    assert all(rule.id in line for line in told)


def test_a_broken_check_is_told(floors: Path) -> None:
    hole = next(check for check in checks.CHECKS if check.id == "source/hole")
    broken = msgspec.structs.replace(hole, find=lambda _document, _context: ())
    told = gate.faults("cases", SOUND | repair_eval.on_cases((), (broken,)), "corpus", floors)
    assert told == ["cases: recall of source/hole fell from 1.000 to 0.000"]


def test_a_floor_falls_only_on_an_explicit_word(floors: Path) -> None:
    worse = SOUND | {"repair/px": Figure(8, 2, 4)}
    before = floors.read_text("utf-8")
    assert gate.pin("cases", worse, "corpus", floors) == [
        "cases: precision of repair/px fell from 1.000 to 0.800",
        "cases: recall of repair/px fell from 1.000 to 0.666",
    ]
    assert floors.read_text("utf-8") == before
    assert gate.pin("cases", worse, "corpus", floors, lower=True) == []
    assert gate.faults("cases", worse, "corpus", floors) == []


def test_a_class_that_is_gone_is_told(floors: Path) -> None:
    rest = {name: figure for name, figure in SOUND.items() if name != "repair/px"}
    assert gate.faults("cases", rest, "corpus", floors) == ["cases: repair/px is no longer judged"]


def test_other_cases_need_new_floors(floors: Path, tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text("one")
    first = gate.corpus_hash([case])
    case.write_text("two")
    assert gate.corpus_hash([case]) != first
    (told,) = gate.faults("cases", SOUND, gate.corpus_hash([case]), floors)
    assert "the cases have changed" in told


def test_floors_of_one_section_leave_the_others(floors: Path) -> None:
    assert gate.pin("reference texts", {"px": Figure(1, 0, 0)}, "other", floors) == []
    assert gate.faults("cases", SOUND, "corpus", floors) == []
    assert gate.faults("reference texts", {"px": Figure(1, 0, 1)}, "other", floors) != []
