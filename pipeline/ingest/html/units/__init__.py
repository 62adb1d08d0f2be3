"""A page as units of text: headings, paragraphs, list items and table rows, with the offsets of every piece."""

from pipeline.ingest.html.units.builder import build_units
from pipeline.ingest.html.units.unit import Gone, Judged, Unit

__all__ = ["Gone", "Judged", "Unit", "build_units"]
