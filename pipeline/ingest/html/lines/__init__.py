"""Lines around the text of a page: who wrote it and when, under what it is filed, what its title says once more."""

from pipeline.ingest.html.lines.authors import authors_of, leave_authors
from pipeline.ingest.html.lines.bylines import leave_bylines
from pipeline.ingest.html.lines.sections import leave_sections

__all__ = ["authors_of", "leave_authors", "leave_bylines", "leave_sections"]
