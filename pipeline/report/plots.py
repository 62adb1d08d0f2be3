"""What the index of the report shows at a glance: a bar for each kind of count, with the number beside it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from pipeline.glossary import Glossary
from pipeline.report.figures import Summary

_MOST = 12  # rules that are shown; a longer list is read by nobody, and each text's page has all


class Bar(msgspec.Struct, frozen=True):
    """A count, and its share of the largest in per cent."""

    label: str
    count: int
    share: int


class Plot(msgspec.Struct, frozen=True):
    """Bars that are compared with one another."""

    title: str
    bars: tuple[Bar, ...]


class Tally:
    """What many texts come to, counted one after another."""

    def __init__(self) -> None:
        self._rules, self._findings = Counter[str](), Counter[str]()
        self._states: dict[str, Counter[str]] = {}

    def add(self, one: Summary) -> None:
        """Count a text in."""
        self._rules.update(one.rules)
        self._findings.update(one.findings)
        for language, states in one.states.items():
            self._states.setdefault(language, Counter()).update(states)

    def plots(self, glossary: Glossary, languages: Iterable[str], names: Mapping[str, str]) -> Iterator[Plot]:
        """All of them; one with nothing in it is left out."""
        rules = {names.get(rule, rule): count for rule, count in self._rules.most_common(_MOST)}
        findings = {severity: self._findings[severity] for severity in ("error", "warning", "info")}
        states = ((f"Sentences in {one}", self._states[one]) for one in sorted(self._states))
        plots = [("Open findings", findings), *states]
        plots += [(f"Terms of the glossary in {one}", _coverage(glossary, one)) for one in languages]
        for title, counts in (*plots, ("Changes by rule", rules)):
            largest = max(counts.values(), default=0)
            if largest:
                bars = (Bar(label, count, round(100 * count / largest)) for label, count in counts.items())
                yield Plot(title, tuple(bars))


def _coverage(glossary: Glossary, language: str) -> dict[str, int]:
    """The concepts of the team's own glossary by what it gives for a language."""
    found = Counter(
        "missing" if one is None else one.status
        for one in (concept.translation(language) for concept in glossary.own.concepts)
    )
    return {name: found[name] for name in ("reviewed", "draft", "missing")}
