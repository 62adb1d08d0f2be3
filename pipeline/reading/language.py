"""What is known of a language for drafts and the checks on them, read from one file: `data/languages/<tag>.yaml`.

Every section may be missing. What needs a missing section abstains; nothing is judged by the words of another language.
What only makes sense beside its like in other languages stands in `pipeline.reading.meanings`.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal

import msgspec

from pipeline.core.yaml import YamlFile

Words = str | tuple[str, ...]
"""A pattern, or its alternatives in their order."""

Gender = Literal["m", "f"]

COMPLETE = ("en", "es", "fr", "pt")
"""Languages that have every section and a word for every meaning; of any other a run says what it lacks."""

FOLDERS: tuple[Traversable, ...] = (files("pipeline.data").joinpath("languages"),)


class Numbers(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How numbers are written.

    `decimal` is the sign before decimals; `either`: regions of the language write the other. `dates` is the order of a
    date in figures, where its regions agree. `cardinals` below a hundred add up ("twenty-four"), `multipliers` of a
    hundred multiply, `scales` close a group ("two hundred thousand"). `loose` words may stand for a number or for
    something else ("one", "once", "medio"): they explain a number of the other side, and their loss alone is no fault;
    one that may stand for several has a list. `ones` are one within a longer number ("vingt et un"), `endings` are
    ordinals that close one ("vingt et unième"), `bases` the tens upon which 10 to 19 stand ("soixante-dix"), `joined`
    all that `joins` may add; `pairs` says whether years are read as two numbers ("nineteen eighty-six"). `spans`: how
    many days are said for a week or two ("quinze jours"). `point` is the word before decimals ("two
    point five"). `phrases` stand for their number without being one.
    `weekday`: a day of the week whose name is an ordinal as well; one that only `maybe` is a day proves nothing.
    `between` may stand between a number and its unit of time ("dos primeros días"). `minus` and `below`: what says a
    minus before and behind a number; behind one of `no_minus` it says none ("al menos"). `lists` are words between two
    numbers that share a unit, with one of `list_articles` behind them or none.
    """

    decimal: Literal["comma", "point"] = "point"
    either: bool = False
    dates: Literal["dmy", "mdy", "ymd"] | None = None
    cardinals: Mapping[str, float] = {}
    ones: tuple[str, ...] = ()
    bases: tuple[int, ...] = ()
    pairs: bool = False
    multipliers: Mapping[str, float] = {}
    scales: Mapping[str, float] = {}
    ordinals: Mapping[str, float] = {}
    endings: Mapping[str, float] = {}
    loose: Mapping[str, float | tuple[float, ...]] = {}
    spans: Mapping[int, tuple[float, ...]] = {}
    joins: tuple[str, ...] = ()
    joined: tuple[float, ...] = ()
    half: Words = ()
    point: Words = ()
    months: Mapping[str, int] = {}
    cased_months: Mapping[str, int] = {}
    phrases: Mapping[float, Words] = {}
    weekday: Words = ()
    between: Words = ()
    minus: Words = ()
    no_minus: Words = ()
    below: Words = ()
    lists: Words = ()
    list_articles: Words = ()


class Units(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How units are written. A text is read with the units of all languages: engines leave some as they were.

    `names` by UCUM code, in any case, beside the signs that `units.yaml` has for all languages; "-s" adds a plural.
    `per`: what stands between two units ("mg per day"), `rates` what may stand so before a time ("2 g a day").
    `adjectives` and adverbs name a unit of time ("una cajetilla diaria").
    """

    names: Mapping[str, tuple[str, ...]] = {}
    per: Words = ()
    rates: Words = ()
    adjectives: Mapping[str, Words] = {}


class Stages(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words before a stage, a grade or a class; like units they are read in all languages.

    A stage behind one of `words` must be found again; other words may express a class as well as one of `classes`.
    `lists` are words between two stages.
    """

    words: Words = ()
    classes: Words = ()
    lists: Words = ()


class Clock(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A time of day: `words` with the minutes `past` the hour; m are those that the pattern names, -m count back."""

    past: int | Literal["m", "-m"]
    words: Words


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is counted by its parts, with the `size` of one.

    A `share`, an `hour`, a `month`, a `count` without unit, or `always`. Where the pattern has a group b, the number is
    divided by it. A blood `pressure` is both its numbers, in mmHg; `ages` are ten years, to the one before or at z.
    """

    of: Literal["share", "hour", "month", "count", "always", "pressure", "ages"]
    size: float
    words: Words


class Amounts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What several words say together, and the other language may say in other numbers.

    {n} stands for a number in figures or in one word, {a} for one with or without one of the `articles`. `half`: what
    behind a time puts it before or after noon (groups a and p).
    """

    articles: Words = ()
    clock: tuple[Clock, ...] = ()
    half: Words = ()
    parts: tuple[Part, ...] = ()


class Frequencies(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How often: `times` N per unit, `every` N units, `fixed` phrases.

    `fixed` are keyed by times per week (168 hours) or by a name; with a tilde behind it they only explain words of the
    other language. `article` is that of "4 tablets a day", which {a} stands for; `adverbs` are beginnings of words that
    name a unit of time. `doubtful`: what people read in two ways ("biweekly").
    """

    article: Words = ""
    times: Words
    every: Words
    fixed: Mapping[str, Words] = {}
    words: Mapping[str, float] = {}
    adverbs: Mapping[str, str] = {}
    doubtful: Words = ()


class Directions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Phrases that say so much or less (`down`), so much or more (`up`)."""

    down: Words = ()
    up: Words = ()


class Comparisons(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words of a direction beside a number, the longest first where one holds another.

    `near` may stand for a comparison of the other language, some words before or behind the number: where one is, no
    comparison counts as dropped. Behind `breaks` a negator no longer reaches a comparison, nor one that names `people`
    by their age ("menores de 12"); a phrase that begins with a `negative` holds one itself; a `denying` word turns
    one round like a negator ("avoid more than"). `ordinal_signs` stand
    behind a figure that counts nothing ("5th"). `distant` phrases may stand some words away from their number ("como
    máximo debe quedar el 30 %"). Before a time `lasting` ones may only say how long something goes on ("given over two
    hours"); `during`, with up to two of `during_articles` behind it, is what the other language then says before it.
    """

    near: Words = ()
    before: Directions = Directions()
    behind: Directions = Directions()
    breaks: tuple[str, ...] = ()
    negative: Words = ()
    denying: Words = ()
    ordinal_signs: Words = ()
    distant: tuple[str, ...] = ()
    lasting: tuple[str, ...] = ()
    people: Words = ()
    during: Words = ()
    during_articles: Words = ()


class Sides(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Sides of the body by "left" and "right".

    `sure`: certainly a side, so that its loss is a fault; without it every `may` is sure. `may`: every word that could
    be one. "Right" is also correct and a claim, "left" also remaining. {body} stands for the words of `body`. `each`:
    what says that something is done to each of two organs.
    """

    may: Mapping[str, Words]
    sure: Mapping[str, Words] | None = None
    both: Words
    each: Words = ()
    body: Words = ""


class Degrees(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Degree without a number: more or less of something.

    `up` and `down`: words that surely say so. `may_up` and `may_down`: words that may stand for one of the other
    language, and prove nothing by themselves. `none`: phrases that hold such a word and are no degree, read first.
    Whole words, in any case.
    """

    none: Words
    up: Words
    down: Words
    may_up: Words
    may_down: Words


class Reach(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the negations of a language deny: patterns in lower case, with plain apostrophes and dashes.

    `lists`: the negators that carry over commas; `broken`: those of them that do not where "and" closes the list.
    Beside the negators `before` denies what follows it, `after` what stands before it. Behind a negator `idle` makes it
    say nothing of a thing named with it ("does not *prevent*"); so does `void` that ends with one ("if you do *not*"),
    and `asked` in a question. `ends` close a scope; behind `subordinate` a comma does. `pauses` begin what a scope
    leaves out, up to a comma, "or" or another cue ("no pain *in the* leg"); in `through` neither counts ("no evidence
    *of*").
    """

    lists: Words
    broken: Words
    before: Words
    after: Words
    idle: Words
    void: Words
    asked: Words
    subordinate: Words
    through: Words
    ends: Words
    pauses: Words


class Negation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Cues of negation.

    `double`: a negator with what it denies ("not uncommon"), which together affirm and stand for no negator. `none`:
    phrases that look like a negation and are none, read next. `negators`: deny what they stand by. `concord`:
    words that only repeat a negator before them in the same clause ("no … ningún"), and deny alone at the head of a
    clause and after `governors`, or behind `conjunctions`; `echo` are negators that only repeat one of concord. `weak`:
    words that may stand for a negator of the other language, or for nothing, beside those of `meanings.OPPOSITES`.
    `either`: words that spread a negator over two things, each of which may have its own in another language. `reach`:
    what is denied.
    """

    double: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    negators: tuple[str, ...]
    concord: tuple[str, ...] = ()
    echo: tuple[str, ...] = ()
    conjunctions: tuple[str, ...] = ()
    governors: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    reach: Reach | None = None


class Form(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How texts are written.

    `length_ratio`: how much shorter or longer than English a target may be before somebody should look. Words of
    `function_words` show a sentence to be of this language. `opening`: signs with which a question and an exclamation
    open. `blank_before`: blanks that a sign asks for before it; "»" asks for the same behind its opening sign;
    `regions` have them for a region that writes otherwise. Behind `numbered` a point in a number parts no decimals
    ("section 3.2"). `articles` stand before a noun, a definite one first. In a heading in capitals or in title case
    `short_words` of up to three letters are no abbreviations, and `names` keep their capitals; without them headings
    stay as they are. `shared` are words that this language has or may have in common with English, by themselves or by
    their ends.
    """

    length_ratio: tuple[float, float]
    function_words: tuple[str, ...] = ()
    opening: Mapping[str, str] = {}
    blank_before: Mapping[str, str] = {}
    regions: Mapping[str, Mapping[str, str]] = {}
    numbered: Words = ()
    articles: Words = ()
    short_words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    shared: Words = ()


class Sound(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What words become before a noun that begins with a sound: "la agua" is "el agua", "le os" is "l'os"."""

    before: str
    forms: Mapping[str, str]


class Nouns(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Nouns in a sentence: their gender and number, and the words before them that agree.

    `feminine` are ends of nouns, unless a `masculine` one fits as well; single words go before both. `plural` ends a
    noun that looks like one and is not among the `invariable`; `singulars` turn its end, the first that fits. What ends
    in `may_plural` may be told by the singular beside it. `determiners` are rows of masculine, masculine plural,
    feminine, feminine plural; where a form belongs to several rows, the first counts, and `doubtful` ones stay as they
    are. `adjective` are ends of adjectives, and what begins like `no_noun` is none. `proxies` are nouns of a source
    language that stand in for a term while a rule-based engine translates: singular and plural, and what the engine
    says for both.
    """

    feminine: Words = ()
    masculine: Words = ()
    feminine_words: tuple[str, ...] = ()
    masculine_words: tuple[str, ...] = ()
    plural: Words = ()
    may_plural: Words = ()
    invariable: tuple[str, ...] = ()
    singulars: tuple[tuple[str, str], ...] = ()
    determiners: tuple[tuple[str, str, str, str], ...] = ()
    doubtful: tuple[str, ...] = ()
    sounds: tuple[Sound, ...] = ()
    adjective: Words = ()
    no_noun: Words = ()
    proxies: Mapping[str, Mapping[Gender, tuple[tuple[str, str, str, str], ...]]] = {}


class Language(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that is known of a language; None for what is not."""

    numbers: Numbers | None = None
    units: Units | None = None
    amounts: Amounts | None = None
    frequencies: Frequencies | None = None
    comparisons: Comparisons | None = None
    degrees: Degrees | None = None
    negation: Negation | None = None
    sides: Sides | None = None
    stages: Stages | None = None
    form: Form | None = None
    nouns: Nouns | None = None


@cache
def language(tag: str) -> Language:
    """The record of a language, read once; a regional tag ("es-MX") gives that of its language.

    For an unknown language all sections are None. Raises `UsageError`, with the line, for a slip in a file.
    """
    base = tag.partition("-")[0]
    if base != tag:
        return language(base)
    for folder in FOLDERS if base.isalpha() else ():
        if (file := folder.joinpath(f"{base}.yaml")).is_file():
            return YamlFile(Path(str(file)), file.read_text(encoding="utf-8")).decode(Language)
    return Language()


def languages() -> list[Language]:
    """All languages that have a file, by their tags."""
    files = {file.name for folder in FOLDERS for file in folder.iterdir()}
    return [language(name.removesuffix(".yaml")) for name in sorted(files) if name.endswith(".yaml")]


def one_of(words: Iterable[Words]) -> str:
    """The pattern of what several languages say."""
    return either(tuple(dict.fromkeys(pattern for some in words if (pattern := either(some)) != "(?!)")))


@cache
def missing(tag: str) -> tuple[str, ...]:
    """The sections that a language lacks."""
    return tuple(name for name in Language.__struct_fields__ if getattr(language(tag), name) is None)


def either(words: Words) -> str:
    """The pattern of alternatives; that of none matches nothing."""
    return words if isinstance(words, str) else "|".join(words) or "(?!)"
