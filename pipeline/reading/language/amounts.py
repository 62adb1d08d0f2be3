"""Sections of a language about numbers: how they are written, what they count, how often, more or less than what."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from pipeline.reading.language.words import Words


class Numbers(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How numbers are written.

    `decimal` is the sign before decimals; `either`: regions of the language write the other. `dates` is the order of a
    date in figures, where its regions agree. `cardinals` below a hundred add up ("twenty-four"), `multipliers` of a
    hundred multiply, `scales` close a group ("two hundred thousand"). `loose` words may stand for a number or for
    something else ("one", "once", "medio"): they explain a number of the other side, and their loss alone is no fault;
    one that may stand for several has a list. `ones` are one within a longer number ("vingt et un"), `endings` are
    ordinals that close one ("vingt et unième"), `bases` the tens upon which 10 to 19 stand ("soixante-dix"), `joined`
    all that `joins` may add, which join what stands upon `joins_from` and more; `pairs` says whether years are read as
    two numbers ("nineteen eighty-six"). `spans`: how many days are said for a week or two ("quinze jours"). `point` is
    the word before decimals ("two point five"). `phrases` stand for their number without being one.
    `weekday`: a day of the week whose name is an ordinal as well; one that only `maybe` is a day proves nothing.
    `between` may stand between a number and its unit of time ("dos primeros días"). `minus` and `below`: what says a
    minus before and behind a number; behind one of `no_minus` it says none ("al menos"). `lists` are words between two
    numbers that share a unit, with one of `list_articles` behind them or none. `range` stands between the ends of a
    range, with one of `range_articles` or none, `date_of` between day, month and year; both are read in texts of all
    languages. Behind `dated` figures are a date, behind one of `decades` "80s" are years and no seconds.
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
    joins_from: float = 0
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
    range: Words = ()
    range_articles: Words = ()
    date_of: Words = ()
    dated: Words = ()
    decades: Words = ()


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
    divided by it. A blood `pressure` is both its numbers, in mmHg; `ages` are ten years, to the one before or
    at z. Each country has its own number for an `emergency`; a `gap` is what lies between two doses.
    """

    of: Literal["share", "hour", "month", "count", "always", "pressure", "ages", "emergency", "gap"]
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
    comparison counts as dropped; one `inside` which something stays ("within") stands for no "more than". Behind
    `breaks` a negator no longer reaches a comparison, nor one that names `people` by their age ("menores de 12"); a
    phrase that begins with a `negative` holds one itself; a `denying` word turns one round like a negator ("avoid
    more than"). `ordinal_signs` stand behind a figure that counts nothing ("5th"). What says that something is not
    done `late` ("no later than") sets a least time where a word behind that time looks `ahead` ("two days before").
    `distant` phrases may stand some words away from their number ("como máximo debe quedar el 30 %"). Before a time
    `lasting` ones may only say how long something goes on ("given over two hours"); `during`, with up to two of
    `during_articles` behind it, is what the other language then says before it.
    """

    near: Words = ()
    inside: Words = ()
    before: Directions = Directions()
    behind: Directions = Directions()
    breaks: tuple[str, ...] = ()
    negative: Words = ()
    denying: Words = ()
    ordinal_signs: Words = ()
    late: Words = ()
    ahead: Words = ()
    distant: tuple[str, ...] = ()
    lasting: tuple[str, ...] = ()
    people: Words = ()
    during: Words = ()
    during_articles: Words = ()
