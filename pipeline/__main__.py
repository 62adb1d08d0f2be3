"""The command line: `python -m pipeline …`."""

import logging
import os
import sys
import traceback
from collections.abc import Callable
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any

import typer

from pipeline.cli import bundle, console, environment, people
from pipeline.cli.glossary import glossary_app
from pipeline.cli.options import (
    Build,
    Curated,
    GlossaryFile,
    NewCurated,
    NewTranslations,
    Raw,
    SettingsFile,
    Translations,
    path,
    there,
)
from pipeline.core import names
from pipeline.core.errors import DocumentError, PipelineError, StoppedError
from pipeline.core.files import placed
from pipeline.core.one_line import one_line
from pipeline.core.places import keep_out, link_lines, refusal, told
from pipeline.core.project import Project
from pipeline.job.inputs import Options
from pipeline.job.run import Outcome, run
from pipeline.translation.engines import choices

app = typer.Typer(
    help=__doc__, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None
)
app.add_typer(glossary_app, name="glossary")
people.add_to(app)

Languages = Annotated[list[str] | None, typer.Option("--lang", help="Target language; may be given again.")]
Engine = Annotated[str | None, typer.Option("--engine", help=f"Translation engine: {', '.join(choices())}.")]
Off = Annotated[list[str] | None, typer.Option("--off", help="Rule or check to leave out; may be given again.")]
Jobs = Annotated[int | None, typer.Option("--jobs", min=1, help="Worker processes.")]
Force = Annotated[bool, typer.Option("--force", help="Run even if nothing has changed.")]


@app.command("run")
def run_command(  # noqa: PLR0913, PLR0917 - one parameter per option
    raw: Raw = Path("raw"),
    curated: NewCurated = Path("curated"),
    translations: NewTranslations = Path("translations"),
    build: Build = Path("build"),
    glossary: GlossaryFile = Path("glossary.yaml"),
    settings: SettingsFile = Path("settings.yaml"),
    lang: Languages = None,
    engine: Engine = None,
    off: Off = None,
    jobs: Jobs = None,
    force: Force = False,
) -> None:
    """Curate and translate what has changed, and write bundles, XLIFF files and the report."""
    project = Project(raw, curated, translations, build, Path("models"), glossary, settings)
    options = Options(tuple(lang or ()), engine, tuple(off or ()), jobs, force)
    raise typer.Exit(_tell(run(project, options, console.Progress())))


def _tell(outcome: Outcome) -> int:
    if outcome.fresh:
        console.complain(*outcome.warnings)
        console.show_table(outcome.rows)
        if outcome.untouched:
            console.say(f"{outcome.untouched} more are as they were; the report has them all.")
    else:
        since = f"`{outcome.by}` brought everything up to date" if outcome.by else "the last run"
        console.say(f"Nothing has changed since {since}; there is nothing to do.")
    console.complain(*dict.fromkeys(line for failure in outcome.failures for line in failure.lines))
    console.say(*outcome.lines)
    return outcome.status


@app.command()
def check(
    raw: Raw = Path("raw"),
    glossary: GlossaryFile = Path("glossary.yaml"),
    settings: SettingsFile = Path("settings.yaml"),
    off: Off = None,
    jobs: Jobs = None,
    form: Annotated[str, typer.Option("--format", help="text, json or sarif.")] = "text",
) -> None:
    """List the findings in the source texts without writing anything."""
    from pipeline.cli.listing import list_findings

    project = Project(raw=raw, glossary=glossary, settings=settings)
    options = Options(off=tuple(off or ()), jobs=jobs)
    lines, warnings, failed, status = list_findings(project, form, options, console.Progress())
    console.complain(*warnings)
    console.say(*lines)
    console.complain(*(line for failure in failed for line in failure.lines))
    raise typer.Exit(status)


@app.command("check-pairs")
def check_pairs_command(  # noqa: PLR0913, PLR0917 - one parameter per option
    files: Annotated[
        list[Path],
        typer.Argument(
            parser=path, callback=there("file or folder"), help="XLIFF, TMX, PO, CSV, TSV or XLSX files, or folders."
        ),
    ],
    source: Annotated[
        str | None, typer.Option("--source", help="Source language, where the file does not say.")
    ] = None,
    target: Annotated[
        str | None, typer.Option("--target", help="Target language, or its region, such as es-MX.")
    ] = None,
    glossary: Annotated[
        Path | None, typer.Option("--glossary", parser=path, callback=there("file"), help="A glossary; else none.")
    ] = None,
    waivers: Annotated[
        Path | None, typer.Option("--waivers", parser=path, callback=there("file"), help="Findings that are no faults.")
    ] = None,
    off: Off = None,
    form: Annotated[str, typer.Option("--format", help="text, json, sarif, junit or html.")] = "text",
    output: Annotated[
        Path | None, typer.Option("--output", parser=path, help="The file to write to; left out, the terminal.")
    ] = None,
    fail_on: Annotated[
        str, typer.Option("--fail-on", help="error, warning, info or never: what ends with 1.")
    ] = "error",
) -> None:
    """Check anybody's translations: bilingual files of all tools, no project needed."""
    from pipeline.cli import gate
    from pipeline.cli.gate_forms import FORMS, THRESHOLDS, is_failure
    from pipeline.cli.gate_output import require_free
    from pipeline.core.files import write_file
    from pipeline.exchange.bilingual.unit import Languages

    names.require(form, FORMS, "format")
    names.require(fail_on, THRESHOLDS, "severity")
    for language in (one for one in (source, target) if one is not None):
        names.require_language(language)
    terms = gate.Terms(glossary, waivers, tuple(off or ()))
    if output:
        require_free(output, files, terms)
    verdict = gate.verdict_on(files, Languages(source or "", target or ""), terms, console.Progress())
    lines = FORMS[form](verdict, fail_on)
    if output:
        with told(output):
            write_file(output, "".join(f"{line}\n" for line in lines).encode("utf-8", "replace"))
    else:
        console.say(*lines)
    console.complain(*verdict.failures, *verdict.skipped, *verdict.void, verdict.summary())
    is_found = any(is_failure(finding, fail_on) for _, finding in verdict.open)
    raise typer.Exit(3 if verdict.failures else int(is_found))


@app.command("rename")
def rename_command(
    old: Annotated[str, typer.Argument(help="The name that a text has, or had.")],
    new: Annotated[str, typer.Argument(help="The name that it is to have.")],
    raw: Raw = Path("raw"),
    curated: Curated = Path("curated"),
    translations: Translations = Path("translations"),
    build: Build = Path("build"),
) -> None:
    """Rename a text with its side file and translations, so that keys and approvals stay."""
    from pipeline.job.rename import rename

    console.say(*rename(Project(raw, curated, translations, build), old, new))
    console.say("Keys and approvals are as they were. Run again to bring the bundle up to date.")
    console.say(*link_lines([raw, translations]))


@app.command()
def rules(
    form: Annotated[str, typer.Option("--format", help="text, or markdown as in docs/rules.md.")] = "text",
) -> None:
    """List every rule and check with its title."""
    from pipeline.report import catalogue

    forms = {"text": catalogue.plain, "markdown": catalogue.markdown}
    names.require(form, forms, "format")
    console.say(*forms[form]())


@app.command()
def engines(settings: SettingsFile = Path("settings.yaml")) -> None:
    """Tell what can translate what on this machine, which optional libraries it has, and how to get what is missing."""
    from pipeline.core.optional import LIBRARIES
    from pipeline.job.names import read_settings
    from pipeline.translation.engines import overview

    for row in overview(read_settings(settings), Path("models")):
        console.say(f"{row.engine:10} {row.pair:8} {row.state:8} {row.detail}")
        if row.remedy:
            console.say(f"{'':28} to get it: {row.remedy}")
    for library in LIBRARIES:
        console.say(f"{library.name:19} {'usable' if library.folder else 'missing':8} {library.adds}")
        if library.folder is None:
            console.say(f"{'':28} to get it: {library.command}")


@app.command()
def install(
    source: Annotated[str | None, typer.Argument(help="Source language, such as en.")] = None,
    target: Annotated[str | None, typer.Argument(help="Target language, such as es.")] = None,
    file: Annotated[
        Path | None,
        typer.Option("--from", parser=path, callback=there("file"), help="A package that is already here."),
    ] = None,
    settings: SettingsFile = Path("settings.yaml"),
    build: Build = Path("build"),
) -> None:
    """Install a translation package; without languages, what settings.yaml asks for."""
    from pipeline.job.names import read_settings
    from pipeline.translation.engines.argos.codes import variety
    from pipeline.translation.engines.argos.packages import Installed, inspect
    from pipeline.translation.engines.install import install as install_package
    from pipeline.translation.engines.setup import setup

    if target is None and (source or file):
        raise typer.BadParameter("give both languages, as in: install en es")
    keep_out(Path("raw"), build, "--build")
    if source is None or target is None:
        console.say(*setup(read_settings(settings), Path("models"), build=build))
    else:
        names.require_pair(source, target)
        place = install_package(source, target, Path("models"), file=file)
        package = inspect(place)
        which = variety((package.source, package.target)) if isinstance(package, Installed) else ""
        console.say(f"Installed in {place}{which}", *link_lines([Path("models")]))


bundle.add_to(app)

_WRONG_USE: Any = typer.BadParameter.__base__  # Click's error for all wrong use; typer gives it no name of its own
_FAULT = 70  # as in sysexits: must not read as 1, which says that all was written


def _guard(command: Callable[[], Any]) -> int:
    """Run a command; what a person can mend is told in plain lines, never as a traceback.

    What stops a whole command is wrong use where nothing was written yet.
    """
    before = placed()
    try:
        command()
    except PipelineError as error:
        console.complain(*str(error).split("\n"))
        is_partly_done = isinstance(error, StoppedError) and placed() > before
        return 3 if isinstance(error, DocumentError) or is_partly_done else 2
    except KeyboardInterrupt:
        console.complain("Stopped. What was already written is whole; run again to go on.")
        return 130
    except (OSError, MemoryError) as error:
        return _refused(error, 3 if placed() > before else 2)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except Exception as error:  # noqa: BLE001 - a fault of the program, unless it is in what it was told
        return _fault(error, 3 if placed() > before else 2)
    return 0


def _fault(error: Exception, status: int) -> int:
    """A traceback is for developers, and has a status of its own; an argument that is no text is the caller's."""
    given = next((one for one in sys.argv if any("\ud800" <= sign <= "\udfff" for sign in one)), "")
    if given and isinstance(error, UnicodeEncodeError):
        console.complain(f"{one_line(given)}: this is not UTF-8 text; give another name")
        return status
    console.complain(*traceback.format_exc().splitlines())
    console.complain("This is a fault of the program, not of your texts. Nothing half written was left behind.")
    return _FAULT


def _command() -> None:
    """Run what the command line asks for; what Click says of wrong use repeats words that a terminal might obey."""
    environment.settle()
    try:
        sys.exit(app(standalone_mode=False))
    except _WRONG_USE as error:
        if not error.message.startswith("Usage: "):  # a whole help text has nothing of the caller's
            error.message = one_line(error.message)
        error.show()
        sys.exit(error.exit_code)


def _refused(error: OSError | MemoryError, status: int = 3) -> int:
    """What the system refused, in a line; nothing where whoever read the output has enough of it."""
    if isinstance(error, BrokenPipeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    if isinstance(error, MemoryError):
        console.complain("there is no memory for this; close other programs, or split the largest file")
    else:
        what = "this cannot be read or written" if error.filename else "what is to be shown here cannot be written"
        console.complain(str(refusal(error, what=what)))
    return status


def main() -> None:
    """Entry point of the command `medical-content-pipeline`."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # a scheduler has closed it
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8"))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without "×" must not end a run
    logging.basicConfig(level=logging.WARNING, handlers=[console.Warnings()])
    status = _guard(_command)
    try:
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python would try once more, and complain
        status = max(status, _refused(error))
    sys.exit(status)


if __name__ == "__main__":
    main()
