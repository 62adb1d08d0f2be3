"""Doubled and glued words that may hide a lost word."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.checks.places import LANGUAGES, any_of, block_at, matches, sentences, word_before
from pipeline.core.edits import Span
from pipeline.core.model import Block, Document
from pipeline.core.text import columns, quoted
from pipeline.data import load
from pipeline.glossary import Glossary
from pipeline.reading.lexicon import known_words
from pipeline.repair.tokens import ADDRESS_SIGNS, token_at
from pipeline.rules import DocumentContext, Fault, check

_WORDS = load("checks.yaml")["doubles"]
_AROUND_AND = re.compile(
    rf"\b([A-Za-z]{{4,40}}|[A-Za-z]{{3,40}}\s[a-z]{{3,40}})\s+{any_of(_WORDS['joins'])}\s+(?i:\1)(?=\s*[.,;:)!?]|\s+{any_of(_WORDS['follow'])}\b|\s*$)"
)
_PARTICIPLE = re.compile(rf"\s+(?:{'|'.join(_WORDS['past_forms'])})\b")
_DOUBLED = re.compile(r"(?<![\w’'-])(?:([A-Za-z]{3,40}),?\s+\1|([A-Za-z]{2,30} [A-Za-z]{2,30}),?\s+\2)(?![\w’'-])")
_NEXT_ITEM = re.compile(
    rf"\s{any_of(_WORDS['joins'])}\b|[.;]"
)  # "fever, fever or"; but "sex, sex work" and "Ward, Ward, Utah"
_WORD = re.compile(r"[a-z]{3,40}")
_NO_WORD = r"(?![\w’'/@-]|\.(?:org|com|net|gov|edu|info|co\.uk|nhs\.uk)\b)"  # what follows makes it an address
_WHOLE = re.compile(rf"(?<![\w’'./@-])[A-Za-z][a-z]{{3,40}}{_NO_WORD}")
_AROUND_NUMBER = re.compile(r"(?<![\w-])([a-z]{2,20})\d{1,4}([a-z]{3,20})(?![\w-])")
_SHORTEST = 2  # letters; two and fewer make too many words by chance
_WIDE = " " * 6  # between two cells of a page that keeps its layout
_FEW = 3  # words of four letters and more
_RUN = re.compile(rf"(?<![\w’'./@-])[A-Za-z][a-z]{{14,80}}{_NO_WORD}")
_GLUED_SOURCE = re.compile(  # in references: "2017May", "Res.2017", "Muntner P,Ovbiagele", "WilliamsKA", "onClinical"
    r"(?<![\w./:])(?:(?:19|20)\d\d[A-Z][a-z]{2}\b|[A-Z][a-z]{2,12}\.(?:19|20)\d\d\b|[A-Z]{1,2},[A-Z][a-z]{2,30}\b"
    r"|[A-Z][a-z]{2,30}[A-Z]{1,2}(?=[ ,])|(?:on|of|in|and|for|with)[A-Z][a-z]{3,30}\b)"
)
_GLUED_YEAR = re.compile(
    r"\b(?:19|20)\d\d(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b|[a-z]\.(?:19|20)\d\d [A-Z]"
)
_SOURCES = 3  # places; one or two may be names
_LONGEST_WORD = 20  # letters
_MANY, _LINES_BETWEEN = 15, 16  # words of a paragraph that nobody writes twice; lines of labels between the two
_BEGINNING = 5  # words of a sentence that the next one begins with: "Do not wait. Do not wait at home" is meant
_PASSAGE, _REACH = 20, 400  # words of a passage that is told, and how far up it may stand
_SAID_AGAIN = 36  # words; longer passages are said again by no writer, but by a page
_NEAR = 40  # words between a shorter passage and its copy: further down it holds again
_ROW = re.compile(r"(?=.*\d)[\d\s()+.,/–-]{2,}")
_ANY_WORD = re.compile(r"\S+")
_SMALL_WORDS = frozenset(_WORDS["small_words"])
_LINK, _CHAIN = 6, 14  # letters of each of two words that have grown together, and of both
_ADJECTIVES = tuple(_WORDS["adjective_ends"])
_ENDS, _BEGINNINGS = tuple(_WORDS["small_ends"]), tuple(_WORDS["small_beginnings"])
_LEAST_LEFT = 5  # letters
_LATE, _PREPOSITIONS = 10, tuple(_WORDS["late_ends"])  # letters
_DOER, _VERBS = _WORDS["doer_end"], tuple(_WORDS["doer_verbs"])
_GLUED_CAPITAL = re.compile(
    rf"\b(?:[A-Z]{{2,10}}-\d{{1,3}}|{any_of(_WORDS['shouted_joins'])})(?P<right>[A-Z][a-z]{{1,30}})(?= [a-z])"
)
_CAMEL = re.compile(r"\b[a-z]{3,40}[A-Z][a-z]{2,}\b")


@check("source/doubled-around-and", severity="error", languages=LANGUAGES)
def find_doubled_around_and(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """The same word stands on both sides of "and" or "or".

    "Swelling and swelling may occur": one of two symptoms was lost, and deleting the double would hide it. Sound
    pairs ("more and more", "years and years", "between eye and eye") and pairs that something tells apart ("cancer
    and cancer treatment", "women and women who smoke") are left. Example: "Swelling and swelling may occur."
    """
    for match in matches(_AROUND_AND, document, context):
        word = match[1].lower()
        before = word_before(document.text, match.start())
        is_tense = word in _WORDS["auxiliaries"] and _PARTICIPLE.match(document.text, match.end())  # "have or have had"
        block = block_at(document, match.start())
        is_name = match[1][0].isupper() and match[0].split()[-1][0].isupper() and block and block.kind != "heading"
        if is_name:
            continue
        if word not in _WORDS["around_and"] and not is_tense and before not in _WORDS["not_before_and"]:
            yield Fault(*match.span(), f"“{match[1]}” stands there twice: another word was probably lost.")


@check("source/doubled-word", severity="warning", languages=LANGUAGES)
def find_doubled(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A word stands twice in a row.

    A typing error, a heading run into its sentence, or two list items that lost their border: one time in eight
    deleting is right, so a person decides. In a table whose columns are parted by blanks two cells may begin alike;
    names ("Wagga Wagga"), items of a list ("people, people who smoke") and what is said three times on purpose are
    sound.
    Example: "The rash usually usually fades."
    """
    regions = [(one.start, one.end) for one in columns.find(document.text)]
    for match in matches(_DOUBLED, document, context):
        doubled = match[1] or match[2]
        wide = _WIDE in match[0] or ("  " in match[0] and doubled[0].isupper())
        cells = wide or ("  " in match[0] and quoted.overlaps(*match.span(), regions))
        listed = "," in match[0] and not _NEXT_ITEM.match(document.text, match.end())
        thrice = document.text[match.end() :].lower().lstrip().startswith(f"{doubled.lower()} ")
        named = match[1] and match[0].istitle() and doubled.lower() not in known_words("en")  # "Wagga Wagga"
        if named and "  " not in match[0] and "\n" not in match[0]:
            continue
        if doubled.lower() not in _WORDS["sound"] and not cells and not listed and not thrice:
            yield Fault(*match.span(), f"“{doubled}” stands twice: a slip, or the border between two parts was lost.")


@check("source/glued-words", severity="warning", languages=LANGUAGES)
def find_glued_words(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """Two words have grown together.

    "foodmay" is no word, and "food" and "may" are, one of them in this text as well; "than8hours" holds a number, and
    "COVID-19Have" and "ANDAt" lost the border of an item. A
    long run of words ("andtheyfollowedthem") tells that a paragraph lost its blanks. Nothing proves which sign stood
    between them. References that lost three blanks or more ("2017May") are told once.
    Example: "foodmay" in a text that also says "food".
    """
    vocabulary = Counter(_WORD.findall(document.text.lower()))
    unknown = [
        match
        for match in matches(_WHOLE, document, context)
        if not _is_word(match[0].lower(), vocabulary, context.glossary)
    ]
    glued = [
        m
        for m in unknown
        if _halves(m[0].lower(), vocabulary, named=m[0][0].isupper())
        or _is_described(m[0], vocabulary)
        or _is_chain(m[0])
        or _ends_late(m[0].lower())
    ]
    beside = [m for m in unknown if m not in glued and _is_beside(m[0])] if glued else []
    for match in sorted((*glued, *beside), key=re.Match.start):
        yield _glued(match)
    last = -1
    for match in matches(_RUN, document, context):
        if match.start() >= last and match[0].lower() not in known_words("en") and _is_run(match[0].lower()):
            block = block_at(document, match.start())
            last = block.end if block else match.end()  # one place tells of its paragraph
            yield Fault(*match.span(), f"“{match[0][:40]}” is several words; the blanks of this paragraph are lost.")
    for match in matches(_CAMEL, document, context):
        if vocabulary[match[0].lower()] == 1 and not ADDRESS_SIGNS & set(token_at(document.text, match.start())):
            yield _glued(match)
    for match in matches(_GLUED_CAPITAL, document, context):
        if match["right"].lower() in known_words("en") and vocabulary[match[0].lower()] < _FEW:
            yield _glued(match)
    for match in matches(_AROUND_NUMBER, document, context):
        if {match[1], match[2]} <= known_words("en") and _SMALL_WORDS & {match[1], match[2]}:
            yield _glued(match)
    yield from _glued_sources(document.text)


def _glued_sources(text: str) -> Iterator[Fault]:
    """References that lost blanks, among them one beside a year: the first place is told for all."""
    sources = list(_GLUED_SOURCE.finditer(text)) if _GLUED_YEAR.search(text) else []
    if len(sources) >= _SOURCES:
        yield Fault(*sources[0].span(), f"The references of this text lost blanks, in {len(sources)} places and more.")


def _is_word(word: str, vocabulary: Counter[str], glossary: Glossary) -> bool:
    """Whether a word is known, comes again in the text, or is one of the glossary's."""
    return (
        word in known_words("en") or word in _WORDS["glued_sound"] or vocabulary[word] > 1 or bool(glossary.find(word))
    )


def _is_beside(word: str) -> bool:
    """Whether a word is two in a text that has others which have grown together, and needs no other witness."""
    left = {word[: -len(small)] for small in _ENDS if word.endswith(small)}
    right = {word[len(small) :] for small in _BEGINNINGS if word.startswith(small)}
    others = [one for one in left | right if len(one) >= _LEAST_LEFT]
    return word.islower() and any(one in known_words("en") for one in others)


def _halves(word: str, vocabulary: Counter[str], *, named: bool) -> bool:
    """Whether a word is a small word and another, of which one stands in the text and both are words.

    What may be a name ("Mayall", "Livermore") must begin with the small one, but where it is a word of the text and its
    verb ("Thalassemiais"); "as" may end a plural ("personas"), "or" one who does ("stressor"), and "over" begin a word.
    """
    for i in range(1, len(word)):
        left, right = word[:i], word[i:]
        small, other = (left, right) if left in _SMALL_WORDS else (right, left)
        of_doer = small == right == _DOER and left.endswith(_VERBS)
        a_name = named and not _is_said_of(left, right, vocabulary)
        ending = small == right and (of_doer or a_name or small in _WORDS["plural_endings"])
        begins = small == left and small in _WORDS["prefixes"]
        sound = len(other) > _SHORTEST + named and not ending and not begins
        is_word = other in known_words("en") or (named and len(other) >= _LEAST_LEFT)
        if small in _SMALL_WORDS and sound and is_word and vocabulary[other]:
            return True
    return False


def _is_said_of(left: str, right: str, vocabulary: Counter[str]) -> bool:
    """Whether a capitalised word may be the subject of a sentence and its verb: "Thalassemiais"."""
    return right in _WORDS["predicates"] and len(left) >= _LEAST_LEFT and vocabulary[left] > 0


def _ends_late(word: str) -> bool:
    """Whether a word is a longer one and a preposition, which ends no name so long: "Coveringsby"."""
    return any(len(word) >= _LATE and word.endswith(p) and word[: -len(p)] in known_words("en") for p in _PREPOSITIONS)


def _is_described(word: str, vocabulary: Counter[str]) -> bool:
    """Whether a word is an adjective by its ending and a noun of the text: "coronalheart" is no compound."""
    known = known_words("en")
    return any(
        (left := word[:i]) in known and left.endswith(_ADJECTIVES) and word[i:] in known and vocabulary[word[i:]]
        for i in range(_LEAST_LEFT, len(word) - _FEW)
    )


def _is_chain(word: str) -> bool:
    """Whether a long word is two or three long ones, of which only the last is no combining form ("cardio")."""
    if len(word) < _CHAIN or not word.islower():
        return False
    known = known_words("en")
    for i in range(_LINK, len(word) - _LINK + 1):
        left, right = word[:i], word[i:]
        if (
            left in known
            and left[-1] not in "aiou"
            and left not in _WORDS["joined_firsts"]
            and (right in known or _is_chain(right))
        ):
            return True
    return False


def _is_run(letters: str) -> bool:
    """Whether letters are three words or more without a blank, a small one of three letters or more among them."""
    best: list[tuple[int, bool] | None] = [(0, False)] + [None] * len(letters)  # the fewest words up to each place
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - _LONGEST_WORD), end):
            before, word = best[start], letters[start:end]
            sound = word in known_words("en") if len(word) > _SHORTEST else word in _SMALL_WORDS
            if before and sound and (best[end] is None or before[0] + 1 < best[end][0]):  # type: ignore[index]
                best[end] = before[0] + 1, before[1] or (len(word) > _SHORTEST and word in _SMALL_WORDS)
    whole = best[-1]
    return whole is not None and whole[0] >= _FEW and whole[1]


def _glued(match: re.Match[str]) -> Fault:
    return Fault(*match.span(), f"“{match[0]}” seems to be two words; something between them may be lost.")


@check("source/doubled-paragraph", severity="warning")
def find_doubled_paragraphs(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A paragraph or an item stands twice.

    One behind the other, to the letter: a slip, or the second was another one. A long paragraph may have a few lines
    between. Headings, cells and lines of a few words may come again.
    A long passage of other words may come again anywhere near: a list, and then its items in one line. Inside two items
    that begin otherwise it says what both have in common. A sentence with all of whose words the next one begins broke
    off.
    Example: the lines "- Take it with a meal.", "- Take it with a meal."
    """
    text = document.text
    yield from _repeated_passages(document, context)
    yield from _begun_twice(document, context)
    for block, again in pairwise(document.blocks):
        same = text[block.content : block.end].split() == text[again.content : again.end].split()
        if same and block.kind == again.kind and block.kind in ("paragraph", "item") and _says_something(text, block):
            yield Fault(again.start, again.end, "This stands twice, one behind the other; is one of them another?")
    yield from _further_down(document)


def _further_down(document: Document) -> Iterator[Fault]:
    """Long paragraphs that stand a few lines further up to the letter, with others between."""
    text = document.text
    above: dict[tuple[str, ...], int] = {}
    for i, block in enumerate(document.blocks):
        if block.kind != "paragraph" or not _is_long(text, block):
            continue
        words = tuple(text[block.content : block.end].split())
        twin = above.get(words, i)
        if twin < i - 1 and text.count("\n", document.blocks[twin].end, block.start) <= _LINES_BETWEEN:
            yield Fault(block.start, block.end, "This stands a few lines further up as well.")
        above[words] = i


def _begun_twice(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """Sentences of which the next says every word at its beginning, and then goes on: a broken-off first try."""
    for segment, before in sentences(document, context):
        if before is None or document.text[before.end - 1] != ".":
            continue
        first = document.text[before.start : before.end - 1].lower().split()
        second = document.text[segment.start : segment.end].lower().split()
        if _BEGINNING <= len(first) < len(second) and second[: len(first)] == first:
            yield Fault(
                before.start, before.end, "The next sentence begins with all of these words; this one broke off."
            )


def _repeated_passages(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """Passages of many words inside longer paragraphs and lists that stand twice; those that meet are told once."""
    words = [
        word
        for block in document.blocks
        if block.kind in ("paragraph", "item")
        for word in _ANY_WORD.finditer(document.text, block.content, block.end)
    ]
    plain = [word[0].lower() for word in words]
    first: dict[tuple[str, ...], int] = {}
    start = end = origin = 0
    for i in range(len(plain) - _PASSAGE + 1):
        before = first.setdefault(tuple(plain[i : i + _PASSAGE]), i)
        if i >= end and _PASSAGE <= i - before <= _REACH:
            if end and i - end > _PASSAGE:
                yield from _told(document, context, words, (start, end), origin)
            if not end or i - end > _PASSAGE:
                start, origin = i, before
            end = i + _PASSAGE
            while end < len(plain) and before + end - i < i and plain[end] == plain[before + end - i]:
                end += 1
    if end:
        yield from _told(document, context, words, (start, end), origin)


def _told(
    document: Document, context: DocumentContext, words: Sequence[re.Match[str]], span: Span, origin: int
) -> Iterator[Fault]:
    """A repeated passage, but where it is quoted, or the whole of its block, which is judged as such.

    A writer says a short one again further down, at the end of a paragraph, and in items or rows that begin otherwise.
    """
    length = span[1] - span[0]
    start, stop, first = words[span[0]].start(), words[span[1] - 1].end(), words[origin].start()
    if all(_is_inside_item(document, place) or _is_inside_row(document, place) for place in (start, first)):
        return
    if length < _SAID_AGAIN and (span[0] - origin - length > _NEAR or _closes(document, start, stop)):
        return
    if not _is_block(document, start, stop) and not quoted.overlaps(start, stop, context.quoted):
        yield Fault(start, stop, "These words stand further up as well; is one of the two to go, or another text?")


def _is_inside_item(document: Document, place: int) -> bool:
    """Whether a place lies in an item behind other words."""
    block = block_at(document, place)
    return block is not None and block.kind == "item" and place > block.content + 2


def _is_inside_row(document: Document, place: int) -> bool:
    """Whether only figures stand before a place on its line: the row of a table that lost its columns."""
    line = document.text.rfind("\n", 0, place) + 1
    return _ROW.fullmatch(document.text, line, place) is not None


def _closes(document: Document, start: int, stop: int) -> bool:
    """Whether a passage is the last sentence of a paragraph: a writer says it again where it holds again."""
    block = block_at(document, start)
    i = bisect_left(document.segments, start, key=lambda segment: segment.start)
    sentence = document.segments[i] if i < len(document.segments) else None
    last = block is not None and block.content < start and stop == block.end
    return last and sentence is not None and (sentence.start, sentence.end) == (start, stop)


def _is_block(document: Document, start: int, stop: int) -> bool:
    """Whether a passage is the whole of its block, which is judged as such."""
    block = block_at(document, start)
    return block is not None and start <= block.content + 2 and stop >= block.end - 2


def _is_long(text: str, block: Block) -> bool:
    return len(text[block.content : block.end].split()) >= _MANY


def _says_something(text: str, block: Block) -> bool:
    return len(_WHOLE.findall(text, block.content, block.end)) >= _FEW
