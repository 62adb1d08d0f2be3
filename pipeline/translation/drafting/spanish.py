"""As much Spanish grammar as it takes to put a noun into a sentence: gender, number, and the word before it."""

import re
from typing import Literal

Gender = Literal["m", "f"]

_FEMININE = re.compile(r"(?:a|is|[csgx]ión|[dt]ad|tud|umbre|ie|ez|triz|yez)$")
_MASCULINE = re.compile(r"(?:oma|ema|ima|isma|asma|agma|igma|ama|grama)$")
_FEMININE_WORDS = frozenset(
    "tos gripe fiebre sangre leche piel sal sed muerte parte base fase clase imagen mano hiel fosfatasa vejiga llama "
    "mama cama trama rama forma yema crema flema".split()
)
_MASCULINE_WORDS = frozenset("análisis éxtasis oasis paréntesis pubis día mapa".split())
_ARTICLES = (
    {("m", False): "el", ("m", True): "los", ("f", False): "la", ("f", True): "las"},
    {("m", False): "un", ("m", True): "unos", ("f", False): "una", ("f", True): "unas"},
    {("m", False): "este", ("m", True): "estos", ("f", False): "esta", ("f", True): "estas"},
    {("m", False): "del", ("m", True): "de los", ("f", False): "de la", ("f", True): "de las"},
    {("m", False): "al", ("m", True): "a los", ("f", False): "a la", ("f", True): "a las"},
)
_BEFORE = re.compile(
    r"(?:(?<=^)|(?<=[^\w]))((?:de |a )(?:la|los|las)|del|al|el|la|los|las|un|una|unos|unas|est[ea]|est[oa]s|y|o) $",
    re.IGNORECASE,
)
_STRESSED_A = re.compile(r"h?á|agua\b|alma\b|ala\b|arma\b|asma\b|hambre\b|habla\b", re.IGNORECASE)


def gender(noun: str) -> Gender:
    """The likely gender of a noun or of the noun that a term begins with."""
    head = singular(_head(noun))
    if head in _FEMININE_WORDS or head in _MASCULINE_WORDS:
        return "f" if head in _FEMININE_WORDS else "m"
    return "f" if _FEMININE.search(head) and not _MASCULINE.search(head) else "m"


def is_plural(noun: str) -> bool:
    """Whether the noun that a term begins with looks like a plural ("metástasis" and the like do not tell)."""
    head = _head(noun)
    if noun.split()[:1] != [] and noun.split(maxsplit=1)[0][1:] != noun.split(maxsplit=1)[0][1:].lower():
        return False  # an abbreviation such as SARS
    return len(head) > 3 and re.search(r"(?<![iu])(?<!p)(?<!é)s$", head) is not None


def singular(noun: str) -> str:
    """A plural noun without its ending, near enough to tell the gender."""
    if not is_plural(noun):
        return noun
    accented = re.sub(r"(ci|si|gi|xi)ones$", r"\1ón", noun)
    if accented != noun:
        return accented
    return re.sub(r"(?<=[dlnrjyz])es$|s$", "", noun)


def insert(text: str, start: int, end: int, term: str, of: Gender, plural: bool) -> str:
    """Put a term in the place of [start, end) and mend the word directly before it: its article, or "y" and "o"."""
    return _mended(text[:start], term, of, plural) + term + text[end:]


def _mended(before: str, term: str, of: Gender, plural: bool) -> str:
    found = _BEFORE.search(before)
    if not found:
        return before
    word = found[1].lower()
    if word in ("y", "o"):
        vowel = {"y": r"h?i(?!e|a)", "o": r"h?o"}[word]
        right = {"y": "e", "o": "u"}[word] if re.match(vowel, term, re.IGNORECASE) else word
    else:
        sort = next(some for some in _ARTICLES if word in some.values())
        right = sort[of, plural]
        if right in ("la", "una", "de la", "a la") and _STRESSED_A.match(term):
            right = sort["m", False]
    if found[1][:1].isupper():
        right = right[:1].upper() + right[1:]
    return before if right == word else before[: found.start(1)] + right + " "


def _head(noun: str) -> str:
    return noun.split(maxsplit=1)[0].lower() if noun.split() else ""
