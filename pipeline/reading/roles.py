"""Who does what to whom, and whose somebody is, as far as words beside the verb tell it surely.

In a sentence persons and the verbs of roles.yaml are marked, each by a sign of its own; what stands between the signs
then tells the doer ("the nurse will show"), the receiver ("a su marido"), and who is asked to do something ("pídale a
la matrona que llame"). Where the words tell nothing, nobody is named.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from pipeline.data import load
from pipeline.reading.contrasts import Word
from pipeline.reading.language import either, one_of
from pipeline.reading.meanings import FRAMES, Frames
from pipeline.reading.vocabulary.senses import PERSONS, Sense

YOU = frozenset({"you"})
"""The reader, among persons."""
Persons = frozenset[str]
_NOBODY: Persons = frozenset()
_KINDS = frozenset(
    {"person", "group", "health", "place", "other"}
)  # of one that names a person: the pharmacy is a place
_WIDE, _TWO = frozenset({"patient", "family"}), 2  # words that mean other things too ("be patient", "family doctor")
_PERSON, _DEED, _MOST = 0xE000, 0xF000, 0x700
_PARTICIPLES: str = load("pair_meaning.yaml")["participles"]
_P, _D = "[\ue000-\ue6ff]", "[\uf000-\uf6ff]"


class Act(NamedTuple):
    """A verb with who does it and to whom, as far as the text tells.

    It `bids` where the receiver is asked to have something done to himself: "to be tested".
    """

    start: int
    end: int
    deed: frozenset[str]
    doers: Persons
    receivers: Persons
    bids: bool


class Roles(NamedTuple):
    """What a text tells of persons: the acts, each person with those whose he is, and who stands only beside others."""

    acts: Sequence[Act]
    owners: Sequence[tuple[Persons, Persons, int, int]]
    named: Persons
    beside: Persons


class Subjects(NamedTuple):
    """Who begins a clause and does something in it, each with the place, and who is named at all."""

    doing: Sequence[tuple[Persons, int, int]]
    named: Persons


class _Frame(NamedTuple):
    article: re.Pattern[str]
    owned: re.Pattern[str]
    before: re.Pattern[str]
    itself: re.Pattern[str]
    to_end: re.Pattern[str]
    beside_end: re.Pattern[str]
    bare: re.Pattern[str]
    behind: re.Pattern[str]
    by: re.Pattern[str]
    asking: re.Pattern[str]
    undergoing: re.Pattern[str]
    beside: re.Pattern[str]
    passive: re.Pattern[str]
    you_before: re.Pattern[str]
    subject: re.Pattern[str]
    fields: re.Pattern[str]
    owner_first: bool


@cache
def _frame(tag: str) -> _Frame:
    of: Frames = FRAMES[tag]
    to, joins, you = either(of.to), either(of.joins), either(of.to_you)
    group = rf"{_P}(?:,? (?:{joins}) (?:(?:{to}) )?{_P})*"
    word = rf" (?!(?:{either(of.stops)})\b)[^\s,;:.!?()\ue000-\uf6ff]+"
    small = rf"(?:(?:{one_of((of.helpers, of.passive))})\b ?|(?:{either(of.you_before)}) )*"
    right = rf"(?:(?:{to}) |{'' if of.bare else '(?!)'}|(?:{word[1:]} )(?:{word[1:]} ){{0,3}}?(?:{to}) )"
    own = either(of.own) if of.own else ""

    def compiled(pattern: str) -> re.Pattern[str]:
        return re.compile(pattern, re.IGNORECASE)

    return _Frame(
        article=compiled(rf"\b(?:(?:{either(of.articles)})\s?){{1,2}}(?:\w+-)?$"),
        owned=compiled(rf"({_P})(?:{own}) (?:\w+ )?({_P})" if own else rf"({_P}) (?:{either(of.of)}) ({_P})"),
        before=compiled(rf"(?P<who>{group}|\b(?:{either(of.you)})) {small}$"),
        itself=compiled(rf"\b(?:{either(of.itself)}) ?$"),
        to_end=compiled(rf"\b(?:{either(of.to)}) $"),
        beside_end=compiled(rf"\b(?:{one_of((of.by, of.beside))}) $"),
        bare=compiled(rf" (?P<who>{group}|(?:{you})\b)"),
        behind=compiled(rf" {right}(?P<who>{group}|(?:{you})\b)"),
        by=compiled(rf"(?:{word}){{0,5}}? (?:{either(of.by)}) (?P<who>{group}|(?:{you})\b)"),
        asking=compiled(rf" (?:{either(of.asking)}) ?(?:{_D}|[^\s\ue000-\uf6ff]+(?: {_D})?)"),
        undergoing=compiled(rf" (?:{either(of.asking)}) (?:{either(of.passive)}) \w*(?:{_PARTICIPLES})\b"),
        beside=compiled(rf"\b(?:{either(of.beside)}) {_P}"),
        passive=compiled(rf"\b(?:{either(of.passive)}) (?:\w+ )?$"),
        you_before=compiled(rf"\b(?:{either(of.you_before)}) (?:\w+ )?$"),
        subject=compiled(
            rf"(?:^|[.;:!?] |\b(?:{either(of.leads)}) )({_P})"
            rf"(?= (?!(?:{one_of((of.joins, of.of, of.beside, of.stops))})\b)"
            rf"(?!(?:(?:{either(of.helpers)}) )*(?:{one_of((of.passive, of.receives))})\b)\w)"
        ),
        fields=compiled(rf"(?:{either(of.fields)})(?!\w)" if of.fields else "(?!)"),
        owner_first=bool(own),
    )


def roles(text: str, language: str, senses: Sequence[Sense], deeds: Sequence[Word]) -> Roles:
    """What a text tells of its persons, given its words and the verbs of `meanings.DEEDS`."""
    tag = language.partition("-")[0]
    if tag not in FRAMES:
        return Roles((), (), _NOBODY, _NOBODY)
    frame = _frame(tag)
    people = [
        (one, one.keys & PERSONS) for one in senses if _is_person(one) and not frame.fields.match(text, one.start)
    ]
    if not people:
        return Roles((), (), _NOBODY, _NOBODY)
    said = {chr(_PERSON + i): (one, keys) for i, (one, keys) in enumerate(people[:_MOST])}
    done = {chr(_DEED + i): one for i, one in enumerate(deeds[:_MOST]) if one.sure}
    marked = _marked(text, {**{s: one for s, (one, _) in said.items()}, **done}, frame)
    owners = []
    while match := frame.owned.search(marked):
        owner, head = match.groups() if frame.owner_first else match.groups()[::-1]
        owners.append((said[head][1], said[owner][1], said[head][0].start, said[owner][0].end))
        marked = marked[: match.start()] + head + marked[match.end() :]
    named = _NOBODY.union(*(keys for _, keys in said.values()))
    aside = {match[0][-1] for match in frame.beside.finditer(marked)}
    there = {sign for sign in marked if sign in said}
    beside = _NOBODY.union(*(said[sign][1] for sign in aside)) - _NOBODY.union(*(said[s][1] for s in there - aside))
    people_of = {sign: keys for sign, (_, keys) in said.items()}
    return Roles(tuple(_acts(marked, done, people_of, frame)), owners, named, beside)


def subjects(text: str, language: str, senses: Sequence[Sense]) -> Subjects:
    """Who begins the clauses of a text."""
    tag = language.partition("-")[0]
    people = [one for one in senses if _is_person(one) or one.keys & _WIDE]
    if tag not in FRAMES or len(people) < _TWO:
        return Subjects((), _NOBODY)
    frame = _frame(tag)
    said = {chr(_PERSON + i): one for i, one in enumerate(people[:_MOST])}
    found = (said[match[1]] for match in frame.subject.finditer(_marked(text, {**said}, frame)))
    doing = [(one.keys & (PERSONS | _WIDE), one.start, one.end) for one in found]
    return Subjects(doing, (PERSONS | _WIDE) & _NOBODY.union(*(one.keys for one in people)))


def _is_person(word: Sense) -> bool:
    """Whether a word names a person beyond doubt, or says nothing else."""
    is_sure = "person" in word.kinds and word.kinds <= _KINDS
    return is_sure or (bool(word.keys & PERSONS) and all(key in PERSONS or key.endswith("-") for key in word.keys))


def _marked(text: str, signs: dict[str, Sense | Word], frame: _Frame) -> str:
    """A text with a sign in the place of each person, with the article, and of each verb."""
    marked, end = "", 0
    for sign, one in sorted(signs.items(), key=lambda item: item[1].start):
        if one.start >= end:
            before = text[end : one.start]
            article = frame.article.search(before) if isinstance(one, Sense) else None
            marked += (before[: article.start()] if article else before) + sign
            end = one.end
    return marked + text[end:]


def _acts(marked: str, done: dict[str, Word], said: dict[str, Persons], frame: _Frame) -> Iterator[Act]:
    """The acts of a text, from left to right, so that who was asked is known before what he does."""
    asked: dict[str, Persons] = {}
    for place, sign in enumerate(marked):
        if sign not in done or frame.itself.search(marked, 0, place):
            continue
        word, is_passive = done[sign], frame.passive.search(marked, 0, place) is not None
        doers, receivers = _before(marked, place, said, frame, is_passive=is_passive)
        doers = asked.get(sign, doers)
        behind = (frame.by if is_passive else frame.behind).match(marked, place + 1)
        if is_passive:
            doers = _whom(behind, said)
        elif behind:
            receivers = _whom(behind, said)
        elif receivers and not doers:
            doers = _whom(frame.bare.match(marked, place + 1), said)
        bid = frame.asking.match(marked, behind.end()) if behind and not is_passive else None
        if bid and bid[0][-1] in done:
            asked[bid[0][-1]] = receivers
        had_done = bid is not None and frame.undergoing.match(marked, bid.start()) is not None
        yield Act(word.start, word.end, word.meanings, doers, receivers, had_done)


def _before(
    marked: str, place: int, said: dict[str, Persons], frame: _Frame, *, is_passive: bool
) -> tuple[Persons, Persons]:
    """Whom the words before a verb name as its doer and its receiver: "a su esposa la llamará", "will be called"."""
    subject = frame.before.search(marked, 0, place)
    who = _whom(subject, said)
    if subject is None or frame.beside_end.search(marked, 0, subject.start()):
        return _NOBODY, _NOBODY
    if is_passive or frame.to_end.search(marked, 0, subject.start()):
        return _NOBODY, who
    is_yours = who != YOU and frame.you_before.search(marked, 0, place)
    return who, YOU if is_yours else _NOBODY


def _whom(match: re.Match[str] | None, said: dict[str, Persons]) -> Persons:
    """Who is named in the group of a match: persons, or else the reader."""
    signs = [said[sign] for sign in match["who"] if sign in said] if match else []
    return _NOBODY.union(*signs) if signs or not match else YOU
