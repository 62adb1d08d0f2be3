"""The bundle in curated/: a Frictionless Data Package that says of each sentence whether a person has approved it.

The same input gives the same bytes; there is no clock in it. Reading one needs msgspec alone; `making` writes it.
"""

from pipeline.bundle.loading import Bundle, load_bundle
from pipeline.bundle.reading import BundledDocument
from pipeline.bundle.views import BundledSegment, Cause, Provenance, Section

__all__ = ["Bundle", "BundledDocument", "BundledSegment", "Cause", "Provenance", "Section", "load_bundle"]
