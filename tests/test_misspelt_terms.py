"""Terms of the glossary with one letter wrong: to which concepts they are linked."""

from collections.abc import Callable, Mapping
from functools import cache

import pytest

from pipeline.core.text.matching import key
from pipeline.entities.linking import Linker
from pipeline.glossary import load_glossary
from pipeline.glossary.concepts import Concept, forms
from tests.conftest import ROOT

EVERY = 5  # of the glossary's forms one is taken
TERMS = 850  # tried at least: which forms a slip leaves another word depends on all that the glossary knows
RECALL = {"drop": 0.60, "double": 0.88, "swap": 0.33, "replace": 0.63}  # a swap spoils four trigrams, a double adds one
TO_ANOTHER = 0.02

Linked = Mapping[
    tuple[str, str], tuple[Concept, Concept | None]
]  # (form, misspelt form): (its concept, the linked one)

SLIPS: Mapping[str, Callable[[str, int], str]] = {
    "drop": lambda term, i: term[:i] + term[i + 1 :],
    "double": lambda term, i: term[:i] + term[i] + term[i:],
    "swap": lambda term, i: term[:i] + term[i + 1 : i + 2] + term[i] + term[i + 2 :],
    "replace": lambda term, i: term[:i] + chr((ord(term[i]) - ord("a") + 5) % 26 + ord("a")) + term[i + 1 :],
}


@cache
def linked(slip: str) -> Linked:
    """A share of the forms that belong to one concept, each with one slip at a place that its number decides."""
    glossary = load_glossary(ROOT / "glossary.yaml")
    owners: dict[str, set[str]] = {}
    for concept in glossary.concepts:
        for listed in forms(concept):
            owners.setdefault(key(listed.text), set()).add(concept.id)
    concepts = {concept.id: concept for concept in glossary.concepts}
    misspelt = {}
    for number, (form, ids) in enumerate(sorted(owners.items())):
        places = [i for i, letter in enumerate(form) if "a" <= letter <= "z"]
        if number % EVERY or len(ids) > 1 or len(places) < 5:
            continue
        text = SLIPS[slip](form, places[number // EVERY * 7 % len(places)])
        if key(text) not in owners:
            misspelt[form, text] = concepts[min(ids)]
    found = Linker(glossary).link([text for _, text in misspelt])
    return {pair: (own, one) for (pair, own), one in zip(misspelt.items(), found, strict=True)}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_misspelt_term_is_linked_to_its_own_concept(slip: str) -> None:
    pairs = linked(slip)
    assert len(pairs) >= TERMS
    assert sum(found == own for own, found in pairs.values()) >= RECALL[slip] * len(pairs)


def test_hardly_a_misspelt_term_is_linked_to_another_concept() -> None:
    """Those that are name a wider concept, mostly: without its misspelt word, "lievr metastasis" is a metastasis."""
    pairs = {pair: concepts for slip in SLIPS for pair, concepts in linked(slip).items()}
    wrong = [(*pair, found.id) for pair, (own, found) in pairs.items() if found not in (None, own)]
    assert len(wrong) <= TO_ANOTHER * len(pairs), wrong


def test_links_do_not_depend_on_what_was_linked_before() -> None:
    pairs = linked("swap")
    linker = Linker(load_glossary(ROOT / "glossary.yaml"))
    texts = [text for _, text in pairs]
    assert linker.link(texts[::-1])[::-1] == [found for _, found in pairs.values()]
