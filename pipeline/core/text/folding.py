"""Finding a passage that a person copied, whatever its white space became on the way."""

import re


def find_folded(text: str, passage: str) -> list[tuple[int, int]]:
    """The places where `passage` stands in `text`, any run of white space in one matching any in the other.

    >>> find_folded("the left   kidney", "left kidney")
    [(4, 17)]
    """
    words = passage.split()
    if not words:
        return []
    return [m.span() for m in re.finditer(r"\s+".join(map(re.escape, words)), text)]
