"""A real HTTP server on loopback that plays the two registers' APIs, as a test tells it to."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Reply = tuple[int, Any]
"""Status, and what to send: bytes as they are, anything else as JSON."""


@dataclass
class Api:
    """``answers`` maps a path to a function of the query; ``key`` is wanted in ``header``."""

    port: int = 0
    answers: dict[str, Callable[[dict[str, str]], Reply]] = field(default_factory=dict)
    header: str = "Authorization"
    key: str = ""
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)

    def url(self, path: str = "") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def reply(self, method: str, target: str, key: str) -> Reply:
        parts = urlsplit(target)
        query = dict(parse_qsl(parts.query))
        self.asked.append((method, parts.path, query))
        if self.key and key != self.key:
            return 401, {"error": "unauthorized"}
        answer = self.answers.get(parts.path)
        return answer(query) if answer else (404, {"error": True})


@contextmanager
def serving() -> Iterator[Api]:
    """The API, while it runs."""
    state = Api()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, content = state.reply(self.command, self.path, self.headers.get(state.header, ""))
            body = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        state.port = http.server_port
        thread = threading.Thread(target=http.serve_forever, args=(0.02,))
        thread.start()
        yield state
        http.shutdown()
        thread.join()
