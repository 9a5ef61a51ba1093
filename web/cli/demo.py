"""``merkbar demo``: the demo catalogue, loaded through the same importers as real files, then served."""

from __future__ import annotations

import os
import secrets
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import click

from catalog import db
from catalog.clock import Clock
from catalog.people import passwords, users
from catalog.people.roles import Role
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
PEOPLE = {
    Role.ELECTRICIAN: "Ola Elektriker",
    Role.BUYER: "Kari Innkjøper",
    Role.REVIEWER: "Vera Vurderer",
    Role.ADMIN: "Ada Admin",
}


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
    _people(workspace)
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


def _people(workspace: Workspace) -> None:
    """One company with a user of each role, and one new random password for all of them: it is printed
    here and stored nowhere but as its hash."""
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    stored = passwords.hashed(password)
    now = workspace.clock.now()
    with db.writing(workspace.engine) as session:
        company = users.company(session, "demo", now, "Demo Elektro AS")
        known = {person.email for person in users.listing(session, company.id)}
        for role, name in PEOPLE.items():
            email = f"{role}@demo.example"
            if email not in known:
                users.add(session, company.id or 0, email, name, role, now)
            user = users.find(session, email)
            user.password_hash, user.active = stored, True
            users.revoke(session, user)
    addresses = ", ".join(f"{role}@demo.example" for role in PEOPLE)
    click.echo(f"log in as {addresses}; password {password}")


def _secret(path: Path) -> str:
    """A random key that outlives restarts of the demo, readable by its owner only."""
    if not path.is_file():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text("ascii")
