"""Running the review server on this machine until it is interrupted."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable
from pathlib import Path

from budgetgrid.layout.errors import BadOption, ExtraMissing

HOST = "127.0.0.1"
TOKEN_BYTES = 24

USUAL_PORT = 8377
"""Taken where it is free and no other is asked for: browsers keep what was typed and not stored, and the
language, for a host and port."""


def check_installed() -> None:
    """Raise ExtraMissing where the libraries of the server are not installed."""
    try:
        import starlette  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError as error:
        raise ExtraMissing(f"{error.name} is not installed", "pip install 'budgetgrid[review]'") from error


def serve(
    root: Path,
    port: int,
    ready: Callable[[str], None],
    *,
    sources: tuple[Path, ...] = (),
    password: str | None = None,
    reviewer: str,
) -> None:
    """Serve the results in `root`; `ready` is told the address once it can be opened. Returns when
    interrupted.

    `port` 0 takes the usual one, or else a free one. Raises FileMissing where there is no result, BadOption
    for a port in use, ExtraMissing.
    """
    check_installed()
    import uvicorn

    from budgetgrid.review.application import Desk, make_application
    from budgetgrid.review.library import Library
    from budgetgrid.review.pictures import Pictures

    desk = Desk(Library(root), Pictures(sources, password), sources, password, reviewer)
    desk.warm_up()
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with _listening(port) if port else _listening_somewhere() as listener:
        taken = listener.getsockname()[1]
        config = uvicorn.Config(
            make_application(desk, token, taken),
            log_level="warning",
            access_log=False,
            lifespan="off",
            ws="none",
            server_header=False,
            date_header=False,
        )
        ready(f"http://{HOST}:{taken}/{token}/")
        try:
            uvicorn.Server(config).run(sockets=[listener])
        except KeyboardInterrupt:
            pass
        finally:
            desk.pictures.close()


def _listening_somewhere() -> socket.socket:
    try:
        return _listening(USUAL_PORT)
    except BadOption:
        return _listening(0)


def _listening(port: int) -> socket.socket:
    """A socket on this machine alone that already takes connections. Raises BadOption."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        listener.close()
        raise BadOption(f"port {port} can't be had: {error.strerror}", "Give another --port.") from error
    listener.listen()
    return listener
