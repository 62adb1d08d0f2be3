"""What a terminology of others holds, whatever its format."""

import re
from typing import NamedTuple

from pipeline.exchange.skipped import Skipped
from pipeline.glossary.concepts import Concept
from pipeline.glossary.sheet import Rows


class Terminology(NamedTuple):
    """The concepts of a file, the lines where they begin, and what of it is passed over."""

    concepts: tuple[Concept, ...]
    rows: Rows
    skipped: list[Skipped]


def slug(text: str) -> str:
    """An id in kebab-case made of a term or a code."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "concept"
