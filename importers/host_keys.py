"""The host key of an SFTP server: what the operator wrote down against what the server proves to hold."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from typing import Protocol

from importers.retry import Final

_FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}=?")
_TYPE = re.compile(r"(?:ssh|ecdsa|sk)-[a-z0-9@.-]+")
# one key answers to several names; the old ssh-rsa signature (SHA-1) is not among them
_SIGNATURES = {"ssh-rsa": ("rsa-sha2-512", "rsa-sha2-256")}


class Key(Protocol):
    """A server's public key, as the library has it."""

    def asbytes(self) -> bytes:
        """The key in SSH's own encoding (RFC 4253, 6.6)."""

    def get_name(self) -> str:
        """Its type, like ``ssh-ed25519``."""


def fault(host_key: str) -> str:
    """Why the profile's ``host_key`` is none, '' where it is one.

    It is a fingerprint as ``ssh-keygen -lf`` prints it (``SHA256:...``), or a public key as
    ``ssh-keyscan`` does (``ssh-ed25519 AAAA...``).
    """
    words = host_key.split()
    if len(words) == 1 and _FINGERPRINT.fullmatch(words[0]):
        return ""
    if len(words) >= 2 and _TYPE.fullmatch(words[0]) and _decoded(words[1]):
        return ""
    return "a fingerprint (SHA256:...) or a public key (ssh-ed25519 AAAA...) is expected"


def wanted_types(host_key: str, offered: tuple[str, ...]) -> tuple[str, ...]:
    """The signature types to ask the server for: a server with several keys must use the known one."""
    kind = host_key.split()[0]
    if kind.startswith("SHA256:"):
        return offered
    known = tuple(name for name in _SIGNATURES.get(kind, (kind,)) if name in offered)
    if not known:
        raise Final(f"host_key: the type {kind} is not supported, expected one of {', '.join(offered)}")
    return known


def check_host_key(host_key: str, found: Key) -> None:
    """Raises Final where the server's key is not the profile's."""
    words = host_key.split()
    blob = found.asbytes()
    fingerprint = base64.b64encode(hashlib.sha256(blob).digest()).decode("ascii").rstrip("=")
    if words[0].startswith("SHA256:"):
        same = hmac.compare_digest(words[0].removeprefix("SHA256:").rstrip("="), fingerprint)
    else:
        same = hmac.compare_digest(_decoded(words[1]), blob)
    if not same:
        raise Final(
            f"the server's host key is {found.get_name()} SHA256:{fingerprint}, not the host_key of the"
            " profile: nothing was sent. Has the server a new key? Ask its owner before you change host_key"
        )


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
