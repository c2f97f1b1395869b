"""Fetch a picture over https, from the public network and nowhere else.

Whoever writes a note chooses its addresses, and nobody may reach through them what lies behind this
machine's own network: a router, a printer, a service that trusts its neighbours. So a host's
addresses are looked at before one of them is called, and that one is called, not the name again.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse
from threading import Timer
from urllib.parse import quote, urljoin, urlsplit

from msgspec import Struct

from diptych import __version__
from diptych.syntax.data_images import ending_of_picture

LARGEST = 20 * 2**20
"""Bytes of one picture."""

SECONDS = 60.0
"""How long one picture may take, from the first word to the last byte."""

REDIRECTS = 5
MOVED = frozenset({301, 302, 303, 307, 308})
# Behind it, a network that speaks IPv6 only writes the addresses of the other one.
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
_CHUNK = 65_536

Resolver = Callable[[str, int], Sequence[str]]
"""Host and port → its IP addresses."""

Dialer = Callable[[str, str, int, float], socket.socket]
"""Address, host, port, seconds → a connection on which only that host can answer."""


class FetchError(Exception):
    """A picture that cannot be had; says why."""


class Picture(Struct, frozen=True):
    """What was fetched.

    Attributes:
        ending: of its file's name, by its bytes.
    """

    data: bytes
    ending: str


def resolve_host(host: str, port: int) -> list[str]:
    """Ask the system for a host's addresses."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def dial_securely(address: str, host: str, port: int, seconds: float) -> socket.socket:
    """Connect to an address, and have it prove that it is the host."""
    plain = socket.create_connection((address, port), seconds)
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise


class _Connection(HTTPConnection):
    """Speaks over what was connected before; of its usual port it need not tell the host."""

    default_port = 443


class Network(Struct, frozen=True):
    """How hosts are found and called; tests put others in the place of these."""

    resolve: Resolver = resolve_host
    dial: Dialer = dial_securely
    seconds: float = SECONDS

    def fetch(self, address: str) -> Picture:
        """Fetch a picture.

        Raises:
            FetchError: it cannot be had, or is none.
        """
        deadline = time.monotonic() + self.seconds
        try:
            for _ in range(REDIRECTS + 1):
                found = self._ask(address, deadline)
                if isinstance(found, bytes):
                    return _picture(found)
                address = urljoin(address, found)
        except FetchError:
            raise
        except (OSError, HTTPException, ValueError) as error:
            if time.monotonic() > deadline:
                raise FetchError(f"it took longer than {self.seconds:g} seconds") from error
            raise FetchError(str(error) or type(error).__name__) from error
        raise FetchError(f"it is redirected more than {REDIRECTS} times")

    def _ask(self, address: str, deadline: float) -> bytes | str:
        """Ask once: the bytes, or the address where they are."""
        parts = urlsplit(address)
        host = parts.hostname
        if parts.scheme != "https" or not host:
            raise FetchError(f"`{address}` is not an https address")
        connection = _Connection(host, parts.port or 443)
        connection.sock = self._call(host, parts.port or 443, deadline)
        # A server that sends a byte now and then would keep us for ever.
        watch = Timer(max(0.0, deadline - time.monotonic()), _hang_up, [connection.sock])
        watch.daemon = True
        watch.start()
        try:
            path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
            query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else ""
            connection.request("GET", path + query, headers=_HEADERS)
            return _read(connection.getresponse(), deadline)
        finally:
            watch.cancel()
            connection.close()

    def _call(self, host: str, port: int, deadline: float) -> socket.socket:
        addresses = self.resolve(host, port)
        for each in addresses:
            if not is_public(each):
                raise FetchError(f"`{host}` is at {each}, which is no public address")
        for place, each in enumerate(addresses, 1):
            try:
                return self.dial(each, host, port, max(0.1, min(10, deadline - time.monotonic())))
            except OSError:
                if place == len(addresses):
                    raise
        raise FetchError(f"`{host}` has no address")


_HEADERS = {
    "Accept": "image/*",
    "Accept-Encoding": "identity",
    "User-Agent": f"diptych/{__version__}",
}


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the public network, whichever way it is written."""
    found = ipaddress.ip_address(address.partition("%")[0])
    inside: list[ipaddress.IPv4Address | ipaddress.IPv6Address | None] = [found]
    if isinstance(found, ipaddress.IPv6Address):
        inside += [found.ipv4_mapped, found.sixtofour, *(found.teredo or ())]
        if found in TRANSLATED:
            inside.append(ipaddress.IPv4Address(int(found) & 0xFFFF_FFFF))
    return all(each.is_global and not each.is_multicast for each in inside if each is not None)


def _read(response: HTTPResponse, deadline: float) -> bytes | str:
    if response.status in MOVED and (where := response.getheader("Location")):
        return where
    if response.status != 200:
        raise FetchError(f"the server answers {response.status} {response.reason}".rstrip())
    said = response.getheader("Content-Length", "")
    data = bytearray()
    while len(data) <= LARGEST and not (said.isdecimal() and int(said) > LARGEST):
        if time.monotonic() > deadline:
            raise TimeoutError
        chunk = response.read(_CHUNK)
        if not chunk:
            break
        data += chunk
    else:
        raise FetchError(f"it is larger than {LARGEST // 2**20} MiB")
    if time.monotonic() > deadline:
        raise TimeoutError
    if said.isdecimal() and len(data) != int(said):
        raise FetchError("the connection broke off")
    return bytes(data)


def _picture(data: bytes) -> Picture:
    ending = ending_of_picture(data)
    if ending is None:
        raise FetchError("what the server sends is no picture")
    return Picture(data, ending)


def _hang_up(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
