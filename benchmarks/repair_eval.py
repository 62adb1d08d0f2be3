"""How right the repairs and the source checks are: precision and recall per class, with floors.

Classes are the rules and checks, on their cases in tests/cases, and three of real texts and pairs from the folder
`shared` beside the repository, judged by the whole way of a text. Exit status 1 where a figure is below its floor or
the cases are not those that the floors were reached on. `--pin` raises the floors, and refuses a
new rule or check that fails a case of its own; `--pin --lower` accepts a fall.
"""

import argparse
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from benchmarks import gate
from benchmarks.gate import Figure
from pipeline import checks, curate, ingest, repair, structure
from pipeline.core.model import Document, SideFile, Source
from pipeline.core.settings import Settings
from pipeline.glossary import Glossary
from pipeline.glossary.concepts import Concept, Variant
from pipeline.rules import Check, DocumentContext, Rule, run_checks, run_rules

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "cases"
SHARED = ROOT.parent / "shared" / "repair"
_NUMBER = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_SUSPECTS = Glossary((Concept("portal-vein", "portal vein", "anatomy", variants=(Variant("door vein", "flag"),)),))


def case_files() -> list[Path]:
    """The case files of rules and source checks."""
    return [*CASES.glob("repair-*.yaml"), *CASES.glob("check-*.yaml")]


def on_cases(rules: Sequence[Rule] = repair.RULES, sources: Sequence[Check] = checks.CHECKS) -> dict[str, Figure]:
    """The figure of each rule and source check that has cases, each by itself."""
    each = on_each_case(rules, sources)
    return {name: Figure(*map(sum, zip(*(figure for _, figure in some), strict=True))) for name, some in each.items()}


def on_each_case(rules: Sequence[Rule], sources: Sequence[Check]) -> dict[str, list[tuple[str, Figure]]]:
    """The same for each text of its cases."""
    tables = [yaml.safe_load(path.read_text("utf-8")) for path in sorted(case_files())]
    cases: dict[str, Any] = {name: table for file in tables for name, table in file.items()}
    judged = {rule.id: list(_rule(rule, cases[rule.id])) for rule in rules if rule.id in cases}
    return judged | {one.id: list(_check(one, cases[one.id])) for one in sources if one.id in cases}


def failing(known: Collection[str]) -> list[str]:
    """A line for each case that a new rule or check, one that is not among the `known`, does not meet."""
    rules = [one for one in repair.RULES if one.id not in known]
    sources = [one for one in checks.CHECKS if one.id not in known]
    return [
        f"cases: {name} is new and fails a case of its own ({_told(figure)}): “{text}”"
        for name, some in on_each_case(rules, sources).items()
        for text, figure in some
        if figure.wrong or figure.missed
    ]


def _told(figure: Figure) -> str:
    return " and ".join(what for what, many in (("wrong", figure.wrong), ("missed", figure.missed)) if many)


def _rule(rule: Rule, cases: dict[str, Any]) -> Iterator[tuple[str, Figure]]:
    """A change that is not the expected one is both wrong and missed."""
    for text, expect in [*((c["text"], c["expect"]) for c in cases["change"]), *((t, t) for t in cases["keep"])]:
        repaired = run_rules(Document("page", text, text, Source("page.txt")), (rule,), DocumentContext()).text
        yield (
            text,
            Figure(repaired == expect != text, repaired not in (expect, text), repaired != expect != text),
        )


def _check(one: Check, cases: dict[str, Any]) -> Iterator[tuple[str, Figure]]:
    blocks = structure.build(Settings(), _SUSPECTS)
    for text, marks in [*((c["text"], c["marks"]) for c in cases["flag"]), *((t, ()) for t in cases["keep"])]:
        name = "page.html" if text.startswith("<html") else "page.txt"
        document = blocks(ingest.build(Settings(), _SUSPECTS)(ingest.from_data(text, name, SideFile())))
        judged = run_checks(document, (one,), DocumentContext(glossary=_SUSPECTS))
        found, expected = Counter(judged.text[f.start : f.end] for f in judged.findings), Counter(marks)
        yield text, Figure((found & expected).total(), (found - expected).total(), (expected - found).total())


def reference_files() -> list[Path]:
    """Real texts and UEditor's pairs."""
    return [SHARED / "medquad_cases.jsonl", SHARED / "px_pairs.jsonl"]


def on_reference() -> dict[str, Figure]:
    """Real places to change, to keep and to flag; sizes in px, which come back or are flagged."""
    texts, pairs = (list(_rows(file)) for file in reference_files())
    found: Counter[tuple[str, str]] = Counter(outcome for case in texts for outcome in _real_place(case))
    found.update(_size(pair) for pair in pairs)
    names = sorted({name for name, _ in found})
    return {name: Figure(*(found[name, kind] for kind in ("right", "wrong", "missed"))) for name in names}


def _real_place(case: dict[str, Any]) -> Iterator[tuple[str, str]]:
    document = curate(case["text"], name="page.txt", glossary={})
    start, end = document.to_curated(case["start"], case["start"] + case["length"])
    stands = document.text[start:end]
    action, name = case["action"], f"medquad/{case['action']}"
    if action == "change":
        yield name, "right" if stands == case["expect"] else "missed"
    elif stands != case["raw"]:
        yield name, "missed"
        yield "medquad/change", "wrong"
    elif action == "keep":
        yield name, "right"
    else:
        yield name, "right" if any(f.start < end and start < f.end for f in document.findings) else "missed"


def _size(pair: dict[str, Any]) -> tuple[str, str]:
    """Brought back to value and unit, or left in px with a finding on each; what was never changed keeps its value."""
    document = curate(pair["after"], name="page.txt", glossary={})
    sizes = [match.span() for match in re.finditer(r"\d\s?px", document.text)]
    flagged = [any(f.start < end and start < f.end for f in document.findings) for start, end in sizes]
    if "px" not in pair["after"] or not pair["changed"]:
        return "px/keep", "right" if _values(document.text) == _values(pair["after"]) else "wrong"
    if sizes:
        return "px/change", "right" if all(flagged) else "missed"
    return "px/change", "right" if _values(document.text) == _values(pair["before"]) else "wrong"


def _values(text: str) -> list[float]:
    return [float(number) for number in _NUMBER.findall(re.sub(r"(\d)\.(?=\D)", r"\1", text))]


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    for line in file.read_text("utf-8").splitlines():
        yield json.loads(line)


def show(figures: gate.Figures) -> None:
    """Print a line per class."""
    for name, figure in figures.items():
        counts = f"{figure.right:5} {figure.wrong:6} {figure.missed:7}"
        print(f"{name:32} {figure.precision:9.3f} {figure.recall:7.3f} {counts}")


def main(arguments: Iterable[str] | None = None) -> int:
    """Evaluate, tell, and judge or pin."""
    parser = argparse.ArgumentParser(description="Precision and recall of repairs and source checks, with floors.")
    parser.add_argument("--pin", action="store_true", help="make these figures the floors")
    parser.add_argument("--lower", action="store_true", help="with --pin: accept figures below their floors")
    options = parser.parse_args(None if arguments is None else list(arguments))
    print(f"{'':32} {'precision':>9} {'recall':>7} {'right':>5} {'wrong':>6} {'missed':>7}")
    sections = [("cases", on_cases(), case_files())]
    if SHARED.is_dir():
        sections.append(("reference texts", on_reference(), reference_files()))
    faults = failing(gate.names("cases")) if options.pin and not options.lower else []
    if faults:
        sections = []
    for name, figures, files in sections:
        show(figures)
        corpus = gate.corpus_hash(files)
        pinned = gate.pin(name, figures, corpus, lower=options.lower) if options.pin else None
        faults += gate.faults(name, figures, corpus) if pinned is None else pinned
    if not SHARED.is_dir():
        message = f"reference texts: not judged, {SHARED} is not here"
        print(message)
        faults += [message] if os.environ.get("CI") == "true" else []
    for fault in faults:
        print(fault, file=sys.stderr)
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
