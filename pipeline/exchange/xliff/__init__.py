"""XLIFF 1.2: the one truth for target texts and their review, in the small profile that all tools carry through.

One `<file>` per document and language, a flat `<group>` per block with its kind, a `<trans-unit>` per segment. The
header names each engine as a `<tool>` and its work as a `<phase>`, which the targets that it wrote point to. No
`alt-trans` of our own, no `seg-source` and no extensions: OmegaT and others mishandle them.
"""

from pipeline.exchange.xliff.parking import moved, read_parked, render_parked, write_parked
from pipeline.exchange.xliff.reading import File, document_of, load, read
from pipeline.exchange.xliff.trans_units import Unit
from pipeline.exchange.xliff.writing import render, write

__all__ = [
    "File",
    "Unit",
    "document_of",
    "load",
    "moved",
    "read",
    "read_parked",
    "render",
    "render_parked",
    "write",
    "write_parked",
]
