"""The commands that look after the glossary: `python -m pipeline glossary …`."""

from collections.abc import Iterator, Sequence
from os.path import lexists
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import console
from pipeline.cli.options import Build, GlossaryFile, Raw, SettingsFile, path, there
from pipeline.core.errors import UsageError
from pipeline.core.files import content
from pipeline.core.one_line import argument
from pipeline.core.places import keep_out, link_lines, require_named
from pipeline.core.project import OWN_GLOSSARY, Failure, default_glossary

if TYPE_CHECKING:
    from pipeline.core.model import Document
    from pipeline.glossary.concepts import Concept
    from pipeline.job.inputs import Inputs

glossary_app = typer.Typer(help="Look after glossary.yaml and its packs.", no_args_is_help=True)


def _require_own(glossary: Path) -> None:
    """Raise `UsageError` where the project has no glossary of its own; an empty one would hide the one in use."""
    require_named(glossary)
    if glossary == OWN_GLOSSARY and not lexists(glossary):
        in_use = default_glossary()
        remedy = f"copy that one here to change it: cp {argument(str(in_use))} {argument(str(glossary))}"
        raise UsageError("there is none here, and the one that comes along is used", file=glossary, remedy=remedy)


@glossary_app.command("check")
def check(
    glossary: GlossaryFile = Path("glossary.yaml"),
    settings: SettingsFile = Path("settings.yaml"),
    raw: Raw = Path("raw"),
    build: Build = Path("build"),
    with_allowed: Annotated[bool, typer.Option("--allowed", help="Show what every `allow` hits as well.")] = False,
) -> None:
    """Check the glossary; each fault is told with file, line and remedy. Then what its variants hit in the texts.

    What contradicts itself stops every run (status 2); what only looks wrong does not (status 1).
    """
    from pipeline.glossary import inspect_file, load_glossary, packs
    from pipeline.glossary.doubts import doubts
    from pipeline.glossary.sheet import packs_folder
    from pipeline.job import hits
    from pipeline.job.names import read_settings

    _require_own(glossary)
    chosen = read_settings(settings)
    file, concepts, faults = inspect_file(glossary)
    found = [*faults, *doubts(file, concepts, chosen.languages)]
    console.complain(*dict.fromkeys(map(str, sorted(found, key=lambda fault: fault.line or 0))))
    loaded = packs.load_packs(packs_folder(glossary))
    console.complain(*packs.unread(packs_folder(glossary)))
    _, conflicts = packs.join(tuple(concepts.values()), [*loaded, *packs.load_shipped(chosen.packs)])
    console.say(*(f"note: {conflict}" for conflict in conflicts))
    if raw.is_dir() and not faults:
        actions, new = hits.ALL if with_allowed else hits.ACTING, hits.unseen(concepts.values(), build)
        hit = hits.find(load_glossary(glossary, chosen.packs), hits.texts(raw, chosen), actions, new)
        console.say(*(f"note: {line}" for line in hits.told(file, concepts, hit)))
    counts = {"in packs": loaded, "in packs that come along": packs.load_shipped(chosen.packs)}
    in_packs = "".join(f", {sum(len(one.concepts) for one in some)} {what}" for what, some in counts.items() if some)
    said = f"{len(found)} to mend or look at" if found else "no faults found"
    console.say(f"{glossary}: {len(concepts)} concepts{in_packs}, {said}.")
    raise typer.Exit(2 if faults else int(bool(found)))


@glossary_app.command("export")
def export(
    file: Annotated[Path, typer.Argument(parser=path, help="A .tbx, .csv or .tsv file, or OmegaT's glossary.txt.")],
    glossary: GlossaryFile = Path("glossary.yaml"),
    lang: Annotated[str | None, typer.Option("--lang", help="Language of OmegaT's glossary.")] = None,
    with_packs: Annotated[bool, typer.Option("--packs", help="Export the packs as well.")] = False,
    settings: SettingsFile = Path("settings.yaml"),
) -> None:
    """Write the glossary for other programs: TBX-Basic, a table, or OmegaT's glossary, by the file's suffix."""
    from pipeline.core.names import require_language
    from pipeline.exchange import terms
    from pipeline.glossary import load_glossary, read_concepts
    from pipeline.job.names import read_settings

    keep_out(Path("raw"), file)
    _require_own(glossary)
    concepts = load_glossary(glossary).concepts if with_packs else read_concepts(glossary)
    language = next(iter(read_settings(settings).languages), "es") if lang is None else lang
    require_language(language)
    terms.export(concepts, file, language)
    console.say(f"{file}: {len(concepts)} concepts.")


@glossary_app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(parser=path, callback=there("file"), help="A .tbx, .csv, .tsv or .obo file.")],
    glossary: GlossaryFile = Path("glossary.yaml"),
    name: Annotated[str | None, typer.Option("--name", help="The pack's name; else the file's.")] = None,
    kind: Annotated[str, typer.Option("--type", help="Type of the concepts that bear none.")] = "general",
    subset: Annotated[str | None, typer.Option("--subset", help="OBO: this term and its descendants.")] = None,
    scope: Annotated[list[str] | None, typer.Option("--scope", help="OBO: EXACT, NARROW, BROAD, RELATED.")] = None,
    into_glossary: Annotated[bool, typer.Option("--into-glossary", help="Put new concepts into the glossary.")] = False,
) -> None:
    """Bring a terminology in as a pack beside the glossary; what the glossary says itself goes before."""
    from pipeline.exchange import terms
    from pipeline.exchange.skipped import skipped_lines
    from pipeline.exchange.terms import Selection, import_pack, notes
    from pipeline.glossary import packs, read_concepts
    from pipeline.glossary.sheet import packs_folder

    keep_out(Path("raw"), packs_folder(glossary))
    _require_own(glossary)
    concepts = read_concepts(glossary)
    before = {path: content(path) for path in packs_folder(glossary).glob(f"*{packs.SUFFIX}")}
    selection = Selection(kind, subset, tuple(scope or ("EXACT",)))
    if into_glossary:
        given = terms.read(file, selection)
        console.say(*(f"note: {note}" for note in skipped_lines(file, given.skipped)))
        _put_in(glossary, concepts, given.concepts)
        return
    pack, skipped = import_pack(file, glossary, selection, name)
    console.say(*(f"note: {note}" for note in skipped_lines(file, skipped)))
    console.say(*(f"note: {note}" for note in notes(file, selection, pack.concepts)))
    _, conflicts = packs.join(concepts, packs.load_packs(packs_folder(glossary)))
    if before.get(pack.path) not in (None, content(pack.path)):
        console.say(f"note: this replaces an older {pack.path}; to have both, import each with a --name of its own")
    own = [conflict for conflict in conflicts if conflict.file == pack.path]
    console.say(*(f"note: {conflict}" for conflict in own))
    console.say(f"{pack.path}: {len(pack.concepts)} concepts, {len(own)} conflicts. The next run uses them.")
    console.say(*link_lines([pack.path.parent]))


def _put_in(glossary: Path, present: "Sequence[Concept]", given: "Sequence[Concept]") -> None:
    """Put what is new into the glossary, and tell what it says otherwise."""
    from pipeline.glossary.adopting import put_in

    added = put_in(glossary, given)
    ids = {one.id: one for one in present}
    others = [one.id for one in given if one.id in ids and one != ids[one.id]]
    console.say(*(f"note: the glossary has '{one}' already and says something else; change it there" for one in others))
    console.say(f"{glossary}: concepts put in: {len(added)}; there before: {len(given) - len(added)}.")


@glossary_app.command("adopt")
def adopt(
    names: Annotated[
        list[str], typer.Argument(metavar="ID...", help="Ids of concepts, as the glossary's page has them.")
    ],
    glossary: GlossaryFile = Path("glossary.yaml"),
) -> None:
    """Copy concepts of packs into the glossary, to change them there; from then on their translations count."""
    from pipeline.glossary.adopting import adopt

    _require_own(glossary)
    for concept in adopt(glossary, names):
        console.say(f"{glossary}: '{concept.en}' ({concept.id}) is now yours.")


@glossary_app.command("coverage")
def coverage(
    folder: Annotated[Path, typer.Argument(parser=path, callback=there("folder"), help="Folder of texts, like raw/.")],
    glossary: GlossaryFile = Path("glossary.yaml"),
    settings: SettingsFile = Path("settings.yaml"),
    most: Annotated[int, typer.Option("--most", min=1, help="How many words at most.")] = 100,
) -> None:
    """List words of texts that look like terms and are not in the glossary, as YAML ready to paste."""
    from pipeline.core.project import Project
    from pipeline.job.coverage import missing_terms, render
    from pipeline.job.inputs import Options, read_inputs, settings_of

    project = Project(raw=folder, glossary=glossary, settings=settings)
    inputs = read_inputs(project, settings_of(project, Options()))
    console.complain(*inputs.warnings)
    missing, failures = missing_terms(inputs)
    console.say(*render(missing[:most], inputs.glossary))
    _tell_failures(failures)


@glossary_app.command("report")
def report(
    raw: Raw = Path("raw"),
    build: Build = Path("build"),
    glossary: GlossaryFile = Path("glossary.yaml"),
    settings: SettingsFile = Path("settings.yaml"),
) -> None:
    """Write a searchable page of all concepts: forms, translations, where each occurs, what is missing."""
    from pipeline.core.project import Project
    from pipeline.job.inputs import Options, require, settings_of
    from pipeline.job.run import with_curated
    from pipeline.report.glossary_page import write

    project = Project(raw=raw, build=build, glossary=glossary, settings=settings)
    require(project)

    def write_page(inputs: "Inputs", documents: Iterator["Document"]) -> Path:
        console.complain(*inputs.warnings)
        return write(inputs.glossary, documents, inputs.settings.languages, build)

    page, failures = with_curated(project, settings_of(project, Options()), write_page, console.Progress())
    console.say(f"Report: {page}", *link_lines([build]))
    _tell_failures(failures)


def _tell_failures(failures: Sequence[Failure]) -> None:
    """Name the texts that could not be read; the status says that there are some."""
    console.complain(*(line for failure in failures for line in failure.lines))
    if failures:
        raise typer.Exit(3)
