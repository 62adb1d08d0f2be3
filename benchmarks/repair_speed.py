"""How fast texts are repaired, and whether the time grows with the text; exit status 1 beyond the limits.

Limits: one megabyte like real pages is repaired, by all rules until none proposes a change, in at most 3 times the
time that spaCy's blank tokenizer takes in the same run. For every rule and every input of `repair_texts`, hostile ones
included, the time per character at 10 MB (pages, and all repairs in turn: 1 MB) is at most 4 times that of a smaller
text from 100 KB on: caches and memory make up for less, a rule that looks around without a bound for 10 and more.
"""

import argparse
import gc
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping

import spacy

from benchmarks.repair_texts import ADVERSARIAL, PAGES, mixture
from pipeline.core.edits import Change
from pipeline.core.model import Document, Source
from pipeline.core.settings import Settings
from pipeline.core.text import quoted
from pipeline.glossary import Glossary
from pipeline.ingest.html import HTML_RULES
from pipeline.repair import RULES, build
from pipeline.rules import DocumentContext, Rule

SPEED_LIMIT = 3.0
GROWTH_LIMIT = 4.0
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
_NOISE = 0.002  # seconds; a shorter time says nothing

Work = Callable[[str], object]
Inputs = Mapping[str, Callable[[int], str]]
TEXTS: Inputs = {"like real pages": mixture, **ADVERSARIAL}


def seconds(work: Work, text: str, rounds: int) -> float:
    """The best time of several rounds."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        work(text)
        best = min(best, time.process_time() - start)
    return best


def speed_ratio(size: int = 1_000_000) -> float:
    """The time of all repairs, in times of spaCy's blank tokenizer; both in turn, the best of three."""
    text = mixture(size)
    stage = build(Settings(), Glossary())
    tokenizer = spacy.blank("en").tokenizer
    page = Document("page", text, text, Source("page.txt"))
    ours = theirs = float("inf")
    for _ in range(3):
        theirs = min(theirs, seconds(tokenizer, text, 1))
        ours = min(ours, seconds(lambda _: stage(page), text, 1))
    print(f"{size:,} characters repaired in {ours:.2f} s, tokenized by spaCy in {theirs:.2f} s")
    return ours / theirs


def subjects() -> Iterator[tuple[str, Work, int, Inputs]]:
    """What is measured: every rule by itself, all repairs in turn, the search for quoted matter, and pages.

    Each with its largest size: a whole run keeps all its changes, and a page its tree, in memory.
    """
    yield "quoted matter", quoted.find, SIZES[-1], TEXTS
    stage = build(Settings(), Glossary())
    yield "all repairs", lambda text: stage(Document("page", text, text, Source("page.txt"))), SIZES[-2], TEXTS
    less_than, extract, markdown = HTML_RULES
    yield extract.id, _by_itself(extract), SIZES[-2], PAGES
    for rule in (less_than, markdown, *RULES):
        yield rule.id, _by_itself(rule), SIZES[-1], TEXTS


def _by_itself(rule: Rule) -> Work:
    return lambda text: _drain(rule.propose(text, DocumentContext()))


def _drain(changes: Iterable[Change]) -> None:
    for _ in changes:
        pass


def growth(work: Work, texts: Mapping[int, str]) -> list[float]:
    """Seconds per million characters at each size; larger sizes are left out once the growth is proven bad."""
    found: list[float] = []
    for size, text in texts.items():
        taken = max(seconds(work, text, 5 if size < 1_000_000 else 1), _NOISE)
        found.append(taken / size * 1e6)
        if worst(found) > 3 * GROWTH_LIMIT:
            break
    return found


def worst(rates: list[float]) -> float:
    """The largest growth of the time per character from one size to a larger one, of those beyond 10 KB."""
    beyond = rates[1:]
    return max((later / max(beyond[: i + 1]) for i, later in enumerate(beyond[1:])), default=1.0)


def linearity(largest: int) -> list[str]:
    """Print a line per rule with its slowest input and its worst growth; gives what is beyond the limit."""
    measured: dict[str, dict[str, list[float]]] = {name: {} for name, *_ in subjects()}
    for inputs in (TEXTS, PAGES):
        for label, make in inputs.items():
            texts = {size: make(size) for size in SIZES if size <= largest}
            for name, work, limit, wanted in subjects():
                if wanted is inputs:
                    fitting = {size: text for size, text in texts.items() if size <= limit}
                    measured[name][label] = growth(work, fitting)
            gc.collect()
    faults = []
    print(f"{'':28} {'growth':>6}  {'with':20} {'s/MB':>7}  slowest with")
    for name, rates in measured.items():
        steepest = max(rates, key=lambda label: worst(rates[label]))
        slowest = max(rates, key=lambda label: rates[label][-1])
        ratio = worst(rates[steepest])
        print(f"{name:28} {ratio:6.2f}  {steepest:20} {rates[slowest][-1]:7.3f}  {slowest}")
        if ratio > GROWTH_LIMIT:
            faults.append(f"{name} with {steepest}: {ratio:.1f} times slower per character in a longer text")
    return faults


def main(arguments: list[str] | None = None) -> int:
    """Measure, tell, and judge."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--largest", type=int, default=SIZES[-1], help="characters of the largest text")
    largest = parser.parse_args(arguments).largest
    ratio = speed_ratio()
    print(f"ratio {ratio:.2f} (limit {SPEED_LIMIT:g})\n")
    faults = linearity(largest)
    if ratio > SPEED_LIMIT:
        faults.append(f"repair takes {ratio:.1f} times as long as the tokenizer")
    for fault in faults:
        print(f"beyond the limit: {fault}", file=sys.stderr)
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
