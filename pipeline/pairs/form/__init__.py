"""Checks on the form of a translation, which alone look at the text itself.

`whole`: is it a translation, and all of one; `kept` and `placeholders`: did what must stay survive; `characters`,
`brackets` and `typography`: is it written as its language is.
"""

from pipeline.pairs.form import brackets, characters, kept, placeholders, typography, whole

FIXED = (typography.number_format, brackets.brackets, typography.punctuation, typography.space)
"""The checks that suggest a fix where one is safe, in the order in which what machines wrote is mended by them."""

CHECKS = (
    whole.empty,
    kept.keep,
    placeholders.placeholder,
    characters.characters,
    whole.repeat,
    whole.unknown,
    kept.exposed,
    whole.length,
    *FIXED,
)
