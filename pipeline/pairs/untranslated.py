"""Checks on words of the source that stand untranslated in the middle of a translation."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from pipeline.core.edits import Span
from pipeline.core.text import quoted
from pipeline.core.text.placeholders import placeholders
from pipeline.data import load
from pipeline.pairs.comparing.alignment import within
from pipeline.pairs.terms import mentions
from pipeline.reading.language import either, language
from pipeline.reading.lexicon import known_words
from pipeline.reading.sentence import Reading
from pipeline.reading.tokens import Token, tokens
from pipeline.reading.vocabulary.senses import is_word
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import Pair

_LATIN = frozenset(load("pair_form.yaml")["latin"])
_FOREIGN: dict[str, list[str]] = load("pair_form.yaml")["foreign"]
_COGNATES: dict[str, str] = load("pair_form.yaml")["cognates"]
_LOANS: dict[str, list[str]] = load("pair_form.yaml")["loans"]
_OWN_REGION = {"pt": "pt-BR"}  # of a language without one; others have the words of all their regions
_QUOTED = re.compile(r"“[^”]*”|«[^»]*»|\"[^\"]*\"|‘[^’]*’")
_NAME_BEFORE, _CAPITAL = re.compile(r"[A-ZÀ-Þ][\w’']* $"), re.compile(r" [A-ZÀ-Þ]")
_LONG = 4  # letters; units and short names are the same in all languages
_NEVER = re.compile(r"(?!)")
_Run = Sequence[Token]


@pair_check("pair/untranslated", severity="error", needs=("form",))
def untranslated(pair: Pair) -> Iterator[Fault]:
    """Words that were not translated.

    Words of the source stand in the target as they were, and the reader does not know them. One that stands alone
    counts where no word of the target's language can look so. Names, Latin, what stands in quotes or brackets, and
    words that both languages share are none; nor are loans that a language, or the region, has taken in.
    Example: “Take it with a glass of water.” became “Tómelo with a glass of water.”
    """
    yield from (_fault(pair, run) for run in _runs(pair) if any(_has_sense(token.plain, pair) for token in run))
    yield from (_fault(pair, (token,)) for token in _alone(pair))


@pair_check("pair/left-word", severity="warning", needs=("form",))
def left_word(pair: Pair) -> Iterator[Fault]:
    """Small words that were not translated.

    They carry no sense of their own, but the sentence is not finished.
    Example: “the side of the bed” became “el lado of the lecho”.
    """
    yield from (_fault(pair, run) for run in _runs(pair) if not any(_has_sense(token.plain, pair) for token in run))


def _fault(pair: Pair, run: _Run) -> Fault:
    start, end = run[0].start, run[-1].end
    return Fault(start, end, f"“{pair.target.text[start:end]}” was not translated")


def _runs(pair: Pair) -> Iterator[_Run]:
    """Runs of words that the source has in this order, and that the target's language cannot have."""
    source, target = pair.source, pair.target
    if _shared(target.language) is None or target.text.split() == source.text.split():
        return  # pair/empty tells of copies
    both = {token.plain for token in source.tokens} & {token.plain for token in target.tokens}
    shared = ((a, b) for a, b in pairwise(source.tokens) if a.plain in both and b.plain in both)
    pairs = {(a.plain, b.plain) for a, b in shared if _adjoin(a, b, source.text)}
    if not pairs:
        return
    closed: list[Span] | None = None
    run: list[Token] = []
    for one, other in [*pairwise(target.tokens), (None, None)]:
        if one and other and (one.plain, other.plain) in pairs and _adjoin(one, other, target.text):
            run = [*(run or [one]), other]
            continue
        if run:
            closed = _closed(pair) if closed is None else closed
            apart = any(run[0].start < end and start < run[-1].end for start, end in closed)
            apart = apart or bool(_loans(target.language).fullmatch(target.text, run[0].start, run[-1].end))
            if _is_foreign(run, pair) and not apart and not _is_in_name(run, target.text):
                yield run
        run = []


def _alone(pair: Pair) -> Iterator[Token]:
    """Single words of the source that only its own language has, by their spelling or by the tables of both."""
    source, target = pair.source, pair.target
    if _foreign(target.language) is None or target.text.split() == source.text.split():
        return
    long = [token for token in target.tokens if len(token.plain) >= _LONG]
    here = {token.plain for token in long}
    words = {token.plain for token in source.tokens if token.plain in here and _is_plain(token, source.text)}
    left = [
        token
        for token in long
        if token.plain in words and target.text[token.start].islower() and _is_own(token.plain, source, target)
    ]
    if not left:
        return
    loans = (match.span() for match in _loans(target.language).finditer(target.text))
    excused = within([*_closed(pair), *loans, *((run[0].start, run[-1].end) for run in _runs(pair))])
    terms = {word.plain for _, its in mentions(pair) for text in (its.text, *its.forms) for word in tokens(text)}
    yield from (one for one in left if not excused(one.start, one.end) and one.plain not in terms)


def _is_own(word: str, source: Reading, target: Reading) -> bool:
    """Whether a word is known in the language of the source and cannot be one of the target's."""
    if word in known_words(source.language) and (_foreign(target.language) or _NEVER).search(word):
        return True
    return is_word(word, source.language, sure=True) and not (
        is_word(word, target.language)
        or word in known_words(target.language)
        or _cognates(target.language).fullmatch(word)
    )


def _adjoin(one: Token, other: Token, text: str) -> bool:
    """Whether one blank parts two words, and neither is a name or holds a figure."""
    return text[one.end : other.start] in (" ", "\u00a0") and _is_plain(one, text) and _is_plain(other, text)


def _is_plain(token: Token, text: str) -> bool:
    return token.plain.isalpha() and (text[token.start].islower() or token.start == 0) and token.plain not in _LATIN


def _closed(pair: Pair) -> list[Span]:
    """What stands apart in the target: quotes, brackets, addresses, placeholders."""
    target = pair.target
    spans = [*target.brackets, *quoted.find(target.text), *placeholders(target.text)]
    return spans + [match.span() for match in _QUOTED.finditer(target.text)]


def _is_foreign(run: _Run, pair: Pair) -> bool:
    """Whether words are of the source's language alone: by one that the other cannot have."""
    shared = _shared(pair.target.language)
    own = pair.target.language
    sure = [word.plain for word in run if shared and not (shared.fullmatch(word.plain) or is_word(word.plain, own))]
    small, known = _small(pair.source.language), known_words(pair.source.language)
    return any(word in small or word in known for word in sure)


def _has_sense(word: str, pair: Pair) -> bool:
    return word not in _small(pair.source.language)


def _is_in_name(run: _Run, text: str) -> bool:
    """Whether words join the parts of a name: "Journal of the American Society"."""
    return bool(_NAME_BEFORE.search(text, 0, run[0].start) and _CAPITAL.match(text, run[-1].end))


@cache
def _small(tag: str) -> frozenset[str]:
    form = language(tag).form
    return frozenset(form.function_words) if form else frozenset()


@cache
def _foreign(tag: str) -> re.Pattern[str] | None:
    """Spellings that words of a language cannot have."""
    spellings = _FOREIGN.get(tag.partition("-")[0])
    return re.compile(either(tuple(spellings))) if spellings else None


@cache
def _cognates(tag: str) -> re.Pattern[str]:
    """What words of the source's language may look like in a language too."""
    return re.compile(_COGNATES.get(tag.partition("-")[0], "(?!)"))


@cache
def _loans(tag: str) -> re.Pattern[str]:
    """The loans of a language and of its region."""
    name, _, region = _OWN_REGION.get(tag, tag).partition("-")
    words = [
        one for key, some in _LOANS.items() for one in some if key == name or (region and key == f"{name}-{region}")
    ]
    if not region:
        words += [one for key, some in _LOANS.items() for one in some if key.startswith(f"{name}-")]
    return re.compile(rf"\b(?:{either(tuple(words))})(?!\w)" if words else "(?!)", re.IGNORECASE)


@cache
def _shared(tag: str) -> re.Pattern[str] | None:
    form = language(tag).form
    return re.compile(either(form.shared)) if form and form.shared else None


CHECKS = (untranslated, left_word)
