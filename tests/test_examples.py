"""What docstrings show is what the code does: their `>>>` lines, and the examples of rules and checks."""

import doctest
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

import pytest

import pipeline
from pipeline import structure
from pipeline.core.model import Document, Source
from pipeline.core.settings import Settings
from pipeline.glossary import Glossary, load_glossary
from pipeline.pairs import judge
from pipeline.report.catalogue import CHECKS, RULES, example
from pipeline.rules import Check, DocumentContext, PairCheck, Rule, run_checks, run_rules
from pipeline.rules.pair import PairContext
from tests.conftest import ROOT

QUOTED = r"(?:\"[^\"]*\"|“[^”]*”|`[^`]*`)"
BECOMES = re.compile(rf"({QUOTED}) (?:becomes|became) ({QUOTED})")
GOES = re.compile(rf"a line ({QUOTED}) goes")
STAYS = re.compile(rf"((?:[^;.\"“`]|{QUOTED})+?) stays?\b")
ELSEWHERE = re.compile(rf"in a text that also says ({QUOTED})")
LINES = re.compile(rf"the (lines|paragraphs) ((?:{QUOTED}(?:, )?)+)")
YEAR = re.compile(r"in a text of (\d{4})")
ESCAPE = re.compile(r"\\(?:u[0-9a-f]{4}|x[0-9a-f]{2}|[nr])")
TOLD = {  # examples that are told and not shown
    "edits/editor": "the correction stands in a side file",
    "repair/flattened-items": "the page of the documentation makes its wide gaps one space",
    "repair/lost-breaks": "the page of the documentation makes its wide gaps one space",
    "repair/front-matter": "its lines must stand at the top of a file",
    "source/wide-gap": "an example is put on one line, with single blanks",
    "source/swallowed": "of a page",
    "source/unfilled-counter": "of a page",
    "source/more-pages": "of a page",
    "source/turned-text": "its mark cannot be seen in a docstring",
    "source/edit": "the correction stands in a side file",
    "repair/parted-bullets": "what becomes of it is several lines",
    "repair/side-columns": "two columns are too wide for an example",
    "source/columns": "two columns are too wide for an example",
    "source/encoding": "of a page in bytes",
    "source/language": "a page in another language is no example of an English docstring",
    "source/left-out": "what is left out of a page is known from the page alone; tests/test_html_pages.py shows it",
    "repair/converter-header": "a header of several lines",
    "repair/page-menus": "a page is too long for an example",
    "repair/page-foot": "a page is too long for an example",
    "repair/page-contents": "a page is too long for an example",
    "repair/page-boxes": "a page is too long for an example",
    "repair/page-tools": "a page is too long for an example",
    "repair/page-listings": "a page is too long for an example",
    "repair/post-labels": "what becomes of it is several lines",
    "repair/fences": "it takes three lines",
    "repair/page-borders": "forty lines are too many for an example",
    "repair/inline-page-heads": "a page is too long for an example",
    "repair/icons": "it takes three lines",
    "repair/table-bars": "it takes three lines",
    "repair/heading-marks": "an empty line must stand above it",
    "repair/mail-footer": "it takes three lines",
    "repair/mail-frame": "it takes three lines",
    "repair/stray-indent": "it takes two lines",
    "repair/mail-lines": "what becomes of it is several lines",
    "repair/mail-parts": "it takes two lines",
    "repair/table-frames": "it takes three lines",
    "repair/print-out": "it takes four lines",
    "repair/string-escapes": "an escape in a docstring is what it stands for",
    "repair/dot-leaders": "it takes three lines",
    "repair/glued-items": "what becomes of it is several lines",
    "repair/doubled-paragraph": "a paragraph of 80 characters is too long for an example",
    "source/waiver": "the waiver stands in a side file",
    "set/values": "of several texts",
    "pair/unknown": "what the engine said of its text decides",
    "pair/garbled": "it judges only what an engine wrote",
    "pair/exposed": "what the engine said of its text decides",
    "pair/length": "thirty words are too many for an example",
    "set/same-target": "of several sentences",
    "set/consistency": "of several sentences",
    "set/abbreviation": "of several sentences",
}
SETTINGS = Settings(expand_abbreviations=True, english="US")
SHOWN = {one.id: " ".join(example(one).split()) for one in (*RULES, *CHECKS)}
NUMBER_OF_DOCTESTS = 22


def modules() -> list[ModuleType]:
    found = [one.name for one in pkgutil.walk_packages(pipeline.__path__, "pipeline.")]
    return [pipeline, *map(import_module, found)]


def doctests() -> list[doctest.DocTest]:
    finder = doctest.DocTestFinder()
    return [test for module in modules() for test in finder.find(module) if test.examples]


@pytest.mark.parametrize("test", doctests(), ids=lambda test: test.name)
def test_a_docstring_shows_what_the_function_gives(test: doctest.DocTest) -> None:
    told: list[str] = []
    doctest.DocTestRunner().run(test, out=told.append)
    assert not told, "".join(told)


def test_docstrings_show_something() -> None:
    assert len(doctests()) >= NUMBER_OF_DOCTESTS


def plain(quotation: str) -> str:
    """What stands between the quotation marks; an escaped character is the character."""
    return ESCAPE.sub(lambda found: found[0].encode().decode("unicode_escape"), quotation[1:-1])


def elsewhere(shown: str) -> str:
    """Another paragraph, where the example needs one."""
    found = ELSEWHERE.search(shown)
    return f"\n\nIt is {plain(found[1])}." if found else ""


def changes() -> Iterator[tuple[Rule, str, str]]:
    """Every text that the example of a rule shows, and what it says of it."""
    for rule in RULES:
        shown = SHOWN[rule.id]
        around = elsewhere(shown)
        for before, after in BECOMES.findall(shown):
            yield rule, plain(before) + around, plain(after) + around
        for line in GOES.findall(shown):
            yield rule, f"One.\n{plain(line)}\nTwo.", "One.\nTwo."
        for stretch in STAYS.findall(shown):
            for text in re.findall(QUOTED, stretch):
                yield rule, plain(text) + around, plain(text) + around


def marked() -> Iterator[tuple[Check, str, str]]:
    """The text that the example of a source check shows, and the date that it gives the text."""
    for check in CHECKS:
        if isinstance(check, Check) and check.id not in TOLD:
            shown = SHOWN[check.id]
            lines, year = LINES.match(shown), YEAR.search(shown)
            texts = [plain(quotation) for quotation in re.findall(QUOTED, lines[2] if lines else shown)]
            joined = ("\n\n" if lines[1] == "paragraphs" else "\n").join(texts) if lines else texts[0]
            yield check, joined + elsewhere(shown), f"{year[1]}-01-01" if year else ""


def pairs() -> Iterator[tuple[PairCheck, str, str]]:
    """Every source and translation that the example of a check on translations shows."""
    for check in CHECKS:
        if isinstance(check, PairCheck):
            for source, target in BECOMES.findall(SHOWN[check.id]):
                yield check, plain(source), plain(target)


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return load_glossary(ROOT / "glossary.yaml")


def document(text: str, **metadata: str) -> Document:
    return Document("page.txt", text, text, Source("page.txt"), metadata=metadata)


@pytest.mark.parametrize(("rule", "before", "after"), list(changes()))
def test_a_rule_does_what_its_example_shows(rule: Rule, before: str, after: str, glossary: Glossary) -> None:
    context = DocumentContext(SETTINGS, glossary)
    assert run_rules(document(before), [rule], context).text.rstrip("\n") == after


@pytest.mark.parametrize(("check", "text", "date"), list(marked()))
def test_a_source_check_marks_its_example(check: Check, text: str, date: str, glossary: Glossary) -> None:
    blocks = structure.build(SETTINGS, glossary)(document(text, date=date))
    assert run_checks(blocks, [check], DocumentContext(SETTINGS, glossary)).findings


@pytest.mark.parametrize(("check", "source", "target"), list(pairs()))
def test_a_check_on_translations_marks_its_example(
    check: PairCheck, source: str, target: str, glossary: Glossary
) -> None:
    context = PairContext("en", "es", SETTINGS, glossary)
    assert check.id in {finding.check for finding in judge(source, target, context)}


def test_every_example_is_shown_or_told_with_a_reason() -> None:
    shown = {one.id for one, before, after in changes() if before != after}
    shown |= {check.id for check, _, _ in marked()} | {check.id for check, _, _ in pairs()}
    assert shown | TOLD.keys() == SHOWN.keys()
    assert not shown & TOLD.keys()
