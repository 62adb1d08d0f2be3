"""Make a small web site of a bundle, and of the bundle alone: `python examples/site/make.py curated OUT`.

A page per text and language, with a switch between the languages; terms open a pop-up with their definition; whatever
no person has confirmed is marked, and each such sentence leads to its original. Start here for a page of your own:
nothing but the Python package and msgspec is needed, and the pages need neither scripts nor another host.
"""

import re
import sys
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from pipeline import load_bundle
from pipeline.bundle import Bundle, BundledDocument, BundledSegment

T = TypeVar("T")
STYLE = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
NAMES = {"en": "English", "es": "Español", "fr": "Français", "pt": "Português"}
DRAFT = {
    "en": "Draft by {}: no person has checked it.",
    "es": "Borrador de {}: nadie lo ha revisado.",
    "fr": "Brouillon de {}\u00a0: personne ne l’a relu.",
    "pt": "Rascunho de {}: ninguém o reviu.",
}
CHECK = {
    "en": "to be checked by an editor",
    "es": "pendiente de comprobación",
    "fr": "à vérifier par la rédaction",
    "pt": "a verificar pela redação",
}
WHOSE = {  # who is no engine, by the `origin` of a draft
    "en": {"person": "a person", "memory": "the memory", "glossary": "the glossary"},
    "es": {"person": "una persona", "memory": "la memoria", "glossary": "el glosario"},
    "fr": {"person": "une personne", "memory": "la mémoire", "glossary": "le glossaire"},
    "pt": {"person": "uma pessoa", "memory": "a memória", "glossary": "o glossário"},
}
ORIGINAL = {
    "en": "Some sentences stand in the original language: there is no translation of them that may be shown.",
    "es": "Algunas frases están en el idioma original: no hay traducción de ellas que pueda mostrarse.",
    "fr": "Certaines phrases sont dans la langue d’origine\u00a0: aucune traduction ne peut en être montrée.",
    "pt": "Algumas frases estão na língua original: não há tradução delas que se possa mostrar.",
}
# A sign behind a term, as French sets it too: it could stand in a line of its own, as behind a picture.
SIGN = re.compile(r"[\u00a0\u202f]?[^\w\s]+")
NUMBER = re.compile(r"\d{1,9}[.)]")


def page_name(text: BundledDocument, language: str) -> str:
    """The name of a page."""
    return f"{text.id}.{language}.html"


def build(bundle: Bundle) -> dict[str, str]:
    """The files of the site by name."""
    links = "".join(
        f"<li>{escape(text.title)}: {', '.join(_link(text, language) for language in text.languages)}</li>"
        for text in bundle
    )
    made = {"index.html": _whole("en", bundle.title, f"<h1>{escape(bundle.title)}</h1><ul>{links}</ul>")}
    for text in bundle:
        for language in text.languages:
            made[page_name(text, language)] = _page(text, language)
    return made


def _link(text: BundledDocument, language: str, sentence: str = "") -> str:
    place = quote(page_name(text, language)) + (f"#{quote(sentence)}" if sentence else "")
    return f'<a href="{place}" lang="{language}" hreflang="{language}">{NAMES.get(language, language)}</a>'


def _whole(language: str, title: str, body: str) -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _page(text: BundledDocument, language: str) -> str:
    segments = text.segments(language, fallback=(text.language,))
    drafts = dict.fromkeys(one.draft_by for one in segments if one.draft_by and one.engine)
    switch = " ".join(
        f'<span aria-current="page">{NAMES.get(one, one)}</span>' if one == language else _link(text, one)
        for one in text.languages
    )
    banner = f'<p class="banner">{escape(_draft(language, ", ".join(drafts)))}</p>' if drafts else ""
    if any(one.language != language for one in segments):
        banner += f'<p class="note">{_words(ORIGINAL, language)}</p>'
    blocks = "\n".join(_blocks(text, segments, language))
    nav = f'<nav><a href="index.html">←</a> {switch}</nav>'
    return _whole(language, text.title, f"{nav}\n{banner}\n<main>\n{blocks}\n</main>\n{_popups(text, language)}")


def _draft(language: str, whose: str) -> str:
    return _words(DRAFT, language).format(whose)


def _whose(one: BundledSegment, language: str) -> str:
    """Whose a draft is, in the page's language; an engine has one name everywhere."""
    named = _words(WHOSE, language).get(one.origin or "")
    return named if named and one.engine is None else one.draft_by or ""


def _words(by_language: dict[str, T], language: str) -> T:
    return by_language.get(language.partition("-")[0], by_language["en"])


def _blocks(text: BundledDocument, segments: Sequence[BundledSegment], language: str) -> Iterator[str]:
    """The blocks as HTML; items and rows that follow one another are one list, one table."""
    blocks = [list(some) for _, some in groupby(segments, key=lambda one: one.block)]
    for kind, some in groupby(blocks, key=lambda block: _kind(text, block[0])):
        if kind == "table":
            rows = ["".join(f"<td>{_sentence(text, one, language)}</td>" for one in block) for block in some]
            yield "<div class=wide><table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table></div>"
        elif kind in ("ol", "ul"):
            yield f"<{kind}>" + "".join(f"<li{_number(text, one)}>{_block(text, one, language)}</li>" for one in some)
            yield f"</{kind}>"
        else:
            yield from (f"<{kind}>{_block(text, block, language)}</{kind}>" for block in some)


def _kind(text: BundledDocument, first: BundledSegment) -> str:
    block = text.record.blocks[first.block]
    if block.kind == "heading":
        return f"h{min(max(block.level, 1), 6)}"
    if block.kind == "item":
        return "ol" if NUMBER.fullmatch(_mark(text, first)) else "ul"
    return "table" if block.kind == "table-row" else "p"


def _mark(text: BundledDocument, first: BundledSegment) -> str:
    block = text.record.blocks[first.block]
    return text.record.text[block.start : block.content].strip()


def _number(text: BundledDocument, block: Sequence[BundledSegment]) -> str:
    mark = _mark(text, block[0])
    return f' value="{mark[:-1]}"' if NUMBER.fullmatch(mark) else ""


def _block(text: BundledDocument, block: Sequence[BundledSegment], language: str) -> str:
    between = ": " if block[0].kind == "field" else " "
    return between.join(_sentence(text, one, language) for one in block)


def _sentence(text: BundledDocument, one: BundledSegment, language: str) -> str:
    """A sentence with its terms; a draft is marked and leads to its original."""
    shown = "".join(_terms(text, one))
    if one.is_doubtful:
        shown = f'<strong class="doubt" lang="{language}">[{_words(CHECK, language)}]</strong> {shown}'
    foreign = f' lang="{one.language}"' if one.language != language else ""
    if one.draft_by is None:
        return f'<span id="{escape(one.key)}"{foreign}>{shown}</span>'
    place = f"{quote(page_name(text, text.language))}#{quote(one.key)}"
    title = escape(f"{_draft(language, _whose(one, language))} {one.source}")
    link = f'<a class="original" href="{place}" hreflang="{text.language}" title="{title}">{text.language.upper()}</a>'
    return f'<span class="draft" id="{escape(one.key)}"{foreign}>{shown}&nbsp;{link}</span>'


def _terms(text: BundledDocument, one: BundledSegment) -> Iterator[str]:
    """The words of a sentence, each term a button for its pop-up."""
    words, at = one.text or "", 0
    for start, end, concept in _mentions(text, one):
        if start >= at:
            button = f'<button popovertarget="c-{escape(concept)}">{escape(words[start:end])}</button>'
            sign = SIGN.match(words, end)
            yield escape(words[at:start]) + (f"<span class=close>{button}{escape(sign[0])}</span>" if sign else button)
            at = sign.end() if sign else end
    yield escape(words[at:])


def _mentions(text: BundledDocument, one: BundledSegment) -> list[tuple[int, int, str]]:
    """Where a sentence names concepts: as the bundle says in the original, by their terms in a translation."""
    inside = [e for e in text.entities if e.concept and one.start <= e.start and e.end <= one.end]
    known = {concept.id: concept for concept in text.concepts}
    if one.language == text.language:
        return [(e.start - one.start, e.end - one.start, e.concept) for e in inside if e.concept in known]
    found = []
    for name in {*one.terms, *(e.concept for e in inside if e.concept)} & known.keys():
        term = known[name].translations.get(one.language)
        for word in (term.text, *term.forms, term.abbreviation) if term else ():
            pattern = rf"\b{re.escape(word)}\b" if word else r"(?!)"
            found += [(*match.span(), name) for match in re.finditer(pattern, one.text or "", re.IGNORECASE)]
    return sorted(found, key=lambda place: (place[0], -place[1]))


def _popups(text: BundledDocument, language: str) -> str:
    """What opens at a term: its names in all languages of the text, what it means, its codes."""
    made = []
    for concept in text.concepts:
        names = {text.language: concept.preferred} | {
            one: concept.translations[one].text for one in text.languages if one in concept.translations
        }
        named = "".join(f'<dt>{NAMES.get(one, one)}</dt><dd lang="{one}">{escape(n)}</dd>' for one, n in names.items())
        meaning = f'<p lang="{text.language}">{escape(concept.definition)}</p>' if concept.definition else ""
        codes = escape(", ".join(f"{system} {code}" for system, code in concept.codes.items()))
        lay = f'<p lang="{text.language}">{escape(", ".join(concept.lay))}</p>' if concept.lay else ""
        title = f"<h2>{escape(names.get(language, concept.preferred))}</h2>"
        what = f"{title}{lay}{meaning}<dl>{named}</dl><small>{codes}</small>"
        made.append(f'<aside popover id="c-{escape(concept.id)}">{what}</aside>')
    return "\n".join(made)


def main(curated: str, out: str) -> None:
    """Write the site of a bundle into a folder."""
    Path(out).mkdir(parents=True, exist_ok=True)
    for name, page in build(load_bundle(curated)).items():
        (Path(out) / name).write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
