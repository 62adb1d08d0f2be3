"""The commands of those who translate and review: kit, review page, import, approve, attest."""

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import console
from pipeline.cli.options import Build, Curated, GlossaryFile, Raw, SettingsFile, Translations, path, there
from pipeline.core.errors import PipelineError, UsageError
from pipeline.core.names import require, require_person
from pipeline.core.places import link_lines
from pipeline.core.project import Project
from pipeline.core.settings import REVIEW_PORT
from pipeline.job.inputs import Options

if TYPE_CHECKING:
    from pipeline.job.people.importing import Imported

Person = Annotated[
    str, typer.Option("--by", parser=require_person, help="Who approves, as reviewers.yaml has the name.")
]
Role = Annotated[str | None, typer.Option("--role", help="translator, reviser or clinical reviewer.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program's."""
    app.command("approve")(approve_command)
    app.command("import")(import_command)
    app.command("attest")(attest_command)
    app.command("kit")(kit_command)
    app.command("review")(review_command)


def approve_command(  # noqa: PLR0913, PLR0917 - one parameter per option
    language: Annotated[str, typer.Argument(help="The language of the translation, such as es.")],
    name: Annotated[str, typer.Argument(help="The text, as it is called in raw/.")],
    by: Person,
    role: Role = None,
    raw: Raw = Path("raw"),
    curated: Curated = Path("curated"),
    translations: Translations = Path("translations"),
    build: Build = Path("build"),
    glossary: GlossaryFile = Path("glossary.yaml"),
    settings: SettingsFile = Path("settings.yaml"),
) -> None:
    """Approve a text's whole translation; what has an open error, or was left to be looked at, stays as it is."""
    from pipeline.job.people.approving import approve
    from pipeline.job.reviewers import signature, today

    project = Project(raw, curated, translations, build, Path("models"), glossary, settings)
    person = signature(project.reviewers, by, role, language, today())
    done = approve(project, Options(), language, name, person, console.Progress())
    console.complain(*done.left)
    drafts = f", {done.drafts} of them drafts of a machine as they were" if done.drafts else ""
    already = f" {done.already} had been before." if done.already else ""
    console.say(f"{person.person} ({person.role}) has approved {_many(done.sentences)}{drafts}.{already}")
    console.show_table(done.rows)
    raise typer.Exit(int(bool(done.left)))


def import_command(  # noqa: PLR0913, PLR0917 - one parameter per option
    files: Annotated[
        list[Path],
        typer.Argument(
            parser=path,
            callback=there("file or folder"),
            help="XLIFF 1.2 or 2, OmegaT's project or project_save.tmx, PO, CSV, TSV or XLSX.",
        ),
    ],
    by: Annotated[
        str | None,
        typer.Option(
            "--by", parser=require_person, help="Who stands up for what the file calls approved; else nobody does."
        ),
    ] = None,
    role: Role = None,
    lang: Annotated[str | None, typer.Option("--lang", help="The language, where the file does not say.")] = None,
    raw: Raw = Path("raw"),
    curated: Curated = Path("curated"),
    translations: Translations = Path("translations"),
    build: Build = Path("build"),
    glossary: GlossaryFile = Path("glossary.yaml"),
    settings: SettingsFile = Path("settings.yaml"),
) -> None:
    """Bring in translations that were made elsewhere; what a person has changed here since stays."""
    from pipeline.job.people.importing import import_file
    from pipeline.job.reviewers import signature, today

    project = Project(raw, curated, translations, build, Path("models"), glossary, settings)
    if role is not None and by is None:
        raise UsageError("--role says what somebody is who stands up for the file", remedy="name them with --by")
    sign = partial(signature, project.reviewers, by, role, day=today()) if by else None
    given, proposed = _given(files)
    troubles, failures, is_begun = 0, dict[str, None](), False
    for file in given:
        try:
            done = import_file(project, Options(), file, lang, sign, console.Progress())
        except PipelineError as error:  # the others are brought in
            if isinstance(error, UsageError) and not is_begun:
                raise
            failures |= dict.fromkeys(str(error).split("\n"))
            continue
        is_begun = True
        failures |= dict.fromkeys(line for failure in done.failures for line in failure.lines)
        left = [line for line in done.left if line not in failures]
        console.complain(*done.skipped, *done.conflicts, *left, *done.void)
        troubles += len(done.conflicts) + len(done.left) + sum(row.errors for row in done.rows)
        _tell(file, done, by)
    console.say(*(f"The translator proposes: {term}" for term in proposed))
    console.complain(*failures)
    raise typer.Exit(3 if failures else int(bool(troubles)))


def _given(places: Sequence[Path]) -> tuple[list[Path], list[str]]:
    """The files of which some may be in folders of kits, and the terms that are proposed there."""
    from pipeline.job.people.kits import of_kit

    files, terms = [one for one in places if not one.is_dir()], list[str]()
    for place in [one for one in places if one.is_dir()]:
        given, proposed = of_kit(place)
        files += given
        terms += proposed
    return files, terms


def _tell(file: Path, done: "Imported", by: str | None) -> None:
    """Say what of a file was brought in."""
    told = [f"{done.written} written", f"{done.confirmed} drafts confirmed", f"{done.same} as here"]
    told += [f"{done.untranslated} without a translation"] if done.untranslated else []
    told += [f"{done.approved} approved by {by}"] if by else []
    console.say(f"{file} ({done.language}): {', '.join(told)}.")
    if done.rows:
        console.show_table(done.rows)
    if errors := sum(row.errors for row in done.rows):
        what = "1 error" if errors == 1 else f"{errors:,} errors"
        console.complain(f"{what} in these translations; `make review` shows each.")


def attest_command(
    form: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
    raw: Raw = Path("raw"),
    translations: Translations = Path("translations"),
    settings: SettingsFile = Path("settings.yaml"),
) -> None:
    """List who approved what, when, and what of it is void; with names, whatever `people` in the settings says."""
    from pipeline.job.names import read_settings
    from pipeline.job.people import attesting

    require(form, ("text", "json"), "format")
    project = Project(raw=raw, translations=translations, settings=settings)
    found, failures = attesting.attest(project, read_settings(settings))
    if form == "json":
        console.say(*attesting.record(found).decode().split("\n"))
    else:
        console.say(*(line for one in found for line in attesting.lines(one)))
        if not found and not failures:
            console.say(f"{translations}: there is no translation in it, so nobody has approved any.")
    console.complain(*failures)
    raise typer.Exit(3 if failures else 0)


def kit_command(  # noqa: PLR0913, PLR0917 - one parameter per option
    out: Annotated[
        Path | None,
        typer.Argument(parser=path, help="The folder to write to; else kit-LANGUAGE-TOOL. A kit there is made anew."),
    ] = None,
    lang: Annotated[str | None, typer.Option("--lang", help="The language, where the settings have several.")] = None,
    tool: Annotated[str, typer.Option("--tool", help="omegat or weblate.")] = "omegat",
    raw: Raw = Path("raw"),
    curated: Curated = Path("curated"),
    translations: Translations = Path("translations"),
    build: Build = Path("build"),
    glossary: GlossaryFile = Path("glossary.yaml"),
    settings: SettingsFile = Path("settings.yaml"),
) -> None:
    """Make what a translator needs in OmegaT, or what Weblate is set up with."""
    from pipeline.job.names import read_settings
    from pipeline.job.people.kits import make_kit

    project = Project(raw, curated, translations, build, Path("models"), glossary, settings)
    languages = read_settings(settings).languages
    if not languages:
        remedy = "add one under `languages:`"
        raise UsageError("no language is named, so there is nothing to translate", file=settings, remedy=remedy)
    if lang is None and len(languages) != 1:
        raise typer.BadParameter(f"say for which language, with --lang: {', '.join(languages)}")
    language = languages[0] if lang is None else lang
    out = out or Path(f"kit-{language}-{tool}")
    made = make_kit(project, Options(), language, tool, out, console.Progress())
    held = "".join(f", {count:,} {kind}" for kind, count in made.sentences.items())
    console.complain(*(line for failure in made.failures for line in failure.lines))
    console.say(f"{out}: {made.texts} texts{held}. docs/translators.md says how to go on.", *link_lines([out]))
    raise typer.Exit(3 if made.failures else 0)


def _many(count: int) -> str:
    return "a sentence" if count == 1 else f"{count:,} sentences"


def review_command(  # noqa: PLR0913, PLR0917 - one parameter per option
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Port of this machine; 0 for any.")
    ] = REVIEW_PORT,
    by: Annotated[
        str | None, typer.Option("--by", parser=require_person, help="Who reviews; else the page asks.")
    ] = None,
    raw: Raw = Path("raw"),
    translations: Translations = Path("translations"),
    build: Build = Path("build"),
    glossary: GlossaryFile = Path("glossary.yaml"),
    settings: SettingsFile = Path("settings.yaml"),
    show: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
) -> None:
    """Review translations, and answer findings in the sources, on a page of this machine alone."""
    import webbrowser

    from pipeline.job.names import read_settings
    from pipeline.review.serving import serve

    project = Project(raw=raw, translations=translations, build=build, glossary=glossary, settings=settings)

    def tell(address: str) -> None:
        console.say(
            f"Review page: {address}", "Ctrl+C ends it. What is saved there goes into the bundle by the next run."
        )
        sys.stdout.flush()
        if show:
            webbrowser.open(address)

    serve(project, read_settings(settings).review, port, by or "", tell)
