"""Text inside `<source>` and `<target>`, with the characters that XML cannot hold.

XML 1.0 forbids most control characters, U+FFFE and U+FFFF. Each stands as `<x ctype="x-control" equiv-text="U+000B"/>`
and is read back, so that any text makes the round trip.
"""

import re
from collections import Counter
from typing import TypeAlias, cast

from lxml import etree

Element: TypeAlias = etree._Element  # noqa: SLF001 - lxml has no public name for what it builds
NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
X = f"{{{NAMESPACE}}}x"
CONTROL = "x-control"
CODES = {f"{{{NAMESPACE}}}{name}" for name in ("bpt", "ept", "it", "ph")}  # what they hold is a tool's, no text
FORBIDDEN = re.compile("([^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff])")
CODE_POINT = re.compile("U[+]([0-9A-F]{4,6})")


def fragment(xml: str) -> Element:
    """An element that was read from a sound file, from its XML: no limit on what is hostile is asked of it again."""
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


def fill(element: Element, text: str, ids: dict[tuple[str, int], str]) -> None:
    """Set an element's text. `ids` belongs to the unit: the same character has the same id in source and target."""
    pieces = FORBIDDEN.split(text)
    element.text, seen = pieces[0], Counter[str]()
    for character, after in zip(pieces[1::2], pieces[2::2], strict=True):
        seen[character] += 1
        number = ids.setdefault((character, seen[character]), str(len(ids) + 1))
        equivalent = {"ctype": CONTROL, "equiv-text": f"U+{ord(character):04X}"}
        etree.SubElement(element, X, {"id": number, **equivalent}).tail = after


def text_of(element: Element, known: dict[str, str]) -> str:
    """The text of an element, without tags and codes of tools. `known` maps ids to characters and learns from a source.

    Some tools keep an inline element's id and lose the rest; then the source's element of that id tells the character.
    """
    pieces = [element.text or ""]
    for child in element:
        if child.tag not in CODES:
            pieces.append(_character(child, known) if child.tag == X else text_of(child, known))
        pieces.append(child.tail or "")
    return "".join(pieces)


def printable(text: str) -> str:
    """Text for attributes and notes, where nothing is read back: forbidden characters become U+FFFD."""
    return FORBIDDEN.sub("\ufffd", text)


def line_of(element: Element) -> int | None:
    """The line of the file where an element begins."""
    return cast("int | None", element.sourceline)


def _character(x: Element, known: dict[str, str]) -> str:
    """The character that an `<x>` stands for; nothing for what other tools mean by one."""
    number, code_point = x.get("id", ""), CODE_POINT.fullmatch(x.get("equiv-text", ""))
    if code_point and (code := int(code_point[1], 16)) <= 0x10FFFF:
        character = "\ufffd" if 0xD800 <= code <= 0xDFFF else chr(code)  # half of a pair is no character
        return known.setdefault(number, character)
    return known.get(number, "")
