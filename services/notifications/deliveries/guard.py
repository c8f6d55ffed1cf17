"""Which addresses may be reached at all, when somebody outside says where to (SSRF).

    with guard.confined():          # everything that requests or urllib3 do in this thread
        requests.get(url, allow_redirects=False)

A host must be allowed by name, and each address that is connected to must be a public one, or of a
network that a setting names. The name is resolved once for each connection and the connection is
made to the very address that was looked at, so that a name which says something else the second
time gains nothing; a redirect is a connection like any other.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from urllib3.util import connection as urllib3_connection

from libs.kit.errors import Invalid, Unavailable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
# 64:ff9b::/96 and 2002::/16 carry IPv4 addresses that a gateway would go on to.
CARRIERS = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("2002::/16"))
LONGEST_HOST = 253
_here = threading.local()


class NotAllowed(Invalid):
    slug, title = "address-not-allowed", "This address may not be reached from here"


class NotFoundByName(Unavailable):
    slug, title = "host-not-found", "No host of this name was found"


class Guard:
    """`hosts` are names, `*.x` for all below x; `networks` may be reached though they are inside.

    With `any_host` a name is not looked at, only its addresses.
    """

    def __init__(
        self, hosts: Sequence[str], networks: Sequence[Network] = (), *, any_host: bool = False
    ) -> None:
        self._hosts, self._networks, self._any = tuple(hosts), tuple(networks), any_host

    def require_url(self, url: str, *schemes: str) -> str:
        """Return the host of a URL that may be reached; raises NotAllowed.

        Refused are user names in it, and anything but a plain name or an address in its usual form.
        """
        try:
            parts = urlsplit(url)
            host, _ = (parts.hostname or "").rstrip("."), parts.port
        except ValueError:
            raise NotAllowed("this is no URL") from None
        if parts.scheme not in (schemes or ("http", "https")):
            raise NotAllowed(f"needs {' or '.join(schemes or ('http', 'https'))}://")
        if "@" in parts.netloc or "\\" in url or any(ord(one) <= ord(" ") for one in url):
            raise NotAllowed("takes no user name and no spaces")
        self.require_host(host)
        return host

    def require_host(self, host: str) -> None:
        """Raise NotAllowed unless the host may be reached by its name or as an address."""
        if not host or len(host) > LONGEST_HOST:
            raise NotAllowed("names no host")
        literal = _literal(host)
        if literal is not None:
            self.require_address(literal)
            inside = any(literal in network for network in self._networks)
            if not (inside or self._any or host in self._hosts):
                raise NotAllowed(f"{host} is not among the hosts that may be reached")
        elif _looks_like_number(host):
            raise NotAllowed(f"{host} is an address in an unusual form")
        elif not self._names(host.lower()):
            raise NotAllowed(f"{host} is not among the hosts that may be reached")

    def _names(self, host: str) -> bool:
        return self._any or any(
            host.endswith(one[1:]) if one.startswith("*.") else host == one for one in self._hosts
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
        self.require_host(host)
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

    @contextmanager
    def confined(self) -> Iterator[None]:
        """Have each connection of urllib3 in this thread go through `connect`."""
        before = getattr(_here, "guard", None)
        _here.guard = self
        try:
            yield
        finally:
            _here.guard = before


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


_free = urllib3_connection.create_connection


def _create(address: tuple[str, int], timeout: Any = None, *args: Any, **options: Any) -> Any:
    """Connect as urllib3 does, or by the guard that this thread is confined by."""
    guard = getattr(_here, "guard", None)
    if guard is None:
        return _free(address, timeout, *args, **options)
    seconds = timeout if isinstance(timeout, int | float) else None
    return guard.connect(address[0].strip("[]"), address[1], seconds or 10.0)


urllib3_connection.create_connection = _create
