"""``merkbar demo``: the demo catalogue, loaded through the same importers as real files, then served."""

from __future__ import annotations

import os
import secrets
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import click

from catalog.clock import Clock
from catalog.workspace import Workspace
from importers import profiles
from importers.demo import DemoFile, render
from importers.feed_run import run_feed
from importers.journal import Report
from importers.raw import keep
from importers.register_run import run_register
from web.cli import output
from web.cli.serve import gunicorn_command, wait_and_announce
from web.config import Settings, open_workspace

SECRET_FILE = "demo-secret"  # noqa: S105  (a file name)


@click.command()
@click.option("--no-serve", is_flag=True, help="Load the catalogue and stop.")
@click.option("--bind", default="127.0.0.1:8000", show_default=True, metavar="HOST:PORT")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
@click.pass_obj
def demo(settings: Settings, no_serve: bool, bind: str, workers: int) -> None:
    """Load the demo catalogue and serve it. Suppliers, prices and products in it are invented."""
    workspace = open_workspace(settings)
    for file in render(settings.data / "demo", settings.var / "demo", workspace.clock.today()):
        result = _load(workspace, settings, file)
        output.report(file.path.name, result, as_json=False)
    if no_serve:
        return
    environment = {
        **os.environ,
        "MERKBAR_DEMO": "1",
        "MERKBAR_VAR": str(settings.var),
        "MERKBAR_DATA": str(settings.data),
        "MERKBAR_SECRET_KEY": settings.secret_key or _secret(settings.var / SECRET_FILE),
    }
    if "MERKBAR_BASE_URL" not in os.environ:
        environment["MERKBAR_BASE_URL"] = f"http://{bind}"
    wait_and_announce(gunicorn_command(bind, workers), environment, f"http://{bind}")


def _load(workspace: Workspace, settings: Settings, file: DemoFile) -> Report:
    known = profiles.load(settings.data / "feeds.toml")
    profile = profiles.for_load(
        known, file.kind, file.format, supplier=file.supplier, supplier_name=file.supplier_name,
        label=file.label if file.format == "table" else "", mode=file.mode,
    )  # fmt: skip
    profile = replace(profile, dataset=file.dataset)
    if file.dataset:
        profile = replace(profile, name=f"{profile.name}-{file.dataset}")
    if file.age_days:
        then = workspace.clock.today() - timedelta(days=file.age_days)
        workspace = replace(workspace, clock=Clock(workspace.clock.timezone, then))
    raw = keep(file.path, workspace.raw_dir / profile.name)
    with output.progress(file.path.name) as progress:
        if file.kind == "feed":
            return run_feed(workspace, profile, raw, progress=progress)
        return run_register(workspace, profile, raw, progress=progress)


def _secret(path: Path) -> str:
    """A random key that outlives restarts of the demo, readable by its owner only."""
    if not path.is_file():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text("ascii")
