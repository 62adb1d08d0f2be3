"""Checks on a translation: the one list of them, and how a pair is judged.

The same checks choose among an engine's candidates, judge what translators bring back, and answer `check_pair`.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from pipeline.core.model import Finding, Waiver
from pipeline.core.names import require_pair
from pipeline.core.settings import Settings
from pipeline.glossary import Glossary, as_glossary
from pipeline.pairs import (
    affixes,
    binding,
    certainty,
    codes,
    comparators,
    conditions,
    dates,
    dose,
    drugs,
    false_friends,
    form,
    garbled,
    laterality,
    modality,
    named,
    negation,
    numbers,
    omissions,
    quantifiers,
    replaced,
    restated,
    short_forms,
    terms,
    untranslated,
)
from pipeline.rules import PairCheck
from pipeline.rules.pair import PairContext, pair_of

PAIR_CHECKS: tuple[PairCheck, ...] = (
    *form.CHECKS,
    *garbled.CHECKS,
    *numbers.CHECKS,
    *dates.CHECKS,
    *dose.CHECKS,
    *comparators.CHECKS,
    *quantifiers.CHECKS,
    *negation.CHECKS,
    *modality.CHECKS,
    *certainty.CHECKS,
    *conditions.CHECKS,
    *laterality.CHECKS,
    *binding.CHECKS,
    *restated.CHECKS,
    *terms.CHECKS,
    *drugs.CHECKS,
    *named.CHECKS,
    *codes.CHECKS,
    *affixes.CHECKS,
    *short_forms.CHECKS,
    *false_friends.CHECKS,
    *untranslated.CHECKS,
    *omissions.CHECKS,
    *replaced.CHECKS,
)


def judge(
    source: str,
    target: str,
    context: PairContext,
    *,
    raw: tuple[int, int] | None = None,
    waivers: Sequence[Waiver] = (),
) -> list[Finding]:
    """All findings on a pair, by place in the target.

    `raw` is the source sentence's span in the raw text; left out, its span in `source`. A waiver whose text stands in
    the source sentence answers the findings of its check.
    """
    raw_start, raw_end = raw or (0, len(source))
    folded = " ".join(source.split())
    answers = {w.check: w for w in waivers if " ".join(w.text.split()) in folded}
    pair = pair_of(source, target, context)
    findings: list[Finding] = []
    off = frozenset((*context.off, *context.settings.off))
    for check in _judging(context.source_language, context.target_language):
        if check.id in off or (check.last and any(one.withholds for one in findings)):
            continue
        if check.said and check.said.isdisjoint(pair.source.said):
            continue
        for fault in check.find(pair):
            finding = Finding(
                check.id,
                fault.severity or check.severity,
                fault.message,
                fault.start,
                fault.end,
                raw_start,
                raw_end,
                fault.suggestion,
            )
            findings.append(finding.answered(answers.get(check.id)))
    return sorted(dict.fromkeys(findings), key=lambda f: (f.start, f.end, f.check))


@cache
def _judging(*languages: str) -> tuple[PairCheck, ...]:
    """The checks that can judge between two languages."""
    return tuple(check for check in PAIR_CHECKS if not check.abstains(*languages))


def abstaining(language: str) -> list[str]:
    """The checks that cannot judge translations to a language, since something of it is not known."""
    return [check.id for check in PAIR_CHECKS if check.abstains(language)]


def check_pair(
    source: str,
    target: str,
    source_lang: str = "en",
    target_lang: str = "es",
    glossary: str | Path | Mapping[str, str] | Glossary | None = None,
) -> list[Finding]:
    """Check a translation against its source.

    Findings point into `target` by code points; their raw span is the whole of `source`. `glossary` is a path, a
    mapping of terms to translations, {} for none; left out, `glossary.yaml` of the working folder, or the one that
    comes along. With a file go the packs that come along.
    Raises `UsageError` for a glossary that cannot be read, and for languages that are none or the same.

    >>> [(one.check, one.start, one.end) for one in check_pair("Take 5 mg.", "Tome 50 mg.", glossary={})]
    [('pair/numbers', 5, 7)]
    """
    require_pair(source_lang, target_lang)
    settings = Settings()
    known = as_glossary(glossary, source_lang, target_lang, settings.packs)
    context = PairContext(source_lang, target_lang, settings, known)
    return judge(source, target, context)
