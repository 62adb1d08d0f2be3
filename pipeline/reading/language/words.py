"""Words of a language as patterns."""

from collections.abc import Iterable

Words = str | tuple[str, ...]
"""A pattern, or its alternatives in their order."""


def either(words: Words) -> str:
    """The pattern of alternatives; that of none matches nothing."""
    return words if isinstance(words, str) else "|".join(words) or "(?!)"


def one_of(words: Iterable[Words]) -> str:
    """The pattern of what several languages say."""
    return either(tuple(dict.fromkeys(pattern for some in words if (pattern := either(some)) != "(?!)")))
