"""Texts of any size for measuring: a mixture like real pages, and inputs on which slow patterns show themselves."""

from collections.abc import Callable, Iterator
from itertools import count, cycle
from pathlib import Path

RAW = Path(__file__).resolve().parent.parent / "raw"


def mixture(size: int) -> str:
    """Paragraphs of the samples in turn, each sample from another paragraph on, until there are `size` characters."""
    pages = [path.read_bytes().decode("utf-8-sig", "replace").split("\n") for path in sorted(RAW.glob("*.txt"))]
    parts: list[str] = []
    length = 0
    for shift, page in zip(count(), cycle(pages), strict=False):
        first = shift % len(page)
        parts.append("\n".join([*page[first:], *page[:first], ""]))
        length += len(parts[-1])
        if length >= size:
            return "".join(parts)[:size]
    raise AssertionError("a cycle has no end")


def _repeated(unit: str) -> Callable[[int], str]:
    return lambda size: (unit * (size // len(unit) + 1))[:size]


def _different(line: str) -> Callable[[int], str]:
    """Lines that all differ by a word of letters in place of "@"."""

    def make(size: int) -> str:
        def lines() -> Iterator[str]:
            for number in range(size // len(line) + 1):
                yield line.replace("@", "".join(chr(97 + int(digit)) for digit in str(number)))

        return "".join(lines())[:size]

    return make


ADVERSARIAL: dict[str, Callable[[int], str]] = {
    "(((((": _repeated("("),
    "<<<<<": _repeated("<"),
    "<a<a<a": _repeated("<a "),
    "<!--<!--": _repeated("<!--"),
    "</b</b": _repeated("</b"),
    "<b><b>": _repeated("<b>"),
    "line breaks": _repeated("\n"),
    "breaks and blanks": _repeated(" \n"),
    "spaces": _repeated(" "),
    "one line": lambda size: mixture(size).replace("\n", " "),
    "1.1.1.": _repeated("1."),
    "a.a.a.": _repeated("a."),
    "digits": _repeated("1234567890"),
    "letters": _repeated("abcdefghij"),
    "capitals": _repeated("ABCDEFGHIJ"),
    "quotes": _repeated("\"'“”’"),
    "[1,2][3": _repeated("[1,2][3"),
    "5-10-15": _repeated("5-"),
    "25px": _repeated("25px "),
    "5mg": _repeated("5mg,"),
    "in in in": _repeated("in "),
    "@@@": _repeated("@"),
    "a@a@": _repeated("aaaaaaaa@"),
    "â": _repeated("â"),
    "â€™": _repeated("tâ€™ "),
    "accents": _repeated("e\u0301"),
    "CJK": _repeated("肝转移癌3cm"),
    "&amp;": _repeated("&amp;"),
    "references": _repeated("References\n"),
    "citations": lambda size: ("References\n" + "1. Doe J. Liver 2001;8:98-101. - PubMed\n" * (size // 36 + 1))[:size],
    "furniture": _repeated("Top of page\n"),
    "menu": _repeated("Home\nSearch\n"),
    "cookies": _repeated("We use cookies " + "cookies and privacy " * 50 + "!\n"),
    "breadcrumbs": _repeated("Home" + " > a" * 30 + " >> x\n"),
    "contents": _different("On this page Basic@ facts@\n"),
    "glued words": _different("theLiver@ the signifi cant@ly "),
    "dashes": _repeated("a  - b"),
    "1o C": _repeated(">30o "),
}

PAGES: dict[str, Callable[[int], str]] = {
    "like real pages": lambda size: "<p>" + mixture(size).replace("<", "&lt;").replace("\n", "</p>\n<p>") + "</p>",
    "same paragraphs": _repeated("<p>Rest helps.</p>"),
    "open paragraphs": _repeated("<p>a <b>b"),
    "open rows": _repeated("<table><tr><td>a<td>b<tr><td>c"),
    "open items": lambda size: "<ul>" + _repeated("<li>a")(size),
    "references": _repeated("&lt;"),
}
