"""Words that lost a border or gained one: "theLiver", "signifi cantly".

The text's own words are the proof, and the glossary's: nothing is parted or joined into a word that stands nowhere
else.
"""

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.core.edits import Change
from pipeline.core.text.phrases import whole_words
from pipeline.data import load
from pipeline.glossary import Glossary
from pipeline.reading.lexicon import known_words
from pipeline.repair.tokens import ADDRESS_SIGNS, CAPITAL_I, GREETINGS, LANGUAGES, SAID_OF_ME, look_back, token_at
from pipeline.rules import DocumentContext, rule

_TABLE = load("spacing.yaml")
_PREFIXES = frozenset(_TABLE["bound_prefixes"])
_NAMES = frozenset(_TABLE["camel_names"])
_WHOLE = frozenset(_TABLE["ligature_ends"])
_TAILS = frozenset(_TABLE["figure_tails"])
_WORD = re.compile(r"[^\W\d_]+")
_BORDER = re.compile(r"[A-Z](?<=[a-z].)[a-z]{1,40}(?![^\W_]|[™®])")
_SHORT_WORD = re.compile(r"(?<![^\W_])[A-Za-z][A-Za-z]{0,8}\Z")
_SITE = re.compile(rf"\.(?:{'|'.join(_TABLE['plain_site_endings'])})\Z")
_GLUED_I = re.compile(
    rf"{CAPITAL_I}(?:(?<![^\W_]{CAPITAL_I})(?={SAID_OF_ME})|(?<=[a-z]{{3}}{CAPITAL_I})(?P<before> {SAID_OF_ME}))"
)
_GLUED_DOCTOR = re.compile(rf"(?:{'|'.join(_TABLE['partings'])})(?=(?:Dr|DR)(?:\.? ?[A-Z]|[. ]))")
_GLUED_FIGURE = re.compile(r"\d(?=([a-z]{3,20})(?:[ ,.;:)]|\n|$))")
_FIGURE = re.compile(r"(?:(?<![\w.,/-])(?:19|20)\d\d|(?<![\w-])[A-Z]{3,10}-\d{1,3})\Z")
_PLAIN_FIGURE = re.compile(r"(?<![\w.,/-])\d{1,4}\Z")
_JOINS = frozenset(_TABLE["joins"])
_CHECKED = load("checks.yaml")
_INSTEAD = re.compile(  # signs in the place of an apostrophe
    rf"(?:[´`\\](?<=[a-zI].)|\\\\(?<=[a-z]..)|\"(?<=\sI.))(?=(?:{'|'.join(_CHECKED['contraction_endings'])})(?![\w`\\\"]))"
    rf"|[´`\\;](?<=n.)(?=(?:{'|'.join(_CHECKED['negation_endings'])})(?![\w`\\]))"
)
_ITS = re.compile(rf"s(?<=[Ii]ts)(?<![\w’'@/.-].ts) (?=(?:{'|'.join(_CHECKED['its_certain'])})(?![\w’'-]))")
_LOOSE_ENDINGS = [f" {end} " for end in (*_CHECKED["contraction_endings"], *_CHECKED["negation_endings"])]
_LOOSE = re.compile(
    r"(?<![\w’'@/.-])(?:"
    rf"(?i:{'|'.join(_CHECKED['negation_marks'])})(?= (?i:{'|'.join(_CHECKED['negation_endings'])})"
    rf"(?! (?:{'|'.join(_CHECKED['kinds_of_t'])})))"
    + "".join(
        rf"|(?:{'|'.join(row['words'])})(?= (?:{'|'.join(row['endings'])})"
        + (rf" (?:{'|'.join(row['before'])})" if "before" in row else "")
        + r"(?![\w’'-]))"
        for row in _CHECKED["loose_forms"]
    )
    + r")(?= [a-z]{1,2}(?![\w’'-]))"
)
_APART = re.compile(r" (?<=[a-z] )(?=['’]s [a-z])")
_LOOSE_OWNER = re.compile(r" s(?<=[a-z][a-z]. s)(?= [a-z]{2})")
_LEFT = re.compile(r"(?<![^\W_])[a-z]{2,40}\Z")
_SPLIT = re.compile(r"(?:ff|fi|fl) (?=([a-z]{1,30})(?![^\W_]))")
_SHORT_FORM = whole_words(
    rf"(?<![’'@/.-])(?:(?P<verb>(?i:{'|'.join(_CHECKED['negation_marks'])}))(?i:t)"
    rf"|(?i:{'|'.join(_CHECKED['contractions'])})|(?:{'|'.join(_CHECKED['own_contractions'])}))",
    end=r"(?![\w’'@/-])",
    flags=re.NOFLAG,
)
_ENDING = re.compile(rf"(?i:{'|'.join(_CHECKED['contraction_endings'])})\Z")
_PRONOUN = re.compile(
    r"(?<![\w’'@/.-])(?:"
    + "|".join(rf"{row['word']}(?= (?:{'|'.join(row['before'])})(?![\w’'-]))" for row in _CHECKED["pronoun_forms"])
    + ")"
)
_OWNERS = frozenset(_CHECKED["apostrophes"]["owners"]) | frozenset(_CHECKED["more_owners"])
_NEGATED_NOUNS = frozenset(_CHECKED["apostrophes"]["without_t_doubtful"])
_INJECTED_AS: str = _CHECKED["injected"]
_INJECTED = re.compile(rf"(?<![\w-])(?:{'|'.join(_CHECKED['injection_words'])})(?![\w-])", re.IGNORECASE)
_SUBJECT = re.compile(rf"(?<![\w’'-])(?i:{'|'.join(_CHECKED['apostrophes']['subjects'])}) \Z")
_HYPHEN = re.compile(
    r"(?P<hyphen>[-‐\u00ad])(?<=[a-z][-‐\u00ad])(?P<gap>[ \t]*\n[ \t]*| )"
    r"(?=(?P<right>[a-z]{2,30})(?![^\W_]|[-’'](?=[a-z])))"
)
_HEAD = re.compile(r"(?<![^\W_])[A-Za-z][a-z]{1,40}\Z")
_COMPOUND = re.compile(r"(?<![\w-])[a-z]{2,41}-[a-z]{2,30}(?![\w-])", re.IGNORECASE)
_SUSPENDED = frozenset(_TABLE["after_suspended_hyphens"])
_SHORTEST = 3  # letters of a second half that only the text proves
_PIECES = re.compile(r"(?<![^\W_])(?<!-)(?:([^\W\d_]{1,30}) (?=f{1,2}[il]?\Z))?([^\W\d_]{0,30})\Z")


class _Vocabulary:
    """Words that stand in the text by themselves, and single words of the glossary."""

    def __init__(self, text: str, glossary: Glossary):
        self.count = Counter(_WORD.findall(text.lower()))
        self._glossary = glossary

    def __contains__(self, word: str) -> bool:
        found = self._glossary.find(word) if word.lower() not in self.count else ()
        return word.lower() in self.count or any(m.end - m.start == len(word) for m in found)


@rule("repair/glued-words", version=6)
def part_words(text: str, context: DocumentContext) -> Iterator[Change]:
    """Words glued where the second begins with a capital.

    A link or heading lost the space before it. Both halves must be words of the text or the glossary, and the whole
    must stand there once: names such as "iPhone" or "MyChart" come again. "Ihad" and "thenI had" are no words at all,
    nor are "HiThanks" and "RegardsDr"; a year and a name that ends in a number have no tail ("2020retrieved",
    "COVID-19must"), and no number has one that joins ("5and a half").
    Whatever else has grown together is left to a check.
    Example: "cancer of theLiver" becomes "cancer of the Liver" in a text that also says "the liver".
    """
    places = {*_at_capitals(text, context.glossary)}
    if context.is_in(LANGUAGES):
        places |= {*_beside_me(text), *_glued_figures(text)}
    for place in sorted(places):
        yield Change(place, place, "", " ", "space between two words")


def _beside_me(text: str) -> Iterator[int]:
    """Where the word "I" is glued to its verb, or to the word before it."""
    for match in _GLUED_I.finditer(text):
        place = match.start() if match["before"] else match.end()
        token = token_at(text, place)
        site = match["before"] and look_back(_SITE, text, place, 5)
        if not ADDRESS_SIGNS & set(token) and (site or "." not in token.rstrip(".")):
            yield place


def _at_capitals(text: str, glossary: Glossary) -> Iterator[int]:
    """Where a word with a capital is glued to another, of the text or the glossary, or to a greeting."""
    borders = list(_BORDER.finditer(text))
    vocabulary = _Vocabulary(text, glossary) if borders else None
    for border in borders:
        place, right = border.start(), border[0]
        greeting = look_back(_SHORT_WORD, text, place, 10)
        if greeting and greeting[0].lower() in GREETINGS and right.lower() in known_words("en"):
            yield place
            continue
        left = look_back(_LEFT, text, place)
        if vocabulary is None or left is None or len(right) < _SHORTEST or left[0] in _NAMES | _PREFIXES:
            continue  # "nonHispanic" lost a hyphen, or never had one
        whole = left[0] + right
        proven = vocabulary.count[whole.lower()] == 1 and left[0] in vocabulary and right in vocabulary
        proven = proven and not _dotted(text, place + len(right)) and not glossary.find(whole)
        if proven and not ADDRESS_SIGNS & set(token_at(text, place)):
            yield place


def _glued_figures(text: str) -> Iterator[int]:
    """Where a word is glued to a number, or a doctor's name to the closing of a letter."""
    for match in _GLUED_FIGURE.finditer(text):
        place = match.end()
        sound = match[1] in known_words("en") and match[1] not in _TAILS
        figure = look_back(_FIGURE, text, place, 16) or (
            match[1] in _JOINS and look_back(_PLAIN_FIGURE, text, place, 6)
        )
        if sound and figure and not ADDRESS_SIGNS & set(token_at(text, place)):
            yield place
    for match in _GLUED_DOCTOR.finditer(text) if "Dr" in text or "DR" in text else ():
        if not ADDRESS_SIGNS & set(token_at(text, match.end())):
            yield match.end()


def _dotted(text: str, end: int) -> bool:
    """Whether a name goes on behind a stop, as in "clinicTrials.gov"."""
    return text[end : end + 1] == "." and text[end + 1 : end + 2].isalnum()


@rule("repair/split-ligature", version=1, languages=LANGUAGES)
def join_ligatures(text: str, context: DocumentContext) -> Iterator[Change]:
    """Word broken behind a ligature.

    The text layer of a PDF loses the join behind "fi", "fl" and "ff". The pieces are joined where the whole word stands
    elsewhere in the text or in the glossary and the first piece is no word. Example: "signifi cantly" becomes
    "significantly" in a text that also says "significantly"; "off set" and "staff ing" stay.
    """
    splits = list(_SPLIT.finditer(text))
    vocabulary = _Vocabulary(text, context.glossary) if splits else None
    for split in splits:
        end = split.end() - 1
        pieces = look_back(_PIECES, text, end, 64)
        if vocabulary is None or pieces is None or pieces[2].lower() in _WHOLE:
            continue
        if pieces[1] and pieces[1] + pieces[2] + split[1] in vocabulary:
            space = end - len(pieces[2]) - 1
            yield Change(space, space + 1, " ", "", "word broken before a ligature")
            yield Change(end, end + 1, " ", "", "word broken behind a ligature")
        elif pieces[2] + split[1] in vocabulary:
            yield Change(end, end + 1, " ", "", "word broken behind a ligature")


@rule("repair/lost-apostrophe", version=6, languages=LANGUAGES)
def restore_apostrophes(text: str, context: DocumentContext) -> Iterator[Change]:
    """Apostrophe lost from a short form.

    "dont", "doesnt" and "theyre" are no other words, and neither are "cant" and "wont" behind a subject. The sign is
    the one that the text writes elsewhere. "were" is a word of its own and stays; "Id", "Ill" and "im" are too, but
    not before "like", "need" or "so tired", nor is "its" before what no possessive stands before ("its a"). An accent,
    a backslash or two that stand before such an end are an apostrophe, and so are a double quote behind "I" and a blank
    ("I m", "don t"); in a text that lost some so, "mother s" lost its as well. "mother 's" has a blank too many.
    "Can t" by itself may be a hole and stays for a check.
    Example: "They dont help, and you cant sleep." becomes "They don’t help, and you can’t sleep.".
    """
    sign = "'" if text.count("n't") > text.count("n’t") else "’"
    for match in _SHORT_FORM.finditer(text):
        ambiguous = (match["verb"] or "").lower() in _NEGATED_NOUNS
        if ambiguous and not look_back(_SUBJECT, text, match.start(), 20):
            continue
        place = match.start() + len(match["verb"] or _ENDING.sub("", match[0]))
        yield Change(place, place, "", sign, "apostrophe of a short form")
    for match in _INSTEAD.finditer(text) if any(s in text for s in ("´", "`", "\\", "n;t", 'I"')) else ():
        yield Change(*match.span(), match[0], sign, "apostrophe of a short form")
    loose = list(_loose_forms(text))
    proven = [match for match in loose if match[0].lower() not in _NEGATED_NOUNS]
    for match in loose if proven else ():  # "can t" by itself may be a hole
        yield Change(match.end(), match.end() + 1, " ", sign, "apostrophe of a short form")
    for match in _LOOSE_OWNER.finditer(text) if proven else ():
        word = look_back(_HEAD, text, match.start())
        if word and _is_owner(word[0]):
            yield Change(match.start(), match.start() + 1, " ", sign, "apostrophe of a possessive")
    yield from _owners_apart(text)
    for match in _ITS.finditer(text) if "its " in text or "Its " in text else ():
        yield Change(match.start(), match.start(), "", sign, "apostrophe of a short form")
    injected = f"{_INJECTED_AS} " in text and _INJECTED.search(text) is not None
    hinted = any(f"{row['word']} " in text for row in _CHECKED["pronoun_forms"])
    for match in _PRONOUN.finditer(text) if hinted else ():
        if match[0].startswith(_INJECTED_AS) and injected:
            continue  # "im" may be "intramuscular"
        yield Change(match.start() + 1, match.start() + 1, "", sign, "apostrophe of a short form")


def _owners_apart(text: str) -> Iterator[Change]:
    """Blanks between a word and the apostrophe of its possessive."""
    for match in _APART.finditer(text) if " 's " in text or " ’s " in text else ():
        word = look_back(_HEAD, text, match.start())
        if word and len(word[0]) > _SHORTEST:
            yield Change(*match.span(), " ", "", "space before the apostrophe of a possessive")


def _loose_forms(text: str) -> Iterator[re.Match[str]]:
    """Words whose short form lost its apostrophe to a blank, in their order."""
    starts = set()
    for ending in _LOOSE_ENDINGS:
        place = text.find(ending)
        while place >= 0:
            word = look_back(_SHORT_WORD, text, place, 10)
            starts |= {place - len(word[0])} if word else set()
            place = text.find(ending, place + 1)
    yield from (match for start in sorted(starts) if (match := _LOOSE.match(text, start)))


def _is_owner(word: str) -> bool:
    """Whether "s" behind a word is that of a possessive, and of no plural that was torn: a person, a day or a name."""
    return word.lower() in _OWNERS or (word[0].isupper() and word.lower() not in known_words("en") and word[-1] != "s")


@rule("repair/hyphenation", version=3)
def join_hyphenated(text: str, context: DocumentContext) -> Iterator[Change]:
    """Word divided at the end of a line.

    The halves are joined where the whole word stands elsewhere in the text or in the glossary, and keep their hyphen
    where it stands there with one. So are those of a word of the lexicon of which one half is no word, in a text that
    has it nowhere with a hyphen. A prefix such as "anti" keeps its hyphen before a word; what nothing proves is left
    to a check. "Short- and long-term" divides nothing.
    Example: "the metasta- ses" becomes "the metastases" in a text that also says "metastases".
    """
    found = list(_HYPHEN.finditer(text))
    vocabulary = _Vocabulary(text, context.glossary) if found else None
    compounds = {word.casefold() for word in _COMPOUND.findall(text)} if found else set()
    known = known_words(context.side.language) if found else frozenset()
    for match in found:
        left = look_back(_HEAD, text, match.start())
        if vocabulary is None or left is None or match["right"] in _SUSPENDED:
            continue
        if left[0] + match["right"] in vocabulary:
            yield Change(match.start(), match.end(), match[0], "", "word divided at the end of a line")
        elif f"{left[0]}-{match['right']}".casefold() in compounds:
            yield Change(*match.span("gap"), match["gap"], "", "compound divided behind its hyphen")
        elif _is_divided(left[0].lower(), match["right"], known):
            yield Change(match.start(), match.end(), match[0], "", "word divided at the end of a line")
        elif "\n" in match["gap"] and _is_prefixed(left[0].lower(), match["right"], known):
            yield Change(*match.span("gap"), match["gap"], "", "compound divided behind its hyphen")


def _is_prefixed(left: str, right: str, known: frozenset[str]) -> bool:
    """Whether a prefix that takes a hyphen stands before a word, and the two are no word without it."""
    return left in _PREFIXES and right in known and left + right not in known


def _is_divided(left: str, right: str, known: frozenset[str]) -> bool:
    """Whether two halves are a word of the lexicon, and not both words themselves, as those of a compound are."""
    return left + right in known and not (left in known and right in known)
