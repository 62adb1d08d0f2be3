"""Texts and names of others on a terminal: shown as they stand, never obeyed, and never more than one line."""

import re
from shlex import quote

# Control characters, the halves of surrogate pairs, marks that turn the direction of writing, line separators. Joiners
# (U+200C, U+200D) only shape letters.
_OBEYED = re.compile(
    r"[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    r"\ud800-\udfff\U000e0000-\U000e007f]"
)


def one_line(text: object) -> str:
    r"""A text with what a terminal would obey, or a reader not see, as escapes.

    >>> one_line("a\nb\x1b[31m")
    'a\\nb\\x1b[31m'
    """
    return _OBEYED.sub(_escaped, str(text))


def argument(text: str) -> str:
    r"""A text as a shell takes it for one word when a line that offers a command is pasted.

    >>> print(argument("a (1)"), argument("-x"), argument("a\nb's"))
    'a (1)' -x $'a\nb\'s'
    """
    if text == one_line(text):
        return quote(text)
    quoted = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"$'{one_line(quoted)}'"


def in_json(text: str) -> str:
    """JSON with the same characters as JSON's own escapes; the line ends between its parts stay."""
    return _OBEYED.sub(lambda found: found[0] if found[0] == "\n" else _as_json(found[0]), text)


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a file's name that is no UTF-8
        return f"\\x{code - 0xDC00:02x}"
    return found[0].encode("unicode_escape").decode("ascii")


def _as_json(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i] << 8 | units[i + 1]:04x}" for i in range(0, len(units), 2))
