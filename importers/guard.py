"""Connections that look at whom they really reached before a byte of the request leaves.

The host's name is resolved and checked before (``importers.hosts``), but the connection resolves it
again, and a name server may answer differently the second time.
"""

from __future__ import annotations

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from importers import hosts


def _refuse_private_peer(connection: HTTPConnection) -> None:
    peer = str(connection.sock.getpeername()[0]) if connection.sock else ""
    if not peer or not hosts.is_public(peer):
        connection.close()
        raise hosts.AddressRefused(f"{connection.host} led to the private address {peer}")


class _Http(HTTPConnection):
    def connect(self) -> None:
        super().connect()
        _refuse_private_peer(self)


class _Https(HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        _refuse_private_peer(self)


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _Http


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _Https


POOLS: dict[str, type[HTTPConnectionPool]] = {"http": _HttpPool, "https": _HttpsPool}
