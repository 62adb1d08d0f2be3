"""Stops and commas: stray ones, and the spaces beside them."""

import re
from collections.abc import Iterator

from pipeline.core.edits import Change
from pipeline.data import load
from pipeline.reading.lexicon import known_words
from pipeline.repair.tokens import (
    ADDRESS_SIGNS,
    CAPITAL_I,
    GREETINGS,
    LANGUAGES,
    OPENERS,
    WORD_BEFORE,
    in_link,
    look_back,
    token_at,
)
from pipeline.rules import DocumentContext, rule

_TABLE = load("spacing.yaml")
_SENTENCES = load("sentences.yaml")
_ABBREVIATIONS = frozenset(_TABLE["abbreviations"])
_SITES = frozenset(_TABLE["site_endings"])
_UNFINISHED = frozenset(_TABLE["unfinished"])
_RELATIVE = re.compile(rf"\.(?= (?:{'|'.join(_TABLE['relative'])}) [a-z])")
_CLAUSE = re.compile(r"[^.?!\n]{0,300}")
_STRAY = re.compile(r"([.?!])([ \t\xa0]{1,4}\1)(?=\s|$)")
_ASKED = re.compile(r"(?<=[?!])\.(?=[ \t\xa0\n]|\Z)")
_COMMA = re.compile(r",(?<=[ \xa0],)(?=[ \xa0\n]|$|(?P<glued>(?:[A-Za-z][a-z]{1,40}|a(?= [a-z]))(?![\w’'@/.-])))")
_GLUED_COMMA = re.compile(
    rf",(?<=[A-Za-z],)(?=(?P<right>[A-Za-z][a-z]{{2,40}}(?![\w@/’'=-]|\.\w)|[A-Z][a-z](?= [a-z])"
    rf"|{CAPITAL_I}(?![\w@/’'=-]|\.\w)"
    rf"|(?:{'|'.join(_TABLE['glued_to_commas'])})(?= [a-z])|[a-z]{{2,7}}n(?=[’']t\b)"
    rf"|{CAPITAL_I}(?=[’'](?:{'|'.join(_SENTENCES['contracted_behind_i'])})\b)"
    rf"|(?:{'|'.join(_TABLE['titles'])})(?=\.? ?[A-Z])))"
)
_COUNTED = _TABLE["glued_units"] + _TABLE["counted"]
_COMMA_NUMBER = re.compile(rf",(?<=[a-z]{{3}},)(?=\d{{1,3}}[ ]?(?:{'|'.join(_COUNTED)})(?![\w@/’'=-]|\.\w))")
_SHORT_FORM = re.compile(
    r",(?:(?<=[A-Z]{2},)(?<![\w@/.-][A-Z]{6},)(?=(?P<right>[a-z]{4,40})(?![\w@/’'=-]|\.\w))"
    r"|(?<=[a-z]{4},)(?=[A-Z]{2,6}(?![\w@/’'=-]|\.\w)))"
)
_SHORT_ANSWERS = frozenset(_TABLE["short_answers"]) | GREETINGS
_CLAUSE_ON = re.compile(r" [a-z]")
_ASKING = frozenset(_TABLE["asking"] + _TABLE["asking_anywhere"])
_SHORTEST = 4  # letters before a small word that opens a clause
_LONG = 5  # letters of a word beside a comma that is no word of the lexicon
_BEHIND_COLON = re.compile(r"(?<=[a-z]:)\.(?=[ \t]*(?:\n|\Z))")
_NAME_BEFORE = re.compile(r"\([^()\n]{0,160}?(?<!\w)[A-Z][a-z]{3,30}\Z")
_WHOLE_LEFT = re.compile(r"(?<![\w@/.’'-])[A-Za-z]{2,41}\Z")
_RUNNING_LEFT, _RUNNING_ON = re.compile(r"[a-z] [a-z]{4,40}\Z"), re.compile(r" [a-z]{2}")
_CLOSING = re.compile(rf"(?:{'|'.join(load('structure.yaml')['letter_closings'])})[\w ]{{0,30}}", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?]\s*|^\s+")
_JOINS = frozenset(_TABLE["joins"])
_OPENING = frozenset(_SENTENCES["small_openers"])
_TITLES = frozenset(_TABLE["titles"])
_FIELDS = 3  # commas of a token: a line of a table in commas, or of tags, has more
_BLANKS = re.compile(r"[ \xa0]{1,4}\Z")
_LAST_WORD = re.compile(r"[A-Za-z]{1,40}\Z")
_STOP_GAP = re.compile(r"[.?!;:](?<=[ \xa0].)(?=[\s)\]”\"]|\* |$)")
_GAPS = {".": re.compile(r"[ \xa0]{1,4}\Z"), ":": re.compile(r" \Z")} | dict.fromkeys("?!;", re.compile(r" {1,2}\Z"))
_CLOSED = re.compile(r"[\w)\]”\"’%*]\Z")
_OPENED_EARLY = re.compile(
    rf"\((?P<gap>[ \xa0])(?!(?:{'|'.join(_TABLE['unfinished'])})\b)"
    r"(?P<first>[a-z]{2,40})[ ,][^()\n]{1,160}(?<![ \xa0])\)"
)
_QUOTED_GAP = re.compile(r"“(?P<left>[ \xa0])?[^\s“”][^“”\n]{0,300}?(?P<right>[ \xa0])?”")
_BRACKETED = re.compile(r"(?<=[(])(?P<left>[ \xa0])[^\W_][^()\n]{0,120}[\w%.?!](?P<right>[ \xa0])(?=[)])")
_CLOSED_LATE = re.compile(r"\((?=[^\s()])[^()\n]{1,160}?(?P<last>[^\W_]{2,40})\.?(?P<gap>[ \xa0])\)")
_STOP_BEFORE = re.compile(
    r"[.!?](?<= .)(?:(?<=[a-z]{2} .)|(?<=[a-z\d][)\]] \.))"
    r"(?=(?P<next>[A-Z][a-z]{0,30}|[a-z]{1,30})(?P<on>[ ,’'](?:[a-z]{2})?))"
)
_NUMBER_BEFORE, _NUMBER_BEHIND = re.compile(r"[0-9]\Z"), re.compile(r"\s?[0-9]")
_NOT_BEHIND = {
    ".": re.compile(r"[ \xa0]?\."),  # dots of an omission
    "?": re.compile(r"[ \xa0](?:[a-z\d]|\?)"),  # "pain ? appendicitis" asks in a note, "glucose ? 126" lost a sign
    "!": re.compile(r"[ \xa0]!"),
    ";": re.compile(r" ?[()]"),
    ":": re.compile(r" ?[()]"),  # a face
}


@rule("repair/relative-clause", version=1, languages=LANGUAGES)
def join_relative_clauses(text: str, context: DocumentContext) -> Iterator[Change]:
    """Full stop before a relative clause.

    A sentence does not open with a lower-case "which"; the stop stands for a comma. Questions and stops of
    abbreviations stay. Example: "a biopsy (FNA). which is" becomes "a biopsy (FNA), which is".
    """
    for match in _RELATIVE.finditer(text):
        left = look_back(WORD_BEFORE, text, match.start())
        sound = text[match.start() - 1 : match.start()] == ")" or (
            left is not None and left[0][1:].islower() and len(left[0]) > 2 and left[0].lower() not in _ABBREVIATIONS
        )
        clause = _CLAUSE.match(text, match.end())
        asked = clause is not None and text[clause.end() : clause.end() + 1] == "?"
        if sound and not asked:
            yield Change(*match.span(), ".", ",", "comma before a relative clause")


@rule("repair/stray-stop", version=3)
def remove_stray_stops(text: str, context: DocumentContext) -> Iterator[Change]:
    """Stray stop.

    A second stop, question mark or exclamation mark, alone behind a space, ends nothing. Spaced dots of an omission
    (". . .") stay. A stop behind the colon at a line's end is stray too, and one that touches a question mark.
    Example: "every year. . Later" becomes "every year. Later".
    """
    for match in _BEHIND_COLON.finditer(text) if ":." in text else ():
        yield Change(*match.span(), ".", "", "stray stop")
    for match in _ASKED.finditer(text) if "?." in text or "!." in text else ():
        yield Change(*match.span(), ".", "", "stray stop")
    for match in _STRAY.finditer(text):
        stop, rest = match[1], text[match.end() : match.end() + 4].lstrip(" \t\xa0")
        before = text[match.start() - 1 : match.start()]
        if before.strip(stop) and not before.isspace() and not rest.startswith(stop):
            yield Change(*match.span(2), match[2], "", "stray stop")


@rule("repair/comma", version=8, languages=LANGUAGES)
def close_commas(text: str, context: DocumentContext) -> Iterator[Change]:
    """Space before a comma.

    The comma joins the word before it. Behind a preposition, an article or "and" the space shows that a word is lost:
    there it stays for a check. Between two words of the lexicon a comma without a space lost it, and between one and
    another word, or two names in a bracket, in a text that is set with spaces; so did one before a word that opens a
    clause, a number with its unit, or between a short form and a word.
    Example: "in the lungs , Also" becomes "in the lungs, Also"; "numb,often cold" becomes "numb, often cold".
    """
    for match in _COMMA.finditer(text) if " ," in text or "\xa0," in text else ():
        gap = look_back(_BLANKS, text, match.start(), 4)
        start = match.start() - len(gap[0]) if gap else 0
        before = text[start - 1] if start else ""
        word = look_back(_LAST_WORD, text, start)
        closed = before.isalnum() or before in (*')]”"%’',)
        if gap and closed and not (word and word[0].lower() in _UNFINISHED) and not in_link(text, match.start()):
            glued = match["glued"] or ""
            sure = len(glued) > 2 and glued.islower()
            if glued and not sure and glued != "a" and glued.lower() not in known_words("en"):
                continue
            yield Change(start, match.start(), gap[0], "", "space before a comma")
            if glued:
                yield Change(match.end(), match.end(), "", " ", "space behind a comma")
    for place in sorted({*_glued_commas(text)}) if "," in text else ():
        yield Change(place, place, "", " ", "space behind a comma")


def _glued_commas(text: str) -> Iterator[int]:
    """Behind which commas a clause, a word beside a short form, or a number with its unit stands without a space."""
    found = [match.end() for match in _GLUED_COMMA.finditer(text) if _parts_clauses(text, match)]
    for match in _SHORT_FORM.finditer(text):
        word = match["right"] or (look_back(_WHOLE_LEFT, text, match.start()) or [""])[0]
        if word.lower() in known_words("en") or len(word) > _LONG:
            found.append(match.end())
    found += [match.end() for match in _COMMA_NUMBER.finditer(text)]
    yield from (place for place in found if _is_prose(text, place))


def _parts_clauses(text: str, match: re.Match[str]) -> bool:
    """Whether words on both sides of a comma, or what opens a clause behind it, show that its space is lost."""
    known, whole = known_words("en"), look_back(_WHOLE_LEFT, text, match.start())
    if whole is None:
        return False
    left, right = whole[0].lower(), match["right"].lower()
    long = len(left) > 2 or left in _SHORT_ANSWERS
    speaks = text[match.end("right") : match.end("right") + 1] in ("'", "’")  # "I'm", "don't"
    if right in _JOINS or match["right"] in _TITLES or (long and speaks):
        return True
    left_known, right_known = left in known or left in _SHORT_ANSWERS, right in known or right == CAPITAL_I.lower()
    begins = match["right"] in OPENERS or match["right"] == CAPITAL_I or (right in _OPENING and len(left) >= _SHORTEST)
    opens = begins and _CLAUSE_ON.match(text, match.end("right")) is not None
    if long and ((left_known and right_known) or opens):
        return True
    either = left_known != right_known and min(len(left), len(right)) >= _LONG and match["right"].islower()
    runs = look_back(_RUNNING_LEFT, text, match.start(), 43) and _RUNNING_ON.match(text, match.end("right"))
    return (
        (either and whole[0].islower() and (runs is not None or 2 * text.count(", ") >= text.count(",")))
        or _is_signature(text, match)
        or (match["right"].istitle() and _is_named(text, match))
    )


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
    return (
        not ADDRESS_SIGNS & set(token)
        and token.count(",") < _FIELDS
        and ":" not in token.rstrip(":")
        and not in_link(text, place)
    )


@rule("repair/stop-gap", version=7, languages=LANGUAGES)
def close_stops(text: str, context: DocumentContext) -> Iterator[Change]:
    """Space before a stop.

    A full stop, a question mark or a colon joins the word before it. Behind a preposition, an article or "and" the
    space shows that a word is lost: there it stays for a check. Ratios ("1 : 10"), dots of an omission and what French
    sets apart stay. What brackets and curved quotation marks hold is joined to both of them.
    Example: "It prevents disease . What is it ?" becomes "It prevents disease. What is it?".
    """
    french = context.side.language.partition("-")[0] == "fr"
    for match in _STOP_GAP.finditer(text):
        blanks = look_back(_GAPS[match[0]], text, match.start(), 5)
        start = match.start() - len(blanks[0]) if blanks else 0
        if (french and match[0] != ".") or not look_back(_CLOSED, text, start, 1):
            continue
        word = look_back(_LAST_WORD, text, start)
        ratio = look_back(_NUMBER_BEFORE, text, start, 1) and _NUMBER_BEHIND.match(text, match.end())
        if not (ratio or _NOT_BEHIND[match[0]].match(text, match.end())) and not (
            word and word[0].lower() in _UNFINISHED
        ):
            yield Change(start, match.start(), text[start : match.start()], "", "space before a stop")
    yield from _misplaced(text)
    yield from _gaps_in_brackets(text)
    for match in _QUOTED_GAP.finditer(text) if not french and ("“ " in text or " ”" in text) else ():
        for side in ("left", "right"):
            if match[side]:
                yield Change(*match.span(side), match[side], "", "space inside quotation marks")


def _misplaced(text: str) -> Iterator[Change]:
    """Stops, and marks of questions and calls, behind a blank, which touch the first word of the next sentence."""
    known = known_words("en") if any(map(text.__contains__, (" .", " ?", " !"))) else frozenset()
    for match in _STOP_BEFORE.finditer(text) if known else ():
        place = match.start() - 1
        word = look_back(_LAST_WORD, text, place)
        opens = match["next"].lower() in known and match["next"] not in _SITES
        if match["next"].islower():
            said = word is not None and word[0].lower() in known
            opens = said and match["next"] in _OPENING and len(match["on"]) > 1
        if match[0] != ".":  # "?appendicitis" asks in a note
            asks = match["next"] in OPENERS or match["next"].lower() in _ASKING
            opens = opens and match["next"].istitle() and (match[0] == "!" or asks)
        if opens and (text[place - 1] in ")]" or (word and word[0].lower() not in _UNFINISHED)):
            yield Change(place, match.end(), f" {match[0]}", f"{match[0]} ", "stop that touches the wrong word")


def _gaps_in_brackets(text: str) -> Iterator[Change]:
    """Blanks behind an opening bracket, and before a closing one."""
    for match in _BRACKETED.finditer(text):
        if any(map(str.isalpha, match[0])) and len(match[0].split()[-1]) > 1:
            for side in ("left", "right"):
                yield Change(*match.span(side), match[side], "", "space inside brackets")
    for match in _OPENED_EARLY.finditer(text) if "( " in text else ():
        if match["first"] in known_words("en"):
            yield Change(*match.span("gap"), match["gap"], "", "space inside brackets")
    for match in _CLOSED_LATE.finditer(text) if " )" in text or "\xa0)" in text else ():
        if match["last"].islower() and match["last"] not in _UNFINISHED:  # before a name a link may be lost
            yield Change(*match.span("gap"), match["gap"], "", "space inside brackets")
