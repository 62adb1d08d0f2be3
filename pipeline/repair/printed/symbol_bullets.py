"""Bullets of symbol fonts, which Word and PDF give by a private code or by the letter that lies on it."""

import re
from collections.abc import Iterator

from pipeline.core.edits import Change
from pipeline.rules import DocumentContext, rule

_SYMBOL_BULLET = re.compile(
    r"(?:^[ \t]*(?P<first>[\uf09f\uf0a7\uf0a8\uf0b7\uf06c\uf06e\uf06f\uf071\uf076\uf0d8\uf0e0\uf0fc](?=[ \t\xa0]|$)"
    r"|\uf0b7(?=\w))"
    r"|(?<=[ \t]{2})(?P<second>[\uf0a7\uf0b7\uf06c\uf06e\uf076])(?=[ \t\xa0]+\w))",  # in the second of two columns
    re.MULTILINE,
)
# Of Symbol's signs the arrows and comparisons ("↓ appetite", "≤ 5 mg") open lines as well and are no bullets.
_OTHER_BULLET = re.compile(
    r"^[ \t]*([\uf020-\uf0ff])"
    r"(?<![\uf0a3\uf0ab-\uf0b4\uf0b9-\uf0bb\uf0db-\uf0df\uf044\uf061-\uf07a])(?=[ \t\xa0]+[^\W\d_])",
    re.MULTILINE,
)
_FEW_BULLETS, _FEW_SIGNS = 3, 2  # lines that a sign opens: one that is no word needs fewer
_STAR, _ARROWS = "\uf0ab", re.compile("[\uf0ac-\uf0af\uf0db-\uf0df]")
_STARRED = re.compile(rf"^[ \t]*({_STAR})(?=[ \t\xa0]+\w)", re.MULTILINE)
_STARRED_WITHIN = re.compile(rf"(?<=[^\s{_STAR}])[ \t\xa0]+{_STAR}(?=[ \t\xa0]+\w)")
_PRIVATE = re.compile("[\uf020-\uf0ff]")
# What Wingdings shows as a bullet or a tick, by the letters of Windows-1252 on the same codes. Ø, its arrow, is not
# among them: who takes notes writes "Ø fever" for "no fever". Letters are words or units in some text.
_SIGNS, _LETTERS = {"§": "•", "Ÿ": "•", "ü": "✓"}, dict.fromkeys("vqnlu", "•")
_PUT = _SIGNS | _LETTERS
_OPENING = re.compile(rf"^[ \t]*([{''.join(_PUT)}])(?=[ \t\xa0]+[^\W\d_])", re.MULTILINE)
_BEFORE_NUMBER = re.compile(rf"^[ \t]*([{''.join(_PUT)}])(?=[ \t\xa0]+[\d(“\"])", re.MULTILINE)


@rule("repair/symbol-bullets", version=4, everywhere=True)
def restore_bullets(text: str, context: DocumentContext) -> Iterator[Change]:
    r"""Bullets of a symbol font.

    Word and PDF take them from Wingdings or Symbol, in whose private codes no other font has anything to show. At
    the beginning of a line or of a second column before a blank, or alone on one, they are bullets, U+F0B7 before a
    word too; any other of these codes where it opens three lines of words and stands nowhere else; U+F0AB, a star
    or an arrow, where no other arrow is there. Where a converter put the letter of that code, so does a sign that
    opens two lines ("§") or a letter that opens three and is no word elsewhere. Elsewhere nothing proves what they
    were.
    Example: "\uf0b7 Rest." becomes "• Rest."; "5 \uf06dg" stays.
    """
    yield from _lettered(text)
    if text.isascii() or not _PRIVATE.search(text):
        return
    yield from _starred(text)
    other = [match for match in _OTHER_BULLET.finditer(text) if not _SYMBOL_BULLET.match(text, match.start())]
    few = {sign for sign in {match[1] for match in other} if sum(match[1] == sign for match in other) < _FEW_BULLETS}
    for match in other:
        if match[1] not in few and text.count(match[1]) == sum(one[1] == match[1] for one in other):
            yield Change(*match.span(1), match[1], "•", "bullet of a symbol font")
    for match in _SYMBOL_BULLET.finditer(text):
        put = "•" if text[match.end() : match.end() + 1].isspace() else "• "
        name = match.lastgroup or ""
        yield Change(*match.span(name), match[name], put, "bullet of a symbol font")


def _starred(text: str) -> Iterator[Change]:
    """The star of Wingdings, in Symbol an arrow to both sides: three lines begin with it, and with no other arrow."""
    opening = list(_STARRED.finditer(text))
    within = list(_STARRED_WITHIN.finditer(text))
    if len(opening) < _FEW_BULLETS or len(opening) + len(within) < text.count(_STAR) or _ARROWS.search(text):
        return
    for match in opening:
        yield Change(*match.span(1), _STAR, "•", "bullet of a symbol font")
    for match in within:
        yield Change(*match.span(), match[0], "\n•", "bullet of a symbol font")


def _lettered(text: str) -> Iterator[Change]:
    """Letters in the place of bullets; signs that no word is open an item within a line as well."""
    opening = [*_OPENING.finditer(text)]
    for sign in sorted({match[1] for match in opening}):
        lines = [match for match in opening if match[1] == sign]
        numbered = [match for match in _BEFORE_NUMBER.finditer(text) if match[1] == sign]
        if sign in _LETTERS:
            alone = len(re.findall(rf"(?<!\S){sign}(?!\S)", text))
            if len(lines) < _FEW_BULLETS or alone > len(lines) + len(numbered):
                continue
        elif len(lines) < _FEW_SIGNS:
            continue
        for match in lines + numbered:
            yield Change(*match.span(1), sign, _PUT[sign], "bullet of a symbol font")
        within = re.finditer(rf"(?<=[^\s{sign}])[ \t]+{sign}(?=[ \t]+[A-Z])", text) if sign in _SIGNS else ()
        for match in within:
            yield Change(*match.span(), match[0], f"\n{_PUT[sign]}", "bullet of a symbol font")
