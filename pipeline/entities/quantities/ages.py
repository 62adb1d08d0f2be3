"""The words by which a number is an age: "aged 5", "5 years old", "older than 65"."""

import re
from functools import cache
from typing import NamedTuple

from pipeline.core.text.phrases import Phrases
from pipeline.data import load
from pipeline.reading.language import either
from pipeline.reading.numbers.units import SPACES


class Ages(NamedTuple):
    """Patterns of what stands behind a number, right before it, around it, and behind words for persons."""

    behind: re.Pattern[str]
    before: Phrases
    around: Phrases
    persons: re.Pattern[str]


@cache
def ages() -> Ages:
    """The patterns of `data/quantities.yaml`."""
    table = {name: either(tuple(words)) for name, words in load("quantities.yaml")["ages"].items()}
    return Ages(
        re.compile(rf"[-‐‑{SPACES}](?:{table['behind']})\b"),
        Phrases(rf"\b(?:{table['before']})\s{{1,2}}$"),
        Phrases(rf"\b(?:{table['around']})\b"),
        re.compile(rf"(?:{table['persons_age']})\s", re.IGNORECASE),
    )
