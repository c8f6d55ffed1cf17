"""Which addresses may be reached at all, when somebody outside says where to (SSRF).

    guard = Guard(("data.go.id", "*.kota.go.id", "db.kota.go.id:5432"), networks)
    guard.require_url(url)          # where somebody names it
    guard.connect(host, port, 10)   # where it is asked

A host must be allowed by name, and each address that is connected to must be a public one, or of a
network that a setting names. The name is resolved once for each connection and the connection is
made to the very address that was looked at, so that a name which says something else the second
time gains nothing; a redirect is a connection like any other.
"""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from libs.kit.errors import Invalid, Unavailable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
# 64:ff9b::/96 and 2002::/16 carry IPv4 addresses that a gateway would go on to.
CARRIERS = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("2002::/16"))
LONGEST_HOST = 253
PORTS = {"http": 80, "https": 443, "postgresql": 5432}
_NAMED = re.compile(r"((\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:]+\])(:[0-9]{1,5})?")
_tls = ssl.create_default_context()


class NotAllowed(Invalid):
    slug, title = "address-not-allowed", "This address may not be reached from here"


class NotFoundByName(Unavailable):
    slug, title = "host-not-found", "No host of this name was found"


def hosts(text: str) -> tuple[str, ...]:
    """Read a setting that names hosts; raises ValueError."""
    found = tuple(one.strip().lower() for one in text.split(",") if one.strip())
    for one in found:
        if not _NAMED.fullmatch(one):
            raise ValueError(f"{one} is no host such as data.go.id, *.go.id or 10.1.2.3:5432")
    return found


def networks(text: str) -> tuple[Network, ...]:
    """Read a setting that names networks; raises ValueError."""
    return tuple(ipaddress.ip_network(one.strip()) for one in text.split(",") if one.strip())


class Guard:
    """`hosts` are names, `*.x` for all below x, `x:443` for that port alone.

    `networks` may be reached though they are inside. With `any_host` a name is not looked at, only
    its addresses.
    """

    def __init__(
        self, hosts: Sequence[str], networks: Sequence[Network] = (), *, any_host: bool = False
    ) -> None:
        named = [urlsplit(f"//{one}") for one in hosts]
        self._hosts = tuple((one.hostname or "", one.port) for one in named)
        self._networks, self._any = tuple(networks), any_host

    def require_url(self, url: str, *schemes: str) -> str:
        """Return the host of a URL that may be reached; raises NotAllowed.

        Refused are user names in it, and anything but a plain name or an address in its usual form.
        """
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").rstrip("."), parts.port
        except ValueError:
            raise NotAllowed("this is no URL") from None
        if parts.scheme not in (schemes or ("http", "https")):
            raise NotAllowed(f"needs {' or '.join(schemes or ('http', 'https'))}://")
        if "@" in parts.netloc or "\\" in url or any(ord(one) <= ord(" ") for one in url):
            raise NotAllowed("takes no user name and no spaces")
        self.require_host(host, port or PORTS.get(parts.scheme))
        return host

    def require_host(self, host: str, port: int | None = None) -> None:
        """Raise NotAllowed unless the host may be reached by its name or as an address.

        Without a port it is enough that one of its ports may be.
        """
        if not host or len(host) > LONGEST_HOST:
            raise NotAllowed("names no host")
        literal = _literal(host)
        if literal is not None:
            self.require_address(literal)
            inside = any(literal in network for network in self._networks)
            if not (inside or self._names(host.lower(), port)):
                raise NotAllowed(f"{host} is not among the hosts that may be reached")
        elif _looks_like_number(host):
            raise NotAllowed(f"{host} is an address in an unusual form")
        elif not self._names(host.lower(), port):
            raise NotAllowed(f"{host} is not among the hosts that may be reached")

    def _names(self, host: str, port: int | None) -> bool:
        """Tell whether a setting names it; a name without a port is of all its ports."""
        return self._any or any(
            (host.endswith(name[1:]) if name.startswith("*.") else host == name)
            and (only is None or port is None or only == port)
            for name, only in self._hosts
        )

    def require_address(self, address: Address) -> None:
        """Raise NotAllowed for an address that is not public and of no network that is named."""
        plain = _unwrapped(address)
        if any(plain in network for network in self._networks if network.version == plain.version):
            return
        carried = any(plain in one for one in CARRIERS if one.version == plain.version)
        if carried or not plain.is_global or plain.is_multicast or plain.is_reserved:
            raise NotAllowed(f"{address} is inside")

    def resolve(self, host: str, port: int) -> list[tuple[Any, ...]]:
        """Return what getaddrinfo says of it, when all of its addresses may be reached."""
        self.require_host(host, port)
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise NotFoundByName(f"{host} has no address") from None
        for one in found:
            self.require_address(ipaddress.ip_address(str(one[4][0]).partition("%")[0]))
        return found

    def connect(self, host: str, port: int, timeout: float) -> socket.socket:
        """Return a connection to the host, at an address that was looked at; raises OSError."""
        last: OSError = ConnectionRefusedError(f"{host} answers at no address")
        for family, kind, protocol, _, place in self.resolve(host, port):
            made = socket.socket(family, kind, protocol)
            try:
                made.settimeout(timeout)
                # Head and body are two writes: held back for an acknowledgement they cost 40 ms.
                made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                made.connect(place)
            except OSError as error:
                made.close()
                last = error
            else:
                return made
        raise last


class GuardedConnection(http.client.HTTPConnection):
    """HTTP by the guard; `secure` speaks TLS, to the name and not to the address."""

    def __init__(self, guard: Guard, host: str, port: int, *, secure: bool, timeout: float) -> None:
        super().__init__(host, port, timeout=timeout)
        self._guard, self._secure, self._seconds = guard, secure, timeout

    def connect(self) -> None:
        """Connect; raises NotAllowed, NotFoundByName, OSError."""
        plain = self._guard.connect(self.host, self.port, self._seconds)
        self.sock = _tls.wrap_socket(plain, server_hostname=self.host) if self._secure else plain


def _unwrapped(address: Address) -> Address:
    """Return the IPv4 address that ::ffff:a.b.c.d is, or the address itself."""
    return getattr(address, "ipv4_mapped", None) or address


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None


def _looks_like_number(host: str) -> bool:
    """Tell whether a resolver may take it for an address: 2130706433, 0x7f.1, 017700000001."""
    last = host.rsplit(".", 1)[-1].lower()
    return last.isdigit() or last.startswith("0x") or not host.isascii()
