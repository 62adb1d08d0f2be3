"""The paths that several commands take, and what is refused of any path before a command starts.

What somebody names must be there: a slip of a finger would else pass for a file or folder with nothing in it. What is
not named has its usual place, in which a project may have nothing yet.
"""

import errno
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from pipeline.core.places import Kind, refusal, require_there


def path(given: str | Path) -> Path:
    """A path of the command line. Raises `BadParameter` for one that cannot be meant.

    An empty one is a shell's variable without a value; taken for the working folder, it would be filled with files.
    """
    if not given:
        raise typer.BadParameter("the path is empty; name a file or folder, or leave the option out")
    try:
        Path(given).exists()
    except OSError as error:
        fault = refusal(error, Path(given), "cannot be reached")
        too_long = error.errno == errno.ENAMETOOLONG
        raise typer.BadParameter(f"{error.strerror}; name a shorter path" if too_long else str(fault)) from error
    return Path(given)


def there(kind: Kind, *, or_new: bool = False) -> Callable[[typer.Context, typer.CallbackParam, Any], Any]:
    """What an option or argument calls with its value: whatever of a kind was named must be there.

    With `or_new` it may be missing, and is made then.
    """

    def look(context: typer.Context, parameter: typer.CallbackParam, value: Any) -> Any:
        source = context.get_parameter_source(parameter.name or "")
        if source is not None and source.name == "COMMANDLINE":
            for one in value if isinstance(value, Sequence) else (value,):
                if not or_new or one.exists():
                    require_there(one, kind)
        return value

    return look


_FOLDER_OR_NEW = there("folder", or_new=True)

Raw = Annotated[Path, typer.Option("--raw", parser=path, callback=there("folder"), help="Folder of source texts.")]
Curated = Annotated[
    Path, typer.Option("--curated", parser=path, callback=there("folder"), help="Folder of the bundle.")
]
Translations = Annotated[
    Path, typer.Option("--translations", parser=path, callback=there("folder"), help="Folder of the XLIFF files.")
]
NewCurated = Annotated[
    Path, typer.Option("--curated", parser=path, callback=_FOLDER_OR_NEW, help="Folder of the bundle.")
]
NewTranslations = Annotated[
    Path, typer.Option("--translations", parser=path, callback=_FOLDER_OR_NEW, help="Folder of the XLIFF files.")
]
Build = Annotated[
    Path, typer.Option("--build", parser=path, callback=_FOLDER_OR_NEW, help="Folder of caches and reports.")
]
GlossaryFile = Annotated[Path, typer.Option("--glossary", parser=path, callback=there("file"), help="The glossary.")]
SettingsFile = Annotated[Path, typer.Option("--settings", parser=path, callback=there("file"), help="The settings.")]
