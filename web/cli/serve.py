"""``merkbar serve``: the site under gunicorn."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping

import click

from web.config import Settings, SettingsError, open_workspace

START_TIMEOUT_S = 60.0


def gunicorn_command(bind: str, workers: int) -> list[str]:
    """The gunicorn call. Threads keep a slow client from holding a worker; forked workers open lazily.

    A worker is replaced after very many answers, in case something grows: a new one takes seconds to start
    and has drawn no badge yet, and badges alone can be thousands a second.
    """
    return [
        sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", bind, "--workers", str(workers),
        "--threads", "4", "--timeout", "60", "--max-requests", "500000",
        "--max-requests-jitter", "50000", "--log-level", "warning",
    ]  # fmt: skip


def wait_and_announce(command: list[str], environment: Mapping[str, str], address: str) -> None:
    """Starts the server, prints its address once it answers, and stays until it ends."""
    host, _, port = command[command.index("--bind") + 1].rpartition(":")
    server = subprocess.Popen(command, env=dict(environment))  # noqa: S603  (our own command)
    deadline = time.monotonic() + START_TIMEOUT_S
    try:
        while server.poll() is None and time.monotonic() < deadline:
            try:
                socket.create_connection((host.strip("[]"), int(port)), timeout=1).close()
            except OSError:
                time.sleep(0.1)
                continue
            click.echo(f"Merkbar: {address}  (Ctrl+C stops it)")
            break
        code = server.wait()
    except KeyboardInterrupt:
        server.terminate()
        code = server.wait()
    if code:
        raise click.exceptions.Exit(1)


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, metavar="HOST:PORT")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
@click.pass_obj
def serve(settings: Settings, bind: str, workers: int) -> None:
    """Serve the site. Needs MERKBAR_SECRET_KEY."""
    if not settings.secret_key:
        raise SettingsError("MERKBAR_SECRET_KEY: serving needs a secret of your own, none is built in")
    open_workspace(settings)
    command = gunicorn_command(bind, workers)
    os.execv(command[0], command)  # noqa: S606  (the server replaces this process, no shell)
