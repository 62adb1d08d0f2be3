"""What a target language goes without, said once with the last lines of a run."""

from pipeline.glossary import Glossary
from pipeline.pairs import PAIR_CHECKS, abstaining
from pipeline.reading.language import missing
from pipeline.reading.regions import ASSUMED


def missing_words(glossary: Glossary, target: str) -> list[str]:
    """That the glossary lacks words, where it does."""
    concepts = len(glossary.concepts)
    known = sum(concept.translation(target) is not None for concept in glossary.concepts)
    share = f"{known} of {concepts} concepts"
    words = f"The glossary translates {share} to {target}; for the others the engine's words stand."
    return [words] * (known < concepts)


def missing_checks(target: str) -> list[str]:
    """Which checks cannot judge a language, where something of it is not known."""
    needs = {need for check in PAIR_CHECKS for need in check.needs}
    checks, lacking = ", ".join(abstaining(target)), ", ".join(name for name in missing(target) if name in needs)
    words = f"Translations to {target} are not judged by {checks}; that takes what is not known of it: {lacking}."
    return [words] * bool(checks)


def assumed(target: str) -> list[str]:
    """Which variety a language is taken for, where its countries write differently."""
    variety = ASSUMED.get(target)
    return [f"Translations to {target} are taken for {variety}; for another country name its own, such as pt-PT."] * (
        variety is not None
    )
