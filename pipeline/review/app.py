"""The review page as a web application: which address shows or does what, for whom."""

from collections.abc import Awaitable, Callable
from urllib.parse import unquote

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from pipeline.core.errors import PipelineError, UsageError
from pipeline.core.text.folding import folded
from pipeline.review.actions import Conflict
from pipeline.review.desk import Desk
from pipeline.review.doing import DONE, PERSON, UI, conflict
from pipeline.review.guard import Guard
from pipeline.review.page import Body, Page, Visit
from pipeline.review.showing import SHOWN
from pipeline.review.wording import interface

Handler = Callable[[Page, Visit], Response]
Endpoint = Callable[[Request], Awaitable[Response]]


def application(desk: Desk, token: str, hosts: frozenset[str], person: str = "", user_header: str = "") -> Starlette:
    """The page over a project.

    `hosts` are the names by which it may be asked for; `person` reviews unless they say otherwise. With `user_header`
    a proxy says in that header who asks.
    """
    page = Page(desk, known_by_proxy=bool(user_header))

    def visit(request: Request, body: Body) -> Visit:
        said = unquote(request.cookies.get(PERSON, "")) or person
        who = request.headers.get(user_header, "").strip()[:100] if user_header else said
        language = interface(request.cookies.get(UI, ""), request.headers.get("accept-language", ""))
        return Visit(folded(who), language, request.path_params, dict(request.query_params), body)

    def shown(show: Handler) -> Endpoint:
        async def answer(request: Request) -> Response:
            try:
                return await run_in_threadpool(show, page, visit(request, Body()))
            except (PipelineError, OSError) as error:
                return PlainTextResponse(str(error), 404 if isinstance(error, UsageError) else 422)

        return answer

    def done(do: Handler) -> Endpoint:
        async def answer(request: Request) -> Response:
            try:
                asked = visit(request, msgspec.json.decode(await request.body(), type=Body))
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
                return JSONResponse({"said": visit(request, Body()).words["failed"]}, 400)
            try:
                return await run_in_threadpool(do, page, asked)
            except Conflict as found:
                return conflict(page, asked, found.line)
            except (PipelineError, OSError) as error:
                return JSONResponse({"said": f"{asked.words['failed']} {error}"}, 422)

        return answer

    routes = [
        *(Route(path, shown(show)) for path, show in SHOWN.items()),
        *(Route(f"/do/{do.__name__}", done(do), methods=["POST"]) for do in DONE),
        Mount("/static", StaticFiles(packages=[("pipeline.review", "static")])),
    ]
    guard = Middleware(Guard, token=token, hosts=hosts, user_header=user_header)
    return Starlette(routes=routes, middleware=[guard])
