"""Sentences that came apart, and words that contradict each other."""

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.checks.places import LANGUAGES, any_of, block_at, in_prose, last_word, matches, sentences
from pipeline.core.model import Block, Document
from pipeline.data import load
from pipeline.reading.lexicon import known_words
from pipeline.rules import DocumentContext, Fault, check

_WORDS = load("checks.yaml")["wording"]
_CAPITAL = re.compile(rf"(?<=[a-z,] ){any_of(_WORDS['before_capital'])} {any_of(_WORDS['capitals'])}(?= [a-z])")
_BEGUN = re.compile(
    rf"(?<=[a-z] )(?P<last>[a-z]{{2,30}}) (?P<first>{any_of(_WORDS['begun'])}) (?!{any_of(_WORDS['joins'])}\b)(?=[a-z])"
)
_WISHED = re.compile(rf"(?<=[a-z] )(?P<last>[a-z]{{2,30}}) (?P<first>{any_of(_WORDS['wishes'])})(?=[ .!,]|$)")
_RUN_IN = re.compile(
    rf"(?:{any_of(_WORDS['answer_labels'])} )?(?P<head>(?:{any_of(_WORDS['indefinite_articles'])} )?"
    rf"(?!{any_of(_WORDS['articles'])} )[A-Z][\w’'-]+"
    rf"(?: (?:[A-Z][\w’'-]*|{any_of(_WORDS['title_words'])})){{0,8}} [A-Z][\w’'-]+)\s+"
    rf"(?P<first>{any_of(_WORDS['opening'])}) (?=[a-z])"
)
_SECTION_IN = re.compile(
    rf"(?P<head>(?i:{any_of(load('structure.yaml')['sections'])}))\s+(?P<first>{any_of(_WORDS['opening'])}) (?=[a-z])"
)
_INSIDE = re.compile(
    r"(?<![\w’'-])(?P<last>[a-z]{3,30})\)? (?P<first>[A-Z][a-z]{1,30})"
    rf"(?= [a-z]{{2,}})(?! {any_of(_WORDS['named_after_people'])}\b)(?! {any_of(_WORDS['in_names'])} [A-Z])"
)
_JOINED = frozenset((*_WORDS["before_capital"], *_WORDS["naming"], *_WORDS["title_words"]))
_SMALL_WORD = 4  # letters of a word that has no capital in a title: "to", "with"
_WORDS_OF_AN_ITEM = 12
_SERIES = frozenset(_WORDS["series"])
_NAMING = frozenset(_WORDS["naming"])
_OPENER = re.compile(
    "|".join(
        rf"{verb}\s+{any_of(after)}\b(?!(?<=\s{_WORDS['instructing']})\s+{any_of(_WORDS['instructed'])}\b)"
        for verb, after in _WORDS["openers"].items()
    )
)
_SHORT_STYLE = frozenset(_WORDS["short_style"])
_PREDICATE = re.compile(rf"(?i:{any_of(_WORDS['predicates'])}),\s+{any_of(_WORDS['predicate_next'])}\b")
_FINITE = re.compile(rf"\b{any_of(_WORDS['finite'])}\b")
_SUBJECTS, _NOUNS, _OTHERS = _WORDS["claims"]
_CLAIM = re.compile(
    rf"{any_of(_SUBJECTS['subjects'])}\s+{any_of(_SUBJECTS['verbs'])}\b"
    rf"|{any_of(_NOUNS['nouns'])}\s+(?:[a-z-]+\s+){{1,3}}?{any_of(_NOUNS['verbs'])}\b"
    rf"|(?!{any_of(_OTHERS['not'])}\b)[A-Z][a-z]+\s+(?:[a-z-]+\s+){{0,3}}?{any_of(_OTHERS['verbs'])}\b"
)
_ASKING = re.compile(
    rf"\b{any_of(_WORDS['asking'])}\b|[:“\"—–]"
    rf"|\b{any_of(_WORDS['inverted']['verbs'])} {any_of(_WORDS['inverted']['subjects'])}\b"
)
_OPPOSED = "|".join(
    [rf"{a}\s+{b}|{b}\s+{a}" for a, b in _WORDS["opposites"]]
    + [
        rf"{a}(?P<{first}{a}{b}>[a-z]{{5,30}})\s+{b}(?P={first}{a}{b})"
        for first, (a, b) in (
            *(("x", pair) for pair in _WORDS["opposite_prefixes"]),
            *(("y", pair[::-1]) for pair in _WORDS["opposite_prefixes"]),
        )
    ]
)
_OPPOSITES = re.compile(rf"(?<![\w-])(?:{_OPPOSED})(?![\w-])(?!\s+{any_of(_WORDS['not_multiple'])})")
_NOUNLESS = re.compile(
    rf"\b{any_of(_WORDS['existence'])}\s+(?:{any_of(_WORDS['existence_adverbs'])}\s+)?{any_of(_WORDS['quantifiers'])}"
    rf"\s+(?!{any_of(_WORDS['not_adjectives'])}\b)"
    rf"(?:{any_of(_WORDS['predicative'])}|[a-z-]{{2,30}}{any_of(_WORDS['adjective_endings'])})(?=\s*(?:[.;!?)]|$))",
    re.MULTILINE,
)
_NEGATED = re.compile(
    rf"(?<![\w-])(?i:{any_of(_WORDS['negators'])})\s+{any_of(_WORDS['negated_neutral'])}(?:\s+[a-z]+){{0,3}}\s+{any_of(_WORDS['adding'])}"
    rf"\s+{any_of(_WORDS['affirmed'])}\s+[a-z]+"
)


@check("source/run-on", severity="error", languages=LANGUAGES)
def find_run_on(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A new sentence begins inside another one.

    "To rest or have If there is fever": a capital that belongs at a beginning, behind a word that cannot end anything:
    the end of the first sentence is lost. So is the border of a heading or an item before a word that opens sentences
    and is no name: "Reporting of side effects If you get any". In a list of short items without stops one that goes on
    with a capital has swallowed what stood below. Example: "You may rest or have If it lasts, call us."
    """
    found = set()
    for match in matches(_CAPITAL, document, context):
        found.add(match.end())
        yield Fault(*match.span(), f"The sentence breaks off before “{match[0].split()[-1]}”: words are missing.")
    for match in (*matches(_BEGUN, document, context), *matches(_WISHED, document, context)):
        sound = match["last"] in _NAMING or _is_in_title(document, match.start("first"))
        if not sound and match.end("first") not in found:
            message = f"Something ends before “{match['first']}”, a heading, an item or a sentence: its border is lost."
            found.add(match.end("first"))
            yield Fault(match.start(), match.end("first"), message)
    for match in _swallowing(document):
        if match.end("first") not in found and in_prose(document, context, *match.span("first")):
            message = f"The item ends before “{match['first']}”; what follows is no part of it."
            yield Fault(match.start("last"), match.end("first"), message)


def _is_in_title(document: Document, place: int) -> bool:
    """Whether all but small words before a place in a heading have capitals: "When to Call a Nurse"."""
    block = block_at(document, place)
    if block is None:
        return False
    words = re.findall(r"[^\W\d_]+", document.text[block.content : place])
    return block.kind == "heading" and not any(word.islower() and len(word) > _SMALL_WORD for word in words)


def _swallowing(document: Document) -> Iterator[re.Match[str]]:
    """Where text begins inside the item of a list of short items without stops, which no stop parts from it."""
    group: list[Block] = []
    for block in (*document.blocks, None):
        if block is not None and block.kind == "item":
            group.append(block)
            continue
        long = [one for one in group if not _is_plain(document.text[one.content : one.end])]
        for one in long if len(group) - len(long) > 1 and 2 * len(long) <= len(group) else ():
            found = _INSIDE.search(document.text, one.content, one.end)
            if found and found["first"].lower() in known_words("en") and found["last"].lower() not in _JOINED:
                yield found
        group = []


def _is_plain(item: str) -> bool:
    return item[-1:] not in ".:?!" and len(item.split()) <= _WORDS_OF_AN_ITEM


@check("source/run-in-heading", severity="warning", languages=LANGUAGES)
def find_run_in_headings(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A heading has run into its paragraph.

    "Living With Gout Most people": words with capitals at the beginning of a sentence, and then a word that is no name
    and opens another. A name goes on with a word in small letters, "Vitamin A" and its like have their letter.
    Example: "Foods to Avoid Most people can eat what they like."
    """
    for segment, _ in sentences(document, context):
        match = _RUN_IN.match(document.text, segment.start, segment.end) or _SECTION_IN.match(
            document.text, segment.start, segment.end
        )
        if match and match["head"].rsplit(maxsplit=1)[-1] not in _SERIES:
            message = f"“{match['head']}” seems to be a heading that has run into its paragraph."
            yield Fault(match.start("head"), match.end("head"), message)


@check("source/lost-subject", severity="error", languages=LANGUAGES)
def find_lost_subjects(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A sentence lacks its subject, which stands before the last stop.

    "Every second child has a rash. May become chronic": a stop was put into one sentence, and both halves now say
    something else, so both are marked. Prompts in short style ("May cause drowsiness.") stand by themselves or among
    their like; here a whole sentence must stand before it, and no other such prompt in the same paragraph.
    Example: "Every second child has a rash. May become chronic."
    """
    short = Counter(s.block for s, _ in sentences(document, context) if _OPENER.match(document.text, s.start))
    for segment, previous in sentences(document, context):
        if previous is None or document.text[segment.end - 1] == "?" or short[segment.block] > 1:
            continue
        opening = _OPENER.match(document.text, segment.start) or _PREDICATE.match(document.text, segment.start)
        if opening and _is_whole(
            document.text[previous.start : previous.end], 5 if opening[0].split()[0] in _SHORT_STYLE else 4
        ):
            message = "This sentence lacks its subject: the stop before it probably cut one sentence in two."
            yield Fault(*last_word(document.text, previous.start, previous.end), message)
            yield Fault(segment.start, opening.end(), message)


def _is_whole(sentence: str, words: int) -> bool:
    """Whether a sentence is long enough, has a finite verb, and does not itself open with its verb."""
    noted = _OPENER.match(sentence) or _NOTES.search(sentence)
    return len(sentence.split()) >= words and _FINITE.search(sentence) is not None and not noted


_SENTENCES, _WORDS_OF_SEVERAL = 2, 20
_OWN = re.compile(rf"\b{any_of(_WORDS['first_person'])}\b")  # many who ask in forums write without capitals
_EXPANDED = re.compile("|".join(load("checks.yaml")["expanded"]), re.IGNORECASE)
_MUSING = re.compile(rf"[A-Z][a-z]{{2,20}}{any_of(_WORDS['musing_endings'])}\b")  # "Wondering if you should …?"
_NOTES = re.compile(rf",\s+{any_of(_WORDS['note_verbs'])}\b")  # "If poor, may also go to …"


@check("source/claim-as-question", severity="error", languages=LANGUAGES)
def find_claims_as_questions(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A statement ends in a question mark.

    "There must be no hope?" was a question that a translation turned round; without the mark it is a false claim.
    One that turns its verb and its subject round ("Also should I rest?") asks.
    Example: "There must be no hope?"
    """
    for segment, _ in sentences(document, context):
        sentence = document.sentence(segment)
        if (
            sentence.endswith("?")
            and not _MUSING.match(sentence)
            and _CLAIM.match(sentence)
            and not _ASKING.search(sentence)
            and "," not in sentence
        ):
            yield Fault(segment.start, segment.end, "A statement with a question mark: is it asked or claimed?")


@check("source/contradiction", severity="error", languages=LANGUAGES)
def find_contradictions(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """Two words that exclude each other stand side by side.

    "Single multiple tumours": the "or" between them was lost. Example: "There are single multiple cysts."
    """
    for match in matches(_OPPOSITES, document, context):
        yield Fault(*match.span(), f"“{match[0]}”: these words exclude each other; one between them was probably lost.")


@check("source/quantity-without-noun", severity="error", languages=LANGUAGES)
def find_nounless_quantities(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A quantity lacks its noun.

    "There are many benign": of what was lost with the noun. Example: "There are many benign."
    """
    for match in matches(_NOUNLESS, document, context):
        yield Fault(*match.span(), f"“{match[0]}”: of what? A noun is missing.")


@check("source/negation-scope", severity="error", languages=LANGUAGES)
def find_negated_pairs(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A negation may reach over "and".

    "Without capsule and unclear edges" denies the unclear edges as it stands, though they are the finding.
    Example: "No abnormal blood count and elevated enzymes were found."
    """
    for match in matches(_NEGATED, document, context):
        message = "As it stands the negation covers both sides of “and”; the second is probably meant to be affirmed."
        yield Fault(*match.span(), message)


@check("source/wrong-expansion", severity="error", languages=LANGUAGES)
def find_wrong_expansions(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A tool wrote out what was no abbreviation, or the wrong one.

    "30 magnesium of albumin" were milligrams, "each of ultrasound" was "each of us", and "blood hypertension" had been
    "blood pressure". Example: "Take 30 magnesium of it." "Ask each of ultrasound." "Measure your blood hypertension."
    """
    for match in matches(_EXPANDED, document, context):
        yield Fault(*match.span(), f"“{match[0]}”: a tool seems to have written out an abbreviation wrongly.")


@check("source/lost-capitals", severity="warning", languages=LANGUAGES)
def find_lost_capitals(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A paragraph has no capitals, though the others have.

    A tool made it lower case and took its commas: names, units ("mEq", "IU") and the borders of sentences
    have to be read anew; the first place is told. A writer who does so for himself is left.
    Example: the paragraphs "It is a cold. It passes.", "the cough lasts for a week or two and then it passes. it may
    bark at night. call us if it does not pass."
    """
    blocks = [block for block in document.blocks if block.kind == "paragraph"]
    plain = [block for block in blocks if _is_lower(document.text[block.start : block.end])]
    for block in plain[:1] if len(plain) < len(blocks) else ():
        word = re.match(r"\S+", document.text[block.content : block.end])
        end = block.content + (len(word[0]) if word else 1)
        number = f"{len(plain)} paragraphs" if len(plain) > 1 else "This paragraph"
        yield Fault(block.content, end, f"{number} lost capitals and commas, and so may have names and units.")


def _is_lower(paragraph: str) -> bool:
    """Whether a long paragraph of several sentences has neither capital nor comma, and none says what is "my"."""
    several = len(re.findall(r"[.?!] [a-z]", paragraph)) >= _SENTENCES and len(paragraph.split()) >= _WORDS_OF_SEVERAL
    return several and "," not in paragraph and not any(map(str.isupper, paragraph)) and not _OWN.search(paragraph)
