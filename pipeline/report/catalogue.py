"""The list of all rules and checks, for the terminal and for the documentation."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby

from pipeline import checks, ingest, repair
from pipeline.checks.differing_values import CORPUS_CHECKS
from pipeline.core.errors import UsageError
from pipeline.core.model import SideFile
from pipeline.core.names import NOWHERE, Where, require
from pipeline.ingest.html import HTML_RULES
from pipeline.pairs import PAIR_CHECKS
from pipeline.pairs.across import SET_CHECKS
from pipeline.repair import terms
from pipeline.rules import Check, DocumentContext, PairCheck, Rule, SetCheck

AnyCheck = Check | PairCheck | SetCheck
Entry = Rule | AnyCheck

RULES: tuple[Rule, ...] = (*HTML_RULES, ingest.apply_edits, *repair.RULES, *terms.RULES)
TARGET_CHECKS: tuple[AnyCheck, ...] = (*PAIR_CHECKS, *SET_CHECKS)
CHECKS: tuple[AnyCheck, ...] = (*checks.CHECKS, *CORPUS_CHECKS, *TARGET_CHECKS)

_FAMILIES = {
    "html": "Rules: HTML pages",
    "edits": "Rules: editors' own corrections",
    "repair": "Rules: repair",
    "terms": "Rules: terms of the glossary",
    "source": "Checks on the source text",
    "pair": "Checks on translations",
    "set": "Checks across translations",
}
_MARKER = "Example: "
_PREFACE = """\
# Rules and checks

This page is written by `make accept`; a test compares them.

A rule changes the text, records what it changed, and can be undone. A check changes nothing: it raises a finding.
While a sentence has a finding at *error* that nobody has waived, its translations are withheld. Each rule and check
can be switched off by its name, for all texts in `settings.yaml` or for one text in its side file: `off: [name]`.
Rules run in the order in which they stand here. What knows words names their languages, and abstains from texts in
others."""


def plain() -> Iterator[str]:
    """One line for each rule and check: its id, what it does, its title."""
    for one in _entries():
        yield f"{one.id:28} {_effect(one):8} {one.title}"


def markdown() -> Iterator[str]:
    """The lines of `docs/rules.md`: title, reason and example of each rule and check, family by family."""
    yield from _PREFACE.splitlines()
    family: Callable[[Entry], str] = lambda one: one.id.partition("/")[0]  # noqa: E731 - a key, not a function
    for name, members in groupby(_entries(), family):
        yield from ("", f"## {_FAMILIES.get(name, name)}")
        for one in members:
            yield from ("", f"### `{one.id}`", "", *_described(one))


def abstaining(language: str) -> list[str]:
    """The rules and source checks that know words, and none of a text's language."""
    context = DocumentContext(side=SideFile(language=language))
    readers: tuple[Rule | Check, ...] = (*RULES, *checks.CHECKS)
    return [one.id for one in readers if one.abstains(context)]


def example(one: Entry) -> str:
    """The example at the end of a rule's or check's reason; empty where it has none."""
    return one.why.rpartition(_MARKER)[2] if _MARKER in one.why else ""


def _described(one: Entry) -> Iterable[str]:
    reason = " ".join(one.why.partition(_MARKER)[0].split())
    lesser = f" or {one.lesser}" if isinstance(one, PairCheck) and one.lesser else ""
    severity = "" if isinstance(one, Rule) else f" ({one.severity}{lesser})"
    languages = one.languages if isinstance(one, Rule | Check) else ()
    texts = f" For texts in {', '.join(languages)}." if languages else ""
    yield f"**{_literal(one.title)}**{severity}. {_literal(reason)}{texts}".rstrip()
    if shown := " ".join(example(one).split()):
        yield from ("", f"Example: {_literal(shown)}")


def _literal(prose: str) -> str:
    """Docstring prose as Markdown: outside of code, signs that would become tags or marks are escaped."""
    parts = prose.split("`")
    return "`".join(
        part if i % 2 else part.translate({ord(sign): f"\\{sign}" for sign in "\\*_<[&"})
        for i, part in enumerate(parts)
    )


def _entries() -> Iterable[Entry]:
    return (*RULES, *CHECKS)


def _effect(one: Entry) -> str:
    return "changes" if isinstance(one, Rule) else one.severity


def require_waivable(name: str, among: Sequence[AnyCheck], elsewhere: str, at: Where = NOWHERE) -> None:
    """Raise `UsageError` for a waiver that answers no finding where it stands.

    `among` are the checks whose findings are answered there; `elsewhere` says where those of the others are.
    """
    require(name, names(), "check", at, otherwise="`python -m pipeline rules` lists them")
    if any(name == one.id for one in among):
        return
    if any(name == one.id for one in RULES):
        words, remedy = f"'{name}' is a rule, and a waiver answers a check", f"write `off: [{name}]` in the side file"
    else:
        words, remedy = f"no finding of '{name}' is answered here", elsewhere
    raise UsageError(words, remedy=remedy, file=at.file, line=at.line)


@cache
def names() -> frozenset[str]:
    """The ids of all rules and checks."""
    return frozenset(one.id for one in _entries())
