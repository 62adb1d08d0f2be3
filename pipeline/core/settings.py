"""`settings.yaml`: what a team sets once for its project; every key has a default."""

from os.path import lexists
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from pipeline.core.places import require_named
from pipeline.core.tags import lookup
from pipeline.core.yaml import YamlFile


class EntitySettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What finds entities beside the glossary.

    `models` are trained spaCy models, installed packages or folders. With `similar` the long form of an abbreviation
    that the glossary spells in another way is linked to its most similar term.
    """

    models: tuple[str, ...] = ()
    similar: bool = False


REVIEW_PORT = 8765  # where the review page is served unless somebody names another


class ReviewSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the review page is served behind a proxy that knows its users.

    `user_header` is the header in which it names the person of a request, `hosts` are the names by which it is asked.
    """

    user_header: str = ""
    hosts: tuple[str, ...] = ()

    def address(self, port: int = REVIEW_PORT) -> str:
        """Where the page is found: behind the proxy by its first name, else on this machine."""
        return f"https://{self.hosts[0]}" if self.user_header and self.hosts else f"http://127.0.0.1:{port}"


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Languages, engines, limits, and the rules and checks that are off.

    `max_bytes` is the largest raw file that is read. With `follow_links` links in raw/ that lead out of it are read.
    `pivots` names, per target language, the language that a translation may take on its way. `decimal` is the sign that
    texts write in numbers, where it is not that of their region or language. With `expand_abbreviations` the first use
    of an abbreviation of the glossary is written out. `english` is how common nouns are spelled. `entities` says what
    finds entities beside the glossary, `packs` which packs of everyday terms are used with it.
    With `two_people` a sentence counts as approved when two have approved it. `people` says what the bundle tells of
    them: their names, their roles, or nothing. `review` is for a review page that several people share.
    `publish` says which translations the bundle shows: all, drafts marked as such, or only those that people approved.
    `engine` is the name of one, auto for the best that is here, or none.
    `libretranslate` is the address of a server of that kind; without one no sentence is ever sent anywhere.
    """

    languages: tuple[str, ...] = ("es",)
    engine: str = "auto"
    pivots: dict[str, str] = {}
    decimal: dict[str, Literal["comma", "point"]] = {}
    libretranslate: str = ""
    expand_abbreviations: bool = False
    english: Literal["keep", "GB", "US"] = "keep"
    entities: EntitySettings = EntitySettings()
    publish: Literal["all", "approved"] = "all"
    packs: Literal["all"] | tuple[str, ...] = "all"
    review: ReviewSettings = ReviewSettings()
    off: tuple[str, ...] = ()
    two_people: bool = False
    people: Literal["names", "roles", "none"] = "roles"
    max_bytes: Annotated[int, msgspec.Meta(ge=1, le=2**40)] = 20_000_000
    follow_links: bool = False

    def pivot_for(self, language: str) -> str | None:
        """The language that a translation may take on its way to another, if one is set."""
        return lookup(language, self.pivots)


def load_settings(path: Path | None) -> Settings:
    """Read settings; without a file every key has its default. Raises `UsageError` for an editor's slip.

    Whether there is what is named (rules, checks, engines, languages) is not known here: `pipeline.job.names`.
    """
    if path is not None:
        require_named(path)
    return Settings() if path is None or not lexists(path) else YamlFile.load(path).decode(Settings)
