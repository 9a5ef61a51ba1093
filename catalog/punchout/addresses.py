"""Where a basket may go back to: only to addresses that the operator has listed for the customer.

A listed address is scheme, host, port and the beginning of a path: ``https://erp.example.no/sap/``. An
address from a request is compared part by part, as a browser reads it; what two programs could read
differently (a backslash, user info, a dot segment, a control character) is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

from catalog.errors import InvalidRequest

MAX_LENGTH = 2000
NO_ADDRESS = (
    "an address is written like https://erp.example.no/sap/: scheme, host and the beginning of a path"
)
_PORTS = {"https": 443, "http": 80}
# Printable ASCII without what ends an attribute, or is read as a slash.
_PLAIN = re.compile(r"[!#-&(-;=?-\[\]_a-z~]+")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]")


@dataclass(frozen=True, slots=True)
class _Parts:
    scheme: str
    host: str
    port: int
    path: str


def listed(text: str) -> str:
    """A listed address in its one spelling. Raises InvalidRequest (``return``)."""
    parts = _read(text.strip())
    if parts is None or "?" in text or "*" in text:
        raise InvalidRequest("return", f"{text[:80]!r}: {NO_ADDRESS}")
    return _origin(parts) + parts.path


def allowed(address: str, returns: Iterable[str]) -> bool:
    """Whether a basket may be sent to ``address``: whether one of the listed ones covers it."""
    asked = _read(address)
    return asked is not None and any(_covers(_read(one), asked) for one in returns)


def origins(returns: Iterable[str]) -> tuple[str, ...]:
    """The sites of the listed addresses: they may show the shop in a frame."""
    found = (_read(one) for one in returns)
    return tuple(dict.fromkeys(_origin(parts) for parts in found if parts is not None))


def policy_source(address: str) -> str:
    """The address as one source of a Content-Security-Policy: without query, ``,`` and ``;`` encoded."""
    parts = _read(address)
    if parts is None:
        raise InvalidRequest("return", NO_ADDRESS)
    return _origin(parts) + parts.path.replace(";", "%3B").replace(",", "%2C")


def host(address: str) -> str:
    """The host of an address, as a person is told where the basket goes."""
    parts = _read(address)
    return parts.host if parts else ""


def _read(address: str) -> _Parts | None:
    """The parts of an address, None for one that is not plainly a web address."""
    if len(address) > MAX_LENGTH or not _PLAIN.fullmatch(address):
        return None
    try:
        split = urlsplit(address)
        port = split.port
    except ValueError:
        return None
    scheme, name = split.scheme.lower(), _host(split)
    if scheme not in _PORTS or not name or port == 0 or "#" in address or _climbs(split.path):
        return None
    return _Parts(scheme, name, port or _PORTS[scheme], split.path or "/")


def _host(split: SplitResult) -> str:
    """The host in small letters, '' where there is none or where user info stands before it."""
    name = split.netloc.lower()
    if "@" in name or not split.hostname:
        return ""
    bare = re.sub(r":[0-9]*\Z", "", name)
    return bare if _HOST.fullmatch(bare) else ""


def _climbs(path: str) -> bool:
    """Whether the path leaves its own beginning, in any spelling, also an encoded one."""
    before, after = path, unquote(path)
    while before != after:
        before, after = after, unquote(after)
    return "\\" in after or "//" in path or any(part in (".", "..") for part in after.split("/"))


def _covers(prefix: _Parts | None, asked: _Parts) -> bool:
    if prefix is None or (prefix.scheme, prefix.host, prefix.port) != (asked.scheme, asked.host, asked.port):
        return False
    folder = prefix.path if prefix.path.endswith("/") else prefix.path + "/"
    return asked.path == prefix.path or asked.path.startswith(folder)


def _origin(parts: _Parts) -> str:
    port = "" if parts.port == _PORTS[parts.scheme] else f":{parts.port}"
    return f"{parts.scheme}://{parts.host}{port}"
