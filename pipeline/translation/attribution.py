"""Which engines wrote a translation, counted from its targets and told in words."""

from collections import Counter
from collections.abc import Iterable

from pipeline.core.targets import EngineInfo, EngineUse, Target
from pipeline.translation.engines import known

CONFIRMED = ("translated", "approved")


def uses(targets: Iterable[Target]) -> tuple[EngineUse, ...]:
    """The engines whose text stands in the targets, by name, each with its share.

    What a person wrote, the memory gave or the glossary holds is no engine's.
    """
    made = [(target.engine, target.state not in CONFIRMED) for target in targets if target.engine is not None]
    segments = Counter(engine for engine, _ in made)
    drafts = Counter(engine for engine, is_draft in made if is_draft)
    return _uses(segments, drafts)


def total(shares: Iterable[Iterable[EngineUse]]) -> tuple[EngineUse, ...]:
    """The engines of several translations, each with its share in all of them."""
    segments: Counter[EngineInfo] = Counter()
    drafts: Counter[EngineInfo] = Counter()
    for use in (use for uses in shares for use in uses):
        segments[use.engine] += use.segments
        drafts[use.engine] += use.drafts
    return _uses(segments, drafts)


def _uses(segments: Counter[EngineInfo], drafts: Counter[EngineInfo]) -> tuple[EngineUse, ...]:
    return tuple(
        EngineUse(engine, known(engine).title, known(engine).quality, segments[engine], drafts[engine])
        for engine in sorted(segments, key=lambda one: (one.name, one.pivot or "", one.hash))
    )


def told(source: str, target: str, uses: Iterable[EngineUse], hint: str = "") -> str:
    """Which engines' drafts no person has confirmed yet, the most first, as a sentence; empty where there are none.

    `hint` stands behind what is known of an engine's quality, as in "; see README".
    """
    drafts: Counter[tuple[str, str]] = Counter()
    for use in uses:
        drafts[use.title, use.quality] += use.drafts
    shares = [(number, f"by {title} ({quality}{hint})") for (title, quality), number in drafts.most_common() if number]
    if not shares:
        return ""
    number, first = shares[0]
    are = "draft" if number == 1 else "drafts", "is" if number == 1 else "are"
    rest = "".join(f", {number} {engine}" for number, engine in shares[1:])
    return f"{number} {are[0]} from {source} to {target} {are[1]} {first}{rest}."
