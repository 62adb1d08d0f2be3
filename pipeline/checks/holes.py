"""Words that an extractor deleted: the hole shows in the words around it, and no rule may close it."""

import re
from collections.abc import Iterator
from typing import Any

from pipeline.checks.places import LANGUAGES, any_of, block_at, in_prose, matches, sentence_at, word_before
from pipeline.core.model import Document
from pipeline.data import load
from pipeline.rules import DocumentContext, Fault, check

_WORDS = load("checks.yaml")["holes"]
_NOUNS = load("checks.yaml")["lost_nouns"]
_BEGIN, _END = r"(?<![\w’'“\"/-])", r"(?![\w’'/-])"
_OF = any_of(_WORDS["of"])
_STOP = r"\s*(?:[;?)]|\.(?!\.))(?=\s|$|[)\]”\"])"


def _pair(row: dict[str, Any]) -> str:
    unless = f"(?!{any_of(row['unless'])}{_END})" if row.get("unless") else ""
    return rf"{any_of(row['first'])}\s+{unless}{any_of(row['second'])}{_END}"


_PAIR = re.compile(_BEGIN + "(?:" + "|".join(f"(?P<p{i}>{_pair(row)})" for i, row in enumerate(_WORDS["pairs"])) + ")")
_SOUND = {f"p{i}": frozenset(_WORDS.get(row.get("not_after"), ())) for i, row in enumerate(_WORDS["pairs"])}
_COORDINATED = rf"(?!,\s+{any_of(_WORDS['coordinators'])}\b)"
_BEFORE_STOP = re.compile(
    rf"{_BEGIN}(?:{any_of(_WORDS['before_stop'])}{_STOP}"
    rf"|{any_of(_WORDS['before_comma'])}{_COORDINATED},(?=\s)"
    rf"|{any_of(_WORDS['determiners'])}(?:{_STOP}|,(?=\s))"
    rf"|{any_of(_WORDS['nouns_of'])}\s+{_OF}(?:{_STOP}|{_COORDINATED},(?=\s))"
    rf"|{any_of(_WORDS['before_bare_a'])}\s+{any_of(_WORDS['bare_a'])}(?:\s*[;!?]|\.(?!\.)|,)(?=\s|$)"
    rf"|%\s+{_OF}(?:{_STOP}|{_COORDINATED},(?=\s))"
    rf"|{any_of(_WORDS['joins'])}\s*(?:[;!)]|\.(?!\.))(?=\s|$)"
    rf"|{any_of(_WORDS['listing'])}\s*(?:;|\.(?!\.))(?=\s|$))"
)
_PAIRED = re.compile(rf",\s+{any_of(_WORDS['joins'])}\s+(?:[\w-]+\s+){{0,2}}\Z")  # "with, or at risk of, gout"
_QUOTES = "\"'“”‘’„«»"
_SENDER = re.compile(r"@[\w.-]+ \Z")
_LOOSE_WORDS = any_of(word for word in _WORDS["loose"] if word not in (*_WORDS["bare_a"], *_WORDS["joins"]))
_LOOSE = re.compile(
    rf"{_BEGIN}(?:{any_of(_WORDS['loose'])}\s*[.,;)](?=\s|$)(?!\s*\.)|{_LOOSE_WORDS}\s,(?=[a-z])"
    rf"|(?:(?<=[.!?:;] )|(?<=- )|^)(?i:{_LOOSE_WORDS})\s+(?:[.,;](?=\s|$)|,(?=[a-z])))",
    re.MULTILINE,
)
_GLUED = re.compile(
    rf"(?<![\w-])(?:{any_of(_WORDS['glued'])}|(?!{any_of(_WORDS['glued_people_sound'])}\b)"
    rf"{any_of(_WORDS['glued_heads'])}{any_of(_WORDS['people'])})\b(?!-)"
)
_SHARE = re.compile(
    rf"(?:%|\b{any_of(_WORDS['shares'])})\s+{_OF}\s+(?:[a-z]+\s+){{0,2}}{any_of(_WORDS['people'])}\s+"
    rf"{any_of(_WORDS['transitive'])}\s*[.,;](?=\s|$)"
)
_BARE_BE = re.compile(rf"(?<= ){any_of(_WORDS['bare_be'])}\s*(?:[;)]|\.(?!\.))(?=\s|$)")
_BARE_BE_SOUND = re.compile(rf"\b{any_of(_WORDS['bare_be_sound'])}\b|[“”\"]", re.IGNORECASE)
_OPEN_RANGE = re.compile(r"(?<![\w.,/–-])\d{1,4}(?:\.\d{1,2})?\s?%?\s?[-–]\s?\.(?=\s|$)")
_NUMBERLESS = re.compile(
    rf"{_BEGIN}{any_of(_WORDS['before_number'])}\s+{any_of(_WORDS['units'])}(?![\w/%])"
    rf"|(?<=[\w(] )[<>≤≥]\s?(?:{any_of(_WORDS['units'])}(?![\w/%])|{any_of(_WORDS['times'])}\b|[,;.)](?=\s|$))"
)
_BARE_BRACKET = re.compile(
    rf"(?<![\w-]){any_of(_WORDS['before_bracket'])}\s+"
    r"\((?:\d{1,3}(?:\.\d{1,2})?\s?%|[a-z]{0,2}[A-Z][A-Za-z0-9-]{0,6}[A-Z0-9])\)(?!-)"
)
_EMPTY = re.compile(r"(?<![\w\]])\(\s*(?:[,;]\s*)*\)|(?<=\s)\(\s*[,;]\s|(?<=\w),\s*,(?=\s)")
_NOT_BEHIND = "".join(rf"(?<!{word} )" for word in _WORDS["before_no_lost_be"])
_LOST_BE = re.compile(
    rf"(?<![\w’'-]){_NOT_BEHIND}{any_of(_WORDS['modals'])}"
    rf"(?: {any_of(_WORDS['denying'])})?\s+(?!{any_of(_WORDS['infinitives'])}\b){_WORDS['participle']}"
    r"(?=\s[a-z]|[.,;)])(?![^.!?\n]{0,200}\?)"
)
_STAND_INS = re.compile(
    rf"(?<![\w’'-])(?!{any_of(_WORDS['before_stand_ins'])} )[\w’'-]{{1,30}},? (?P<name>{any_of(_WORDS['stand_ins'])})\."
)
_MOST_GAPS = 20  # two blanks: more are the habit of whoever typed the text, or its layout
_GAP = re.compile(rf"(?<![\w-]){any_of(_WORDS['gap_before'])} {{2,3}}{any_of(_WORDS['gap_behind'])}(?![\w-])")
_SMALL_PAIR = re.compile(r"[a-z]+\s+[a-z]+")
_NOUNLESS = re.compile(
    rf"(?<![\w-])(?:(?:{any_of(_NOUNS['prepositions'])}\s+(?:{any_of(_NOUNS['definite'])}\s+)?|{any_of(_NOUNS['articles'])}\s+)"
    rf"{any_of(_NOUNS['adjectives'])}"
    rf"(?:\s*(?:[);!?]|\.(?!\w))(?=\s|$|[.,;)])|[ \t]*$)|{any_of(_NOUNS['never_of'])}\s+{_OF}\b"
    rf"|{any_of(_NOUNS['prepositions'])}\s+{any_of(_NOUNS['adjectives'])}\s+{any_of(_NOUNS['modals'])}\b"
    rf"|{any_of(_NOUNS['objectless'])}\s+{any_of(_NOUNS['degrees'])}\s*(?:[;)]|\.(?!\w))(?=\s|$|[.,;)]))",
    re.MULTILINE,
)


@check("source/hole", severity="error", languages=LANGUAGES)
def find_holes(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """Words are missing here.

    Scrapers drop links and abbreviations and leave fluent text: a preposition before a stop or before another one, an
    article without its noun, a share without what is shared ("about 5% of adults have, and"). Only pairs that no
    sound sentence forms are listed; "aware of in time" and "in between" are sound. A name that a data set puts where it
    took words out ("eye ChatDoctor.") is told once.
    Example: "The risk of in older adults" lacks the name of a disease.
    """
    for match in matches(_PAIR, document, context):
        if word_before(document.text, match.start()) not in _SOUND[match.lastgroup or ""]:
            yield hole_at(match)
    for match in matches(_BEFORE_STOP, document, context):
        paired = (
            _PAIRED.search(document.text[max(0, match.start() - 40) : match.start()])
            and document.text[match.end() - 1] == ","
        )
        whole = paired or _is_over_items(document, match)
        if word_before(document.text, match.start()) not in _WORDS["coordinating"] and not whole:
            yield hole_at(match)
    for pattern in (_SHARE, _NUMBERLESS, _BARE_BRACKET, _EMPTY, _OPEN_RANGE, _LOST_BE):
        for match in matches(pattern, document, context):
            if pattern is _EMPTY and _SENDER.search(document.text[max(0, match.start() - 80) : match.start()]):
                continue  # the name of a sender, which was left out
            yield hole_at(match)
    yield from _cut_out(document, context)
    for match in matches(_BARE_BE, document, context):
        subject = word_before(document.text, match.start())
        sound = subject in _WORDS["bare_be_after"] or _BARE_BE_SOUND.search(sentence_at(document, match.start()))
        if subject and not sound:
            gap = re.search(r"[\s,]*$", document.text[max(0, match.start() - 40) : match.start()])
            start = match.start() - len(gap[0] if gap else "") - len(subject)
            yield Fault(start, match.end(), f"“{document.text[start : match.end()]}”: the sentence breaks off.")


def _cut_out(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """The first place where a name stands for words that were cut out."""
    cut = list(matches(_STAND_INS, document, context))
    if cut:
        places = f", in {len(cut)} places" if len(cut) > 1 else ""
        message = f"“{cut[0]['name']}” stands where words were cut out{places}; compare with the original."
        yield Fault(*cut[0].span("name"), message)


def _is_over_items(document: Document, match: re.Match[str]) -> bool:
    """Whether a semicolon stands for the colon over a list: "such as;"."""
    if match[0][-1] != ";" or document.text[match.end() : match.end() + 1] not in ("", "\n"):
        return False
    below = match.end() + len(document.text[match.end() :]) - len(document.text[match.end() :].lstrip())
    block = block_at(document, below)
    return block is not None and block.kind == "item"


def hole_at(match: re.Match[str]) -> Fault:
    """The fault of a place where words seem to be missing."""
    return Fault(
        *match.span(), f"Words seem to be missing at “{' '.join(match[0].split())}”; compare with the original."
    )


@check("source/wide-gap", severity="warning", languages=LANGUAGES)
def find_wide_gaps(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """Two blanks stand in the raw text between small words that seldom meet.

    "May act as  to increase": the word between the blanks is gone, and with the second blank the last trace of it. A
    text that is full of wide gaps was set in columns or justified, and its gaps tell nothing.
    Example: "It may act as  to increase it."
    """
    if document.raw.count("  ") > _MOST_GAPS:
        return
    for match in _GAP.finditer(document.raw):
        start, end = document.to_curated(*match.span())
        if _SMALL_PAIR.fullmatch(document.text, start, end) and in_prose(document, context, start, end):
            words = " ".join(match[0].split())
            yield Fault(start, end, f"A word may be lost between “{words}”: two blanks stood there.")


@check("source/loose-preposition", severity="error", languages=LANGUAGES)
def find_loose(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A word is missing between a preposition and a mark.

    "The dose of , given" had a word before its comma: the space that stood around it is left in the raw text, even
    where a repair has closed it since, and whether or not one stands behind the mark. A stranded preposition ("to think
    about.") has no such space.
    Example: "It is treated with . Rest helps."
    """
    for match in _LOOSE.finditer(document.text):
        start, end = document.to_raw(match.end() - 2, match.end())
        raw = document.raw[max(start, end - 3) : end]  # the span may have widened to a change as long as the text
        spaced = re.search(r"\s[.,;)]$", raw) or re.search(r"\s[.,;)]$", match[0])
        if spaced and in_prose(document, context, *match.span()):
            yield hole_at(match)


@check("source/glued-preposition", severity="error", languages=LANGUAGES)
def find_glued(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """Two small words are glued, and what stood between them may be lost.

    "A raised risk ofin smokers": splitting it would hide that the name of a disease is gone.
    Example: "a raised risk ofin smokers".
    """
    for match in matches(_GLUED, document, context):
        around = document.text[max(0, match.start() - 1) : match.start()], document.text[match.end() : match.end() + 1]
        if all(one and one in _QUOTES for one in around):
            continue  # a word or an ending that is spoken of: “itis”
        yield Fault(*match.span(), f"“{match[0]}” is two words; something may be lost between them.")


@check("source/lost-noun", severity="error", languages=LANGUAGES)
def find_lost_nouns(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """An adjective stands where a noun must stand.

    "(or spread in renal)": the noun was lost, or the adjective is a mistranslation. Only adjectives that are never
    nouns are listed, and only before a bracket or a stop: "in renal, hepatic and cardiac disease" is sound, and so is
    one of which the text has a plural.
    Example: "It has spread to the renal. Rest helps."
    """
    for match in matches(_NOUNLESS, document, context):
        words = match[0].rstrip(").;!? \t\n")
        block = block_at(document, match.start())
        open_end = words == match[0].rstrip() and not document.text[match.end() : match.end() + 1].strip(" \t\n")
        if open_end and block and "\n" in document.text[match.end() : block.end]:
            continue  # the line ends, and the sentence goes on in the next
        if re.search(rf"\b{words.rsplit(maxsplit=1)[-1]}s\b", document.text, re.IGNORECASE):
            continue  # the text has it as a noun: "two colonics"
        yield Fault(match.start(), match.start() + len(words), f"“{' '.join(words.split())}” lacks a noun.")
