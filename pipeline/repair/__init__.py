"""Repair: every class of damage that the text itself proves, in one order.

Characters come first, since every later rule reads them; then what stands in for text (markup, ghosts, px), then
furniture, then borders between words and numbers. White space comes last: until then a wide gap is evidence.
"""

from collections.abc import Callable

from pipeline.core.model import Document
from pipeline.core.settings import Settings
from pipeline.glossary import Glossary
from pipeline.repair.borders.sentences import part_sentences
from pipeline.repair.borders.spacing import join_tokens, part_brackets, part_genus
from pipeline.repair.borders.stops import close_commas, close_stops, join_relative_clauses, remove_stray_stops
from pipeline.repair.borders.words import join_hyphenated, join_ligatures, part_words, restore_apostrophes
from pipeline.repair.characters import (
    compose_accents,
    remove_invisible,
    remove_lone_lead,
    repair_code_pages,
    repair_mojibake,
    unescape_entities,
    unescape_strings,
    unfold_ligatures,
    unify_line_ends,
    write_out_unit_signs,
)
from pipeline.repair.citations import remove_citation_marks
from pipeline.repair.doubles import remove_doubled_paragraphs, remove_doubled_words, remove_repeated_brackets
from pipeline.repair.indents import remove_stray_indents
from pipeline.repair.items import part_glued_items, part_item_numbers, part_labels
from pipeline.repair.markup.cards import part_cards, remove_card_pictures
from pipeline.repair.markup.converters import (
    remove_comments,
    remove_edit_links,
    remove_front_matter,
    remove_headers,
    remove_icons,
    remove_pictures,
    unescape_marks,
    write_out_headings,
)
from pipeline.repair.markup.stand_ins import put_back_signs
from pipeline.repair.markup.tables import close_tables, remove_table_frames
from pipeline.repair.markup.tags import remove_ghosts, remove_tags, repair_subscripts
from pipeline.repair.markup.templates import (
    remove_attribute_lists,
    remove_codes,
    remove_emphasis,
    remove_fences,
    remove_template_tags,
    write_out_wiki,
)
from pipeline.repair.numbers import restore_degrees, set_range_dashes, space_units
from pipeline.repair.page.answers import remove_buttons, restore_breaks
from pipeline.repair.page.boxes import remove_boxes, remove_tools
from pipeline.repair.page.frame import remove_contents, remove_foot, remove_menus
from pipeline.repair.page.furniture import remove_furniture
from pipeline.repair.page.links import remove_inline, remove_link_labels, remove_link_notes, unlink
from pipeline.repair.page.listings import remove_listings
from pipeline.repair.page.mail_parts import read_encoded_words, remove_mail_parts, restore_mail_lines
from pipeline.repair.page.posts import remove_post_labels, remove_post_notes
from pipeline.repair.page.quoting import remove_mail_footers, remove_mail_frames, remove_quote_marks
from pipeline.repair.printed.inline_heads import remove_inline_heads, remove_leaders
from pipeline.repair.printed.page_borders import remove_page_borders
from pipeline.repair.printed.parted_bullets import put_back_bullets
from pipeline.repair.printed.print_outs import remove_print_outs
from pipeline.repair.printed.side_columns import part_columns
from pipeline.repair.printed.symbol_bullets import restore_bullets
from pipeline.repair.px import restore_centimetres
from pipeline.repair.white_space import collapse_white_space, part_items
from pipeline.rules import DocumentContext, Rule, run_rules

RULES: tuple[Rule, ...] = (
    remove_fences,
    unescape_strings,
    repair_code_pages,
    repair_mojibake,
    remove_lone_lead,
    restore_mail_lines,
    remove_print_outs,
    part_columns,
    remove_page_borders,
    unify_line_ends,
    join_tokens,
    remove_inline_heads,
    remove_leaders,
    remove_comments,
    remove_headers,
    remove_front_matter,
    remove_template_tags,
    remove_attribute_lists,
    remove_codes,
    write_out_wiki,
    remove_emphasis,
    remove_invisible,
    restore_bullets,
    put_back_bullets,
    unfold_ligatures,
    write_out_unit_signs,
    compose_accents,
    put_back_signs,
    unescape_entities,
    remove_ghosts,
    remove_tags,
    repair_subscripts,
    restore_centimetres,
    remove_pictures,
    remove_table_frames,
    close_tables,
    write_out_headings,
    remove_icons,
    remove_edit_links,
    remove_mail_parts,
    read_encoded_words,
    remove_mail_frames,
    remove_quote_marks,
    remove_mail_footers,
    remove_post_labels,
    remove_post_notes,
    remove_card_pictures,
    part_cards,
    remove_menus,
    remove_contents,
    remove_foot,
    remove_boxes,
    remove_tools,
    remove_listings,
    remove_furniture,
    remove_buttons,
    remove_inline,
    remove_link_notes,
    remove_link_labels,
    unlink,
    unescape_marks,
    join_ligatures,
    join_hyphenated,
    restore_apostrophes,
    part_labels,
    part_glued_items,
    part_sentences,
    part_genus,
    part_words,
    part_brackets,
    part_item_numbers,
    remove_citation_marks,
    join_relative_clauses,
    remove_stray_stops,
    close_commas,
    close_stops,
    restore_degrees,
    set_range_dashes,
    space_units,
    remove_doubled_words,
    remove_repeated_brackets,
    remove_doubled_paragraphs,
    part_items,
    restore_breaks,
    remove_stray_indents,
    collapse_white_space,
)
_ROUNDS = 5  # no sample text needed more than one that changes it and one that finds nothing left


def build(settings: Settings, glossary: Glossary) -> Callable[[Document], Document]:
    """The stage that repairs a text.

    One repair may lay open another (a tag inside a tag), so the rules run until none of them proposes a change, at
    most five times; a second run over a curated text then changes nothing.
    """

    def stage(document: Document) -> Document:
        context = DocumentContext.of(document, settings, glossary)
        for _ in range(_ROUNDS):
            repaired = run_rules(document, RULES, context)
            if len(repaired.log) == len(document.log):
                break
            document = repaired
        return document

    return stage
