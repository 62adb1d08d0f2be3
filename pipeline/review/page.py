"""What every answer of the review page needs: who asks, what they sent, and the templates in their language."""

from collections.abc import Mapping

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from pipeline.review.actions import Hands, Place
from pipeline.review.desk import Desk, Sheet
from pipeline.review.wording import INTERFACES, Wording, wording


class Body(msgspec.Struct, frozen=True):
    """What the page sends of whatever is done; each deed needs its own part of it."""

    language: str = ""
    name: str = ""
    key: str = ""
    version: str = ""
    text: str = ""
    comment: str = ""
    check: str = ""
    reason: str = ""
    term: str = ""
    translation: str = ""
    type: str = "general"
    find: str = ""
    replace: str = ""
    start: int = 0
    end: int = 0
    person: str = ""
    ui: str = ""

    @property
    def place(self) -> Place:
        """The sentence as the person saw it."""
        return Place(self.language, self.name, self.key, self.version)


class Visit(msgspec.Struct, frozen=True):
    """A request: who asks, as far as they or a proxy say, in which language, and for what."""

    person: str
    ui: str
    path: Mapping[str, str] = {}
    query: Mapping[str, str] = {}
    body: Body = Body()

    @property
    def words(self) -> Wording:
        """The page's own words."""
        return wording(self.ui)

    def number(self, name: str) -> int:
        """A number of the address, 0 where there is none."""
        given = self.query.get(name, "")
        return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else 0


class Page:
    """The desk, the hands, and the templates. With `known_by_proxy` nobody says themselves who they are."""

    def __init__(self, desk: Desk, *, known_by_proxy: bool = False):
        self.desk, self.hands, self._known_by_proxy = desk, Hands(desk), known_by_proxy
        self._templates = Environment(
            loader=PackageLoader("pipeline.review"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def sheet(self, visit: Visit) -> Sheet:
        """The text that an address names."""
        return self.desk.sheet(visit.path["language"], visit.path["name"])

    def whole(self, template: str, visit: Visit, place: str, **facts: object) -> Response:
        """A whole page; `place` is where in its navigation it stands."""
        around: Mapping[str, object] = {
            "place": place,
            "languages": self.desk.languages(),
            "person": visit.person,
            "header_person": self._known_by_proxy,
            "interfaces": [(code, wording(code)["language"]) for code in INTERFACES],
            "busy": self.desk.busy,
        }
        return self.part(template, visit, **around, **facts)

    def part(self, template: str, visit: Visit, **facts: object) -> Response:
        """A part of one."""
        return HTMLResponse(self.render(template, visit, **facts))

    def render(self, template: str, visit: Visit, **facts: object) -> str:
        """A template's HTML."""
        return self._templates.get_template(template).render(w=visit.words, ui=visit.ui, **facts)
