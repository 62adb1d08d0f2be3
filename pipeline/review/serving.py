"""Serving the review page: on this machine alone, until whoever started it stops it."""

import secrets
import socket
from collections.abc import Callable
from contextlib import closing

from pipeline.core.errors import UsageError
from pipeline.core.project import Project
from pipeline.core.settings import ReviewSettings
from pipeline.review.app import application
from pipeline.review.desk import Desk

_LOOPBACK = "127.0.0.1"
_NAMES = (_LOOPBACK, "localhost")


def serve(project: Project, settings: ReviewSettings, port: int, person: str, tell: Callable[[str], None]) -> None:
    """Serve until stopped; `tell` gets the address, with the token without which nothing is shown.

    Port 0 is any that is free. Raises `UsageError` for a port that another program has.
    """
    import uvicorn

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
