"""Faults of the network, told in words that help."""

import socket
import ssl
from http.client import HTTPException, InvalidURL
from urllib import request
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

AGAIN = (408, 425, 429)  # the only answers of the kind 4xx that may be others the next time


def said(error: Exception, proxied: bool) -> tuple[str, bool]:
    """A fault in words, and whether another try would meet it again."""
    words = str(getattr(error, "reason", "") or getattr(error, "strerror", "") or error) or type(error).__name__
    final = False
    if isinstance(error, HTTPError):
        words, final = _status(error.code, words), error.code < 500 and error.code not in AGAIN
    elif "Tunnel connection failed: 407" in words:  # what a proxy answers here is no HTTPError
        words, final = _status(407, ""), True
    elif isinstance(error, ssl.SSLCertVerificationError):
        words, final = "its certificate is not trusted; if a proxy reads along, set SSL_CERT_FILE to the proxy's", True
    elif isinstance(error, socket.gaierror):
        words = f"no such name{' as the proxy has' if proxied else ''} is known here; is there a network"
        words += "?" if proxied else ", or a proxy to be named in https_proxy?"
    elif isinstance(error, TimeoutError):
        words = "timed out"
    elif isinstance(error, ValueError | InvalidURL | URLError):
        final = True
    elif isinstance(error, HTTPException):
        words = f"it broke off ({words})"
    return words, final


def _status(code: int, words: str) -> str:
    known = {
        404: "the server has no such file (404)",
        407: "the proxy wants a name and a password (407): https_proxy=http://NAME:PASSWORD@HOST:PORT",
    }
    return known.get(code) or f"the server answers {code} {words}".strip()


def proxy_of(url: str) -> str:
    """Host and port of the proxy for an address, without its password; empty where there is none."""
    try:
        parts = urlsplit(url)
        proxy = "" if request.proxy_bypass(parts.netloc) else request.getproxies().get(parts.scheme, "")
        return urlsplit(proxy if "//" in proxy else f"//{proxy}").netloc.rpartition("@")[2]
    except ValueError:
        return ""
