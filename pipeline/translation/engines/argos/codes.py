"""The codes under which Argos has a language: Brazilian Portuguese is `pb` there, traditional Chinese `zt`."""

from collections.abc import Mapping

# By BCP 47 tag in lower case, the nearest first. Bare Portuguese is Brazilian here, as in the glossary.
_BRAZILIAN = ("pb", "pt-br", "pt")
CODES: Mapping[str, tuple[str, ...]] = {
    "pt": _BRAZILIAN,
    "pt-br": _BRAZILIAN,
    "pt-pt": ("pt-pt", "pt"),
    "zh-hant": ("zt",),
    "zh-hk": ("zt",),
    "zh-mo": ("zt",),
    "zh-tw": ("zt",),
}
VARIETIES = {"pb": "Brazilian Portuguese", "pt": "European Portuguese", "zt": "traditional Chinese"}


def argos_codes(language: str) -> tuple[str, ...]:
    """The codes that serve for a BCP 47 tag, the nearest first: `es-MX` is served by es, `zh-Hans-CN` by zh."""
    parts, tried = language.lower().replace("_", "-").split("-"), list[str]()
    for length in range(len(parts), 0, -1):
        tag = "-".join(parts[:length])
        if tag in CODES:
            return (*tried, *CODES[tag])
        tried.append(tag)
    return tuple(tried)


def rank(source: str, target: str, package: tuple[str, str]) -> tuple[int, int] | None:
    """How near a package's pair of codes is to a pair of languages, 0 nearest; None where it does not serve."""
    wanted = (argos_codes(source), argos_codes(target))
    found = [code.lower().replace("_", "-") for code in package]
    if not all(code in codes for code, codes in zip(found, wanted, strict=True)):
        return None
    return wanted[0].index(found[0]), wanted[1].index(found[1])


def variety(package: tuple[str, str]) -> str:
    """Which variety of a language a package's codes stand for, in brackets, where that is not plain."""
    names = [VARIETIES[code] for code in package if code in VARIETIES]
    return f" ({', '.join(names)})" if names else ""
