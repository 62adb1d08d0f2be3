"""Abbreviations that a text itself defines.

The project's own pass over characters (`shortforms`) and, where scispaCy is installed, its `AbbreviationDetector` look
at each sentence; where both speak of one short form, the own pass is right more often, so it goes first. A long form
that contains its short form ("disease (a lung disease)") defines nothing.
"""

import logging
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from pipeline.core.edits import Span
from pipeline.core.model import Abbreviation
from pipeline.core.optional import SCISPACY
from pipeline.entities.alignment import LONGEST, Definition, brackets, definitions, is_short
from pipeline.structure.sentences import sentences

if TYPE_CHECKING:
    from spacy.language import Language


log = logging.getLogger(__name__)

_ROUND = re.compile(r"\(")
# up to three words of two characters or more, or the last word; with a capital or a digit
_INSIDE = re.compile(r"\s*(?=[^()]*?[^\Wa-z_])([^\W\d_][^\s)]+(?:\s[^\s)]{2,}){0,2})\s*\)")
_BEFORE = re.compile(r"(?=\S*[^\Wa-z_])(\S*?([^\W\d_]+[\W\d_]*))\s?$")
_MOST_BRACKETS = 12  # scispaCy's matcher tries every opening bracket with every closing one


def abbreviations(text: str) -> list[tuple[str, str, Span, Span]]:
    """The short forms that a text defines, each with its long form and where the two stand.

    Returns (short, long, short span, long span) in the order of the text; offsets are Unicode code points. A pair
    that is defined again is given once, at its first place.

    >>> abbreviations("Magnetic resonance imaging (MRI) shows it.")
    [('MRI', 'Magnetic resonance imaging', (28, 31), (0, 26))]
    """
    return [
        (a.short, a.long, (a.short_start, a.short_end), (a.long_start, a.long_end)) for a in find(text, sentences(text))
    ]


def find(text: str, spans: Iterable[Span]) -> tuple[Abbreviation, ...]:
    """The abbreviations that are defined within one of `spans` (sentences), sorted by place."""
    found: dict[tuple[str, str], Abbreviation] = {}
    for start, end in spans:
        if text.find("(", start, end) < 0 and text.find("[", start, end) < 0:
            continue
        own = list(definitions(text, start, end))
        others = _scispacy(text, start, end) if _is_open(text, start, end, own) else ()
        for one in sorted(_join(own, others)):
            short, long = text[slice(*one.short)], text[slice(*one.long)]
            found.setdefault((short, " ".join(long.split())), Abbreviation(short, long, *one.short, *one.long))
    return tuple(sorted(found.values(), key=lambda a: (a.short_start, a.long_start)))


def _is_open(text: str, start: int, end: int, own: Sequence[Definition]) -> bool:
    """Whether scispaCy may find a short form in a sentence that we do not; a text without any need not load it.

    Its short forms are the inside of a bracket or the word before one, and their letters stand in order in what is on
    the other side.
    """
    if any(_is_again_at_bracket(text, start, end, one) for one in own) or text.count("(", start, end) > _MOST_BRACKETS:
        return True
    taken = {i for one in own for i in range(*one.short)}
    for opening in (mark.start() for mark in _ROUND.finditer(text, start, end)):
        inside = _INSIDE.match(text, opening + 1, end)
        if inside and inside.start(1) not in taken and is_short(inside[1]) and _spells(inside[1], text[start:opening]):
            return True
        before = _BEFORE.search(text, max(start, opening - LONGEST), opening)
        if before and before.end(1) - 1 not in taken and _spells(before[2], text[opening + 1 : end]):
            return True
    return False


def _is_again_at_bracket(text: str, start: int, end: int, own: Definition) -> bool:
    """Whether a short form stands once more where a later use, which scispaCy finds too, passes for a definition."""
    uses = re.finditer(re.escape(text[slice(*own.short)]), text[start:end])
    return any(
        _is_at_bracket(text, start + one.start(), start + one.end())
        for one in uses
        if start + one.start() != own.short[0]
    )


def _is_at_bracket(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start] == "(" or text[end : end + 2].lstrip().startswith("(")


def _spells(short: str, long: str) -> bool:
    letters = iter(long.lower())
    return all(c in letters for c in short.lower() if c.isalnum())


def _join(own: Iterable[Definition], others: Iterable[Definition]) -> list[Definition]:
    """All of our own, and of the others those whose short form touches none that came before."""
    joined: list[Definition] = []
    taken: set[int] = set()
    for one in own:
        joined.append(one)
        taken.update(range(*one.short))
    for other in others:
        if taken.isdisjoint(range(*other.short)):
            joined.append(other)
            taken.update(range(*other.short))
    return joined


def _scispacy(text: str, start: int, end: int) -> Iterator[Definition]:
    """What scispaCy finds in one sentence; a sentence of very many brackets is given to it in parts."""
    language = detector()
    if language is None:
        return
    for low, high in _parts(text, start, end):
        document = language(text[low:high])
        for one in document._.abbreviations:
            short = document[one["short_start"] : one["short_end"]]
            long = document[one["long_start"] : one["long_end"]]
            if not _is_definition(text, low + short.start_char, low + short.end_char, long.text):
                continue
            yield Definition(
                (low + short.start_char, low + short.end_char), (low + long.start_char, low + long.end_char)
            )


def _is_definition(text: str, start: int, end: int, long: str) -> bool:
    """Whether a pair of scispaCy's is one: it also reports later uses of a short form, outside brackets."""
    short = text[start:end]
    if not is_short(short) or not any(c.isupper() or c.isdigit() for c in short):
        return False
    if long.count("(") != long.count(")") or re.search(rf"(?<!\w){re.escape(short)}(?!\w)", long):
        return False
    return _is_at_bracket(text, start, end)


def _parts(text: str, start: int, end: int) -> Iterator[Span]:
    """The stretches of a sentence that hold bracket pairs, a few pairs each, with the words before them."""
    pairs = brackets(text, start, end)
    for batch in (pairs[i : i + _MOST_BRACKETS] for i in range(0, len(pairs), _MOST_BRACKETS)):
        low, high = max(start, min(batch)[0] - LONGEST), max(p[1] for p in batch) + 1
        if text.count("(", low, high) <= 2 * _MOST_BRACKETS:
            yield low, high


@cache
def detector() -> "Language | None":
    """The detector and tokenizer of scispaCy on an empty English pipeline; None where it is not here or is broken."""
    if SCISPACY.folder is None:
        return None
    try:
        return _load()
    except (AttributeError, ImportError, LookupError, TypeError, ValueError) as error:
        told = "scispaCy cannot be loaded, and abbreviations are found without it (%s: %s); install it again: %s"
        log.warning(told, type(error).__name__, " ".join(str(error).split()), SCISPACY.command)
        return None


def _load() -> "Language":
    """Load what the detector needs of scispaCy: two modules, no trained model and none of scispaCy's own libraries."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # the tokenizer's patterns speak of future set notation
        import scispacy.abbreviation  # noqa: F401
        from scispacy.custom_tokenizer import combined_rule_tokenizer
        from spacy.lang.en import English

        language = English()
        language.tokenizer = combined_rule_tokenizer(language)
        finder: Any = language.add_pipe("abbreviation_detector", config={"make_serializable": True})
        finder.global_matcher.add("never", [[{"ORTH": "no token"}]])  # an empty matcher warns at every sentence
    return language
