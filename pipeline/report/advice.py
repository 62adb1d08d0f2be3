"""What a check complains of and what to do about it, in the languages of the review page."""

from functools import cache

from pipeline import data

ENGLISH = "en"


def advice(check: str, language: str = ENGLISH) -> str:
    """What to do about a finding of a check."""
    table = data.load("review/findings.yaml")
    found: str = table["advice"][table["checks"][check]["do"]][language]
    return found


def title(check: str, language: str = ENGLISH) -> str:
    """What a check complains of: the first line of its docstring, or its translation."""
    if language == ENGLISH:
        return titles()[check]
    found: str = data.load("review/findings.yaml")["checks"][check][language]
    return found


@cache
def titles() -> dict[str, str]:
    """The English titles of all rules and checks by their ids."""
    from pipeline.report.catalogue import CHECKS, RULES

    return {one.id: one.title for one in (*RULES, *CHECKS)}
