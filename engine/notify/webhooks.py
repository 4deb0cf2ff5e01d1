"""Sending to webhooks: signed, to listed hosts only, never to an address inside unless that is listed, no redirects.

The signature is that of Standard Webhooks: HMAC-SHA256 over id, time and body. Receivers find the check ready-made.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import socket
import ssl
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection, HTTPException
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Iterable[str]]
TIMEOUT_SECONDS = 5
EXCHANGE_SECONDS = 15
"""How long one exchange may take in all; the first limit is for each step of it."""
TOO_LONG = "took too long"
PORTS = {"https": 443, "http": 80}
TRANSLATED = ip_network("64:ff9b::/96")
"""IPv6 addresses that lead to IPv4 ones, inside perhaps."""


class WebhookRefused(OSError):
    """Not sent, because the address is not one that may be sent to."""


class WebhookFailed(OSError):
    """The receiver did not take it."""


@dataclass(frozen=True, slots=True)
class AllowList:
    """Whom webhooks may be sent to: hosts by name (`host` is port 443, else `host:port`), and addresses inside.

    A name that leads to an address inside is refused unless that address is listed as well.
    """

    names: frozenset[str]
    networks: tuple[IPv4Network | IPv6Network, ...]

    @classmethod
    def of(cls, entries: Iterable[str]) -> AllowList:
        names, networks = set(), []
        for entry in entries:
            try:
                networks.append(ip_network(entry))
            except ValueError:
                names.add(entry.lower())
        return cls(frozenset(names), tuple(networks))

    def lists(self, url: str) -> bool:
        """Whether the host of the URL is listed; plain HTTP only to addresses that are listed themselves."""
        try:
            host, port, is_secure = _target(url)
        except ValueError:
            return False
        literal = _literal(host)
        if literal is not None:
            return self.holds(literal)
        return is_secure and (f"{host}:{port}" in self.names or (port == PORTS["https"] and host in self.names))

    def holds(self, address: Address) -> bool:
        return any(address in network for network in self.networks)

    def takes(self, address: Address) -> bool:
        """Whether something may be sent to an address that a listed name leads to."""
        return self.holds(address) or _is_outside(address)


def _is_outside(address: Address) -> bool:
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return _is_outside(address.ipv4_mapped)
        if address.sixtofour is not None or address.teredo is not None or address in TRANSLATED:
            return False
    return address.is_global and not address.is_multicast


def _target(url: str) -> tuple[str, int, bool]:
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname or "@" in parts.netloc:
        raise ValueError(url)
    return parts.hostname.rstrip(".").lower(), parts.port or PORTS[parts.scheme], parts.scheme == "https"


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def look_up(host: str, port: int) -> list[str]:
    """The addresses of a host."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def signed(secret: bytes, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The headers by which a receiver knows the message: what it is, when it was sent, and that it is ours."""
    seconds = str(int(at.timestamp()))
    content = b".".join((message_id.encode(), seconds.encode(), body))
    code = base64.b64encode(hmac.digest(secret, content, hashlib.sha256)).decode()
    return {"webhook-id": message_id, "webhook-timestamp": seconds, "webhook-signature": f"v1,{code}"}


def send(
    url: str,
    body: bytes,
    headers: dict[str, str],
    allowed: AllowList,
    resolve: Resolve = look_up,
    limit: float = EXCHANGE_SECONDS,
) -> None:
    """POST the body once, in `limit` seconds in all.

    Raises OSError when it may not be sent there, took too long, or was not taken (any answer but 2xx).
    """
    host, port, is_secure = _target(url)
    connection = _Pinned(host, port, _address(url, allowed, resolve), is_secure)
    timer = threading.Timer(limit, connection.hang_up)
    timer.start()
    try:
        status = connection.post(url, body, headers)
    except HTTPException as error:
        raise WebhookFailed(TOO_LONG if connection.is_cut else type(error).__name__) from error
    finally:
        timer.cancel()
        connection.close()
    if connection.is_cut:
        raise WebhookFailed(TOO_LONG)
    if not 200 <= status < 300:
        raise WebhookFailed(f"answered {status}")


def _address(url: str, allowed: AllowList, resolve: Resolve) -> str:
    """The address to send to. All that the name leads to must do, lest one of them leads inside by chance."""
    host, port, _ = _target(url)
    if not allowed.lists(url):
        raise WebhookRefused("the host is not listed")
    found = [ip_address(text.partition("%")[0]) for text in resolve(host, port)]
    if not found or not all(allowed.takes(address) for address in found):
        raise WebhookRefused("the host leads to an address that is not listed")
    return str(found[0])


class _Pinned(HTTPConnection):
    """A connection to the address that was checked, whatever the name leads to meanwhile."""

    def __init__(self, host: str, port: int, address: str, is_secure: bool) -> None:
        super().__init__(host, port, timeout=TIMEOUT_SECONDS)
        self._address = address
        self._context = ssl.create_default_context() if is_secure else None
        self.is_cut = False

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), TIMEOUT_SECONDS)
        self.sock = self._context.wrap_socket(plain, server_hostname=self.host) if self._context else plain

    def post(self, url: str, body: bytes, headers: dict[str, str]) -> int:
        """The status that is answered."""
        parts = urlsplit(url)
        path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
        self.request("POST", path, body, {**headers, "Content-Type": "application/json"})
        return self.getresponse().status

    def hang_up(self) -> None:
        """End an exchange that takes too long, whatever trickles in: headers cut short count as no answer."""
        self.is_cut = True
        with contextlib.suppress(OSError, AttributeError):
            self.sock.shutdown(socket.SHUT_RDWR)
