"""Tags of languages as BCP 47 has them: their canonical form, what was meant by another, and what is nearest to one.

CLDR says which languages, scripts, regions and variants there are. Of a language of three letters it knows the common
ones alone, so any of that form is taken: a text in Yucatec Maya ("yua") must not be refused. `pipeline.core.names` is
where a tag is refused.
"""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache, lru_cache
from typing import Any, TypeVar

T = TypeVar("T")

LONGEST = 35  # what RFC 5646 wants every program to hold; a longer one makes no name of a file
_DEPRECATED = ("in", "iw", "ji", "jw", "mo", "sh")  # of two letters; CLDR also folds tl and tw, which are current
_NONE = ("mis", "mul", "und", "zxx")  # several languages, or none
_REGION = re.compile(r"[a-z]{2,3}|\d{3}")
_VARIANT = re.compile(r"[a-z\d]{5,8}|\d[a-z\d]{3}")
_SEVERAL = re.compile(r"\s*[,;|+&]\s*|\s+(?:and\s+)?")
# Names and slips that CLDR does not list.
_ALSO = {
    "castellano": "es",
    "castilian": "es",
    "esp": "es",
    "sp": "es",
    "mandarin": "zh",
    "chinese (simplified)": "zh-Hans",
    "chinese (traditional)": "zh-Hant",
}


@lru_cache(maxsize=1024)
def canonical(tag: str) -> str:
    """The canonical form of a tag in whatever capitals, codes and hyphens it is written; empty for what is no tag.

    >>> canonical("es_mx"), canonical("spa"), canonical("iw"), canonical("prs"), canonical("es-QQ")
    ('es-MX', 'es', 'he', 'fa-AF', '')
    """
    first, *rest = tag.replace("_", "-").lower().split("-")
    if len(tag) > LONGEST or not (tag.isascii() and re.fullmatch(r"[a-z]{2,3}", first)):
        return ""
    names, languages = _english(), _aliases("language")
    if len(first) == 3 or first in _DEPRECATED:
        first, *more = languages.get(first, first).split("_")
        rest = rest or more
    if first in _NONE or first in _ALSO or (len(first) == 2 and first not in names.languages):
        return ""
    parts, rest = [first], [part.lower() for part in rest]
    if rest and len(rest[0]) == 4 and rest[0].title() in names.scripts:
        parts.append(rest.pop(0).title())
    if rest and _REGION.fullmatch(rest[0]) and (region := _region(rest[0].upper())):
        parts.append(region)
        del rest[0]
    known = {variant.lower() for variant in names.variants}
    is_sound = all(_VARIANT.fullmatch(part) and part in known for part in rest) and len(set(rest)) == len(rest)
    return "-".join((*parts, *rest)) if is_sound else ""


def meant(tag: str) -> str:
    """What to write in the place of what is no tag."""
    remedy = "write a tag such as es, pt-BR or zh-Hans"
    if len(tag) > 4 * LONGEST:
        return remedy
    if len(parts := [part for part in _SEVERAL.split(tag) if part]) > 1 and not _by_name(tag):
        if tag.strip() == " ".join(parts) and not parts[-1].islower() and (joined := canonical("-".join(parts))):
            return f"did you mean '{joined}'?"
        if all(each := [_one(part) for part in parts]):
            return f"give each language by itself: {', '.join(each)}"
    found = _one(tag)
    return f"did you mean '{found}'?" if found else remedy


def tag_of(text: str) -> str:
    """The tag that a heading means, itself or by a language's name; empty for what is neither.

    >>> tag_of("es_MX"), tag_of("Spanish"), tag_of("Notes")
    ('es-MX', 'es', '')
    """
    return canonical(text.strip()) or _names().get(" ".join(text.casefold().split()), "")


def widening(tag: str) -> Iterator[str]:
    """A tag, then that of what it is a variety of: zh-Hant-TW, zh-Hant, zh."""
    while tag:
        yield tag
        tag = tag.rpartition("-")[0]


def lookup(tag: str, given: Mapping[str, T]) -> T | None:
    """What is given for a language, else for the nearest that it is a variety of: what stands for es serves es-MX."""
    return next((given[wider] for wider in widening(tag) if wider in given), None)


def is_latin(tag: str) -> bool:
    """Whether a language is usually written in Latin letters; of one that CLDR does not know it is so.

    >>> is_latin("es-MX"), is_latin("ar"), is_latin("sr-Latn")
    (True, False, True)
    """
    likely: str = next((found for one in widening(tag) if (found := _global("likely_subtags").get(one))), "_Latn")
    return "Latn" in (*tag.split("-"), likely.split("_")[1])


def _one(text: str) -> str:
    """The tag that one word or name stands for; empty for none that is near."""
    text = re.sub(r"(?<=\w)[.@].*", "", text.strip(), flags=re.DOTALL)  # a locale's encoding: es_ES.UTF-8
    if found := canonical(text):
        return found
    if found := _by_name(text):
        return found
    first, _, rest = text.replace("_", "-").partition("-")
    if rest.strip("-"):
        is_extended = canonical(first) and re.match(r"[A-Za-z]{3}(?:-|$)", rest)
        extended = rest if is_extended else ""  # zh-yue, once the tag of Cantonese; what follows "x-" is private
        return canonical(extended) or _one(text.replace("_", "-").rpartition("-")[0])
    likely: str = _global("likely_subtags").get(f"und_{text.upper()}", "") if re.fullmatch("[A-Za-z]{2}", text) else ""
    return canonical(likely.partition("_")[0])


@lru_cache(maxsize=64)
def _by_name(name: str) -> str:
    """The tag of the language with a name such as "spanish", "español" or "Spanish (Mexico)"; empty for none near."""
    name = " ".join(name.casefold().split())
    if len(name) < 2:
        return ""
    if exact := next((names()[name] for names in (_names, _own_names) if name in names()), ""):
        return exact
    for names in (_names, _own_names):  # languages are many: a looser match is a guess
        if near := get_close_matches(name, names(), 1, 0.8 if len(name) > 4 else 1.0):
            return names()[near[0]]
    if found := re.fullmatch(r"(\S.*?) ?\((.+)\)", name):
        places = {title.casefold(): code for code, title in _english().territories.items()}
        language, place = _by_name(found[1]), get_close_matches(found[2], places, 1, 0.8)
        return canonical(f"{language}-{places[place[0]]}") if language and place else language
    return ""


@cache
def _names() -> dict[str, str]:
    """The languages' English names and their slips, to their tags."""
    known = {title.casefold(): tag.replace("_", "-") for tag, title in _english().languages.items()}
    return {name: tag for name, tag in known.items() if canonical(tag)} | _ALSO


@cache
def _own_names() -> dict[str, str]:
    """What languages are called in themselves; read only for a name that is no English one, since it takes a second."""
    from babel import Locale
    from babel.localedata import locale_identifiers

    tags = [tag for tag in locale_identifiers() if "_" not in tag]
    return {name.casefold(): tag for tag in tags if (name := Locale(tag).get_language_name()) and canonical(tag)}


def is_region(code: str) -> bool:
    """Whether a text is the present code of a region: GB, 419.

    >>> is_region("GB"), is_region("UK"), is_region("gb")
    (True, False, False)
    """
    return _region(code) == code != ""


def _region(code: str) -> str:
    """A region's present code, UK being GB; empty for none."""
    alias = _aliases("territory").get(code)
    found = alias[0] if alias and (code not in _english().territories or len(alias) == 1) else code
    is_one = len(found) == 2 or found.isdigit()
    return found if is_one and found in _english().territories and found not in ("ZZ", "XA", "XB") else ""


def _aliases(kind: str) -> Any:
    return _global(f"{kind}_aliases")


def _global(name: Any) -> Any:
    from babel.core import get_global  # these imports take a tenth of a second, which a run with nothing to do has not

    return get_global(name)


@cache
def _english() -> Any:
    from babel import Locale

    return Locale("en")
