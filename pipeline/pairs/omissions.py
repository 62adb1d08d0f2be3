"""Checks on what a translation leaves out or adds: things it does not name, items of a list, whole clauses."""

import re
from collections.abc import Iterator

from pipeline.reading.vocabulary.things import may_say, surely
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import Pair

_ITEMS = re.compile(r"[,;]|\b(?:and|or|y|e|o|u|et|ou|ni)\b", re.IGNORECASE)
_PART = re.compile(r"[;:.!?]\s|,\s|\b(?:and|but|or|if|unless|until|because|when|while|before|after)\b", re.IGNORECASE)
_GRAVE = re.compile(r"\b(?:not|never|no|stop|avoid|do not|don['’]t|call|seek|warning)\b|\d", re.IGNORECASE)
_FIGURES = re.compile(r"\d+")
# Of the sound pairs of the trials, those that lost a clause's every thing were 0.8 times their source and shorter.
_SHORT = 0.8
_WORDS = 3
_MOST_ITEMS = 100  # what has more is no list of a sentence, and each of them would be tried as the first
_LIST = re.compile(  # "fever, rash, and cough": items of up to four words
    r"(?P<items>(?<![^\s,;:.()])[^\s,;:.()]+(?:, (?!(?:and|or|y|e|o|et|ou)\b)[^\s,;:.()]+(?: [^\s,;:.()]+){0,3})+)"
    r"(?P<end>,? )(?:and|or|y|e|o|u|et|ou) "
)


@pair_check("pair/omission", severity="warning", needs=("form",))
def omission(pair: Pair) -> Iterator[Fault]:
    """Thing that is left out.

    The source names a symptom, an organ or a habit, and no word of the translation may say it. A list that is shorter
    by an item reads as well as the whole one.
    Example: “Tell us about fever, rash and cough.” became “Infórmenos de fiebre y tos.”
    """
    if not pair.target.text.strip():
        return
    lost = _lost(pair)
    for name in lost if not any(_clauses(pair)) else ():
        start, end = pair.source.things[name]
        said = pair.source.text[start:end]
        yield Fault(0, len(pair.target.text), f"nothing in the translation says “{said}” of the source")


@pair_check("pair/lost-clause", severity="error", needs=("form",))
def lost_clause(pair: Pair) -> Iterator[Fault]:
    """Clause that is left out.

    A part of the sentence with a dose, a warning or a negation has no counterpart: nothing that it names is said, and
    the translation is shorter.
    Example: “Do not drive, and do not drink alcohol.” became “No conduzca.”
    """
    for clause in _clauses(pair) if pair.target.text.strip() else ():
        yield Fault(0, len(pair.target.text), f"“{clause}” of the source has no counterpart")


def _lost(pair: Pair) -> list[str]:
    """The things of the source that no word of the target may say."""
    source, target = pair.source, pair.target
    return [name for name in source.things if not may_say(name, target.text, target.language)]


def _clauses(pair: Pair) -> Iterator[str]:
    """Grave clauses of the source of which the target names nothing."""
    source, target = pair.source, pair.target
    lost = [source.things[name] for name in _lost(pair)]
    if not lost or len(target.text) > _SHORT * len(source.text):
        return
    ends = [match.start() for match in _PART.finditer(source.text)] + [len(source.text)]
    for start, end in zip([0, *ends], ends, strict=False) if len(ends) > 1 else ():
        clause = source.text[start:end].strip(" ,;:.")
        inside = [span for span in source.things.values() if start <= span[0] < end]
        gone = inside and all(span in lost for span in inside)
        kept = any(figure in target.text for figure in _FIGURES.findall(clause))
        if len(clause.split()) >= _WORDS and gone and not kept and _GRAVE.search(clause):
            yield clause


@pair_check("pair/addition", severity="warning", needs=("form",))
def addition(pair: Pair) -> Iterator[Fault]:
    """Thing that is added, or a list of another length.

    The translation names a symptom or an illness that the source does not, or the one list of either side has an item
    more or less.
    Example: “It may cause nausea.” became “Puede causar náuseas y convulsiones.”
    """
    source, target = pair.source, pair.target
    new = surely(target.text, target.language) if source.language.startswith("en") else {}
    for name, place in new.items():
        if name not in source.things and target.text[slice(*place)].lower()[:4] not in source.text.lower():
            yield Fault(*place, f"“{target.text[slice(*place)]}” does not stand in the source")
    wanted, found = _items(source.text), _items(target.text)
    if wanted and found and abs(wanted - found) == 1 and not _lost(pair):
        yield Fault(0, len(target.text), f"the list of the source has {wanted} items, that of the translation {found}")


def _items(text: str) -> int:
    """How many items the one list of a text has, if there is no other comma or conjunction; else 0."""
    parted = len(_ITEMS.findall(text))
    found = list(_LIST.finditer(text)) if parted <= _MOST_ITEMS else []
    if len(found) != 1 or parted != found[0]["items"].count(",") + 1 + (", " in found[0]["end"]):
        return 0
    return found[0]["items"].count(",") + 2


CHECKS = (omission, lost_clause, addition)
