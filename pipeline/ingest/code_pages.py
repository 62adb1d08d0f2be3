"""Which of the code pages of one byte a text is in, judged by where its signs stand.

Each of them decodes nearly every file, and only one of them makes sense: a degree sign stands behind a figure, "µ"
before the letter of a unit, "≤" before a figure, "é" inside a word. A page that puts all signs of a text where such
signs stand is the right one if no other does.
"""

import re

PAGES = ("cp1252", "mac_roman", "cp850", "cp437")
# A letter in its word and in its case; signs of quantities beside figures; quotation marks and dashes at borders.
_SMALL, _CAPITAL = "ßàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿœ", "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜŒ"
_IN_PLACE = re.compile(
    "|".join(
        (
            rf"(?<=[a-z])(?<!\d [mc])(?<!\d[mc])(?<!\d [ck]m)(?<!\d[ck]m)[{_SMALL}]|(?<!\d)(?<!\d )[{_SMALL}](?=[a-z])",
            rf"(?<=[{_CAPITAL}{_SMALL}A-Z])[{_SMALL}](?=[a-z{_SMALL}]|\b)",
            rf"(?<![A-Za-z])(?<!\d)(?<!\d )[{_CAPITAL}](?=[A-Za-z{_SMALL}])|(?<=[A-Z{_CAPITAL}])[{_CAPITAL}](?![a-z])",
            r"(?<=\d)[°º]|(?<=\d )[°º](?=[CF]\b)|(?<=[\d\s(])[µμ](?=(?:g|l|L|m|mol|M|s)\b)",
            r"(?<=[\d\s(])[±≤≥<>×÷≈](?=\s?\d)|(?<=[\d\s])[½¼¾](?=\W|$)",
            r"(?<=[a-zA-Z])[²³¹](?=\W|$)|(?<=\d)[²³¹](?=[/\s.,;)]|$)|(?<=\d)[€£¢]|(?<=\d )[€£¢](?=\W|$)|[€£](?=\d)",
            r"(?<=\w)[®©™](?=\W|$)|(?:^|(?<=\s))[•·§©](?=\s|\d)",
            rf"(?<=[\w.,;:!?)%])[’”»](?=\W|$)|(?<=[a-zA-Z{_SMALL}])’(?=[a-z{_SMALL}])",
            r"(?:^|(?<=[\s(]))[‘“«„‚¿¡](?=[\w\s(])|(?<=\s)[»”](?=\W|$)",
            r"(?<=[\w\s.,)%])[–—](?=[\w\s(]|$)|(?<=\w)…|[ªº](?=\W|$)|\xa0",
        )
    ),
    re.MULTILINE,
)
_SIGN = re.compile("[^\x00-\x7f]")
_WORD = re.compile(rf"[A-Za-z{_SMALL}{_CAPITAL}]*[{_SMALL}{_CAPITAL}][A-Za-z{_SMALL}{_CAPITAL}]*")
# What a language that these pages serve writes beyond ASCII. A Czech "lékařů" read as Windows-1252 has letters of two.
_ALPHABETS = tuple(
    frozenset(letters)
    for letters in "áéíóúüñç áâãàçéêíóôõúü àâæçéèêëîïñôœùûüÿ àèéìíîòóùú àçèéíïòóúü äëïöüáéíóúàèêç äöüßéèà åäöéàü "
    "æøåéèêòôäöü áðéíóúýþæö".split()
)


def fitting(data: bytes) -> list[str]:
    """The pages that put every sign of a text where such signs stand, the usual ones first."""
    return [page for page in PAGES if _fits(data, page)]


def _fits(data: bytes, page: str) -> bool:
    try:
        text = data.decode(page)
    except UnicodeDecodeError:
        return False
    paired = all(text.count(opening) == text.count(closing) for opening, closing in ("«»", "“”"))
    return paired and not misplaced(text)


def misplaced(text: str) -> list[int]:
    """Where signs beyond ASCII stand out of place, as far as those of a code page of one byte go."""
    placed = {place for match in _IN_PLACE.finditer(text) for place in range(*match.span())}
    placed.difference_update(
        place for word in _WORD.finditer(text) if _is_mixed(word[0]) for place in range(*word.span())
    )
    return [match.start() for match in _SIGN.finditer(text) if match.start() not in placed]


def _is_mixed(word: str) -> bool:
    """Whether no language writes all the letters of a word."""
    letters = {letter for letter in word.lower() if letter > "\x7f"}
    return not any(letters <= alphabet for alphabet in _ALPHABETS)
