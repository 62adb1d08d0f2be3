"""How fast a glossary of 100,000 terms loads and matches; exit status 1 beyond the limits.

Limits: loading, matcher included, takes less than 2 s; matching goes at more than half the speed of spaCy's blank
English tokenizer on the same texts in the same run. Words, terms and texts are generated from a fixed seed.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import spacy

from pipeline.glossary import Glossary, load_glossary
from pipeline.glossary.concepts import Concept, Variant
from pipeline.glossary.packs import Origin, Pack, write_pack

TERMS = 100_000
LOAD_LIMIT = 2.0
SPEED_LIMIT = 0.5
_TEXTS, _WORDS = 400, 500
_ONSETS = ("b", "c", "d", "f", "g", "h", "l", "m", "n", "p", "r", "s", "t", "v", "st", "tr", "ph", "gl")
_RIMES = ("a", "e", "i", "o", "u", "al", "en", "ic", "or", "us", "ine", "oma", "itis", "osis")


def concepts(dice: random.Random, words: list[str]) -> tuple[Concept, ...]:
    """Half as many concepts as terms: each has a preferred term of one to four words, and a variant."""
    phrases: dict[str, None] = {}
    while len(phrases) < TERMS:
        phrases[" ".join(dice.choices(words, k=dice.choice((1, 2, 2, 3, 4))))] = None
    terms = list(phrases)
    pairs = zip(terms[::2], terms[1::2], strict=True)
    return tuple(
        Concept(f"concept-{i}", term, "disease", variants=(Variant(other, "allow"),))
        for i, (term, other) in enumerate(pairs)
    )


def texts(dice: random.Random, words: list[str], terms: list[str]) -> list[str]:
    """Distinct texts of sentences, one word in twenty a term; words recur as often as in a language (Zipf's law)."""
    made = []
    weights = [1 / rank for rank in range(1, len(words) + 1)]
    for _ in range(_TEXTS):
        parts = dice.choices(words, weights, k=_WORDS)
        parts = [dice.choice(terms) if dice.random() < 0.05 else word for word in parts]
        made.append(". ".join(" ".join(parts[i : i + 15]).capitalize() for i in range(0, _WORDS, 15)) + ".")
    return made


def loaded(records: tuple[Concept, ...], folder: Path) -> tuple[Glossary, float]:
    """The glossary read from a pack, and the seconds until it can match; the best of three."""
    (folder / "glossary.yaml").write_text("concepts: []\n")
    write_pack(Pack(folder / "packs" / "big.jsonl", Origin("generated", ""), records))
    best, glossary = float("inf"), Glossary()
    for _ in range(3):
        start = time.process_time()
        glossary = load_glossary(folder / "glossary.yaml")
        glossary.find("")
        best = min(best, time.process_time() - start)
    return glossary, best


def speed(work: Callable[[str], object], pages: list[str]) -> float:
    """Words per second, the best of five."""
    count = sum(len(page.split()) for page in pages)
    best = float("inf")
    for _ in range(5):
        start = time.process_time()
        for page in pages:
            work(page)
        best = min(best, time.process_time() - start)
    return count / best


def main() -> int:
    """Measure, tell, and judge."""
    dice = random.Random(4)  # noqa: S311 - a fixed seed makes the same words each time
    words = list(
        {
            "".join(dice.choice(_ONSETS) + dice.choice(_RIMES) for _ in range(dice.choice((2, 3, 4))))
            for _ in range(60_000)
        }
    )
    words.sort()
    records = concepts(dice, words)
    pages = texts(dice, words, [concept.en for concept in records[:5_000]])
    with tempfile.TemporaryDirectory() as folder:
        glossary, seconds = loaded(records, Path(folder))
    mentions = sum(len(glossary.find(page)) for page in pages)
    ours, theirs = speed(glossary.find, pages), speed(spacy.blank("en").tokenizer, pages)
    print(f"{TERMS:,} terms loaded in {seconds:.2f} s (limit {LOAD_LIMIT} s)")
    print(f"matching {ours:,.0f} words/s, {mentions:,} mentions; spaCy's blank tokenizer {theirs:,.0f} words/s")
    print(f"ratio {ours / theirs:.2f} (limit {SPEED_LIMIT})")
    return int(seconds > LOAD_LIMIT or ours / theirs < SPEED_LIMIT)


if __name__ == "__main__":
    sys.exit(main())
