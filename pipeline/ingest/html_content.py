"""Which units of a page are its content.

trafilatura chooses; its lines are aligned with the page's units. A list or table of which a part is content is content
whole, and so are prose among kept units and a heading before one: a lost sentence changes the meaning of the rest.
"""

import logging
import re
from collections.abc import Container
from difflib import SequenceMatcher
from unicodedata import normalize

from pipeline.ingest.html_reader import Unit

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it makes of odd pages is no news for an editor

# Share of a paragraph's triples of words that the chosen text must hold for the paragraph to count as chosen: more than
# half, since links and notes inside it are lost; what only shares set phrases with the text stays far below.
_KNOWN = 0.6
_LONG = 40  # characters; for the sample pages 20 to 80 choose the same
_MANY = 1_000  # units; of more the second extractor that trafilatura asks would compare each with each
_PROSE = ("p", "dd", "dt", "blockquote", "pre", "li", "tr")


def choose(units: list[Unit], source: str) -> list[Unit]:
    """The units that are content, in order; without trafilatura's word all that stand in no furniture element."""
    body = [unit for unit in units if unit.tag != "title"]
    import trafilatura  # not above: it takes as long to load as a text to curate, and most texts are no pages

    chosen = trafilatura.extract(
        source, include_comments=False, include_tables=True, favor_recall=True, fast=len(body) > _MANY
    )
    if not chosen:
        return [unit for unit in body if not unit.furniture]
    lines = [squeezed for line in chosen.splitlines() if (squeezed := _squeeze(line))]
    squeezed_units = [_squeeze(unit.text) for unit in body]
    kept = {
        match.a + i
        for match in SequenceMatcher(None, squeezed_units, lines).get_matching_blocks()
        for i in range(match.size)
    }
    known = frozenset(_triples(chosen))
    kept |= {i for i, unit in enumerate(body) if len(squeezed_units[i]) >= _LONG and _known_share(unit, known) > _KNOWN}
    return [body[i] for i in sorted(_complete(body, kept))]


def _squeeze(text: str) -> str:
    return re.sub(r"\W+", "", normalize("NFKC", text)).casefold()


def _triples(text: str) -> list[tuple[str, ...]]:
    words = re.findall(r"\w+", normalize("NFKC", text).casefold())
    return list(zip(words, words[1:], words[2:], strict=False))


def _known_share(unit: Unit, known: Container[tuple[str, ...]]) -> float:
    """How much of a unit's wording trafilatura chose, where the two divide or join it differently."""
    triples = _triples(unit.text)
    return sum(triple in known for triple in triples) / max(len(triples), 1)


def _is_prose(unit: Unit) -> bool:
    """Whether a unit among kept ones is text of the page rather than a menu or a share bar."""
    return unit.tag in _PROSE and not unit.furniture and unit.linked * 2 < len(unit.text)


def _complete(units: list[Unit], kept: set[int]) -> set[int]:
    kept = {i for i in kept if units[i].tag != "nav"}
    groups = {units[i].group for i in kept if units[i].group is not None and not units[i].furniture}
    first, last = min(kept, default=0), max(kept, default=0)
    kept |= {i for i in range(first, last) if _is_prose(units[i])}
    kept |= {i for i, unit in enumerate(units) if unit.group in groups}
    for i in range(len(units) - 2, -1, -1):
        if re.fullmatch("h[1-6]", units[i].tag) and i + 1 in kept and not units[i].furniture:
            kept.add(i)
    return kept
