"""`reviewers.yaml`: who reviews, in which roles, languages and with what qualification.

The roles are those of ISO 17100 and ISO 18587, with clinical review beside them. What the file says of a person is the
team's own word; nothing here proves it. Without the file anybody's name will do.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from os.path import lexists
from pathlib import Path
from typing import NamedTuple, get_args

import msgspec

from pipeline.core.errors import UsageError, raise_all, raised
from pipeline.core.names import nearest, require, require_day, require_language, require_person, same_person
from pipeline.core.tags import widening
from pipeline.core.targets import Role
from pipeline.core.yaml import YamlFile, where_in

ROLES: tuple[Role, ...] = get_args(Role)
OTHERWISE: Role = "reviser"  # whoever approves has compared the translation with its source


class Reviewer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person who reviews. `qualification` is in the team's words, `basis` what it rests on, `until` its last day."""

    name: str
    languages: tuple[str, ...]
    roles: tuple[Role, ...]
    qualification: str
    basis: str
    until: str | None = None

    def is_over(self, day: str) -> bool:
        """Whether the qualification had ended on a day."""
        return self.until is not None and self.until < day

    def reads(self, language: str) -> bool:
        """Whether a language, or what it is a variety of, is among theirs."""
        return any(tag in self.languages for tag in widening(language))


class _Sheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    reviewers: tuple[Reviewer, ...] = ()


class Signature(NamedTuple):
    """Who approves, in which role, on which day (YYYY-MM-DD)."""

    person: str
    role: Role
    day: str


def today() -> str:
    """The day on which somebody gives a command, where they are."""
    return datetime.now().astimezone().date().isoformat()


def read_reviewers(path: Path) -> tuple[Reviewer, ...] | None:
    """Read the file; None where there is none. Raises `UsageError` for a slip, with its line."""
    if not lexists(path):
        return None
    file = YamlFile.load(path)
    sheet, faults = file.sound(_Sheet)
    names: set[str] = set()
    for n, one in enumerate(sheet.reviewers):
        place = ("reviewers", n)
        if same_person(one.name) in names:
            faults.append(file.fault(f"'{one.name}' stands here twice", (*place, "name"), "keep one of the two"))
        names.add(same_person(one.name))
        faults += raised(
            partial(require_person, one.name, file.where((*place, "name"))),
            *([] if one.until is None else [partial(require_day, one.until, file.where((*place, "until")))]),
            *(
                partial(require_language, tag, file.where((*place, "languages", i)))
                for i, tag in enumerate(one.languages)
            ),
        )
    raise_all(faults)
    return tuple(msgspec.structs.replace(one, name=require_person(one.name)) for one in sheet.reviewers)


def named(reviewers: Sequence[Reviewer], person: str) -> Reviewer | None:
    """The one of this name."""
    return next((one for one in reviewers if same_person(one.name) == same_person(person)), None)


def reviewer(path: Path, person: str) -> Reviewer | None:
    """Who is meant; None where there is no such file. Raises `UsageError` for somebody who is not in it."""
    known = read_reviewers(path)
    if known is None:
        return None
    found = named(known, person)
    if found is None:
        remedy = nearest(person, [one.name for one in known], "add them to it, or name one of its people")
        raise UsageError(f"'{person}' is not in it", file=path, remedy=remedy)
    return found


def signature(path: Path, person: str, role: str | None, language: str, day: str) -> Signature:
    """Whose approval it is. Raises `UsageError` for who may not give it, as far as `reviewers.yaml` knows."""
    person = require_person(person)
    if role is not None:
        require(role, ROLES, "role")
    found = reviewer(path, person)
    if found is None:
        return Signature(person, _role(role, (OTHERWISE,)), day)

    def fault(words: str, remedy: str, key: str) -> UsageError:
        at = where_in(path, "reviewers", (read_reviewers(path) or ()).index(found), key)
        return UsageError(words, file=at.file, line=at.line, remedy=remedy)

    if not found.reads(language):
        raise fault(f"{found.name} does not review {language}", "name another, or add it there", "languages")
    if found.is_over(day):
        words = f"the qualification of {found.name} ended on {found.until}"
        raise fault(words, "renew `until`, or name another", "until")
    if not found.roles:
        raise fault(f"{found.name} has no role", f"give them one of: {', '.join(ROLES)}", "roles")
    if role is not None and role not in found.roles:
        raise fault(f"{found.name} is no {role}", f"their roles are: {', '.join(found.roles)}", "roles")
    return Signature(found.name, _role(role, found.roles), day)


def _role(given: str | None, known: Sequence[Role]) -> Role:
    return next((one for one in ROLES if one == given), known[0])
