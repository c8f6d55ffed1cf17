"""Which addresses of others' pages and pictures a browser may show inside our screens.

Hosts are read by `guard.hosts`. An address is https; http is for this machine's own, as in a demo.
"""

from __future__ import annotations

from urllib.parse import urlsplit

HERE = frozenset({"127.0.0.1", "localhost"})


def refused(url: str, allowed: tuple[str, ...]) -> str:
    """Say why walls may not show what lies at the address, empty where they may."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "is not an address"
    host = (parts.hostname or "").lower()
    if not host or "@" in parts.netloc or any(sign <= " " or sign in "\\\"';," for sign in url):
        return "is not an address"
    if parts.scheme != "https" and not (parts.scheme == "http" and host in HERE):
        return "needs https://"
    told = host if port is None else f"{host}:{port}"
    if not any(_matches(told, one) for one in allowed):
        listed = ", ".join(allowed) or "none"
        return f"is at {told}, which KENDALI_WALL_HOSTS does not name (it names: {listed})"
    return ""


def _matches(told: str, one: str) -> bool:
    return told.endswith(one[1:]) and told != one[1:] if one.startswith("*.") else told == one


def sources(allowed: tuple[str, ...]) -> str:
    """Return the hosts as a Content-Security-Policy names them."""
    return " ".join(f"{_scheme(one)}://{one}" for one in allowed)


def _scheme(host: str) -> str:
    return "http" if host.split(":", maxsplit=1)[0] in HERE else "https"
