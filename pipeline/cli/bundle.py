"""The commands for whoever uses the bundle: export, release, report."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline import exports
from pipeline.cli import console
from pipeline.cli.options import (
    Build,
    Curated,
    Raw,
    path,
    there,
)
from pipeline.core.errors import UsageError
from pipeline.core.places import is_within, keep_out, link_lines, misnamed_lines


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program's."""
    app.command("export")(export_command)
    app.command("release")(release_command)
    app.command("report")(report_command)


def export_command(
    out: Annotated[Path, typer.Argument(parser=path, help="The folder to write to.")],
    form: Annotated[
        str, typer.Option("--format", help=", ".join(f"{one.name} ({one.title})" for one in exports.FORMATS))
    ],
    drafts: Annotated[
        bool, typer.Option("--drafts", help="In chunks and HTML, show what no person has approved, marked as a draft.")
    ] = False,
    curated: Curated = Path("curated"),
    raw: Raw = Path("raw"),
) -> None:
    """Write the bundle in a format of other tools."""
    keep_out(raw, out)
    if is_within(Path("translations"), out):
        message = "this is the folder of the translations, or in it"
        raise UsageError(message, file=out, remedy="name a folder that the export has to itself")
    files = exports.export(curated, form, out, drafts)
    hiding = [one.name for one in exports.FORMATS if one.hides_drafts]
    if drafts and form not in hiding:
        console.complain(f"--drafts changes nothing in {form}; it is for {' and '.join(hiding)}")
    count = len(files)
    console.say(f"{count} {'file' if count == 1 else 'files'} written to {out}", *link_lines([out]))


def release_command(
    version: Annotated[str, typer.Argument(help="The version, such as 1.4.0; above the last one.")],
    curated: Curated = Path("curated"),
    out: Annotated[Path, typer.Option("--out", parser=path, help="The folder of releases.")] = Path("releases"),
    withdrawn: Annotated[
        Path,
        typer.Option(
            "--withdrawn", parser=path, callback=there("file"), help="Sentences that must not be used any more."
        ),
    ] = Path("withdrawn.yaml"),
    with_errors: Annotated[bool, typer.Option("--with-errors", help="Release though findings are open.")] = False,
    raw: Raw = Path("raw"),
) -> None:
    """Pack the bundle as a release: a zip, what has changed, its checksum."""
    from pipeline.bundle.release import changed_since, release

    keep_out(raw, out, "--out")
    released = release(curated, version, out, withdrawn, with_errors=with_errors)
    console.say(*map(str, released), *link_lines([out]))
    console.complain(*misnamed_lines(withdrawn), *changed_since(curated, raw))


def report_command(
    build: Build = Path("build"),
    show: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
) -> None:
    """Tell where the report of the last run is, and open it."""
    import webbrowser

    index = build / "report" / "index.html"
    if not index.is_file():
        raise UsageError("there is no report yet", file=index, remedy="run `make` first")
    console.say(f"Report: {index}")
    if show and not webbrowser.open(index.resolve().as_uri()):
        console.say("No browser could be started; open this file in yours.")
