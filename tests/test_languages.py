"""What is known of languages: that the files hold, and that nothing is judged where nothing is known."""

from pathlib import Path

import pytest
import yaml

from pipeline.core.errors import UsageError
from pipeline.pairs import PAIR_CHECKS, abstaining, check_pair
from pipeline.reading import language as reading
from pipeline.reading.language import COMPLETE, Language, either, language, missing
from pipeline.reading.meanings import ALL, OPPOSITES
from pipeline.translation.advice import missing_checks

DATA = Path(__file__).resolve().parent.parent / "pipeline" / "data"
SHIPPED = {file.stem for file in (DATA / "languages").glob("*.yaml")}
LONGEST = 160
CASES = yaml.safe_load((Path(__file__).parent / "cases" / "new-language.yaml").read_text("utf-8"))
SECTIONS = set(Language.__struct_fields__)


@pytest.mark.parametrize("file", sorted(DATA.rglob("*.yaml")), ids=lambda file: file.name)
def test_a_table_is_plain_yaml_with_lines_that_can_be_compared(file: Path) -> None:
    """Where this fails: one pattern a line, and no line longer than `LONGEST`."""
    text = file.read_text("utf-8")
    assert yaml.load(text, yaml.SafeLoader) == yaml.load(text, yaml.CSafeLoader)
    assert [line for line in text.splitlines() if len(line) > LONGEST] == []


def test_there_is_a_file_for_each_language_that_is_complete() -> None:
    assert set(COMPLETE) <= SHIPPED


@pytest.mark.parametrize("tag", sorted(SHIPPED))
def test_a_file_that_ships_can_be_read(tag: str) -> None:
    assert language(tag) != Language()


@pytest.mark.parametrize("tag", [*COMPLETE, "es-MX"])
def test_of_a_complete_language_nothing_is_missing(tag: str) -> None:
    assert (missing(tag), abstaining(tag)) == ((), [])


@pytest.mark.parametrize("tag", ["de", "de-AT", "", "..", "../languages/es", "xx"])
def test_of_an_unknown_language_all_is_missing(tag: str) -> None:
    assert set(missing(tag)) == SECTIONS
    assert language(tag) == Language()


def test_a_check_needs_only_what_a_language_can_have() -> None:
    assert {need for check in PAIR_CHECKS for need in check.needs} <= SECTIONS
    assert abstaining("de") == [check.id for check in PAIR_CHECKS if check.needs]


@pytest.mark.parametrize("case", CASES["unknown"], ids=lambda case: case["de"])
@pytest.mark.parametrize("turned", [False, True])
def test_a_sound_translation_is_not_judged_by_the_words_of_another_language(case: dict[str, str], turned: bool) -> None:
    languages = ("de", "en") if turned else ("en", "de")
    source, target = languages
    found = check_pair(case[source], case[target], source, target, glossary={})
    assert [(one.check, one.message) for one in found] == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("number: {}", "zz.yaml:1: unknown key 'number'; did you mean 'numbers'?"),
        ("numbers:\n  cardinal: {one: 1}", "zz.yaml:2: unknown key 'cardinal'; did you mean 'cardinals'?"),
        (
            "numbers:\n  cardinals: {one: first}",
            "zz.yaml:2: Expected number, got text; write a number in figures alone",
        ),
        ("sides: {both: both}", "zz.yaml:1: this needs the key may; add it"),
        ("numbers: {joins: [e]\n", "zz.yaml:1: this is not YAML"),
        ("numbers: {joins: [e], joins: [y]}", "zz.yaml:1: the key 'joins' stands here twice; keep one of them"),
        ("negation: {negators: true}", "zz.yaml:1: Expected list, got text; write it in brackets, like [true]"),
    ],
)
def test_a_slip_in_a_file_is_told_with_its_line(
    text: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "zz.yaml").write_text(text, "utf-8")
    monkeypatch.setattr(reading, "FOLDERS", (tmp_path,))
    with pytest.raises(UsageError) as error:
        language("zz")
    assert str(error.value).startswith(f"{tmp_path}/{told}")


def test_words_that_older_yaml_reads_as_yes_or_no_are_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "zz.yaml").write_text("negation: {negators: [no, on], weak: [off, Yes]}", "utf-8")
    monkeypatch.setattr(reading, "FOLDERS", (tmp_path,))
    found = language("zz").negation
    assert found
    assert (found.negators, found.weak) == (("no", "on"), ("off", "Yes"))


@pytest.mark.parametrize(
    ("words", "pattern"), [("a|b", "a|b"), (("a",), "a"), (("a", "b"), "a|b"), ((), "(?!)"), ("", "")]
)
def test_alternatives_are_joined(words: str | tuple[str, ...], pattern: str) -> None:
    assert either(words) == pattern


def test_meanings_are_of_known_languages() -> None:
    tables = [kind.patterns for kind in ALL]
    assert set(COMPLETE) <= {tag for table in tables for tag in table} <= SHIPPED
    assert set(COMPLETE) <= {tag for table in OPPOSITES.values() for tag in table} <= SHIPPED


@pytest.mark.parametrize("tag", [*COMPLETE, "es-MX"])
def test_a_run_says_nothing_of_a_complete_language(tag: str) -> None:
    assert missing_checks(tag) == []


def test_a_run_says_which_checks_an_unknown_language_goes_without() -> None:
    [line] = missing_checks("de")
    assert line.startswith("Translations to de are not judged by pair/")
    assert all(check in line for check in abstaining("de"))
    needed = {need for check in PAIR_CHECKS for need in check.needs}
    assert line.endswith(f"not known of it: {', '.join(name for name in missing('de') if name in needed)}.")
