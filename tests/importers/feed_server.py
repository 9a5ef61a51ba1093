"""A real HTTP server on loopback that answers as a test tells it to."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from importers.config import Profile

BODY = b"supplier_number;name\n1;Skjerm\n"


@dataclass
class Answer:
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = BODY
    announce: int | None = None
    delay: float = 0.0
    stall: float = 0.0
    drip: float = 0.0


@dataclass
class Server:
    """Gives its answers in order, the last one for ever; keeps the requests' headers."""

    port: int = 0
    answers: list[Answer] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def url(self, path: str = "/feed.csv", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


@contextmanager
def serving() -> Iterator[Server]:
    """The server, while it runs."""
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked.append((self.path, dict(self.headers)))
            answer = state.answers.pop(0) if len(state.answers) > 1 else state.answers[0]
            time.sleep(answer.delay)
            try:
                self.send_response(answer.status)
                length = len(answer.body) if answer.announce is None else answer.announce
                for name, value in ({"Content-Length": str(length)} | answer.headers).items():
                    self.send_header(name, value)
                self.end_headers()
                time.sleep(answer.stall)
                for start in range(len(answer.body)) if answer.drip else ():
                    self.wfile.write(answer.body[start : start + 1])
                    time.sleep(answer.drip)
                self.wfile.write(b"" if answer.drip else answer.body)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True  # a client that gave up is what some tests want

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("0.0.0.0", 0), Handler) as http:  # noqa: S104
        state.port = http.server_port
        thread = threading.Thread(target=http.serve_forever, args=(0.02,))
        thread.start()
        yield state
        http.shutdown()
        thread.join()


def feed(url: str, **changes: Any) -> Profile:
    """A feed of that address, allowed to be on loopback."""
    return Profile("elko", "feed", "table", url=url, **({"allow_private": True} | changes))
