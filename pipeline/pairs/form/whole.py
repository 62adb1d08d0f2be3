"""Checks on whether a target is a translation, and all of one: copies, loops, words not known, length."""

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.core.text.phrases import Phrases
from pipeline.data import load
from pipeline.pairs.comparing.unanswered import is_all_said
from pipeline.reading.language import language
from pipeline.reading.meanings import CONTRASTS
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import Pair, PairContext
from pipeline.structure.sentences import split_prose

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_STOP = re.compile(r"[.;!?…](?=\s*\S)")
_LOOSE_STOP = re.compile(r"(?:(?<=[^\W_]{2})|(?<=[\d)\"”]))\.([\"”]?)(?=[^\W\d_])|;(?=\s)()")
_ABBREVIATION = Phrases(rf"\b(?:{'|'.join(re.escape(word) for word in load('pair_form.yaml')['abbreviations'])})")
_TOKEN = re.compile(r"\w[\w'’-]*")
_CONDITION = CONTRASTS["pair/condition"][0]
_LONGEST_LOOP, _ROUNDS = 6, 3  # words that an engine goes on saying; said twice, they may be emphasis


@pair_check("pair/empty", severity="error")
def empty(pair: Pair) -> Iterator[Fault]:
    """Nothing was translated.

    The target is empty, or the engine copied the sentence. Names, numbers and words that both languages share may well
    be equal: only a copy with function words of the source language in it is a fault, and one by a machine that knew
    none of its words, or wrote it in a language of whose texts nothing is known.
    Example: "Rest for two days." became "Rest for two days." in Spanish.
    """
    source, target = pair.source.text, pair.target.text
    if not target.strip():
        yield Fault(0, len(target), "the translation is empty")
    elif target.split() == source.split() and (
        _has_function_words(source, pair.context.source_language) or _is_helpless(target, pair.context)
    ):
        yield Fault(0, len(target), "the translation is a copy of the source")


def _has_function_words(text: str, tag: str) -> bool:
    form = language(tag).form
    return form is not None and not {word.lower() for word in _WORD.findall(text)}.isdisjoint(form.function_words)


def _is_helpless(target: str, context: PairContext) -> bool:
    """Whether a machine only handed words on; signs, numbers and what is in capitals may stay as they are."""
    made, words = context.derivation, {word for word in _WORD.findall(target) if word != word.upper()}
    if made is None or made.way in ("term", "number", "memory", "similar") or not words:
        return False
    no_name = any(word.islower() for word in words)
    return language(context.target_language).form is None or (no_name and words <= set(made.unknown))


@pair_check("pair/repeat", severity="error")
def repeat(pair: Pair) -> Iterator[Fault]:
    """A loop, or a translation that was cut.

    Neural engines at a loss repeat themselves until they reach their limit. What the source itself repeats is no loop.
    Example: "back pain" became "dolor de dolor de dolor de dolor".
    """
    source, target = pair.source.text, pair.target.text
    made = pair.context.derivation
    if made is not None and made.cut:
        yield Fault(0, len(target), "the engine reached its length limit; the end may be missing")
    if made is not None and made.unsure:
        yield Fault(0, len(target), "the engine itself holds this translation for unlikely")
    loops = list(_loops(target))
    if loops and any(_loops(source)):
        return
    for start, end, phrase in loops:
        yield Fault(start, end, f"“{phrase}” is repeated")


def _loops(text: str) -> Iterator[tuple[int, int, str]]:
    """Where up to six words stand three times in a row, each place once."""
    tokens = list(_TOKEN.finditer(text))
    said = [token[0].casefold() for token in tokens]
    free = 0
    may_loop = any(count >= _ROUNDS and word.isalpha() for word, count in Counter(said).items())
    for size in range(1, _LONGEST_LOOP + 1) if may_loop else ():
        run = 0
        for i in range(size, len(said)):
            run = run + 1 if said[i] == said[i - size] and i - size >= free else 0
            if run < size * (_ROUNDS - 1):
                continue
            first = i - run - size + 1
            last_round = i + 1 == len(said) or said[i + 1] != said[i + 1 - size]
            if last_round and any(map(str.isalpha, said[first : first + size])):
                free = i + 1
                phrase = text[tokens[first].start() : tokens[first + size - 1].end()]
                yield tokens[first].start(), tokens[i].end(), phrase


@pair_check("pair/unknown", severity="warning")
def unknown(pair: Pair) -> Iterator[Fault]:
    """A word that the engine did not know.

    It stands untranslated or guessed; a translator should look at it. Units, codes and names stay anyway.
    Example: "splenomegaly" stands in the Spanish sentence.
    """
    target = pair.target.text
    position = 0
    for word in pair.context.derivation.unknown if pair.context.derivation else ():
        start = target.find(word, position)
        if start >= 0 and word:
            position = start + len(word)
        if start >= 0 and word and not _stays(word, start, pair):
            yield Fault(start, position, f"the engine does not know “{word}”")


def _stays(word: str, start: int, pair: Pair) -> bool:
    """Whether a word is a unit, a code or a name, which a translator would leave as well."""
    if word.isupper() or any(sign.isdigit() for sign in word):
        return True
    if any(number.end <= start < pair.target.unit_end(number) for number in pair.target.numbers):
        return True
    return re.search(rf"[^\W\d_][,;]? {re.escape(word)}(?!\w)", pair.source.text) is not None and word[0].isupper()


@pair_check("pair/length", severity="warning", needs=("form",))
def length(pair: Pair) -> Iterator[Fault]:
    """Much longer or shorter than its source, or of more or fewer sentences.

    Clauses that are left out and loops show in the length. Short texts vary too much to tell, and one that says every
    word of its source is only terse; a question and its answer may be a condition ("Pregnant? Tell us").
    Example: a sentence of thirty words became "Sí."
    """
    source, target = pair.source.text, pair.target.text
    form = language(pair.context.target_language).form
    if not target.strip() or form is None:
        return
    low, high = form.length_ratio
    # Of 1,569 sound sentences of the trials that are as long or longer, one lay outside the limits.
    ratio = len(target) / max(len(source), 1)
    if len(source) >= 30 and (ratio > high or (ratio < low and not is_all_said(pair.source, pair.target))):
        yield Fault(0, len(target), f"{'longer' if ratio > 1 else 'shorter'} than usual: {ratio:.1f} times the source")
    wanted, found = (_sentence_counts(text) for text in (source, target))
    if (wanted[-1] < found[0] and not _asks_condition(pair)) or (
        found[-1] < wanted[0] and not is_all_said(pair.source, pair.target)
    ):
        yield Fault(0, len(target), f"the source has {_sentences(wanted[0])}, the translation {_sentences(found[0])}")


def _asks_condition(pair: Pair) -> bool:
    """Whether a target asks what is a condition in its source."""
    return "?" in pair.target.text and "?" not in pair.source.text and bool(pair.source.words[_CONDITION])


def _sentence_counts(text: str) -> tuple[int, int]:
    """The fewest and the most sentences that a text may have.

    A stop may belong to an abbreviation or lack its blank, and a semicolon may stand for one.
    """
    if not _STOP.search(text):
        return 1, 1
    masked = _ABBREVIATION.sub(lambda match: match[0].replace(".", ","), text)
    counts = [len(split_prose(one, 0, len(one))) for one in {masked, _LOOSE_STOP.sub(r".\1 X", text)}]
    return min(counts), max(counts)


def _sentences(count: int) -> str:
    return f"{count} sentence{'s' if count != 1 else ''}"
