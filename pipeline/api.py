"""The pipeline as Python functions: no files are written, stages are built once per process."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from pipeline import ingest
from pipeline.core.model import Document, SideFile
from pipeline.core.names import require_pair
from pipeline.core.settings import Settings
from pipeline.core.targets import Translation
from pipeline.glossary import Glossary, as_glossary
from pipeline.job import stages
from pipeline.job.names import check_settings, check_side
from pipeline.rules.pair import PairContext

GlossaryLike = str | Path | Mapping[str, str] | Glossary | None


def curate(
    text: str | bytes,
    name: str = "text.txt",
    glossary: GlossaryLike = None,
    *,
    side: SideFile | None = None,
    settings: Settings | None = None,
) -> Document:
    """Curate one text: repair, terms, structure, entities, source checks. No translation, no files written.

    The raw text of a `str` is that very `str`; bytes are decoded as a file of that name would be. The suffix of `name`
    tells text, Markdown and HTML apart. `glossary` is a path, a mapping of terms to translations, {} for none; left
    out, `glossary.yaml` of the working folder, or the one that comes along. With a file go the packs that
    `settings.packs` chooses. Raises `DocumentError` for bytes that
    cannot be read and `UsageError` for a glossary that is wrong and for names that settings or side file know alone.

    >>> document = curate("The dose is 5mg.", glossary={})
    >>> document.text, [step.rule for step in document.log]
    ('The dose is 5 mg.', ['repair/unit-space'])
    >>> document.restore()
    'The dose is 5mg.'
    """
    settings, side = settings or Settings(), side or SideFile()
    check_settings(settings)
    check_side(side)
    return stages.build(settings, as_glossary(glossary, shipped=settings.packs))(ingest.from_data(text, name, side))


def translate(
    texts: Sequence[str],
    source: str = "en",
    target: str = "es",
    engine: str = "auto",
    glossary: GlossaryLike = None,
    *,
    settings: Settings | None = None,
    models: str | Path = "models",
) -> list[Translation]:
    """Translate sentences: one `Translation` per input, in order.

    Each sentence goes the way that the pipeline's own go: a term or number by itself is looked up, else the engine's
    candidates are judged by the checks on translations and the best is chosen. `text` is None where a check at
    `error` found a fault, or no engine is there, or it failed; `withheld` says which, and `draft` holds what was found
    wanting. Raises `UsageError` for a glossary that is wrong, for an unknown engine, rule or check, and for languages
    that are none or the same.
    """
    from pipeline.translation.drafting import Translator

    require_pair(source, target)
    settings = msgspec.structs.replace(settings or Settings(), engine=engine)
    check_settings(settings)
    context = PairContext(source, target, settings, as_glossary(glossary, source, target, settings.packs))
    return Translator(context, engine, Path(models)).translate(texts)
