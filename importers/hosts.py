"""Which hosts the program may ask for a file: public ones over https, unless a profile says else.

A feed's address comes from the operator, but a redirect and a name server's answer do not: both
could point at the machine's own services.
"""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urljoin, urlsplit

_DEFAULT_PORTS = {"https": 443, "http": 80, "sftp": 22}


class AddressRefused(ValueError):
    """An address that must not be asked; ``str()`` says why, without query or credentials."""


def is_public(address: str) -> bool:
    """Whether an IP address is reachable world-wide.

    Not so for private, loopback, link-local, shared (RFC 6598), multicast and reserved addresses,
    also where IPv6 carries them inside (mapped, 6to4, Teredo).
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    inner = [found]
    if isinstance(found, ipaddress.IPv6Address):
        inner += [part for part in (found.ipv4_mapped, found.sixtofour) if part is not None]
        inner += list(found.teredo or ())
        inner = inner[1:] if found.ipv4_mapped else inner
    return all(part.is_global and not part.is_multicast for part in inner)


def is_secure(url: str) -> bool:
    """Whether the address is asked over TLS."""
    return urlsplit(url).scheme == "https"


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port: a credential belongs to all three. Raises AddressRefused."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or _DEFAULT_PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise AddressRefused("the address cannot be read") from error
    if parts.scheme not in _DEFAULT_PORTS or not host or parts.username is not None:
        reason = "an address like https://host/path or sftp://host/path is expected, without credentials"
        raise AddressRefused(reason)
    if "\\" in url or any(character.isspace() or not character.isprintable() for character in url):
        raise AddressRefused("the address holds white space, control characters or a backslash")
    return parts.scheme, host, port


def shown(url: str) -> str:
    """An address fit for a message: no query (it may be signed), no credentials."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "an address that cannot be read"
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def join(url: str, location: str) -> str:
    """Where a redirect leads. Raises AddressRefused."""
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise AddressRefused(f"{shown(url)} redirects to an address that cannot be read") from error


def resolved(url: str, allow_private: bool) -> list[str]:
    """The IP addresses of the host, each allowed to be asked. Raises AddressRefused for a private one
    that is not, and OSError where the name cannot be resolved now."""
    _scheme, host, port = origin(url)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise AddressRefused(f"{host} is no host name") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    private = sorted(address for address in addresses if not is_public(address))
    if private and not allow_private:
        raise AddressRefused(f"{host} is at the private address {private[0]}")
    return addresses


def check(url: str, allow_private: bool) -> None:
    """Resolves the host and refuses what must not be asked over HTTP.

    ``allow_private`` opens private hosts, and http to them alone. Raises AddressRefused, and
    OSError where the name cannot be resolved now.
    """
    scheme, host, _port = origin(url)
    if scheme == "sftp":
        raise AddressRefused(f"{host} is asked over {scheme}: https is expected")
    public = any(map(is_public, resolved(url, allow_private)))
    if not is_secure(url) and (not allow_private or public):
        raise AddressRefused(f"{host} is asked without encryption: https is expected")
