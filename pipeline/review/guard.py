"""Who may ask the review page for anything: whoever was given its address, from the page itself.

The address that `review` prints has a token; it becomes a cookie that no other site's page can send along. A request
must name one of our own hosts (else a foreign name that leads here could read the page: DNS rebinding), and what
changes something must come from our own page by its Origin. Sources: OWASP's cheat sheets on CSRF and on CSP.
"""

import hmac
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "review"
MOST = 1_000_000  # bytes of a request; the longest sentence of a raw text is far shorter

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


# From a page elsewhere, such as the report, a browser sends no cookie along that is for our own pages alone: it comes
# a second time, from here. This page holds nothing, and what is asked for changes nothing.
_AGAIN = '<!doctype html><html lang="en"><title>Review</title><meta http-equiv="refresh" content="0">'


class Guard:
    """Lets through what comes from the page itself, and gives every answer the headers that keep it in its place.

    `hosts` are the names and ports by which the page may be asked for. With `user_header` the name of the person must
    stand in this header of every request, where a proxy that has checked it puts it.
    """

    def __init__(self, app: ASGIApp, token: str, hosts: frozenset[str], user_header: str = ""):
        self._app, self._token, self._hosts, self._user_header = app, token, hosts, user_header

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or hand on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        refusal = self._refusal(scope)
        await (refusal or self._app)(scope, receive, guarded)

    def _refusal(self, scope: Scope) -> Response | None:
        headers, reading = Headers(scope=scope), scope["method"] in ("GET", "HEAD")
        length = headers.get("content-length", "0" if reading else "")
        rules = (
            (headers.get("host", "").lower() in self._hosts, 421, "This page is not known by that name."),
            (reading or self._is_own(headers.get("origin", "")), 403, "That must come from the page itself."),
            (length.isdigit() and int(length) <= MOST, 413, "That is too long, or of unknown length."),
            (self._names_somebody(headers), 403, "The proxy does not say who asks."),
        )
        for kept, status, words in rules:
            if not kept:
                return PlainTextResponse(words, status)
        return None if scope["path"].startswith("/static/") else self._entrance(scope, headers, reading)

    def _entrance(self, scope: Scope, headers: Headers, reading: bool) -> Response | None:
        """Nothing for whoever has the cookie; the cookie for whoever comes with the token."""
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if reading and _same(asked, self._token):
            answer = RedirectResponse(scope["path"], 303)
            answer.set_cookie(COOKIE, self._token, httponly=True, samesite="strict", path="/")
            return answer
        if _same(_cookie(headers.get("cookie", "")), self._token):
            return None
        if reading and headers.get("sec-fetch-site", "") == "cross-site":
            return HTMLResponse(_AGAIN)
        return PlainTextResponse("Open the address that `review` has printed in the terminal.", 403)

    def _names_somebody(self, headers: Headers) -> bool:
        return not self._user_header or bool(headers.get(self._user_header, "").strip())

    def _is_own(self, origin: str) -> bool:
        return urlsplit(origin).netloc.lower() in self._hosts


def _same(one: str, other: str) -> bool:
    """Whether two secrets are the same, in a time that tells nothing of where they differ."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode())


def _cookie(header: str) -> str:
    try:
        found = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""
