"""How good the translations are, per engine; exit status 1 where a figure is beyond its limit.

On a set of medical sentences with references and a list of terms: BLEU and chrF of all drafts, withheld ones included;
the share of terms that stand in their sentence, exactly and in any number or gender; determiners that do not agree with
the term behind them; sentences whose numbers survived; sentences that are withheld. Three runs: `raw` without a
glossary, `terms` with the list as the glossary, `wrong` with each term's translation given to another term, which shows
that terms get in by force and not by luck. Determiners are judged by Apertium's dictionary of Spanish, which the code
that mends them does not use.
"""

import argparse
import csv
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from pipeline import translate
from pipeline.core.targets import Translation
from pipeline.glossary import as_glossary
from pipeline.pairs import check_pair
from pipeline.reading.numbers import numbers
from pipeline.reading.tokens import places, tokens

FOLDER = Path(__file__).resolve().parent.parent.parent / "shared" / "bench"
DICTIONARY = Path("/usr/share/apertium/apertium-eng-spa/spa-eng.automorf.bin")
ENGINES = ("argos", "apertium")
_READING = re.compile(r"\^([^/$]+)/([^$]+)\$")
_STRESSED_A = re.compile(r"h?[aá]", re.IGNORECASE)

Glossary = Mapping[str, str]
Wanted = list[list[str]]


class Pair(NamedTuple):
    """A sentence and its reference translation."""

    source: str
    reference: str


class Scores(NamedTuple):
    """One run of an engine; shares are of 1."""

    bleu: float
    chrf: float
    exact: float
    by_form: float
    wrong_determiners: float
    numbers_kept: float
    withheld: float


def load(folder: Path) -> tuple[list[Pair], dict[str, str]]:
    """The sentences and the terms."""
    lines = (folder / "tico19_en_es_dev.jsonl").read_text(encoding="utf-8").splitlines()
    pairs = [Pair(row["en"], row["es"]) for row in map(json.loads, lines)]
    with (folder / "tico19_terms_en_es_dev.tsv").open(encoding="utf-8", newline="") as file:
        return pairs, dict(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def exchanged(terms: Glossary) -> dict[str, str]:
    """Each term with the translation of the term half the list away: wrong, but words of the same kind."""
    sources, targets = list(terms), list(terms.values())
    half = len(targets) // 2
    return dict(zip(sources, targets[half:] + targets[:half], strict=True))


def wanted(pairs: Sequence[Pair], terms: Glossary) -> Wanted:
    """By sentence: the target words of every term in it."""
    glossary = as_glossary(terms, "en", "es")
    return [[m.concept.translations["es"].text for m in glossary.find(pair.source)] for pair in pairs]


def score(pairs: Sequence[Pair], found: Sequence[Translation], terms: Wanted) -> Scores:
    """Judge the drafts of a run by the references and by the terms that it should hold."""
    drafts = [one.draft or "" for one in found]
    references = [[pair.reference for pair in pairs]]
    exact, by_form = (
        _share_of_terms(drafts, terms, inflected=False),
        _share_of_terms(drafts, terms, inflected=True),
    )
    return Scores(
        BLEU().corpus_score(drafts, references).score,
        CHRF().corpus_score(drafts, references).score,
        exact,
        by_form,
        _wrong_determiners(drafts, terms),
        _numbers_kept(pairs, drafts),
        sum(one.text is None for one in found) / len(found),
    )


def _share_of_terms(drafts: Sequence[str], terms: Wanted, *, inflected: bool) -> float:
    there = total = 0
    for draft, some in zip(drafts, terms, strict=True):
        have = tokens(draft)
        for term in dict.fromkeys(some):
            total += some.count(term)
            there += min(some.count(term), len(places(have, term, inflected=inflected)))
    return there / max(total, 1)


def _numbers_kept(pairs: Sequence[Pair], drafts: Sequence[str]) -> float:
    def has_numbers(text: str) -> bool:
        return any(number.kind in ("figures", "word") for number in numbers(text, "en", "point"))

    judged = [(pair.source, draft) for pair, draft in zip(pairs, drafts, strict=True) if has_numbers(pair.source)]
    wrong = sum(any(f.check == "pair/numbers" for f in check_pair(*one, glossary={})) for one in judged)
    return 1 - wrong / max(len(judged), 1)


def _wrong_determiners(drafts: Sequence[str], terms: Wanted) -> float:
    """The share of wrong ones among the determiners that stand directly before a term."""
    before = [
        (draft[:start].split()[-1].strip("¿¡(«“\"'").lower(), draft[start:end])
        for draft, some in zip(drafts, terms, strict=True)
        for term in dict.fromkeys(some)
        for start, end in places(tokens(draft), term, inflected=False)
        if draft[:start].endswith(" ") and draft[:start].strip()
    ]
    readings = analyse({word for first, term in before for word in (first, *term.split())})
    verdicts = [verdict for one in before if (verdict := _agrees(*one, readings)) is not None]
    return verdicts.count(False) / max(len(verdicts), 1)


def analyse(some: set[str]) -> dict[str, list[str]]:
    """The readings of words by Apertium's dictionary, such as "<det><def><f><sg>"; none for unknown ones."""
    asked = sorted(word for word in some if word.replace("-", "").isalpha())
    text = "".join(f"{word}\n" for word in asked)
    done = subprocess.run(["lt-proc", "-w", DICTIONARY], input=text, capture_output=True, text=True, check=True)
    found = {surface: reading.split("/") for surface, reading in _READING.findall(done.stdout)}
    return {word: found.get(word, []) for word in asked}


def _agrees(first: str, term: str, readings: Mapping[str, list[str]]) -> bool | None:
    """Whether a determiner agrees with a term's noun in gender and number; None where there is nothing to judge."""
    head = next((word for word in term.split() if any("<n>" in one for one in readings.get(word, ()))), None)
    determiners = [_features(one) for one in readings.get(first, ()) if "<det>" in one or "<pr>+el<det>" in one]
    if head is None or not determiners or head != term.split(maxsplit=1)[0]:
        return None
    nouns = [_features(one) for one in readings[head] if "<n>" in one]
    if _STRESSED_A.match(head) and first in ("el", "un", "del", "al"):
        nouns.append(("m", "sg"))
    return any(_fit(ours, theirs) for ours in determiners for theirs in nouns)


def _features(reading: str) -> tuple[str, str]:
    tags = re.findall(r"<(\w+)>", reading)
    gender = next((tag for tag in reversed(tags) if tag in ("m", "f", "mf", "nt")), "mf")
    return gender, next((tag for tag in reversed(tags) if tag in ("sg", "pl", "sp")), "sp")


def _fit(one: tuple[str, str], other: tuple[str, str]) -> bool:
    gender = one[0] == other[0] or "mf" in (one[0], other[0])
    return gender and (one[1] == other[1] or "sp" in (one[1], other[1]))


def evaluate(engine: str, pairs: Sequence[Pair], terms: Glossary, models: Path) -> dict[str, Scores] | None:
    """The three runs of an engine; None where it cannot translate the pair on this machine."""
    sources, runs = [pair.source for pair in pairs], {}
    for name, glossary in {"raw": {}, "terms": terms, "wrong": exchanged(terms)}.items():
        found = translate(sources, engine=engine, glossary=glossary, models=models)
        if all(one.draft is None or one.origin == "glossary" for one in found):
            return None
        runs[name] = score(pairs, found, wanted(pairs, glossary or terms))
    return runs


def faults(runs: Mapping[str, Scores]) -> list[str]:
    """The figures that are beyond their limits."""
    raw, terms, wrong = runs["raw"], runs["terms"], runs["wrong"]
    limits = {
        "fewer than 99 % of the terms": terms.exact < 0.99,
        "chrF below raw": terms.chrf < raw.chrf,
        "more than 2 % wrong determiners": terms.wrong_determiners > 0.02,
        "with the wrong glossary fewer than 97 % of the terms": wrong.exact < 0.97,
        "more than 2 points more withheld than raw": terms.withheld > raw.withheld + 0.02,
    }
    return [fault for fault, holds in limits.items() if holds]


def show(engine: str, runs: Mapping[str, Scores]) -> None:
    """Print a line per run."""
    print(f"{engine:10} {'BLEU':>6} {'chrF':>6} {'terms':>7} {'by form':>8} {'determiners':>12} {'numbers':>8} held")
    for name, one in runs.items():
        print(
            f"  {name:8} {one.bleu:6.2f} {one.chrf:6.2f} {one.exact:7.1%} {one.by_form:8.1%} "
            f"{one.wrong_determiners:6.1%} wrong {one.numbers_kept:8.1%} {one.withheld:6.1%}"
        )


def main(arguments: list[str] | None = None) -> int:
    """Evaluate every engine that is here, tell, and judge."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the sentences and terms are")
    parser.add_argument("--models", type=Path, default=Path("models"), help="where Argos packages are")
    parser.add_argument("--engine", choices=ENGINES, action="append", help="only this one")
    chosen = parser.parse_args(arguments)
    if not chosen.folder.is_dir() or not shutil.which("lt-proc") or not DICTIONARY.exists():
        print(f"Needed: the sentences in {chosen.folder}, and apertium-eng-spa, whose dictionary judges determiners.")
        return 2
    pairs, terms = load(chosen.folder)
    found: list[str] = []
    for engine in chosen.engine or ENGINES:
        runs = evaluate(engine, pairs, terms, chosen.models)
        if runs is None:
            print(f"{engine:10} is not installed for en-es: python -m pipeline engines says how to get it")
            continue
        show(engine, runs)
        found += [f"{engine}: {fault}" for fault in faults(runs)]
    for fault in found:
        print(f"beyond the limit: {fault}", file=sys.stderr)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
