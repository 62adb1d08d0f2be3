"""Curating texts one after another, or in a pool of spawned processes.

Each worker builds the stages once; what crosses processes are plain records. A text that fails yields its reason, the
others go on.
"""

import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING

import msgspec

from pipeline import ingest
from pipeline.checks.differing_values import Statement, statements
from pipeline.core.errors import DocumentError, UsageError
from pipeline.core.model import Document
from pipeline.core.places import refusal
from pipeline.core.processors import cores, in_order
from pipeline.core.project import Failure
from pipeline.core.settings import Settings
from pipeline.core.text.folding import one_space
from pipeline.entities import abbreviations
from pipeline.glossary import Glossary
from pipeline.ingest import RawText
from pipeline.job import stages
from pipeline.job.names import read_side, require_models
from pipeline.job.store import encode, fingerprint
from pipeline.translation.document import headings
from pipeline.translation.memory import is_long_enough, masked

if TYPE_CHECKING:
    from pipeline.job.inputs import Inputs


class Sentence(msgspec.Struct, frozen=True):
    """A sentence as others ask for it: its hash, that of its words alone, whether it heads something, and its likeness.

    `masked` is None for one too short to be similar to any other.
    """

    hash: int
    words: int
    heading: bool
    length: int
    masked: str | None


class Curated(msgspec.Struct, frozen=True):
    """A text that went through the stages: the document as the store keeps it, and what is looked for across texts.

    `searched` are the texts, folded, in which terms of the glossary were looked for.
    """

    id: str = ""
    language: str = ""
    record: bytes = b""
    searched: tuple[str, ...] = ()
    statements: tuple[Statement, ...] = ()
    sentences: tuple[Sentence, ...] = ()


Result = tuple[RawText, Curated | Failure]

_POOL_PAYS_FROM = 1_000_000  # bytes of text; below, starting workers takes longer than the work

_stage: stages.Stage
_settings: Settings
_glossary: stages.Watched


def curate_texts(texts: Sequence[RawText], inputs: "Inputs", jobs: int | None) -> Iterator[Result]:
    """Curate texts in their order; a failed one gives its reason instead of a document."""
    if texts:
        require_models(inputs.settings, inputs.settings_file)
    jobs = jobs or _default_jobs(texts, inputs.settings.max_bytes)
    if jobs <= 1 or len(texts) <= 1:
        if texts:
            _start(inputs.settings, inputs.glossary)
        yield from map(_curate, texts)
        return
    with ProcessPoolExecutor(
        min(jobs, len(texts)), get_context("spawn"), _start_worker, (inputs.settings, inputs.glossary)
    ) as pool:
        abbreviations.detector()  # the checks across documents need it here anyway; if it is broken, this tells so
        yield from in_order(pool, _curate_batch, texts, jobs, max(1, min(16, len(texts) // (jobs * 4))))


def _default_jobs(texts: Sequence[RawText], most: int) -> int:
    sizes = (text.path.stat().st_size for text in texts if text.path.is_file())
    return cores() if sum(size for size in sizes if size <= most) > _POOL_PAYS_FROM else 1


def _start_worker(settings: Settings, glossary: Glossary) -> None:
    """Build the stages in a process of the pool; of a broken library its parent tells, not each of them."""
    abbreviations.log.setLevel(logging.ERROR)
    _start(settings, glossary)


def _start(settings: Settings, glossary: Glossary) -> None:
    global _stage, _settings, _glossary  # noqa: PLW0603 - what a process of the pool keeps from text to text
    named = tuple(concept.named for concept in glossary.concepts)  # which is why no other change of one is theirs
    _settings, _glossary = settings, stages.Watched(named, glossary.path, glossary.exact)
    _stage = stages.assemble(settings, _glossary)


def _curate_batch(texts: Sequence[RawText]) -> list[Result]:
    return [_curate(text) for text in texts]


def _curate(text: RawText) -> Result:
    """Curate one text and prove that its log leads back to the raw text."""
    try:
        _glossary.searched.clear()
        document = _stage(ingest.read(text, _settings, read_side(text.readable_side())))
        if document.restore() != document.raw:
            raise DocumentError("the log does not lead back to the raw text; please report this fault", file=text.path)
        if document.raw.strip() and not document.text.strip():
            message = "nothing of this text is left: all of it was taken for markup or furniture"
            remedy = "look at the original, and save its words as plain text"
            raise DocumentError(message, file=text.path, remedy=remedy)
        return text, _curated(document)
    except (DocumentError, UsageError) as error:
        return text, Failure(text.path.name, str(error))
    except OSError as error:
        return text, Failure(text.path.name, str(refusal(error, text.path, "cannot be processed")))
    except MemoryError:
        fault = DocumentError("there is no memory for this text", file=text.path, remedy="split it")
        return text, Failure(text.path.name, str(fault))
    except Exception as error:  # noqa: BLE001 - one text must not stop the others; its reason is kept
        fault = DocumentError(f"{type(error).__name__}: {error}", file=text.path, remedy="please report this fault")
        return text, Failure(text.path.name, str(fault))


def _curated(document: Document) -> Curated:
    heads = headings(document)
    sentences = dict.fromkeys((document.sentence(s), s.key in heads) for s in document.segments)
    return Curated(
        document.id,
        document.language,
        encode(document),
        tuple(_glossary.searched),
        tuple(statements(document)),
        tuple(_sentence(text, heading) for text, heading in sentences),
    )


def _sentence(text: str, heading: bool) -> Sentence:
    words, form = " ".join(text.split()), masked(text)
    return Sentence(
        fingerprint(one_space(text)),
        fingerprint(words),
        heading,
        len(form),
        form if is_long_enough(text) else None,
    )
