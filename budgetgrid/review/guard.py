"""What comes in is refused unless it comes from the page that we served: token, host, origin, size."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 128 * 1024
"""Bytes of a request: an edit holds one text of at most 20,000 characters, of 4 bytes each."""

SAME = ("same-origin", "none")
"""What browsers say in Sec-Fetch-Site of our own page, and of an address typed or opened by a program."""

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""On every answer: nothing is loaded from elsewhere, no script but our files runs, no page embeds us, and the
address, which holds the token, is told to nobody."""


class Guard:
    """Lets requests through that name the token, this host and no other origin, and are of modest size.

    The host is compared since a foreign name may resolve to 127.0.0.1 (DNS rebinding); the origin, since any
    page of the browser may send requests to us.
    """

    def __init__(self, app: ASGIApp, token: str, port: int) -> None:
        self._app = app
        self._token = token
        self._hosts = (f"127.0.0.1:{port}", f"localhost:{port}")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, its token taken off the path, or answer it with a refusal."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        refusal = self._refusal(Headers(scope=scope))
        token, slash, rest = scope["path"].removeprefix("/").partition("/")
        if refusal is None and not (slash and secrets.compare_digest(token.encode(), self._token.encode())):
            refusal = PlainTextResponse("Open the address that `budgetgrid review` printed, whole.", 403)
        guarded = _with_headers(send)
        if refusal is not None:
            await refusal(scope, receive, guarded)
            return
        inner = {**scope, "path": f"/{rest}", "raw_path": f"/{rest}".encode()}
        await self._app(inner, receive, guarded)

    def _refusal(self, headers: Headers) -> PlainTextResponse | None:
        host, origin = headers.get("host", ""), headers.get("origin")
        if host not in self._hosts:
            return PlainTextResponse("This host is not served here.", 421)
        if origin is not None and origin != f"http://{host}":
            return PlainTextResponse("Other origins are refused.", 403)
        if headers.get("sec-fetch-site", "none") not in SAME:
            return PlainTextResponse("Other sites are refused.", 403)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > LARGEST_BODY:
            return PlainTextResponse("The request is too large.", 413)
        return None


async def read_body(receive: Receive) -> bytes | None:
    """The whole body of a request, None where it is larger than it may be, whatever its header says."""
    body = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))
        if len(body) > LARGEST_BODY:
            return None
        if not message.get("more_body", False):
            return body


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = {name.lower() for name, _ in message["headers"]}
            more = [
                (k.lower().encode(), v.encode())
                for k, v in HEADERS.items()
                if k.lower().encode() not in given
            ]
            message = {**message, "headers": [*message["headers"], *more]}
        await send(message)

    return sent
