"""TBX-Basic, the exchange format of terminology tools, in the `martif` form of TBX version 2.

Version 2 is what OmegaT, Trados MultiTerm and most tools read; version 3 renamed the elements and few follow. Only the
data categories of TBX-Basic are used. What they cannot say (conditions of a variant, states, English that stays)
stands in a note of JSON, which other tools show and keep, so that what is exported and imported again is equal.

English terms: preferred = the preferred term, admitted = an allowed variant or a form, superseded = a variant to
replace, deprecated = a suspect one. In other languages admitted is a form, and deprecated or superseded is forbidden.
Tools also write the words without "-admn-sts", or as a normative authorization; a standardised term is a preferred one.
OmegaT shows terms of every status alike, the forbidden ones too: give it `glossary.txt` instead (`omegat_glossary`).
"""

from pipeline.exchange.terms.tbx.reading import read
from pipeline.exchange.terms.tbx.writing import render

__all__ = ["read", "render"]
