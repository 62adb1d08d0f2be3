"""Spaces and stops between words: glued sentences, list numbers and names, stray stops, commas.

A boundary is restored only where the characters themselves prove it. Glued prepositions ("ofin") are holes, not
boundaries: they stay for the checks.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from pipeline.core.edits import Change
from pipeline.data import load
from pipeline.reading.lexicon import known_words
from pipeline.rules import DocumentContext, rule

_TABLE = load("spacing.yaml")
LANGUAGES: tuple[str, ...] = tuple(_TABLE["languages"])  # those of the words in the table
_ABBREVIATIONS = frozenset(_TABLE["abbreviations"])
_PRONOUNS = frozenset(_TABLE["pronoun_enders"])
_SHORT = frozenset(_TABLE["short_enders"])
_SITES = frozenset(_TABLE["site_endings"])
_OPENERS = frozenset(_TABLE["openers"])
_GLUED_SENTENCE = re.compile(r"[.?!](?=[A-Z][a-z]{0,30}(?:[ ,:;]|\n|$|['’-][a-z]))")
_GLUED_BRACKET = re.compile(r"\)[.?!](?=(?P<right>[A-Z][a-z]{1,30})(?:[ ,:;]|\n|$|['’-][a-z]))")
_BRACKET_BEFORE = re.compile(r" \([^()\n]{1,120}\Z")
_GLUED_LINK = re.compile(r"(?<=\w)\]\([^()\s]{1,600}\)[.?!](?=(?P<right>[A-Z][a-z]{1,30})(?: |,|\n|$))")
_GLUED_TO_LINK = re.compile(r"(?<=[a-z]{3})[.?!](?=\[(?P<right>[A-Z][a-z]{1,30})(?: [^\[\]\n]{0,100})?\]\([^()\s]+\))")
_GLUED_QUOTE = re.compile(r"(?<=[a-z][.?!])[\"”](?=(?P<right>[A-Z][a-z]{1,30})(?: [a-z]|, ))")
_GLUED_NUMBER = re.compile(
    r"(?:(?<=[a-z] [1-9]\d)|(?<=[A-Za-z]-\d)|(?<=[A-Za-z]-[1-9]\d)|(?<= B\d\d))\.(?=(?P<right>[A-Z][a-z]{1,30}) [a-z])"
)
_WORD_BEFORE = re.compile(r"[A-Za-z]{2,40}\Z")
ADDRESS_SIGNS = frozenset("/@_=\\#|")
_EPITHET = re.compile(r"\. [a-z]{4}")
_GENUS = re.compile(rf"(?<!\w)(?:{'|'.join(_TABLE['before_genus'])})(?=[A-Z]\Z)")
_ITEM = re.compile(r"[.)、](?=[A-Z][a-z]{2})|\)(?=[A-Z][a-z]? )")
_GLUED_MARK = re.compile(r"^[ \t]*[-–—*](?=[^\W\d_][^\n*]*$)", re.MULTILINE)
_MARKED = re.compile(r"^[ \t]*([-–—*])[ \t]?[^\W\d_][^\n]*$", re.MULTILINE)
_NUMBER = re.compile(r"(?<![\w.])[0-9]{1,2}\Z")
_BORDER = re.compile(r"(?:\A|\n|[.;:!?)\]”\"][ \t]{1,8}|\n[ \t]{1,40}|\A[ \t]{1,40})\Z")
_RELATIVE = re.compile(rf"\.(?= (?:{'|'.join(_TABLE['relative'])}) [a-z])")
_CLAUSE = re.compile(r"[^.?!\n]{0,300}")
_STRAY = re.compile(r"([.?!])([ \t\xa0]{1,4}\1)(?=\s|$)")
_COMMA = re.compile(r"(?<=[ \xa0]),(?=[ \xa0\n]|$|(?P<glued>[a-z]{3,40}(?![\w’'@/.-])))")
_GLUED_COMMA = re.compile(
    r"(?<=[a-z]),(?=(?P<right>[A-Za-z][a-z]{2,40}(?![\w@/’'=-]|\.\w)|I(?![\w@/’'=-]|\.\w)|I(?=[’'](?:m|ve|ll|d)\b)))"
)
_NAME_BEFORE = re.compile(r"\([^()\n]{0,160}?(?<!\w)[A-Z][a-z]{3,30}\Z")
_WHOLE_LEFT = re.compile(r"(?<![\w@/.’'-])[A-Za-z][a-z]{1,40}\Z")
_CLOSING = re.compile(rf"(?:{'|'.join(load('structure.yaml')['letter_closings'])})[\w ]{{0,30}}", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?]\s*|^\s+")
_JOINS = frozenset(_TABLE["joins"])
_LEAST_HASHES = 2  # headings of Markdown that a text has
_FEW = 3  # headings with a blank before their colon
_FIELDS = 3  # commas of a token: a line of a table in commas, or of tags, has more
_BLANKS = re.compile(r"[ \xa0]{1,4}\Z")
_UNFINISHED = frozenset(_TABLE["unfinished"])
_LAST_WORD = re.compile(r"[A-Za-z]{1,40}\Z")
_STOP_GAP = re.compile(
    r"(?<=[\w)\]”\"’%*])(?:[ \xa0]{1,4}(?=\.)| {1,2}(?=[?!;])| (?=:))(?P<stop>[.?!;:])(?=[\s)\]”\"]|$)"
)
_BRACKETED = re.compile(r"(?<=[(])(?P<left>[ \xa0])[^\W_][^()\n]{0,120}[\w%.?!](?P<right>[ \xa0])(?=[)])")
_STOP_BEFORE = re.compile(r" \.(?:(?<=[a-z]{3} \.)|(?<=[a-z\d][)\]] \.))(?=(?P<next>[A-Z][a-z]{0,30})[ ,’'])")
_NUMBER_BEFORE, _NUMBER_BEHIND = re.compile(r"[0-9]\Z"), re.compile(r"\s?[0-9]")
_NOT_BEHIND = {
    ".": re.compile(r"[ \xa0]?\."),  # dots of an omission
    "?": re.compile(r"[ \xa0](?:[a-z\d]|\?)"),  # "pain ? appendicitis" asks in a note, "glucose ? 126" lost a sign
    "!": re.compile(r"[ \xa0]!"),
    ";": re.compile(r" ?[()]"),
    ":": re.compile(r" ?[()]"),  # a face
}
_TORN = re.compile(
    r"(?<![\w.])(?:(?i:www)\. ?)?[a-z][\w-]{1,40}\. (?:org|gov|edu)(?![\w-])"
    r"|(?<![\w.])(?:WWW\. ?)?[A-Z][A-Z\d-]{1,40}\. (?:ORG|GOV|EDU)(?![\w-])"
    r"|(?<![\w.])(?i:www)\. [\w-]{2,40}\. ?(?i:com|net|info|co\. ?uk|org\. ?uk|nhs\. ?uk)(?![\w-])"
    r"|(?<=[\w-])\. html?(?![\w-])"
    rf"|(?<![\w.])(?:{'|'.join(_TABLE['torn_abbreviations'])})(?:\.|(?=[ ,]))(?: (?=,))?"
    r"|(?<![\w.])U\. [SK]\.(?= [A-Z][a-z])"
)
_LABEL = re.compile(r"(?<![\w-])([A-Za-z]{3,40}):(?=(?P<next>[A-Za-z]{2,40}|\d{1,4}))")
_LINE_LABEL = re.compile(r"^[ \t]*[A-Z][\w’'-]*(?: [\w’'-]+){0,7}:(?=[A-Z][a-z]{1,30} [a-z])", re.MULTILINE)
_SPACED_HEAD = re.compile(r"(?:(?<=[.!?)][ ])|^)[A-Z][\w’'-]*(?: [\w’'-]+){0,5}[ ]:(?=[ ][A-Z])", re.MULTILINE)
_ASKED = re.compile(r"(?<=[a-z\d)”\"’][.?!])[ ]?(?=[QA][.:] ?(?:[A-Z][a-z]|[AI] ))")
_HASHED = re.compile(r"(?<=[)>.!?\]*\d])(?P<hash>#{1,6}) (?=[A-Z][^\n#]{2,120}$)", re.MULTILINE)
_HASH = re.compile(r"^#{1,6} ", re.MULTILINE)
_ANSWER = re.compile(r"^[ \t]*[QA]\d{0,2}:(?=[A-Z])", re.MULTILINE)
_FIELD = re.compile(
    r"(?<![\w.])[A-Z][A-Za-z]{2,20}: ?[^:\n]{0,60}?"
    rf"(?P<left>[a-z]{{2,20}}|\d ?(?:{'|'.join(_TABLE['field_units'])}))"
    r"(?=[A-Z][a-z]{2,20}: ?\S)"
)
_GLUED_ITEM = re.compile(r"(?<=[a-z.:;?!)])(?P<n>\d{1,2})[.)] ?(?=[A-Z])")
_LISTED = re.compile(r"(?:^|: )[ \t]*1\) ?(?=[A-Za-z])", re.MULTILINE)
_COMMA_ITEM = re.compile(r"(?P<gap> ?\.?, ?)(?P<n>\d{1,2})\)(?P<glued> ?)(?=[A-Z])")
_COUNTING = re.compile(rf"(?i:{'|'.join(load('checks.yaml')['quantities']['numbered'])})\Z")


def look_back(pattern: re.Pattern[str], text: str, position: int, reach: int = 41) -> re.Match[str] | None:
    """Search a pattern that is bound to the end in the characters before a position."""
    return pattern.search(text[max(0, position - reach) : position])


def token_at(text: str, position: int) -> str:
    """What stands around a position up to white space, at most 60 characters to each side."""
    left, right = text[max(0, position - 60) : position], text[position : position + 60]
    return (left.split()[-1] if left and not left[-1].isspace() else "") + right.split(maxsplit=1)[0]


@rule("repair/sentence-border", version=3)
def part_sentences(text: str, context: DocumentContext) -> Iterator[Change]:
    """Sentences glued at their stop.

    Extractors join paragraphs without a space. A lower-case word, a stop and a capitalized word are two sentences,
    unless one side belongs to an address, a site's name or an abbreviation. Behind a capitalized word only a word that
    opens sentences proves the border, and behind a bracket one of the lexicon.
    Example: "of the liver.Symptoms are" becomes "of the liver. Symptoms are"; "Cancer.Net" stays.
    """
    for match in _GLUED_SENTENCE.finditer(text):
        position = match.start()
        left = look_back(_WORD_BEFORE, text, position)
        if left is None or not left[0][1:].islower():
            continue
        right = re.match(r"[A-Za-z]+", text[position + 1 : position + 40])
        if right and _parts(left[0], right[0], text[position]) and not ADDRESS_SIGNS & set(token_at(text, position)):
            yield Change(position + 1, position + 1, "", " ", "space between two sentences")
    for match in _GLUED_BRACKET.finditer(text):
        known = match["right"] in _OPENERS or match["right"].lower() in known_words("en")
        if known and match["right"] not in _SITES and look_back(_BRACKET_BEFORE, text, match.start(), 123):
            yield Change(match.end(), match.end(), "", " ", "space between two sentences")
    for place in _beside_marks(text):
        yield Change(place, place, "", " ", "space between two sentences")
    for match in _GLUED_NUMBER.finditer(text):
        if match["right"] in _OPENERS:
            yield Change(match.end(), match.end(), "", " ", "space between two sentences")


def _beside_marks(text: str) -> Iterator[int]:
    """Where a sentence begins behind the stop of another and a link or a closing quote between them."""
    links = [*_GLUED_LINK.finditer(text), *_GLUED_TO_LINK.finditer(text)] if "](" in text else []
    for match in (*links, *_GLUED_QUOTE.finditer(text)):
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        opens = match[0] == '"' and line.count('"') % 2 == 0
        if not opens and (match["right"] in _OPENERS or _is_word(match["right"])):
            yield match.end()


def _is_word(word: str) -> bool:
    return word not in _SITES and (word.lower() in known_words("en") or word.lower() in _UNFINISHED)


def _parts(left: str, right: str, stop: str) -> bool:
    """Whether a stop between two words ends a sentence; "?" and "!" belong to no abbreviation."""
    if stop in "?!":
        return left.islower() and right not in _SITES  # "Yahoo!Answers" is a name
    if left.lower() in _ABBREVIATIONS or right in _SITES:
        return False
    if left[0].isupper():
        return len(left) > 3 and right in _OPENERS
    if left in _PRONOUNS and right.lower() in known_words("en"):
        return len(right) > 1
    return (len(left) > 2 and (len(right) > 1 or right in _OPENERS)) or (left in _SHORT and right in _OPENERS)


@rule("repair/torn-token", version=1, everywhere=True, languages=LANGUAGES)
def join_tokens(text: str, context: DocumentContext) -> Iterator[Change]:
    """Address or abbreviation torn at its stop.

    A tool that parts sentences puts a blank behind every stop. "org" and "gov" are no words, and "e. g." is one
    abbreviation. Example: "see www. kidney. org (e. g. page 2)" becomes "see www.kidney.org (e.g. page 2)".
    """
    for match in _TORN.finditer(text) if ". " in text else ():
        for gap in re.finditer(" ", match[0]):
            place = match.start() + gap.start()
            yield Change(place, place + 1, " ", "", "blank inside an address or abbreviation")


@rule("repair/label-border", version=3, languages=LANGUAGES)
def part_labels(text: str, context: DocumentContext) -> Iterator[Change]:
    """Label glued to what it heads, or to the value before it.

    "Diagnosis:none" lost the break behind its colon, "Dose: 5 mgRoute: oral" the one before its second label. Words on
    both sides must be known, but where the label opens its line and a sentence follows; times, ratios, addresses and
    codes stay. So are questions and answers that stand in one line, where two and more are glued,
    and three headings and more with a blank before their colon get their lines back, as does a heading of Markdown
    whose mark touches the line before, in a text that has others.
    Example: "Diagnosis:Gout" becomes "Diagnosis: Gout"; "Dose: 5 mgRoute: oral" gets its line back.
    """
    hashed = list(_HASHED.finditer(text)) if "# " in text else []
    for match in hashed if hashed and len(_HASH.findall(text)) >= _LEAST_HASHES else ():
        yield Change(match.start(), match.start(), "", "\n\n", "line break before a heading")
    known = known_words("en") if ":" in text else frozenset()
    answered = "A:" in text or "A." in text
    for match in _ANSWER.finditer(text) if answered else ():
        yield Change(match.end(), match.end(), "", " ", "space behind a label")
    asked = list(_ASKED.finditer(text)) if answered else []
    for match in asked if sum(not match[0] for match in asked) > 1 else ():
        yield Change(*match.span(), match[0], "\n", "line break between question and answer")
    spaced = list(_SPACED_HEAD.finditer(text)) if " : " in text else []
    for match in spaced if len(spaced) >= _FEW else ():
        if match.start() and text[match.start() - 1] == " ":
            yield Change(match.start() - 1, match.start(), " ", "\n\n", "line break before a heading")
    heads = {match.end() for match in _LINE_LABEL.finditer(text)} if known else set()
    for match in _LABEL.finditer(text) if known else ():
        right = match["next"]
        sound = match[1].lower() in known and (right.lower() in known or (right.isdecimal() and match[1].islower()))
        if (sound or match.end() in heads) and not ADDRESS_SIGNS & set(token_at(text, match.end())):
            yield Change(match.end(), match.end(), "", " ", "space behind a label")
    for match in _FIELD.finditer(text) if known else ():
        if match["left"] in known or match["left"][0].isdecimal():
            yield Change(match.end(), match.end(), "", "\n", "line break between two labelled values")


@rule("repair/glued-items", version=2, languages=LANGUAGES)
def part_glued_items(text: str, context: DocumentContext) -> Iterator[Change]:
    """Numbered items glued to one another.

    "rest2. Drink3. Sleep" lost the breaks between its items. Two and more that count on in one line prove it; "type
    2. There" numbers a kind. Commas before "2)" and "3)" part items of a list whose "1)" begins the line.
    Example: "Advice:1. Rest2. Drink" becomes three lines.
    """
    yield from _comma_items(text) if ("1)" in text and ", " in text) or ",2)" in text else ()
    run: list[re.Match[str]] = []
    for match in [*_GLUED_ITEM.finditer(text), None]:
        follows = match and run and int(match["n"]) == int(run[-1]["n"]) + 1
        if match and follows and "\n" not in text[run[-1].end() : match.start()]:
            run.append(match)
            continue
        for item in run if len(run) > 1 and int(run[0]["n"]) in (1, 2) else ():
            yield Change(item.start(), item.start(), "", "\n", "line break before an item")
        new = match and not _COUNTING.search(text, max(0, match.start() - 12), match.start())
        run = [match] if match and new else []


def _comma_items(text: str) -> Iterator[Change]:
    """A line for each item behind a comma that counts on from "1)" at the beginning of a line or behind a colon."""
    for first in _LISTED.finditer(text):
        end = text.find("\n", first.end())
        number = 1
        for match in _COMMA_ITEM.finditer(text, first.end(), end if end >= 0 else len(text)):
            if int(match["n"]) == number + 1:
                number += 1
                stop = "." if "." in match["gap"] else ""
                yield Change(*match.span("gap"), match["gap"], f"{stop}\n", "line break before an item")
                if not match["glued"]:
                    yield Change(match.end(), match.end(), "", " ", "space after an item's number")


@rule("repair/genus", version=1, languages=LANGUAGES)
def part_genus(text: str, context: DocumentContext) -> Iterator[Change]:
    """Small word glued to the name of an organism.

    Links and italics lose their space: "withE. coli". No English word ends in a capital letter and a stop before a
    lower-case epithet. Example: "caused byE. coli" becomes "caused by E. coli".
    """
    for match in _EPITHET.finditer(text):
        place = match.start() - 1
        if look_back(_GENUS, text, match.start(), 12):
            yield Change(place, place, "", " ", "space before an organism's name")


@rule("repair/item-number", version=3)
def part_item_numbers(text: str, context: DocumentContext) -> Iterator[Change]:
    """List number or mark glued to its item.

    At the beginning of a line or sentence a number and a stop before a capitalized word are an item's number. Dashes
    and asterisks at the beginning of two lines and more, one below the other, are marks of items.
    Example: "2.Portal vein" becomes "2. Portal vein"; "No.2", "1.5" and "v2.Beta" stay.
    """
    for match in _ITEM.finditer(text):
        number = look_back(_NUMBER, text, match.start(), 4)
        if number is None:
            continue
        start = match.start() - len(number[0])
        before = text[max(0, start - 42) : start]
        stopped = re.search(r"([A-Za-z]{1,12})\.[ \t]{1,8}\Z", before)
        if _BORDER.search(before) and not (stopped and stopped[1].lower() in _ABBREVIATIONS | {"no", "p", "pp", "eq"}):
            yield Change(match.end(), match.end(), "", " ", "space after an item's number")
    marks = list(_GLUED_MARK.finditer(text))
    lines = list(_MARKED.finditer(text)) if marks else []
    beside = {two.start() for one in pairwise(lines) if not text[one[0].end() : one[1].start()].strip() for two in one}
    for match in marks:
        if match.start() in beside:
            yield Change(match.end(), match.end(), "", " ", "space after an item's mark")


@rule("repair/relative-clause", version=1, languages=LANGUAGES)
def join_relative_clauses(text: str, context: DocumentContext) -> Iterator[Change]:
    """Full stop before a relative clause.

    A sentence does not open with a lower-case "which"; the stop stands for a comma. Questions and stops of
    abbreviations stay. Example: "a biopsy (FNA). which is" becomes "a biopsy (FNA), which is".
    """
    for match in _RELATIVE.finditer(text):
        left = look_back(_WORD_BEFORE, text, match.start())
        sound = text[match.start() - 1 : match.start()] == ")" or (
            left is not None and left[0][1:].islower() and len(left[0]) > 2 and left[0].lower() not in _ABBREVIATIONS
        )
        clause = _CLAUSE.match(text, match.end())
        asked = clause is not None and text[clause.end() : clause.end() + 1] == "?"
        if sound and not asked:
            yield Change(*match.span(), ".", ",", "comma before a relative clause")


@rule("repair/stray-stop", version=1)
def remove_stray_stops(text: str, context: DocumentContext) -> Iterator[Change]:
    """Stray stop.

    A second stop, question mark or exclamation mark, alone behind a space, ends nothing. Spaced dots of an omission
    (". . .") stay. Example: "every year. . Later" becomes "every year. Later".
    """
    for match in _STRAY.finditer(text):
        stop, rest = match[1], text[match.end() : match.end() + 4].lstrip(" \t\xa0")
        before = text[match.start() - 1 : match.start()]
        if before.strip(stop) and not before.isspace() and not rest.startswith(stop):
            yield Change(*match.span(2), match[2], "", "stray stop")


@rule("repair/comma", version=4, languages=LANGUAGES)
def close_commas(text: str, context: DocumentContext) -> Iterator[Change]:
    """Space before a comma.

    The comma joins the word before it. Behind a preposition, an article or "and" the space shows that a word is lost:
    there it stays for a check. Between two words of the lexicon a comma without a space lost it, and between two names
    in a bracket whose text is set with spaces.
    Example: "in the lungs , Also" becomes "in the lungs, Also"; "numb,often cold" becomes "numb, often cold".
    """
    for match in _COMMA.finditer(text) if " ," in text or "\xa0," in text else ():
        gap = look_back(_BLANKS, text, match.start(), 4)
        start = match.start() - len(gap[0]) if gap else 0
        before = text[start - 1] if start else ""
        word = look_back(_LAST_WORD, text, start)
        closed = before.isalnum() or before in (*')]”"%’',)
        if gap and closed and not (word and word[0].lower() in _UNFINISHED):
            yield Change(start, match.start(), gap[0], "", "space before a comma")
            if match["glued"]:
                yield Change(match.end(), match.end(), "", " ", "space behind a comma")
    known = known_words("en") if "," in text else frozenset()
    for match in _GLUED_COMMA.finditer(text):
        place, whole = match.start("right"), look_back(_WHOLE_LEFT, text, match.start())
        left, right = whole[0].lower() if whole else "", match["right"].lower()
        if not left:
            continue
        speaks = match["right"] == "I" and text[match.end("right") : match.end("right") + 1] in ("'", "’")
        sound = right in _JOINS or (len(left) > 2 and (speaks or (left in known and right in known | {"i"})))
        sound = sound or _is_signature(text, match)
        named = not sound and match["right"].istitle() and _is_named(text, match)
        if (sound or named) and _is_prose(text, place):
            yield Change(place, place, "", " ", "space behind a comma")


def _is_signature(text: str, match: re.Match[str]) -> bool:
    """Whether a comma stands between the closing of a letter and a name at the line's end: "Best wishes,Karen"."""
    start = text.rfind("\n", 0, match.start()) + 1
    ends = text[match.end("right") : match.end("right") + 1] in ("", "\n")
    return (
        ends
        and match["right"].istitle()
        and _CLOSING.fullmatch(_SENTENCE_END.split(text[start : match.start()])[-1]) is not None
    )


def _is_named(text: str, match: re.Match[str]) -> bool:
    """Whether a comma stands between two names in a bracket of a text that is set with spaces behind its commas."""
    closed = text[match.end("right")] in ",)" if match.end("right") < len(text) else False
    bracketed = closed and look_back(_NAME_BEFORE, text, match.start(), 200)
    return bool(bracketed) and 2 * text.count(", ") > text.count(",")


def _is_prose(text: str, place: int) -> bool:
    """Whether what stands around a place is no address and no list of codes or names without blanks."""
    token = token_at(text, place)
    return not ADDRESS_SIGNS & set(token) and token.count(",") < _FIELDS and ":" not in token.rstrip(":")


@rule("repair/stop-gap", version=3, languages=LANGUAGES)
def close_stops(text: str, context: DocumentContext) -> Iterator[Change]:
    """Space before a stop.

    A full stop, a question mark or a colon joins the word before it. Behind a preposition, an article or "and" the
    space shows that a word is lost: there it stays for a check. Ratios ("1 : 10"), dots of an omission and what French
    sets apart stay. What brackets hold is joined to both of them.
    Example: "It prevents disease . What is it ?" becomes "It prevents disease. What is it?".
    """
    french = context.side.language.partition("-")[0] == "fr"
    for match in _STOP_GAP.finditer(text):
        if french and match["stop"] != ".":
            continue
        word = look_back(_LAST_WORD, text, match.start())
        ratio = look_back(_NUMBER_BEFORE, text, match.start(), 1) and _NUMBER_BEHIND.match(text, match.end())
        if not (ratio or _NOT_BEHIND[match["stop"]].match(text, match.end())) and not (
            word and word[0].lower() in _UNFINISHED
        ):
            gap = match.start(), match.start("stop")
            yield Change(*gap, text[slice(*gap)], "", "space before a stop")
    known = known_words("en") if " ." in text else frozenset()
    for match in _STOP_BEFORE.finditer(text) if known else ():
        word = look_back(_LAST_WORD, text, match.start())
        if (
            (text[match.start() - 1] in ")]" or (word and word[0].lower() not in _UNFINISHED))
            and match["next"].lower() in known
            and match["next"] not in _SITES
        ):
            yield Change(*match.span(), match[0], ". ", "stop that touches the wrong word")
    for match in _BRACKETED.finditer(text):
        if any(map(str.isalpha, match[0])) and len(match[0].split()[-1]) > 1:
            for side in ("left", "right"):
                yield Change(*match.span(side), match[side], "", "space inside brackets")
