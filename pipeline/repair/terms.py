"""Terms: variants that are safe to replace become the glossary's preferred term, and one spelling holds.

What is replaced, by what, and next to which words, stands in `glossary.yaml`; here is only how a replacement keeps the
sentence right: its capitals, its number and its article.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from pipeline.core.edits import Change
from pipeline.core.model import Document
from pipeline.core.settings import Settings
from pipeline.core.text import quoted
from pipeline.glossary import LANGUAGES, Glossary, Mention, english
from pipeline.rules import DocumentContext, rule, run_rules

_A, _ = english.articles()
_ARTICLES = sorted({form for one in english.articles() for form in (one, one.capitalize(), one.upper())})
_ARTICLE = re.compile(rf"(?<![\w’'.-])(?P<article>{'|'.join(_ARTICLES)})(?P<gap>[ \t\u00a0]+)\Z")
_QUOTES = {'"': '"', "“": "”", "‘": "’", "'": "'", "«": "»", "„": "“"}
_WORD = re.compile(r"\w+")
_NEXT_WORD = re.compile(r"[^\w.!?\n]{1,3}(\w+)")
# Characters between a term and another name for it: room for a bracket and “also called” (half is too
# few for that), not for a further clause. Twice as many changes none of 8,000 texts, here as in the next.
_NEAR = 25
# Characters of the line to each side that tell whether it is in capitals: more than any heading has, and no whole page.
_AROUND = 120
_HYPHENS = ("-", "\u2010", "\u2011")


@rule("terms/preferred", version=1, languages=LANGUAGES)
def preferred(text: str, context: DocumentContext) -> Iterator[Change]:
    """Preferred term.

    One thing under several names confuses readers, and a deprecated name may be unknown to them. Only variants that
    the glossary marks `replace` are touched. Capitals and number stay, and an article before the term is corrected:
    "An AKP level" may become "An ALP level" or "A phosphatase level". A term is left alone where it is quoted as a
    word, where a text explains one name by the other, and where a hyphen ties it to a word that the new term, being
    longer, would tear off. Example: "AKP was high" becomes "ALP was high" where the glossary replaces "AKP".
    """
    mentions = context.glossary.find(text)
    terms = [_term(text, mention) for mention in mentions]
    for i, (mention, term) in enumerate(zip(mentions, terms, strict=True)):
        if term and not _explains(text, mentions, terms, i):
            yield from _change(text, mention, term)


@rule("terms/expand", version=1, languages=LANGUAGES)
def expand(text: str, context: DocumentContext) -> Iterator[Change]:
    """First use of an abbreviation written out.

    Readers need not know abbreviations. Only where `expand_abbreviations` is set, only in running text, and only where
    the text itself explains the abbreviation nowhere: "A CEA test is done." becomes "A carcinoembryonic antigen (CEA)
    test is done." Example: "A CEA test is done." becomes "A carcinoembryonic antigen (CEA) test is done."
    """
    seen: set[str] = set()
    for mention in context.glossary.find(text) if context.settings.expand_abbreviations else ():
        concept = mention.concept
        if mention.form.kind != "abbreviation" or concept.id in seen or not _is_running(text, mention):
            continue
        long = concept.plural if mention.form.plural else concept.en
        if long and not quoted.overlaps(mention.start, mention.end, context.quoted):
            seen.add(concept.id)
            if not _is_explained(text, mention.form.text):
                short = text[mention.start : mention.end]
                yield from _change(text, mention, f"{long} ({short})")


@rule("terms/spelling", version=1, languages=LANGUAGES)
def spelling(text: str, context: DocumentContext) -> Iterator[Change]:
    """British or American spelling.

    A text that spells one thing in two ways reads as two. Only where `english` in the settings is GB or US, and only
    common nouns that differ in nothing but their spelling. Names stay (a capital inside a sentence or before another),
    and so do words in capitals and what is quoted: no drug, no organisation and no title is spelled anew.
    Example: "Anaemia is common." becomes "Anemia is common." where `english` is US; "The Centre for Anaemia Research
    wrote “anaemia” here." stays.
    """
    words = english.spellings(context.settings.english)
    if words is None:
        return
    for found in words.pattern.finditer(text):
        word = found[0]
        if _is_common(text, found) and not _is_in_quotation(text, found.start()):
            right = words.right[word.lower()]
            yield Change(*found.span(), word, right.capitalize() if word[0].isupper() else right, words.reason)


RULES = (preferred, expand, spelling)


def build(settings: Settings, glossary: Glossary) -> Callable[[Document], Document]:
    """The stage: writes the preferred terms and leaves one pass in the log."""

    def normalise(document: Document) -> Document:
        return run_rules(document, RULES, DocumentContext(settings, glossary, document.side))

    return normalise


def _is_common(text: str, found: re.Match[str]) -> bool:
    """Whether a word is written as no name is: small, or with a capital where a sentence opens and goes on small."""
    word, behind = found[0], _NEXT_WORD.match(text, found.end())
    if word.islower():
        return True
    goes_on = behind is None or behind[1].islower()
    return word[1:].islower() and goes_on and english.opens_sentence(text, found.start())


def _is_in_quotation(text: str, start: int) -> bool:
    """Whether a place stands between quotation marks of its line, or in a line that is quoted as a whole."""
    before = text[:start].rpartition("\n")[2]
    opened = any(before.rfind(a) > before.rfind(b) for a, b in _QUOTES.items() if a not in (b, "‘"))
    return opened or before.count('"') % 2 == 1 or before.lstrip().startswith(">")


def _term(text: str, mention: Mention) -> str | None:
    """What to write instead of a mention; None where it stays."""
    variant = mention.form.variant
    if variant is None or variant.action != "replace":
        return None
    term = mention.concept.preferred(variant, plural=mention.form.plural)
    return term if term and _is_free(text, mention, term) else None


def _is_free(text: str, mention: Mention, term: str) -> bool:
    """Whether a mention stands in one line, is not quoted as a word, and no hyphen ties it so that `term` breaks."""
    start, end = mention.start, mention.end
    before, after = text[start - 1 : start], text[end : end + 1]
    if "\n" in text[start:end] or (before in _QUOTES and _QUOTES[before] == after):
        return False
    if " " not in term:
        return True
    return before not in _HYPHENS and (after not in _HYPHENS or " " in mention.form.text)


def _is_running(text: str, mention: Mention) -> bool:
    """Whether a mention stands free between words of a sentence that ends with its stop in the same line."""
    before, after = text[mention.start - 1 : mention.start], text[mention.end : mention.end + 1]
    is_free = (not before or before in " \t\n\u00a0") and (not after or after in " \t\n\u00a0,;:.!?")
    return is_free and _is_sentence(text, *_line(text, mention.start))


def _line(text: str, position: int) -> tuple[int, int]:
    ends = _line_ends(text)
    i = bisect_left(ends, position)
    return ends[i - 1] + 1 if i else 0, ends[i]


@lru_cache(maxsize=1)
def _line_ends(text: str) -> list[int]:
    return [*(found.start() for found in re.finditer("\n", text)), len(text)]


@lru_cache(maxsize=1)  # the mentions of a line come one after another, and a text may be one line
def _is_sentence(text: str, start: int, end: int) -> bool:
    line = text[start:end]
    return line.rstrip().endswith((".", "!", "?")) and not line.isupper()


def _is_explained(text: str, short: str) -> bool:
    """Whether the text puts the short form, or something behind it, in brackets somewhere."""
    plain = re.escape(short)
    return re.search(rf"[(\[]\s*{plain}s?\s*[)\];,]|(?<!\w){plain}s?\s*[(\[=]", text) is not None


def _explains(text: str, mentions: Sequence[Mention], terms: Sequence[str | None], i: int) -> bool:
    """Whether a neighbouring mention has another name that would become the same: "GGT (γ-GT)"."""
    here = mentions[i]
    for n in (i - 1, i + 1):
        if not 0 <= n < len(mentions):
            continue
        there = mentions[n]
        gap = text[min(here.end, there.end) : max(here.start, there.start)]
        if len(gap) > _NEAR or re.search(r"[.!?]\s|\n", gap) or here.form.text == there.form.text:
            continue
        if (terms[n] or text[there.start : there.end]).lower() == (terms[i] or "").lower():
            return True
    return False


def _change(text: str, mention: Mention, term: str) -> Iterator[Change]:
    """The replacement with its article, or nothing where the right article is not certain."""
    start, end = mention.start, mention.end
    written = _in_case(text, mention, term)
    if article := _article(text, mention):
        right = english.article(term)
        if right is None:
            return
        if right != article["article"].lower():
            start = article.start("article")
            written = _like(right, article["article"], capitals=_in_capitals(text, mention)) + article["gap"] + written
    yield Change(start, end, text[start:end], written, mention.concept.id)


def _article(text: str, mention: Mention) -> re.Match[str] | None:
    """The article directly before a mention; a capital A inside a sentence is a name ("hepatitis A")."""
    found = _ARTICLE.search(text, max(0, mention.start - 8), mention.start)
    if not found or found["article"] != _A.upper() or english.opens_sentence(text, found.start()):
        return found
    return found if _in_capitals(text, mention) and english.article(mention.form.text) == _A else None


def _like(article: str, old: str, *, capitals: bool) -> str:
    """The article with the capitals of the old one."""
    if old[0].islower():
        return article
    return article.upper() if (len(old) > 1 and old.isupper()) or capitals else article.capitalize()


def _in_case(text: str, mention: Mention, term: str) -> str:
    """The term with the capitals that its place demands."""
    old, listed = text[mention.start : mention.end], mention.form.text
    if old.isupper() and (not listed.isupper() or _in_capitals(text, mention)):
        return english.all_capitals(term)
    pairs = list(zip(_WORD.findall(old), _WORD.findall(listed), strict=False))
    lifted = [word[0].isupper() for word, own in pairs if own[0].islower()]
    opens = english.opens_sentence(text, mention.start)
    if lifted and all(lifted) and (len(pairs) > 1 or not opens):
        return english.title_case(term)
    is_capital = old[0].isupper() or not old[0].isascii()
    return english.capitalised(term) if is_capital and (opens or listed[0].islower()) else term


def _in_capitals(text: str, mention: Mention) -> bool:
    """Whether the rest of the line, as far as it is near, is written in capitals."""
    before = text[max(0, mention.start - _AROUND) : mention.start].rpartition("\n")[2]
    rest = before + text[mention.end : mention.end + _AROUND].partition("\n")[0]
    return rest.isupper() and sum(map(str.isalpha, rest)) >= 4
