"""The words of the page itself, in the language of whoever looks at it."""

from functools import cache
from importlib.resources import files

import yaml

INTERFACES = ("en", "es", "fr", "pt")  # files of data/review, the first for whoever asks for none of them

Wording = dict[str, str]


@cache
def wording(language: str) -> Wording:
    """The words in one of the interface's languages."""
    path = files("pipeline").joinpath("data", "review", f"{language}.yaml")
    found: Wording = yaml.safe_load(path.read_text("utf-8"))
    return found


def interface(chosen: str, accepted: str) -> str:
    """The interface's language: the one that was chosen, else the first that the browser accepts.

    >>> interface("", "de-DE,de;q=0.9,fr;q=0.8,en;q=0.7")
    'fr'
    """
    asked = (one.partition(";")[0].strip().partition("-")[0].lower() for one in accepted.split(","))
    return next((one for one in (chosen, *asked) if one in INTERFACES), INTERFACES[0])
