"""Serving the review page: on this machine alone, until whoever started it stops it."""

import secrets
import socket
from collections.abc import Callable
from contextlib import closing
from functools import partial
from os.path import lexists

from pipeline.core.errors import UsageError, raise_all, raised
from pipeline.core.places import require_there
from pipeline.core.project import Project
from pipeline.core.settings import ReviewSettings
from pipeline.job.inputs import Options, read_inputs, require, settings_of
from pipeline.job.reviewers import read_reviewers, reviewer
from pipeline.review.app import application
from pipeline.review.desk import Desk

_LOOPBACK = "127.0.0.1"
_NAMES = (_LOOPBACK, "localhost")


def serve(project: Project, settings: ReviewSettings, port: int, person: str, tell: Callable[[str], None]) -> None:
    """Serve until stopped; `tell` gets the address, with the token without which nothing is shown.

    Port 0 is any that is free. Raises `UsageError` for a port that another program has, and before anybody begins to
    work there for whatever would be refused when they save or approve.
    """
    import uvicorn

    _require_ready(project, person)
    token = secrets.token_urlsafe(24)
    with closing(_listening(port)) as listener:
        port = listener.getsockname()[1]
        hosts = frozenset((*(f"{name}:{port}" for name in _NAMES), *(host.lower() for host in settings.hosts)))
        app = application(Desk(project), token, hosts, person, settings.user_header)
        server = uvicorn.Server(
            uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off", timeout_graceful_shutdown=2)
        )
        tell(f"{settings.address(port)}/?token={token}")
        server.run(sockets=[listener])


def _require_ready(project: Project, person: str) -> None:
    """Raise `UsageError` with the faults of all that the page will read and of who is to review."""

    def inputs() -> None:
        require(project)
        read_inputs(project, settings_of(project, Options()))

    def translations() -> None:
        if lexists(project.translations):  # the first run makes it
            require_there(project.translations, "folder")

    known = partial(reviewer, project.reviewers, person) if person else partial(read_reviewers, project.reviewers)
    raise_all(raised(inputs, translations, known))


def _listening(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((_LOOPBACK, port))
    except OSError as error:
        listener.close()
        remedy = "choose another with --port, or 0 for any that is free"
        raise UsageError(f"port {port} cannot be had ({error.strerror})", remedy=remedy) from error
    listener.listen(128)
    return listener
