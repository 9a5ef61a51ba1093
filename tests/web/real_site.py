"""The site as operators run it: ``merkbar serve`` with two workers, over the store of a test."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import requests

from catalog.workspace import Workspace
from tests.conftest import ROOT


@contextmanager
def two_workers(workspace: Workspace, **settings: str) -> Iterator[str]:
    """Its address, once it answers; ``settings`` are further environment variables."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    environment = {
        **os.environ, "MERKBAR_VAR": str(workspace.var), "MERKBAR_DATA": str(ROOT / "data"),
        "MERKBAR_SECRET_KEY": "only for this test", "MERKBAR_BASE_URL": f"http://{address}",
        "PYTHONPATH": str(ROOT), **settings,
    }  # fmt: skip
    program = "from web.cli import main; main()"
    command = [sys.executable, "-c", program, "serve", "--bind", address, "--workers", "2"]
    server = subprocess.Popen(command, env=environment, cwd=workspace.var)
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                requests.get(f"http://{address}/login", timeout=20)
                break
            except OSError:
                assert server.poll() is None, f"the site ended at once: {server.returncode}"
                assert time.monotonic() < deadline, "the site did not come up"
                time.sleep(0.2)
        yield f"http://{address}"
    finally:
        server.terminate()
        server.wait(20)
