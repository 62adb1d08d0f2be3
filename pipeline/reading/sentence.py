"""A sentence, read once."""

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache

from pipeline.core.edits import Span
from pipeline.reading import comparisons as comparing
from pipeline.reading import polarity
from pipeline.reading.codes import Code, Letters, codes, letters
from pipeline.reading.comparisons import Comparison, Hint
from pipeline.reading.contrasts import Word, Words
from pipeline.reading.degrees import Degrees, degrees
from pipeline.reading.drugs import drugs, substances
from pipeline.reading.frequencies import Frequency, doubtful, frequencies
from pipeline.reading.meanings import DEEDS, STEERING, Contrast
from pipeline.reading.numbers import numbers
from pipeline.reading.numbers.amounts import Whole, wholes
from pipeline.reading.numbers.dates import Date, dates
from pipeline.reading.numbers.days import Day, days
from pipeline.reading.numbers.grammar import grammar_of
from pipeline.reading.numbers.mixtures import Part, mixture
from pipeline.reading.numbers.number import Decimal, Number, either_way
from pipeline.reading.numbers.signs import below_zero
from pipeline.reading.numbers.spans import Ends, spans
from pipeline.reading.numbers.units import named, unit_end
from pipeline.reading.polarity import Choice, Cue, Implied
from pipeline.reading.regions import order
from pipeline.reading.roles import Roles, Subjects, roles, subjects
from pipeline.reading.sides import Sides, sides
from pipeline.reading.tokens import Token, tokens
from pipeline.reading.vocabulary.affixes import affixes
from pipeline.reading.vocabulary.illnesses import Illness, illnesses
from pipeline.reading.vocabulary.senses import Sense, senses
from pipeline.reading.vocabulary.short_forms import ShortForm, at_length, short_forms
from pipeline.reading.vocabulary.things import things


class Reading:
    """What rules about meaning need of a sentence, each kind read when it is first asked for, and then held.

    Offsets are code points of `text`. `decimal` is the sign before decimals, by which "1.000" is a thousand or one, or
    may be both where regions of the language write `either`. Of what its `language` does not know a reading holds
    nothing: whoever compares must have asked before.
    """

    def __init__(self, text: str, language: str, decimal: Decimal, *, either: bool = False) -> None:
        self.text, self.language, self.decimal, self.either = text, language, decimal, either

    @cached_property
    def tokens(self) -> Sequence[Token]:
        """The words, as written and folded."""
        return tokens(self.text)

    @cached_property
    def numbers(self) -> Sequence[Number]:
        """The numbers in figures and in words, with their units; months, which are numbers of a kind."""
        found = numbers(self.text, self.language, self.decimal)
        return tuple(map(either_way, found) if self.either else found)

    @cached_property
    def dates(self) -> Sequence[Date]:
        """The months with the numbers that stand by them."""
        return tuple(dates(self.text, self.numbers))

    @cached_property
    def days(self) -> Sequence[Day]:
        """The days of the calendar."""
        return tuple(days(self.text, self.numbers, order(self.language)))

    @cached_property
    def spans(self) -> Sequence[Ends]:
        """The ranges and ratios, whose ends have an order."""
        return tuple(spans(self.text, self.numbers)) if len(self.numbers) > 1 else ()

    @cached_property
    def mixture(self) -> Sequence[Part]:
        """How many parts of what are mixed."""
        return mixture(self.text, self.language, self.numbers, self.senses)

    @cached_property
    def below_zero(self) -> Sequence[Number]:
        """The numbers with a minus, by a sign or in words."""
        return tuple(below_zero(self.text, self.language, self.numbers)) if self.numbers else ()

    @cached_property
    def wholes(self) -> Sequence[Whole]:
        """The amounts that several words say together ("half past four")."""
        return wholes(self.text, self.language)

    @cached_property
    def frequencies(self) -> Sequence[Frequency]:
        """How often something is done."""
        return frequencies(self.text, self.language, self.numbers)

    @cached_property
    def doubtful_frequencies(self) -> Sequence[Word]:
        """Words of how often that people read in two ways."""
        return doubtful(self.text, self.language)

    @cached_property
    def cues(self) -> Sequence[Cue]:
        """What denies, or may stand for a word that does, in order."""
        return polarity.negations(self.text, self.language)

    @cached_property
    def clauses(self) -> Sequence[Span]:
        """The clauses, as far as punctuation tells."""
        return polarity.clauses(self.text)

    @cached_property
    def spread(self) -> int:
        """How many words spread a negator over one thing more."""
        return polarity.spread(self.text, self.language)

    @cached_property
    def choices(self) -> Mapping[str, Choice]:
        """By meaning, words with which a negator may be chosen in the other language."""
        return polarity.choices(self.text, self.language)

    @cached_property
    def implied(self) -> Mapping[str, Implied]:
        """By meaning, what is said with a negator and may be said without, or the other way round."""
        return polarity.implied(self.text, self.language)

    @cached_property
    def comparisons(self) -> Sequence[Comparison]:
        """The signs and phrases that compare, each with its number."""
        return comparing.comparisons(self.text, self.language, self.numbers, self.cues) if self.numbers else ()

    @cached_property
    def hints(self) -> Sequence[Hint]:
        """What could stand for a comparison of the other side."""
        return tuple(comparing.hints(self.text, self.language, self.comparisons))

    @cached_property
    def degrees(self) -> Degrees:
        """Words of more and less, by kind."""
        return degrees(self.text, self.language)

    @cached_property
    def sides(self) -> Sides:
        """Left, right and both."""
        return sides(self.text, self.language)

    @cached_property
    def drugs(self) -> Sequence[Word]:
        """The drugs, by substance."""
        return drugs(self.text, self.tokens)

    @cached_property
    def substances(self) -> frozenset[str]:
        """The keys of all words, and of the substances that are named in whatever way."""
        return substances(self.tokens)

    @cached_property
    def codes(self) -> Sequence[Code]:
        """Stages, genes, markers and other codes."""
        return codes(self.text)

    @cached_property
    def letters(self) -> Letters:
        """Single capitals and short abbreviations."""
        return letters(self.text)

    @cached_property
    def affixes(self) -> Mapping[tuple[int, str], Sequence[Word]]:
        """Words with a prefix or suffix that has an opposite, by pair and stem."""
        return affixes(self.text, self.language)

    @cached_property
    def short_forms(self) -> tuple[ShortForm, ...]:
        """Short forms in capitals, with what they may stand for."""
        return short_forms(self.text, self.language)

    @cached_property
    def at_length(self) -> Mapping[str, Span]:
        """Things that have a short form and are said at length, with their places."""
        return at_length(self.text, self.language)

    @cached_property
    def illnesses(self) -> tuple[Illness, ...]:
        """Illnesses, operations and examinations."""
        return illnesses(self.text, self.tokens, self.language)

    @cached_property
    def things(self) -> Mapping[str, Span]:
        """Everyday things that it names beyond doubt, with their places."""
        return things(self.text, self.language)

    @cached_property
    def senses(self) -> Sequence[Sense]:
        """The words that have a sense, with all that each may mean."""
        return senses(self.tokens, self.language)

    @cached_property
    def roles(self) -> Roles:
        """Who does what to whom, and whose somebody is."""
        return roles(self.text, self.language, self.senses, self.words[DEEDS])

    @cached_property
    def subjects(self) -> Subjects:
        """Who begins its clauses and does something in them."""
        return subjects(self.text, self.language, self.senses)

    @cached_property
    def brackets(self) -> Sequence[Span]:
        """The stretches between a bracket and its mate, without the brackets."""
        opened: list[int] = []
        found = []
        for i, sign in enumerate(self.text):
            if sign in "([":
                opened.append(i)
            elif sign in ")]" and opened:
                found.append((opened.pop() + 1, i))
        return found

    @cached_property
    def contrasts(self) -> Mapping[Contrast, Sequence[Word]]:
        """The words of each contrast that is said of what is done, and of which it has any, in order."""
        return {one: words for one in self.words.possible - STEERING if (words := self.words[one])}

    @cached_property
    def words(self) -> Words:
        """The words of every contrast, in order."""
        return Words(self.text, self.language)

    @cached_property
    def said(self) -> frozenset[Contrast]:
        """The contrasts of which it has a word beyond doubt."""
        return self.words.said

    def affirmed(self, kin: str) -> Sequence[int] | None:
        """Where the sentence affirms what words of a kin deny; None where no words do."""
        return polarity.affirmed(self.text, self.language, kin)

    def count_of(self, kin: str) -> int:
        """How many of the cues are of one kin."""
        return sum(cue.kin == kin for cue in self.cues)

    def unit_end(self, number: Number) -> int:
        """Where the unit that stands right behind a number ends; the end of the number where there is none."""
        return unit_end(self.text, number.end)

    def names(self, unit: str) -> bool:
        """Whether a unit is named anywhere, with a number or without."""
        return bool(self.naming(unit))

    def naming(self, unit: str) -> Sequence[int]:
        """Where a unit is named, with a number or without."""
        return named(unit, self.text)


@lru_cache(maxsize=256)
def read(text: str, language: str, decimal: Decimal | None = None, *, either: bool = False) -> Reading:
    """The reading of a sentence, held while others are read; without `decimal` the language's own sign.

    >>> [(one.values, one.unit) for one in read("mil quinientos mg", "es").numbers]
    [(frozenset({1500.0}), 'mg')]
    """
    return Reading(text, language, decimal or grammar_of(language).decimal, either=either)
