"""What a person does to one sentence: another text, an approval, a comment, a finding called right; and taking it back.

Each is written to the XLIFF file at once, by the code that an import uses; the next run takes it further. Whoever saw
another text than the one that stands there by now is told so, and nothing is written.
"""

from pipeline.core.errors import UsageError
from pipeline.core.project import Project
from pipeline.core.targets import Approval, NoteWaiver
from pipeline.core.text.folding import fold_hash
from pipeline.exchange.xliff.reviews import said_ok
from pipeline.exchange.xliff.revising import Revision, element_of
from pipeline.report.catalogue import TARGET_CHECKS, require_waivable
from pipeline.translation.folder import LanguageFolder


class Sentence:
    """A sentence of a text, by its key, in one language."""

    def __init__(self, project: Project, language: str, name: str, key: str):
        self._folder, self._key = LanguageFolder(project.translations, language), key
        self._stem = self._folder.stem(name)

    def write(self, text: str, was: str) -> None:
        """Put a person's text in the place of `was`. Raises `UsageError` for none, `DocumentError` for another."""
        if not text.strip():
            raise UsageError("there is no text", remedy="write the translation, or leave the sentence as it is")
        self._revise(Revision(text, "translated", was=was))

    def approve(self, text: str, was: str, approval: Approval) -> None:
        """Put a person's text in the place of `was`, or leave it as it is, and their approval beside it."""
        self._revise(Revision(text if text != was else None, approval=approval, was=was))

    def as_it_was(self) -> str:
        """The trans-unit as XML, for `put_back`. Raises `DocumentError`."""
        return element_of(self._folder.file(self._stem), self._key)

    def put_back(self, element: str) -> None:
        """Put a trans-unit back that stood here before."""
        self._revise(Revision(element=element))

    def comment(self, words: str, by: str) -> None:
        """Add a note."""
        if not words.strip():
            raise UsageError("there are no words in the note", remedy="write some")
        self._revise(Revision(notes=((by, words),)))

    def waive(self, check: str, reason: str, source: str, target: str, by: str, day: str) -> None:
        """Say that a finding of `check` on these two texts is no fault, and why; on a day, YYYY-MM-DD.

        Raises `UsageError` for an unknown check and without a reason, `DocumentError` where another text stands.
        """
        require_waivable(check, TARGET_CHECKS, "answer it in the text's side file")
        note = f"ok {check}: {' '.join(reason.split())}"
        if (said := said_ok(note)) is None:
            raise UsageError("there is no reason", remedy="say why the finding is no fault")
        waiver = NoteWaiver(*said, fold_hash(source), fold_hash(target), by, day)
        self._revise(Revision(waiver=waiver, notes=((by, note),), was=target))

    def _revise(self, revision: Revision) -> None:
        self._folder.revise(self._stem, {self._key: revision})
