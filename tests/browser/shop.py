"""The small shop of the page tests behind a real server."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from werkzeug.serving import make_server

from tests.web import pages_world


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a server over a freshly loaded shop."""
    with pages_world.opened(folder) as space:
        pages_world.fill(space)
        server = make_server("127.0.0.1", 0, pages_world.application(space), threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
        server.server_close()
