"""Checks on the form of a translation: is it one, is it whole, did what must stay survive."""

import re
import unicodedata
from bisect import bisect
from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from pipeline.core.edits import Span
from pipeline.core.text import quoted
from pipeline.core.text.phrases import Phrases
from pipeline.core.text.placeholders import placeholders
from pipeline.data import load
from pipeline.pairs import typography
from pipeline.pairs.comparing.unanswered import is_all_said
from pipeline.pairs.comparing.wording import anchors, in_order
from pipeline.reading.language import language
from pipeline.reading.meanings import CONTRASTS
from pipeline.reading.sentence import Reading
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import Pair, PairContext
from pipeline.structure.sentences import split_prose

_TABLE = load("pair_form.yaml")
_FORBIDDEN = re.compile(f"[{_TABLE['forbidden_characters']}\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f]")
_SALUTATIONS = re.compile(_TABLE["salutations"], re.IGNORECASE)
_PHONE = re.compile(_TABLE["phone"])
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LOOKALIKE = re.compile(r"(?<=\d)[OoIl](?=[\d.,%]|\b)|(?<=\d[.,])[OoIl]\b")
_STOP = re.compile(r"[.;!?…](?=\s*\S)")
_NO_LATIN = re.compile("[^\\x00-\u02ff]")
_LOOSE_STOP = re.compile(r"(?:(?<=[^\W_]{2})|(?<=[\d)\"”]))\.([\"”]?)(?=[^\W\d_])|;(?=\s)()")
_ABBREVIATION = Phrases(rf"\b(?:{'|'.join(re.escape(word) for word in _TABLE['abbreviations'])})")
_DAMAGED = re.compile(r"(?<=[^\W\d_])[?¿](?=[^\W\d_])|[ÃÂ][\u0080-\u00bf]|â[\u0080-\u00bf€]")
_TOKEN = re.compile(r"\w[\w'’-]*")
_CONDITION = CONTRASTS["pair/condition"][0]
_MOST_PLACEHOLDERS, _MOST_WORDS = 20, 120  # each is compared with each
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


@pair_check("pair/keep", severity="error")
def keep(pair: Pair) -> Iterator[Fault]:
    """Address, number or code that must stay.

    Web and mail addresses, DOIs, registry numbers and phone numbers reach the reader letter by letter, or harm.
    Example: "call 555 123 4567" became "llame al 555 123 4576".
    """
    source, target = pair.source.text, pair.target.text
    kept, its = _kept(source), _kept(target)
    if kept == its:
        return
    wanted, found = Counter(kept), Counter(its)
    for item in (wanted - found).elements():
        yield Fault(0, len(target), f"“{item}” of the source is missing", item)
    for item in (found - wanted).elements():
        start = target.find(item)
        yield Fault(start, start + len(item), f"“{item}” does not stand in the source")


def _kept(text: str) -> list[str]:
    spans = list(quoted.find(text))
    spans += [m.span() for m in _PHONE.finditer(text) if not quoted.overlaps(*m.span(), spans)]
    return [text[start:end] for start, end in spans]


@pair_check("pair/placeholder", severity="error")
def placeholder(pair: Pair) -> Iterator[Fault]:
    """Placeholder or tag that must stay.

    A program looks for it letter by letter; where it is translated or lost, the reader gets a letter without a name or
    a dose.
    Example: "Dear {{name}}, rest." became "Estimada {{nombre}}: descanse."
    """
    source, target = pair.source.text, pair.target.text
    places, its = placeholders(source), placeholders(target)
    if not places and not its:
        return
    wanted, found = (Counter(text[s:e] for s, e in some) for text, some in ((source, places), (target, its)))
    lost, new = list((wanted - found).elements()), list((found - wanted).elements())
    for item in new if wanted else ():  # a source without any is no template
        start = target.find(item)
        yield Fault(start, start + len(item), f"the placeholder “{item}” does not stand in the source")
    for item in lost[len(new) :] if target.strip() else ():
        yield Fault(0, len(target), f"the placeholder “{item}” of the source is missing", item)
    here, there = (_addressed(side) if wanted == found else "" for side in (pair.target, pair.source))
    if here and there and here != there:
        start = target.find(here)
        yield Fault(start, start + len(here), f"the source has “{there}” here", there)
    elif wanted == found and (moved := _exchanged(pair)):
        yield Fault(*moved, f"“{target[slice(*moved)]}” stands the other way round in the source")


def _exchanged(pair: Pair) -> Span | None:
    """Where two placeholders stand, each in the place of the other among the words that both sides have in order.

    A clause that moved takes its placeholder along, and the words around it as well.
    """
    sides = [placeholders(side.text) for side in pair[:2]]
    names = [{side.text[s:e]: (s, e) for s, e in spans} for side, spans in zip(pair[:2], sides, strict=True)]
    if not 1 < len(names[0]) == len(sides[0]) == len(sides[1]) <= _MOST_PLACEHOLDERS:
        return None
    words = [
        [word for word in anchors(side) if not quoted.overlaps(word.start, word.start + 1, spans)]
        for side, spans in zip(pair[:2], sides, strict=True)
    ]
    if max(map(len, words)) > _MOST_WORDS:
        return None
    kept = in_order(*words)
    starts = [[words[i][row[i]].start for row in kept] for i in (0, 1)]
    places = {name: (bisect(starts[0], names[0][name][0]), bisect(starts[1], names[1][name][0])) for name in names[0]}
    before = {name: [_before(side, its[name][0]) for side, its in zip(pair[:2], names, strict=True)] for name in places}
    for one, two in combinations(names[0], 2):
        (here, its), (there, other) = places[one], places[two]
        apart, crossed = abs(here - its) + abs(there - other), abs(here - other) + abs(there - its)
        led = any(before[a][0] & before[b][1] and not before[a][0] & before[a][1] for a, b in ((one, two), (two, one)))
        if names[1][two] < names[1][one] and (crossed + 1 < apart or led):
            return names[1][two][0], names[1][one][1]
    return None


def _before(side: Reading, start: int) -> frozenset[object]:
    """What the word right before a place may mean: "with" a doctor, "before" a date."""
    words = anchors(side)
    i = bisect([word.start for word in words], start - 1) - 1
    is_plain = i >= 0 and words[i].weight > 0  # “on” and “to” are said in many ways
    return words[i].keys if is_plain and len(side.text[words[i].start : start].split()) == 1 else frozenset()


def _addressed(side: Reading) -> str:
    """The placeholder to which a letter is addressed; "" where it is none."""
    salutation = _SALUTATIONS.match(side.text)
    first = next(iter(placeholders(side.text)), None) if salutation else None
    return side.text[slice(*first)] if salutation and first and first[0] == salutation.end() else ""


@pair_check("pair/characters", severity="error")
def characters(pair: Pair) -> Iterator[Fault]:
    """Characters that do not belong.

    Zero-width and directional signs, the replacement character, letters that pass for digits ("1O mg"), digits and
    letters of another script, question marks for letters: signs of a damaged file or a failed decode.
    Example: "10 mg" became "1O mg", with a letter.
    """
    source, target = pair.source.text, pair.target.text
    for match in _FORBIDDEN.finditer(target):
        if match[0] not in source:
            yield Fault(*match.span(), f"the character U+{ord(match[0]):04X} does not belong here")
    for match in _LOOKALIKE.finditer(target):
        if match[0] not in "".join(_LOOKALIKE.findall(source)):
            yield Fault(*match.span(), f"the letter “{match[0]}” stands where a digit should")
    damaged = list(_DAMAGED.finditer(target))
    closed = quoted.find(target) if damaged else ()
    for match in damaged:
        if match[0] not in source and not quoted.overlaps(*match.span(), closed):
            yield Fault(*match.span(), f"“{match[0]}” stands where a letter was")
    others = list(_NO_LATIN.finditer(target))
    known = _scripts(source) | {"LATIN", "GREEK"} if others else set()
    for match in others:
        if match[0].isalnum() and (script := _script(match[0])) not in known:
            yield Fault(*match.span(), f"“{match[0]}” is of another script ({script.title()})")
            return


def _script(sign: str) -> str:
    name = unicodedata.name(sign, "UNKNOWN")
    return "GREEK" if name.startswith(("MICRO", "GREEK", "OHM")) else name.split()[0]


def _scripts(text: str) -> set[str]:
    return {_script(sign) for sign in _NO_LATIN.findall(text) if sign.isalnum()} | {
        "SUPERSCRIPT",
        "SUBSCRIPT",
        "VULGAR",
        "MODIFIER",
    }


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


@pair_check("pair/exposed", severity="warning")
def exposed(pair: Pair) -> Iterator[Fault]:
    """Addresses or codes that the engine could change.

    While an engine works, web addresses, phone numbers and the like are hidden from it. Where it does not give the
    stand-ins back they are not; what is lost is an error of pair/keep, the rest is for a translator to compare.
    Example: "Call 555-0199" was translated with the number in plain sight.
    """
    target = pair.target.text
    if pair.context.derivation is not None and pair.context.derivation.exposed and target.strip():
        yield Fault(0, len(target), "addresses, numbers to call or codes were not hidden from the engine")


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


CHECKS = (empty, keep, placeholder, characters, repeat, unknown, exposed, length, *typography.CHECKS)
