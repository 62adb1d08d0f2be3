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

_NAME = re.compile(r"\{([a-z]+)\}")
_TABLE: Mapping[str, Any] = load("drafts.yaml")
# A place where an instruction may begin, and the words before its verb.
_PLACE = re.compile(
    r"(?P<lead>^|[.;:!?–—] |, |\b(?:and|or|but|then) )"
    r"(?P<small>(?:(?:and|or|then|also|but|so|please|just|only|instead|always|carefully|gently|slowly|immediately) )*)"
    r"(?P<not>do not |don['’]t |never )?(?P<verb>[a-z]+)\b(?!['’-])",
    re.IGNORECASE,
)
_OPENED = re.compile(
    r"(?:if|when|whenever|before|after|once|unless|while|during|on|for|at|in|to|with|until|every|as)\b", re.IGNORECASE
)
# A verb that is finite makes what stands before it a subject.
_FINITE = re.compile(r"(?:is|are|was|were|can|could|may|might|must|should|shall|will|would|has|had|does|did)\b")
_PREPOSITION = re.compile(
    r"(?:in|of|for|during|by|with|without|and|or|on|at(?! least)|to|from|that|as|if|when)\b|[^a-z0-9]", re.IGNORECASE
)
_SUBJECT = re.compile(r"(?:you|i|we|they|he|she|of)\b", re.IGNORECASE)
_CLAUSE = re.compile(
    r"[.,;:!?()]|\b(?:if|when|that|because|before|after|until|unless|who|which|while|as|so|and|or|but|where)\b"
)
# Behind these the verb that "and" joins is of the clause that they open, and tells nobody what to do.
_UNDER = re.compile(
    r"\b(?:if|when|that|because|until|unless|who|which|while|as|to|where|how|what|you|someone)\b", re.IGNORECASE
)
_STATES = frozenset("need have require cause mean affect work hurt seem show contain help know feel want".split())
# The auxiliaries of a draft, behind which an infinitive stands.
_AUXILIARY = r"(?:tienes?|tienen|tendrías?|tendrían) que|pued(?:es?|en)|deb(?:es?|en|erías?|erían)"


class _Slips(NamedTuple):
    plain: frozenset[str]
    nouns: frozenset[str]
    mostly: frozenset[str]
    object: re.Pattern[str]
    said: tuple[tuple[re.Pattern[str], str], ...]
    mended: tuple[tuple[re.Pattern[str], re.Pattern[str], str], ...]


@cache
def _slips(source: str, target: str) -> _Slips | None:
    """What is known of a direction."""
    table = _TABLE.get(f"{source.partition('-')[0]}-{target.partition('-')[0]}")
    if table is None:
        return None
    verbs = {name: text.split() for name, text in table.get("instructions", {}).items()}
    words = {name: text.replace("| ", "|") for name, text in table.get("words", {}).items()}

    def read(pattern: str) -> str:
        return _NAME.sub(lambda found: words[found[1]], pattern)

    return _Slips(
        frozenset(verbs.get("plain", ())),
        frozenset(verbs.get("nouns", ())),
        frozenset(verbs.get("mostly", ())),
        re.compile(rf"(?:{read('{object}') if words else '$'})(?!\w)", re.IGNORECASE),
        tuple((re.compile(read(said), re.IGNORECASE), plain) for said, plain in table.get("said", ())),
        tuple(
            (_whole(read(said)), re.compile(rf"(?<!\w)(?:{read(slip)})", re.IGNORECASE), right)
            for said, slip, right in _rows(table)
        ),
    )


def _rows(table: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The slips of a direction: what the source says, what stands in the draft, and what is right."""
    for verb, (left, right) in table.get("infinitives", {}).items():
        yield verb, rf"({_AUXILIARY}) no (?:{left})(?!\w)", rf"no \1 {right}"
        yield verb, rf"({_AUXILIARY}{'|para|sin' if left.endswith('r') else ''}) (?:{left})(?!\w)", rf"\1 {right}"
    for word, right in table.get("left", {}).items():
        yield word, rf"{word}(?!\w)", right
    yield from table.get("mended", ())


def _whole(said: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{said})(?!\w)", re.IGNORECASE)


def plain(text: str, source: str, target: str) -> str:
    """A sentence as the engine reads it rightly.

    >>> plain("If it hurts, stop taking it and do not drive.", "en", "es")
    'If it hurts, you must stop taking it and you can not drive.'
    """
    slips = _slips(source, target)
    if slips is None:
        return text
    text = _instructed(text, slips)
    for said, new in slips.said:
        text = said.sub(partial(_righted, new), text)
    return text


def mended(text: str, said: str, draft: str, source: str, target: str) -> str:
    """A draft without the slips that the engine is known for; `said` is the sentence as the engine read it.

    >>> mended("Do not drive.", "You can not drive.", "No puedes conducir.", "en", "es")
    'No debes conducir.'
    """
    slips, both = _slips(source, target), f"{text}\n{said}"
    for words, slip, right in slips.mended if slips else ():
        if words.search(both):
            draft = slip.sub(partial(_righted, right), draft)
    return draft


def _instructed(text: str, slips: _Slips) -> str:
    """The sentence with "you must" before the verbs that instruct, and "you can not" for what they forbid."""
    opened, told, last = False, "", 0
    if text.rstrip().endswith("?"):
        return text

    def say(found: re.Match[str]) -> str:
        nonlocal opened, told, last
        lead = found["lead"].strip()
        if not lead.isalpha() and lead != ",":
            opened, told = bool(_OPENED.match(text, found.end("lead"))), ""
        elif lead == ",":
            if not told and not opened and not (found["not"] and found["small"]):
                return found[0]
        elif not told or _UNDER.search(text, last, found.start()):
            return found[0]
        joins = lead in ("and", "or") or found["small"].lower().startswith(("and ", "or "))
        if not _instructs(text, found, slips) or (told == "not" and joins and not found["not"]):
            return found[0]  # the latter is "do not crush or chew"
        told, last = "not" if found["not"] else "must", found.end()
        return _said(found)

    return _PLACE.sub(say, text)


def _instructs(text: str, found: re.Match[str], slips: _Slips) -> bool:
    """Whether a verb tells the reader what to do."""
    verb, after = found["verb"].lower(), text[found.end("verb") :].lstrip()
    if found["not"]:
        if not found["verb"].islower():
            return False
        never = found["not"].lower().startswith("never")
        return (
            verb in slips.plain | slips.nouns | slips.mostly
            if never
            else not found["lead"].strip() or verb not in _STATES
        )
    if _SUBJECT.match(after) or _FINITE.match(after):
        return False
    if verb in slips.plain:
        return True
    clause = _CLAUSE.split(after, maxsplit=1)[0]
    takes = slips.object.match(after) if verb in slips.nouns else after and not _PREPOSITION.match(after)
    return verb in slips.nouns | slips.mostly and bool(takes) and not any(map(_FINITE.match, clause.split()))


def _said(found: re.Match[str]) -> str:
    small = [word for word in found["small"].split() if word.lower() not in ("please", "just")]
    joined = [word for word in small if word.lower() in ("and", "or", "then", "also", "but", "so", "instead")]
    kept = [word.lower() for word in small if word not in joined]
    joined = ["therefore" if word.lower() == "so" else word for word in joined]
    subject = "you can not" if found["not"] else "you may" if "only" in kept else "you must"
    words = " ".join([*joined, subject, *kept, found["verb"].lower()])
    rest = found[0][found.end("verb") - found.start() :]
    return found["lead"] + (words[0].upper() + words[1:] if not found["lead"] else words) + rest


def _righted(right: str, found: re.Match[str]) -> str:
    """What takes the place of a slip, with its first capital."""
    new = found.expand(right)
    return new[:1].upper() + new[1:] if found[0][:1].isupper() else new
