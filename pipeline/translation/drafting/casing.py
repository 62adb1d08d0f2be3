"""Capitals of headings and list items: taken off before an engine sees them, put back as the target language has them.

Engines take a word in capitals for a name and hand it on, or inflect it in small letters. So a heading in capitals or
in title case is translated in the case of a sentence. Afterwards one in capitals has them again; one in title case has
not, since Spanish, French and Portuguese write titles like sentences. An item that begins small stays so.
"""

import re
from collections.abc import Callable

from pipeline.glossary import Glossary
from pipeline.reading.language import Form, language
from pipeline.translation.drafting.protect import spans

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_FIRST = re.compile(r"(?:\d+[.)]\s|[\W_])*")
_ADDRESS = re.compile(r"\S*\w[.@/]\w\S*")
_STOP = re.compile(r"[.;,]$")
# Letters from which a word in capitals is read as a word: of three and fewer most are abbreviations, but `short_words`.
_LONG = 4


def sentence_case(text: str, glossary: Glossary, source: str = "en", *, heading: bool) -> str:
    """The text with the capitals of a sentence, if it is shouted or a heading in title case; else as it stands.

    Of equal length. Names, abbreviations and what must not change keep their capitals. Where the short words of the
    source language are not known, they cannot be told from abbreviations, and the text stays.
    """
    shouted, form = is_shouted(text), language(source).form
    if form is None or not form.short_words or not (shouted or (heading and _is_titled(text))):
        return text
    kept = _kept(text)
    plain = _WORD.sub(lambda word: _lowered(word, shouted, kept, form), text)
    for mention in glossary.find(text):
        own, here = mention.form.text, text[mention.start : mention.end]
        if own.casefold() == here.casefold() and len(own) == len(here):
            plain = plain[: mention.start] + own + plain[mention.end :]
    return _with_first(plain, str.upper)


def restore(source: str, plain: str, target: str) -> str:
    """The translation of `plain`, which was made of `source`, with capitals as the source has them."""
    if is_shouted(source):
        known, kept = set(source.split()), _kept(target)
        return re.sub(r"\S+", lambda word: _shouted(word, known, kept), target)
    first, first_target = _first(source), _first(target)
    if not first or not first_target or first_target in _WORD.findall(plain):
        return target
    if first[0].islower() and first.islower() and first_target[0].isupper() and first_target[1:].islower():
        return _with_first(target, str.lower)
    if first[0].isupper() and first_target.islower():
        return _with_first(target, str.upper)
    return target


def is_shouted(text: str) -> bool:
    """Whether all words but units and the like stand in capitals, and some of them are no abbreviations."""
    words = _WORD.findall(_ADDRESS.sub("", text))
    long = [word for word in words if len(word) >= _LONG]
    return len(words) > 1 and any(len(word) > _LONG for word in long) and all(map(str.isupper, long))


def _kept(text: str) -> list[tuple[int, int]]:
    """What must not change: addresses, codes, and whatever else has a dot, slash or at sign inside."""
    return [*spans(text), *(found.span() for found in _ADDRESS.finditer(text))]


def _is_titled(text: str) -> bool:
    words = _WORD.findall(text)
    long = [word for word in words if len(word) >= _LONG]
    inner = [word for word in words[1:] if len(word) >= _LONG]
    return bool(inner) and not _STOP.search(text.rstrip()) and all(word[0].isupper() for word in long)


def _lowered(word: re.Match[str], shouted: bool, kept: list[tuple[int, int]], form: Form) -> str:
    here, start, end = word[0], *word.span()
    if any(s < end and start < e for s, e in kept):
        return here
    stem = re.sub(r"['’]s$", "", here, flags=re.IGNORECASE)
    if name := next((name for name in form.names if name.casefold() == stem.casefold()), None):
        return name + here[len(stem) :].lower()
    if shouted:
        is_abbreviation = len(here) < _LONG and here.lower() not in form.short_words
        return here if is_abbreviation else here.lower()
    is_plain_title = here[1:].islower() and here[0].isupper()
    return here.lower() if is_plain_title or here == "A" else here


def _shouted(word: re.Match[str], known: set[str], kept: list[tuple[int, int]]) -> str:
    if word[0] in known or any(start < word.end() and word.start() < end for start, end in kept):
        return word[0]
    return word[0].upper()


def _first(text: str) -> str:
    word = _WORD.match(text, _FIRST.match(text).end())  # type: ignore[union-attr]
    return word[0] if word else ""


def _with_first(text: str, change: Callable[[str], str]) -> str:
    at = _FIRST.match(text).end()  # type: ignore[union-attr]
    return text[:at] + change(text[at : at + 1]) + text[at + 1 :]
