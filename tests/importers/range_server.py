"""A real HTTP server on loopback that gives parts of files (RFC 9110, 14), and breaks off when told to."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from importers.config import Profile

RESET = struct.pack("ii", 1, 0)  # closing sends RST, not FIN


@dataclass
class Files:
    """``cuts``: for each request in turn, after how many bytes of body the connection is reset (None: never).

    ``lie`` replaces headers of a 206. ``ranges`` False: the server knows no ranges.
    """

    port: int = 0
    content: bytes = b""
    etag: str = '"v1"'
    ranges: bool = True
    cuts: list[int | None] = field(default_factory=list)
    lie: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    sent: list[tuple[int, int]] = field(default_factory=list)

    def profile(self, **changes: Any) -> Profile:
        url = f"http://127.0.0.1:{self.port}/V4.csv"
        return Profile("elko", "feed", "table", url=url, **({"allow_private": True} | changes))

    def part(self, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body for a request."""
        said = {"ETag": self.etag} | ({"Accept-Ranges": "bytes"} if self.ranges else {})
        wanted = headers.get("Range", "")
        if headers.get("If-None-Match") == self.etag:
            return 304, said, b""
        if not self.ranges or not wanted or headers.get("If-Range") != self.etag:
            return 200, said, self.content
        start = int(wanted.removeprefix("bytes=").removesuffix("-"))
        size = len(self.content)
        if start >= size:
            return 416, said | {"Content-Range": f"bytes */{size}"}, b""
        said |= {"Content-Range": f"bytes {start}-{size - 1}/{size}"}
        return 206, said | self.lie, self.content[start:]


@contextmanager
def serving() -> Iterator[Files]:
    """The server, while it runs."""
    state = Files()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked.append(dict(self.headers))
            cut = state.cuts.pop(0) if state.cuts else None
            status, headers, body = state.part(dict(self.headers))
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(body))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            # before the body: whoever has it may look at once
            state.sent.append((status, len(body) if cut is None else cut))
            self.wfile.write(body if cut is None else body[:cut])
            if cut is not None:
                self.wfile.flush()
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                self.connection.close()

        def handle(self) -> None:
            try:
                super().handle()
            except (OSError, ValueError):
                return  # the connection that was reset

        def finish(self) -> None:
            try:
                super().finish()
            except (OSError, ValueError):
                return

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        http.shutdown_request = http.close_request  # type: ignore[method-assign]
        state.port = http.server_port
        thread = threading.Thread(target=http.serve_forever, args=(0.02,))
        thread.start()
        yield state
        http.shutdown()
        thread.join()
