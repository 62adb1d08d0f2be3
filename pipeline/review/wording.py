"""The words of the page itself, in the language of whoever looks at it."""

from functools import cache

from pipeline import data
from pipeline.report.advice import advice, title
from pipeline.report.catalogue import CHECKS

INTERFACES = ("en", "es", "fr", "pt")  # files of data/review, the first for whoever asks for none of them

Wording = dict[str, str]


@cache
def wording(language: str) -> Wording:
    """The words in one of the interface's languages; of each check its title ("title_ID") and advice ("advice_ID")."""
    words: Wording = dict(data.load(f"review/{language}.yaml"))
    for check in CHECKS:
        words[f"title_{check.id}"], words[f"advice_{check.id}"] = title(check.id, language), advice(check.id, language)
    return words


def interface(chosen: str, accepted: str) -> str:
    """The interface's language: the one that was chosen, else the first that the browser accepts.

    >>> interface("", "de-DE,de;q=0.9,fr;q=0.8,en;q=0.7")
    'fr'
    """
    asked = (one.partition(";")[0].strip().partition("-")[0].lower() for one in accepted.split(","))
    return next((one for one in (chosen, *asked) if one in INTERFACES), INTERFACES[0])
