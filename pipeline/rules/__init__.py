"""Rules and checks: how one is declared, and the one way in which they run.

A rule proposes changes in the offsets of the text that it sees; the runner verifies and applies them and appends a
Pass. A check proposes faults; the runner gives them their raw span and severity and sets them against the editors'
waivers. The first line of a rule's or check's docstring is its title in every report.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from inspect import getdoc
from typing import Any

import msgspec

from pipeline.core.edits import Change, Pass, Projection, Span, accept, apply
from pipeline.core.model import Document, Finding, LeftOut, LeftOutKind, Severity, SideFile
from pipeline.core.settings import Settings
from pipeline.core.text import quoted
from pipeline.glossary import Glossary
from pipeline.reading.language import missing
from pipeline.reading.meanings import Contrast
from pipeline.reading.spoken import surely_in
from pipeline.rules.pair import Pair


class DocumentContext(msgspec.Struct, frozen=True):
    """What a rule or a check may know beside the text.

    `quoted` are the spans of quoted matter (references, addresses, identifiers) in the text at hand, sorted.
    """

    settings: Settings = Settings()
    glossary: Glossary = Glossary()
    side: SideFile = SideFile()
    quoted: tuple[Span, ...] = ()

    def is_off(self, identifier: str) -> bool:
        """Whether settings or side file switch a rule or check off."""
        return identifier in self.settings.off or identifier in self.side.off

    def is_in(self, languages: Collection[str]) -> bool:
        """Whether the text is in one of some languages, in whichever of their varieties."""
        return self.side.language.partition("-")[0] in languages

    @classmethod
    def of(cls, document: Document, settings: Settings, glossary: Glossary) -> "DocumentContext":
        """What is known beside a text; one surely in another language than is said is read as in that."""
        spoken = surely_in(document.text, document.side.language)
        side = document.side
        side = side if spoken == side.language else msgspec.structs.replace(side, language=spoken)
        return cls(settings, glossary, side)


Propose = Callable[[str, DocumentContext], Iterable[Change]]


class Rule(msgspec.Struct, frozen=True):
    """A repair with a name. `everywhere` lets it into quoted matter, which no other rule may touch.

    Where it knows words, they are of its `languages`, and it abstains from texts in others. `leaves_out` is the kind of
    the words that it takes out of the text without putting others there.
    """

    id: str
    version: int
    title: str
    why: str
    propose: Propose
    everywhere: bool = False
    leaves_out: LeftOutKind | None = None
    languages: tuple[str, ...] = ()

    def abstains(self, context: DocumentContext) -> bool:
        """Whether it knows words, and none of the text's language."""
        return bool(self.languages) and not context.is_in(self.languages)


class Fault(msgspec.Struct, frozen=True):
    """A place that a check complains of, in the offsets of the text it was given.

    `severity` is set where it is not that of the check.
    """

    start: int
    end: int
    message: str
    suggestion: str | None = None
    severity: Severity | None = None


Find = Callable[[Document, DocumentContext], Iterable[Fault]]


class Check(msgspec.Struct, frozen=True):
    """A source check with a name: `find(document, context)` yields faults in the curated text.

    Where it knows words, they are of its `languages`, and it abstains from texts in others.
    """

    id: str
    severity: Severity
    title: str
    why: str
    find: Find
    languages: tuple[str, ...] = ()

    def abstains(self, context: DocumentContext) -> bool:
        """Whether it knows words, and none of the text's language."""
        return bool(self.languages) and not context.is_in(self.languages)


FindInPair = Callable[[Pair], Iterable[Fault]]


class PairCheck(msgspec.Struct, frozen=True):
    """A check on a translation: `find(pair)` yields faults in the target.

    It `needs` sections of what is known of both languages (`pipeline.reading.language`), and abstains without. Some of
    its faults may be `lesser` than the others, and say so. One that stands `last` is asked where no other withholds the
    translation: it knows that a word is wrong, they know in what. One that looks for `said` is asked where the source
    surely says one of these.
    """

    id: str
    severity: Severity
    title: str
    why: str
    find: FindInPair
    needs: tuple[str, ...] = ()
    lesser: Severity | None = None
    last: bool = False
    said: frozenset[Contrast] | None = None

    def abstains(self, *languages: str) -> bool:
        """Whether it cannot judge between these languages."""
        return any(not set(self.needs).isdisjoint(missing(language)) for language in languages)


class SetCheck(msgspec.Struct, frozen=True):
    """A check across a corpus.

    `find(pairs, context)` yields segment keys with faults in their targets, `find(statements, context)` names of
    documents with faults in their texts. What differs in `group` has nothing to do with each other, so that a change
    in one leaves the others as they are; None is for what the check does not look at. Without `group` those of one
    document belong together.
    """

    id: str
    severity: Severity
    title: str
    why: str
    find: Callable[..., Iterable[tuple[str, Fault]]]
    group: Callable[[Any], str | None] | None = None


def rule(
    identifier: str,
    *,
    version: int,
    everywhere: bool = False,
    leaves_out: LeftOutKind | None = None,
    languages: Sequence[str] = (),
) -> Callable[[Propose], Rule]:
    """Declare a function `(text, context) -> Iterable[Change]` as a rule."""

    def declare(function: Propose) -> Rule:
        return Rule(identifier, version, *_explain(function), function, everywhere, leaves_out, tuple(languages))

    return declare


def check(identifier: str, *, severity: Severity, languages: Sequence[str] = ()) -> Callable[[Find], Check]:
    """Declare a function `(document, context) -> Iterable[Fault]` as a source check."""

    def declare(function: Find) -> Check:
        return Check(identifier, severity, *_explain(function), function, tuple(languages))

    return declare


def pair_check(
    identifier: str,
    *,
    severity: Severity,
    needs: tuple[str, ...] = (),
    lesser: Severity | None = None,
    last: bool = False,
    said: Iterable[Contrast] | None = None,
) -> Callable[[FindInPair], PairCheck]:
    """Declare a function `(pair) -> Iterable[Fault]` as a check on translations."""

    def declare(function: FindInPair) -> PairCheck:
        among = None if said is None else frozenset(said)
        return PairCheck(identifier, severity, *_explain(function), function, needs, lesser, last, among)

    return declare


def set_check(
    identifier: str, *, severity: Severity, group: Callable[[Any], str | None] | None = None
) -> Callable[[Callable[..., Iterable[tuple[str, Fault]]]], SetCheck]:
    """Declare a function `(pairs, context) -> Iterable[(key, Fault)]` as a check across a corpus."""

    def declare(function: Callable[..., Iterable[tuple[str, Fault]]]) -> SetCheck:
        return SetCheck(identifier, severity, *_explain(function), function, group)

    return declare


def _explain(function: Callable[..., object]) -> tuple[str, str]:
    title, _, why = (getdoc(function) or "").partition("\n")
    if not title:
        raise TypeError(f"{function.__name__} needs a docstring: its first line is the title in every report")
    return title.rstrip("."), why.strip()


def run_rules(document: Document, rules: Sequence[Rule], context: DocumentContext) -> Document:
    """Run rules in their order; each that changes something leaves one Pass in the log.

    What they leave out is added to the document's account. Quoted matter is found once and followed through the
    passes. A proposal that reaches into it is dropped unless the rule may go everywhere. Raises `ChangeError` for a
    rule that proposes what does not fit.
    """
    text, log, spans = document.text, list(document.log), quoted.find(document.text)
    left_out: list[LeftOut] = []
    for rule in rules:
        if context.is_off(rule.id) or rule.abstains(context):
            continue
        seen = msgspec.structs.replace(context, quoted=spans)
        proposals = accept(text, rule.propose(text, seen))
        changes = proposals if rule.everywhere else tuple(quoted.outside(proposals, spans))
        if changes:
            step = Pass(rule.id.partition("/")[0], rule.id, rule.version, changes)
            left_out += _left_out(rule, changes, log)
            text, spans = apply(text, changes), quoted.follow(spans, step)
            log.append(step)
    account = (*document.left_out, *left_out)
    return msgspec.structs.replace(document, text=text, log=tuple(log), left_out=account)


def _left_out(rule: Rule, changes: Sequence[Change], log: Sequence[Pass]) -> list[LeftOut]:
    """What the changes of a rule take out of the text after the passes of `log`."""
    if rule.leaves_out is None:
        return []
    way, kind = Projection(log), rule.leaves_out
    return [
        LeftOut(kind, " ".join(change.before.split()), rule.title, *way.to_raw(change.start, change.end))
        for change in changes
        if any(map(str.isalnum, change.before)) and not any(map(str.isalnum, change.after))
    ]


def run_checks(document: Document, checks: Sequence[Check], context: DocumentContext) -> Document:
    """Run source checks on the curated text and add their findings, sorted by place."""
    findings = list(document.findings)
    seen = msgspec.structs.replace(context, quoted=quoted.find(document.text))
    for one in checks:
        if context.is_off(one.id) or one.abstains(context):
            continue
        findings += [_finding(document, one, fault) for fault in one.find(document, seen)]
    findings.sort(key=lambda f: (f.start, f.end, f.check))
    return msgspec.structs.replace(document, findings=tuple(dict.fromkeys(findings)))


def _finding(document: Document, one: Check, fault: Fault) -> Finding:
    if not 0 <= fault.start < fault.end <= len(document.text):
        raise ValueError(f"{one.id} marks [{fault.start}, {fault.end}), which is no place in the text")
    raw = document.to_raw(fault.start, fault.end)
    severity = fault.severity or one.severity
    return Finding(one.id, severity, fault.message, fault.start, fault.end, *raw, suggestion=fault.suggestion)
