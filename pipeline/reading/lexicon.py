"""The words of a language, to tell one from two that have grown together."""

import gzip
from functools import cache
from importlib.resources import files


@cache
def known_words(tag: str) -> frozenset[str]:
    """The words of a language in small letters, British and American spellings alike; none where no list is there.

    English: SCOWL (see NOTICE), without names, abbreviations and possessives. Medical words are few among them: a
    text's own words and the glossary's go before.
    """
    file = files("pipeline.data").joinpath("words", f"{tag.partition('-')[0]}.txt.gz")
    return frozenset(gzip.decompress(file.read_bytes()).decode("ascii").split()) if file.is_file() else frozenset()
