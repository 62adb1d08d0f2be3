"""What a rule-based engine is known to take wrongly, said so that it is read rightly, and mended where it was not.

Apertium reads an instruction ("Wash your hands.") as a noun or as a statement, but the same behind "you must" rightly.
So instructions are put that way before it works, and a few phrases are said in words that it knows. What it writes
wrongly all the same is mended where source and draft together prove what was meant; the checks judge the result.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache, partial
from typing import Any, NamedTuple

from pipeline.data import load

_PLAIN = re.compile(r"[a-z]+(?:\|[a-z]+)*")  # words of which one must stand there: told without a search
_NAME = re.compile(r"\{([a-z]+)\}")
_TABLE: Mapping[str, Any] = load("drafts.yaml")


class _Imperatives(NamedTuple):
    """What shows, in a source, that a verb tells the reader what to do, and how the engine reads that rightly."""

    place: re.Pattern[str]
    """A place where an instruction may begin, the small words before its verb, and the verb."""
    opened: re.Pattern[str]
    """What opens a clause before the main one."""
    finite: re.Pattern[str]
    """A finite verb: what stands before it is its subject."""
    preposition: re.Pattern[str]
    subject: re.Pattern[str]
    clause: re.Pattern[str]
    """Where a clause ends."""
    under: re.Pattern[str]
    """Behind these the verb that "and" joins is of the clause that they open, and tells nobody what to do."""
    listed: re.Pattern[str]
    """Several verbs that are forbidden at once."""
    joins: frozenset[str]
    """What carries a prohibition on: "do not crush or chew"."""
    hence: frozenset[str]
    """What shows, behind a comma, that an instruction follows: "it hurts, so call us"."""
    never: frozenset[str]
    states: frozenset[str]
    before: Mapping[str, str]
    """Small words that stand before the subject, as the engine reads them; one that it does not need is empty."""
    subjects: Mapping[str, str]
    """What is put before the verb where one must, where one must not, and behind a word that allows."""


class _Slips(NamedTuple):
    imperatives: _Imperatives | None
    plain: frozenset[str]
    nouns: frozenset[str]
    mostly: frozenset[str]
    object: re.Pattern[str]
    said: tuple[tuple[re.Pattern[str], str], ...]
    mended: tuple[tuple[frozenset[str], str, str, str], ...]
    """Words of which the source has one, or what it says otherwise; the slip; what is right."""


def _any(words: str, end: str = r"\b") -> re.Pattern[str]:
    return re.compile(rf"(?:{words}){end}", re.IGNORECASE)


@cache
def _imperatives(source: str) -> _Imperatives | None:
    """What is known of the instructions of a language."""
    table = _TABLE.get(source, {}).get("imperatives")
    if table is None:
        return None
    lead, small = rf"^|[.;:!?–—] |, |\(|\b(?:{table['leads']}) ", rf"(?:(?:{table['small']}) )*"
    return _Imperatives(
        place=_any(
            rf"(?P<lead>{lead})(?P<small>{small})(?P<not>(?:{table['forbids']}) )?(?P<verb>[a-z]+)", r"\b(?!['’-])"
        ),
        opened=_any(table["opened"]),
        finite=re.compile(rf"(?:{table['finite']})\b"),
        preposition=re.compile(rf"(?:{table['prepositions']})\b|[^a-z0-9]", re.IGNORECASE),
        subject=_any(table["persons"]),
        clause=re.compile(rf"[.,;:!?()]|\b(?:{table['clauses']})\b"),
        under=re.compile(rf"\b(?:{table['under']})\b"),
        listed=_any(table["listed"]),
        joins=frozenset(table["joins"]),
        hence=frozenset(table["hence"]),
        never=frozenset(table["never"]),
        states=frozenset(table["states"].split()),
        before=table["before"],
        subjects=table["subjects"],
    )


@cache
def _slips(source: str, target: str) -> _Slips | None:
    """What is known of a direction."""
    table = _TABLE.get(f"{source.partition('-')[0]}-{target.partition('-')[0]}")
    if table is None:
        return None
    verbs = {name: text.split() for name, text in table.get("instructions", {}).items()}
    words = {name: _joined(text) for name, text in table.get("words", {}).items()}

    def read(pattern: str) -> str:
        return _NAME.sub(lambda found: words[found[1]], pattern)

    return _Slips(
        _imperatives(source.partition("-")[0]),
        frozenset(verbs.get("plain", ())),
        frozenset(verbs.get("nouns", ())),
        frozenset(verbs.get("mostly", ())),
        re.compile(rf"(?:{read('{object}') if words else '$'})(?!\w)", re.IGNORECASE),
        tuple((re.compile(read(said), re.IGNORECASE), plain) for said, plain in table.get("said", ())),
        tuple(
            (
                frozenset(said.split("|")) if _PLAIN.fullmatch(said) else frozenset(),
                "" if _PLAIN.fullmatch(said) else rf"(?<!\w)(?:{read(said)})(?!\w)",
                rf"(?<!\w)(?:{read(slip)})",
                right,
            )
            for said, slip, right in _rows(table)
        ),
    )


def _rows(table: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The slips of a direction: what the source says, what stands in the draft, and what is right."""
    for verb, (left, right) in table.get("infinitives", {}).items():
        before = table["auxiliaries"] + (f"|{table['infinitive']}" if left.endswith("r") else "")
        before += f"|{table['behind']}" if left == verb else ""
        yield verb, rf"({table['auxiliaries']}) {table['not']} (?:{left})(?!\w)", rf"{table['not']} \1 {right}"
        yield verb, rf"({before}) (?:{left})(?!\w)", rf"\1 {right}"
    yield from _agreeing(table)
    for word, right in (table.get("feminine", {}) | table.get("left", {})).items():
        yield word, rf"{word}(?!\w)", right
    yield from table.get("mended", ())
    yield from _senses(table)


def _senses(table: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Nouns in another sense, with the articles of the gender that the right noun has."""
    feminine: Mapping[str, str] = table.get("articles", {})
    masculine = {many: one for one, many in feminine.items()}
    for said, slip, right in table.get("senses", ()):
        (was, wrong), (now, noun) = slip.split(" ", 1), right.split(" ", 1)
        articles = {} if was == now else feminine if was in feminine else masculine
        for article, other in articles.items():
            if (article[-1] == "s") == (was[-1] == "s"):
                yield said, rf"{article} {wrong}(?!\w)", f"{other} {noun}"
        yield said, rf"{wrong}(?!\w)", noun


def _agreeing(table: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What agrees with a noun: the articles, and the adjectives that the engine leaves before it."""
    if "after" not in table:
        return
    nouns, after = _joined(table["nouns"]), "|".join(table["after"])
    womanly = rf"(?={nouns}){_joined(table['womanly'])}"
    feminine, definite = "|".join(table["feminine"]), table["definite"]
    yield after, rf"({table['determiners']}) ({after}) (?:{definite}) (?={nouns})", r"\1 \2 "
    yield after, rf"({table['contracting']})l ({after}) ({table['uncontracted']}) (?={nouns})", r"\1 \3 \2 "
    yield after, rf"(?:(?:{definite}) )?({after}) ({definite}) (?={nouns})", r"\2 \1 "
    several = [
        "|".join(word for word, right in table[name].items() if re.fullmatch(table["plural"], right.partition(" ")[0]))
        for name in ("left", "feminine")
    ]
    for article, forms in table["plurals"].items():
        for words, right in zip(several, forms, strict=True):
            yield words, rf"{article}(?= (?:{words})(?!\w))", right
    for article, right in table["articles"].items():
        yield feminine, rf"{article}(?= (?:(?:{after}) )?(?:{feminine})(?!\w))", right
        yield after, rf"{article}(?= (?:{after}) {womanly}(?!\w))", right
    for word, right in table["after"].items():
        if right.endswith("o") and " " not in right:
            stem = right[:-1]
            yield word, rf"{word} ({womanly})(?!\w)(?<=s)", rf"\1 {stem}as"
            yield word, rf"{word} ({womanly})(?!\w)", rf"\1 {stem}a"
            yield word, rf"{word} ({nouns})(?!\w)(?<=s)", rf"\1 {stem}os"
        yield word, rf"{word} ({nouns})(?!\w)", rf"\1 {right}"
        yield word, rf"{word}(?!\w)", right


def _joined(words: str) -> str:
    """Alternatives as they stand in several lines of a table."""
    return words.replace("| ", "|")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compiled where it is first needed: there are thousands, and most texts need few."""
    return re.compile(pattern, re.IGNORECASE)


def plain(text: str, source: str, target: str) -> str:
    """A sentence as the engine reads it rightly.

    >>> plain("If it hurts, stop taking it and do not drive.", "en", "es")
    'If it hurts, you must stop taking it and you can not drive.'
    """
    slips = _slips(source, target)
    if slips is None:
        return text
    if slips.imperatives and not text.rstrip().endswith("?"):
        text = slips.imperatives.listed.sub(partial(_spread, slips), text)
        text = _instructed(text, slips, slips.imperatives)
    for said, new in slips.said:
        text = said.sub(partial(_righted, new), text)
    return text


def mended(text: str, said: str, draft: str, source: str, target: str) -> str:
    """A draft without the slips that the engine is known for; `said` is the sentence as the engine read it.

    >>> mended("Do not drive.", "You can not drive.", "No puedes conducir.", "en", "es")
    'No debes conducir.'
    """
    slips, both = _slips(source, target), f"{text}\n{said}"
    known = frozenset(re.findall(r"\w+", both.lower()))
    for some, words, slip, right in slips.mended if slips else ():
        if not known.isdisjoint(some) if some else _compiled(words).search(both):
            draft = _compiled(slip).sub(partial(_righted, right), draft)
    return draft


def _spread(slips: _Slips, found: re.Match[str]) -> str:
    """A list of forbidden verbs with each of them forbidden by itself.

    Two of which the other is no noun stay together: the engine reads them rightly.
    """
    verbs = [*found["verbs"].split(", "), found["last"]]
    known = slips.plain | slips.nouns | slips.mostly
    if not known.issuperset(verb.lower() for verb in verbs) or (len(verbs) == 2 and verbs[1] in slips.plain):
        return found[0]
    head = found["head"]
    first, *rest = (f"{one} {verb}" for one, verb in zip([head] + [head.lower()] * len(verbs), verbs, strict=False))
    return ", ".join([first, *rest[:-1]]) + found["join"] + rest[-1]


def _instructed(text: str, slips: _Slips, known: _Imperatives) -> str:
    """The sentence with "you must" before the verbs that instruct, and "you can not" for what they forbid."""
    opened, told, last = False, "", 0

    def say(found: re.Match[str]) -> str:
        nonlocal opened, told, last
        lead = found["lead"].strip()
        if lead == "(" and not found["not"]:
            return found[0]
        if not lead.isalpha() and lead != ",":
            opened, told = bool(known.opened.match(text, found.end("lead"))), ""
        elif lead == ",":
            small = found["small"].lower().split()
            if not told and not opened and not (small and (found["not"] or small[0] in known.hence)):
                return found[0]
        elif not told or known.under.search(text, last, found.start()):
            return found[0]
        joins = lead in known.joins or found["small"].lower().partition(" ")[0] in known.joins
        if not _instructs(text, found, slips, known) or (told == "not" and joins and not found["not"]):
            return found[0]
        told, last = "not" if found["not"] else "must", found.end()
        return _said(found, known)

    return known.place.sub(say, text)


def _instructs(text: str, found: re.Match[str], slips: _Slips, known: _Imperatives) -> bool:
    """Whether a verb tells the reader what to do."""
    verb, after = found["verb"].lower(), text[found.end("verb") :].lstrip()
    if found["not"]:
        if not found["verb"].islower():
            return False
        if found["not"].strip().lower() in known.never:
            return verb in slips.plain | slips.nouns | slips.mostly
        return not found["lead"].strip() or verb not in known.states
    if known.subject.match(after) or known.finite.match(after):
        return False
    if verb in slips.plain:
        return True
    clause = known.clause.split(after, maxsplit=1)[0]
    takes = slips.object.match(after) if verb in slips.nouns else after and not known.preposition.match(after)
    return verb in slips.nouns | slips.mostly and bool(takes) and not any(map(known.finite.match, clause.split()))


def _said(found: re.Match[str], known: _Imperatives) -> str:
    small = found["small"].split()
    before = [known.before[word.lower()] for word in small if word.lower() in known.before]
    kept = [word.lower() for word in small if word.lower() not in known.before]
    allowed = (known.subjects[word] for word in kept if word in known.subjects)
    subject = known.subjects["not"] if found["not"] else next(allowed, known.subjects["must"])
    words = " ".join([*filter(None, before), subject, *kept, found["verb"].lower()])
    rest = found[0][found.end("verb") - found.start() :]
    return found["lead"] + (words[0].upper() + words[1:] if not found["lead"] else words) + rest


def _righted(right: str, found: re.Match[str]) -> str:
    """What takes the place of a slip, with its first capital."""
    new, first = found.expand(right), found[0].partition(" ")[0]
    if not first[:1].isupper():
        return new
    return new[:1].upper() + (new[1:].replace(f" {first}", f" {first.lower()}") if first[1:].islower() else new[1:])
