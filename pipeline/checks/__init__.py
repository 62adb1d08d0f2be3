"""Source checks: what no rule may repair and an editor must see."""

from collections.abc import Callable

from pipeline.checks import (
    apostrophes,
    columns,
    cut_off,
    dates,
    doubles,
    error_pages,
    glued,
    holes,
    layout,
    left_out,
    leftovers,
    lists,
    notation,
    numbering,
    pages,
    quantities,
    sidefile,
    suspects,
    tables,
    wording,
)
from pipeline.core.model import Document
from pipeline.core.settings import Settings
from pipeline.glossary import Glossary
from pipeline.rules import Check, DocumentContext, run_checks

CHECKS: tuple[Check, ...] = (
    holes.find_holes,
    holes.find_wide_gaps,
    holes.find_loose,
    holes.find_glued,
    holes.find_lost_nouns,
    cut_off.find_cut_off,
    doubles.find_doubled_around_and,
    doubles.find_doubled,
    doubles.find_doubled_paragraphs,
    glued.find_glued_words,
    apostrophes.find_lost_apostrophes,
    apostrophes.find_lost_possessives,
    columns.find_columns,
    columns.find_woven_lines,
    tables.find_fallen_tables,
    tables.find_flat_tables,
    tables.find_broken_tables,
    tables.find_woven_labels,
    layout.find_overprints,
    layout.find_lost_hyphens,
    layout.find_lost_signs,
    numbering.find_gaps,
    numbering.find_repeats,
    wording.find_run_on,
    wording.find_run_in_headings,
    wording.find_lost_subjects,
    wording.find_claims_as_questions,
    wording.find_contradictions,
    wording.find_nounless_quantities,
    wording.find_negated_pairs,
    wording.find_wrong_expansions,
    wording.find_lost_capitals,
    quantities.find_measure_words,
    quantities.find_limit_ranges,
    quantities.find_impossible_shares,
    quantities.find_falling_ranges,
    notation.find_unsafe_doses,
    notation.find_mixed_units,
    notation.find_broken_decimals,
    notation.find_note_marks,
    notation.find_brackets,
    dates.find_future_dates,
    leftovers.find_markup,
    leftovers.find_placeholders,
    leftovers.find_mojibake,
    leftovers.find_foreign_letters,
    leftovers.find_mail_code,
    error_pages.find_error_pages,
    leftovers.find_turned_text,
    leftovers.find_pixels,
    leftovers.find_empty_headings,
    leftovers.find_divided_words,
    leftovers.find_flat_powers,
    lists.find_missing_lists,
    lists.find_lost_lists,
    lists.find_lost_targets,
    left_out.find_left_out,
    left_out.find_swallowed,
    pages.find_unfilled_counters,
    pages.find_more_pages,
    suspects.find_suspects,
    suspects.find_near_terms,
    suspects.find_outdated,
    sidefile.find_other_languages,
    sidefile.find_false_encodings,
    sidefile.find_missed_edits,
    sidefile.find_idle_waivers,
)


def build(settings: Settings, glossary: Glossary) -> Callable[[Document], Document]:
    """The stage that judges a curated text and sets editors' waivers against its findings.

    The last check asks which waivers found nothing, and so sees what the others found.
    """

    def stage(document: Document) -> Document:
        context = DocumentContext.of(document, settings, glossary)
        judged = sidefile.waive(columns.without_echoes(run_checks(document, CHECKS[:-1], context)))
        return run_checks(judged, CHECKS[-1:], context)

    return stage
