"""Terms of which a text has all but one letter: what is found, and what is let alone."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.glossary.concepts import Concept, Variant
from pipeline.glossary.near import NearTerms

TERMS = NearTerms(
    (
        Concept("a", "portal vein", "anatomy", variants=(Variant("door vein", "flag"),)),
        Concept("b", "terminal ileum", "anatomy"),
        Concept("c", "joint injection", "procedure"),
        Concept("d", "joint infection", "disease"),
        Concept("e", "high blood pressure", "disease", variants=(Variant("blood pressure", "allow"),)),
        Concept("f", "sodium valproate", "drug"),
        Concept("g", "dysphagia", "symptom"),
        Concept("h", "pulmonary edema", "disease"),
        Concept("i", "chest wall", "anatomy"),
        Concept("j", "hepatitis B virus", "organism"),
    )
)


@pytest.mark.parametrize(
    "text",
    [
        "The portal vein and portal veins.",
        "A door vein.",
        "Dysphasia is no dysphagia.",
        "The ilium is a bone.",
        "A joint injection, a joint infection, joint infections.",
        "Sodium valproat and natrium valproate.",
        "A pulmonary oedema.",
        "Your chest will be seen.",
        "A hepatitis C virus.",
        "The portal; vain hopes.",
        "The portal\n\nvain hopes.",
        "A portal in vain.",
        "",
    ],
)
def test_what_is_let_alone(text: str) -> None:
    assert list(TERMS.find(text)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A portal vain.", [("portal vain", "portal vein")]),
        ("A portal vien.", [("portal vien", "portal vein")]),
        ("A portal\nvain.", [("portal\nvain", "portal vein")]),
        ("The Terminal Ilium.", [("Terminal Ilium", "terminal ileum")]),
        ("A high blood prassure.", [("high blood prassure", "high blood pressure")]),
        ("A blood prassure, a portal vain.", [("blood prassure", "blood pressure"), ("portal vain", "portal vein")]),
        ("Pulmonary endema.", [("Pulmonary endema", "pulmonary edema")]),
    ],
)
def test_what_is_found(text: str, found: list[tuple[str, str]]) -> None:
    assert [(text[one.start : one.end], one.term) for one in TERMS.find(text)] == found


@given(st.text(alphabet="portal vein\n.", max_size=60))
def test_places_are_in_order_and_apart(text: str) -> None:
    places = [(one.start, one.end) for one in TERMS.find(text)]
    assert all(end <= start for (_, end), (start, _) in pairwise(places))
