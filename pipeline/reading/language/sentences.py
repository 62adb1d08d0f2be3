"""Sections of a language about what a sentence says: sides, degrees, what is denied, how its parts are joined."""

from collections.abc import Mapping

import msgspec

from pipeline.reading.language.words import Words


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

    `lists`: the negators that carry over commas; `broken`: those of them that do not where "and" closes the list;
    `single`: cues that never do; `opening`: those after which a comma ends what opens a sentence ("*without* care, it
    grows"). Beside the negators `before` denies what follows it, `after` what stands before it, `inside` what is part
    of it ("*sodium-free*"). Behind a negator `idle` makes it say nothing of a thing named with it ("does not
    *prevent*"), with `idle_adverbs` between; so does `void` that ends with one ("if you do *not*"), `bidden` before no
    verb of `unbidden` ("and do *not* eat"), and `asked` in a question. Of what follows `alone` no more than this is
    denied ("no *cure* for"), nor of a verb more than the verb ("cannot *break* the chain"), if it stands behind
    `helpers`, with `infinitive` between, and is none of `states` ("does not *have*"); `joins` add another verb to it
    ("cure *or* even treat"), with `idle_joins` between, and `no_object` begins none. `ends` close a scope; behind
    `subordinate` a comma does. `pauses` begin what a scope leaves out, up to a comma, "or" or another cue ("no pain *in
    the* leg"); in `through` neither counts ("no evidence *of*"); `parts` of another word are never denied ("no
    *cancer*-related deaths").
    """

    lists: Words
    broken: Words
    single: Words = ()
    opening: Words = ()
    before: Words
    after: Words
    inside: Words = ()
    idle: Words
    idle_adverbs: Words = ()
    alone: Words = ()
    helpers: Words = ()
    states: Words = ()
    infinitive: Words = ()
    joins: Words = ()
    idle_joins: Words = ()
    no_object: Words = ()
    void: Words
    bidden: Words = ()
    unbidden: Words = ()
    asked: Words
    subordinate: Words
    through: Words
    ends: Words
    parts: Words = ()
    pauses: Words


class Negation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Cues of negation.

    `double`: a negator with what it denies ("not uncommon"), which together affirm and stand for no negator. `none`:
    phrases that look like a negation and are none, read next. `negators`: deny what they stand by. `concord`:
    words that only repeat a negator before them in the same clause ("no … ningún"), and deny alone at the head of a
    clause and after `governors`, behind `heads` that open another ("que ningún"), or behind `conjunctions`; `echo` are
    negators that only repeat one of concord. `weak`: words that may stand for a negator of the other language, or for
    nothing, beside those of `meanings.OPPOSITES`. `either`: words that spread a negator over two things, each of which
    may have its own in another language. `reach`:
    what is denied.
    """

    double: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    negators: tuple[str, ...]
    concord: tuple[str, ...] = ()
    echo: tuple[str, ...] = ()
    conjunctions: tuple[str, ...] = ()
    governors: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    reach: Reach | None = None


class Clauses(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words between the parts of a sentence; where a language lacks some, nothing is told of its clauses by them.

    `together` ("and") and `either` ("or", "nor") join the items of a list and clauses; `against` ("but") sets what
    follows against the rest, `than` what is compared. `parts` begin a clause, `conditions` one on which the rest
    depends, `fillers` are clauses that say nothing; with a word of `grave` a clause must not get lost. Behind
    `listing` stands a list of things, unless the sentence begins with `no_listing` or holds a word of `no_things`.
    """

    together: Words = ()
    either: Words = ()
    against: Words = ()
    than: Words = ()
    fillers: Words = ()
    parts: Words = ()
    conditions: Words = ()
    grave: Words = ()
    listing: Words = ()
    no_listing: Words = ()
    no_things: Words = ()
