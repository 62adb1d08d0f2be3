"""Quantities that cannot be meant as they stand."""

import re
from collections.abc import Iterator

from pipeline.checks.places import LANGUAGES, any_of, matches, matches_beside, sentence_at, word_before
from pipeline.core.model import Document
from pipeline.data import load
from pipeline.rules import DocumentContext, Fault, check

_WORDS = load("checks.yaml")["quantities"]
# Characters: the sentence with its neighbours, since “they” may stand for what is counted. Half and twice as many
# change none of 8,000 texts.
_NEAR = 300
_COUNTERS = load("checks.yaml")["measure_words"]
_OF = any_of(_COUNTERS["of"])
_NUMBER = r"\d{1,4}(?:[.,]\d{1,3})?"
_MANY = rf"(?<![\w.-])(?:[2-9]|[1-9]\d|{any_of(_COUNTERS['number_words'])})"
_LESION = any_of(_COUNTERS["lesions"])
_SINGULAR = re.compile(rf"{_MANY}\s+{any_of(_COUNTERS['singular'])}(?!\s+{any_of(_COUNTERS['not_next'])}\b)(?![\w’'-])")
_COUNT = rf"(?:\d{{1,2}}|{any_of(_COUNTERS['number_words'])})"
_COUNTER = re.compile(rf"\b{any_of((*_COUNTERS['plural'], *_COUNTERS['singular']))}\b")
_LARGE_SHARE = re.compile(r"\d{3}(?:\.\d{1,2})?\s?%")
_PLURAL = any_of(_COUNTERS["plural"])
_COUNTED = re.compile(
    rf"(?:(?:(?<!\w){any_of(_COUNTERS['comparators'])}\s+|[<>≤≥]\s?){_COUNT}\s+{_PLURAL}"
    rf"|\b{any_of(_COUNTERS['articles'])}\s+{_COUNT}\s+{any_of(_COUNTERS['counted_with_article'])}"
    rf"|\b{any_of(_COUNTERS['sums'])}\s+{_OF}\s+(?:{any_of(_COUNTERS['before_summed'])}\s+)?{_COUNT}\s+{_PLURAL})\b(?!\s+{_OF}\b)"
    rf"|(?<![\w.-]){_COUNT}\s+{_PLURAL}\s+{any_of(_COUNTERS['joins'])}\s+{any_of(_COUNTERS['comparatives'])}\b"
)
_EACH = any_of(_COUNTERS["distributives"])
_ODD = re.compile(rf"(?<![\w.-]){_COUNT}\s+{any_of(_COUNTERS['odd'])}\b(?!\s+{_OF}\b)(?!\s+{_EACH}\b)")
_CLASSIFIED = re.compile(
    rf"{_MANY}\s+{any_of((*_COUNTERS['plural'], *_COUNTERS['singular']))}\s+(?:[a-z]+\s+){{0,2}}{_LESION}\b"
)
_DOSES = rf"(?:\d{{1,2}}|{any_of(_COUNTERS['dose_number_words'])})\s+{any_of(_COUNTERS['dosed'])}"
_OCCASION = any_of(_COUNTERS["occasions"])
_DOSED = re.compile(
    rf"(?<![\w.-]){_DOSES}\s+{_EACH}\s+{_OCCASION}\b|\b{any_of(_COUNTERS['each_occasion'])},?\s+{_DOSES}\b"
)
_MEASURED = (_SINGULAR, _ODD, _COUNTED, _CLASSIFIED, _DOSED)
_BESIDE_LESIONS = (_ODD, _COUNTED, _CLASSIFIED)
_UNLESS_CUT = (_COUNTED, _CLASSIFIED, _DOSED)
_CUTTING = re.compile(any_of(_COUNTERS["cutting"]), re.IGNORECASE)
_LESION_WORD = re.compile(rf"\b{_LESION}\b", re.IGNORECASE)
_LIMIT = re.compile(rf"(?<!\w)(?:{any_of(_WORDS['limits'])}|[<>≤≥])\s*({_NUMBER})\s?[-–]\s?({_NUMBER})(?![\d-])")
_DAYS = re.compile(rf"\s(?:{any_of(_WORDS['spans_of_time'])})\b")
_PEOPLE = any_of(_WORDS["people"])
_SHARE = re.compile(
    rf"(?<![\d.,])(\d{{1,4}}(?:\.\d{{1,2}})?)\s?%\s+{_OF}\s+(?:{any_of(_WORDS['shares_of'])}\s+)?(?:[a-z-]+\s+)?{_PEOPLE}\b"
)
_RATE = re.compile(
    rf"\b{any_of(_WORDS['rates'])}(?:\s+{any_of(_WORDS['rate_nouns'])})?\s+{any_of(_WORDS['rate_verbs'])}\s+"
    rf"(?:{any_of(_WORDS['rate_hedges'])}\s+)?"
    r"(?:\d{1,3}(?:\.\d{1,2})?\s?%?\s?[-–]\s?)?(\d{1,4}(?:\.\d{1,2})?)\s?%"
)
_RANGE = re.compile(rf"(?<![\w.,/–-])({_NUMBER})\s?[-–]\s?({_NUMBER})\s?{any_of(_WORDS['range_units'])}(?![\w/])")


@check("source/measure-word", severity="error", languages=LANGUAGES)
def find_measure_words(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A measure word of another language counts lesions or doses.

    "Fewer than 4 strips" of a tumour: a machine translated the Chinese counter as a noun. Pieces that somebody cut,
    sampled or ate are sound. Example: "fewer than 4 strips of tumour".
    """
    found = []
    for match in matches_beside(_COUNTER, _MEASURED, document, context):
        near = match.re not in _BESIDE_LESIONS or _is_near_lesion(document, match)
        if near and not (match.re in _UNLESS_CUT and _is_cut(document, match)):
            found.append(match)
    last = 0
    for match in sorted(found, key=lambda m: m.span()):
        if match.start() >= last:
            last = match.end()
            message = f"“{match[0]}”: a mistranslated measure word; look up in the original what is counted."
            yield Fault(*match.span(), message)


def _is_near_lesion(document: Document, match: re.Match[str]) -> bool:
    """Whether lesions are spoken of within 300 characters, and nothing is divided "into" the pieces."""
    around = document.text[max(0, match.start() - _NEAR) : match.end() + _NEAR]
    before = word_before(document.text, match.start())
    return bool(_LESION_WORD.search(around)) and before not in _COUNTERS["before_parts"]


def _is_cut(document: Document, match: re.Match[str]) -> bool:
    """Whether the sentence speaks of what was cut, sampled or eaten."""
    return bool(_CUTTING.search(sentence_at(document, match.start())))


@check("source/limit-range", severity="warning", languages=LANGUAGES)
def find_limit_ranges(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A limit is given as a range.

    "Must be smaller than 2–5 cm": which of the two decides? "At least 2–3 weeks", "more than 2–3 days"
    and "no more than 2–3 glasses" are usual ways to speak. Example: "must be smaller than 2–5 cm".
    """
    for match in matches(_LIMIT, document, context):
        lasts = match[0].startswith(tuple(_WORDS["lasting_limits"])) and _DAYS.match(document.text, match.end())
        if lasts or word_before(document.text, match.start()) in _WORDS["spoken_limits"]:
            continue
        yield Fault(*match.span(), f"“{match[0]}”: a limit that is a range; which of the two holds?")


@check("source/impossible-share", severity="error", languages=LANGUAGES)
def find_impossible_shares(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A share is above 100 %.

    No more than all patients can have a symptom, and no rate of survival exceeds 100 %. Increases, doses and levels
    may well ("150 % of the usual dose"). Example: "120% of the patients had pain."
    """
    for match in matches_beside(_LARGE_SHARE, [_SHARE, _RATE], document, context):
        if float(match[1]) > 100:
            yield Fault(*match.span(), f"{match[1]} % is no possible share; a digit or a decimal point may be lost.")


@check("source/falling-range", severity="warning", languages=LANGUAGES)
def find_falling_ranges(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A range falls.

    "20–5 days": a digit is lost, or the hyphen is none. Ranges without a unit are left: pages, years, powers of ten.
    Example: "within 20–5 days".
    """
    for match in matches(_RANGE, document, context):
        if _value(match[1]) > _value(match[2]):
            yield Fault(*match.span(), f"“{match[0]}” falls: a digit may be lost.")


def _value(number: str) -> float:
    """The value, a comma read as a grouping sign before three digits and as a decimal sign else."""
    return float(re.sub(r",(?=\d{3}$)", "", number).replace(",", "."))
