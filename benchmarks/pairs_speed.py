"""How long judging a pair takes; exit status 1 beyond the limit.

Limit: all sound pairs of the cases are judged in at most 190 times the time that spaCy's blank English tokenizer takes
for the same texts in the same run: one and a half times what they took (129) when there were 21 checks. Each text is
fresh, so that no reading is held from before.
"""

import sys

import spacy

from benchmarks import pair_cases
from benchmarks.entities_speed import seconds
from pipeline import check_pair

LIMIT = 190.0
_FEWEST = 30  # characters: what people translate are sentences
Pairs = list[tuple[str, str, str]]


def pairs() -> Pairs:
    """The sound pairs of the cases in the languages that are known whole."""
    known = [(case["en"], case[tag], tag) for case in pair_cases.sound() for tag in ("es", "fr", "pt") if case.get(tag)]
    return [pair for pair in known if len(pair[0]) >= _FEWEST]


def judge(some: Pairs) -> None:
    """Judge all pairs: there are more of them than readings that are held."""
    for source, target, tag in some:
        check_pair(source, target, "en", tag, glossary={})


def cost(some: Pairs) -> tuple[float, float]:
    """The time of judging over that of bare tokenisation, and the milliseconds that a pair takes."""
    tokenizer = spacy.blank("en").tokenizer
    judge(some)
    ours = seconds(lambda: judge(some), 5)
    theirs = seconds(lambda: [tokenizer(text) for source, target, _ in some for text in (source, target)], 5)
    return ours / theirs, ours / len(some) * 1000


def main() -> int:
    """Measure, tell, and judge."""
    some = pairs()
    ratio, each = cost(some)
    print(f"{len(some)} pairs: {each:.2f} ms a pair, {ratio:.0f} times bare tokenisation (limit {LIMIT:.0f})")
    return int(ratio > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
