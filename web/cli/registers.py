"""``merkbar registers``: load a label owner's list, pull configured ones, write templates."""

from __future__ import annotations

from pathlib import Path

import click

from importers import held, profiles
from importers.config import MODES, REGISTER_FORMATS
from importers.raw import keep
from importers.register_run import run_register
from importers.registers.table import COLUMNS
from labels import definitions
from web.cli import output, pulling, status
from web.config import Settings, open_workspace


@click.group()
def registers() -> None:
    """Label owners' registers of certificates."""


@registers.command("load")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "file_format", required=True, type=click.Choice(REGISTER_FORMATS))
@click.option("--label", default="", help="The label of a `table` file without a label column.")
@click.option("--mode", type=click.Choice(MODES), default="delta", show_default=True)
@click.option("--accept-gates", is_flag=True, help="Publish even where a gate would hold the run.")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def load(
    settings: Settings,
    file: Path,
    file_format: str,
    label: str,
    mode: str,
    accept_gates: bool,
    as_json: bool,
) -> None:
    """Load one FILE of certificates, tag the products it can touch and publish."""
    known = profiles.load(settings.data / "feeds.toml")
    profile = profiles.for_load(known, "register", file_format, label=label, mode=mode)
    workspace = open_workspace(settings)
    if label and label not in workspace.labels:
        raise click.UsageError(f"--label: {label!r} is not one of {', '.join(workspace.labels)}")
    raw = keep(file, workspace.raw_dir / profile.name)
    with output.progress(f"{profile.name}: {file.name}") as progress:
        result = run_register(workspace, profile, raw, accept_gates=accept_gates, progress=progress)
    output.report(profile.name, result, as_json)


@registers.command("pull")
@click.argument("names", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every configured register.")
@click.pass_obj
def pull(settings: Settings, names: tuple[str, ...], everything: bool) -> None:
    """Fetch configured registers. One that fails does not stop the others."""
    known = profiles.load(settings.data / "feeds.toml").registers
    wanted = pulling.choose(known, names, everything)
    pulling.pull(open_workspace(settings), known, wanted, run_register)


@registers.command("release")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def release(settings: Settings, name: str, as_json: bool) -> None:
    """Publish the held run of NAME after all: the same file, without the gates."""
    workspace = open_workspace(settings)
    run = held.held_run(workspace, "register", name)
    known = profiles.load(settings.data / "feeds.toml")
    label = name.removeprefix(f"{run.format}-") if run.format == "table" else ""
    profile = known.registers.get(name) or profiles.for_load(
        known, "register", run.format, label=label, mode=run.mode
    )
    with output.progress(name) as progress:
        result = run_register(workspace, profile, held.held_file(run), accept_gates=True, progress=progress)
    output.report(name, result, as_json)


@registers.command("drop")
@click.argument("name")
@click.pass_obj
def drop(settings: Settings, name: str) -> None:
    """Give the held run of NAME up; the register in use stands."""
    workspace = open_workspace(settings)
    run = held.held_run(workspace, "register", name)
    held.drop(workspace, run)
    click.echo(f"{name}: run {run.id} dropped")


@registers.command("list")
@click.pass_obj
def list_registers(settings: Settings) -> None:
    """The configured registers."""
    status.list_profiles(profiles.load(settings.data / "feeds.toml").registers.values())


@registers.command("status")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def show_status(settings: Settings, as_json: bool) -> None:
    """The last run of every register, the day it was last confirmed, and what to do."""
    known = profiles.load(settings.data / "feeds.toml")
    status.show(open_workspace(settings), known, "register", as_json)


@registers.command("template")
@click.argument("label")
@click.option("--output", "target", type=click.Path(path_type=Path), help="File to write; else stdout.")
def template(label: str, target: Path | None) -> None:
    """Write an empty `table` register for LABEL: the columns to fill in."""
    known = definitions.load()
    if label not in known:
        raise click.UsageError(f"{label!r} is not one of {', '.join(known)}")
    header = ",".join(name for name in COLUMNS if name != "label")
    if target is None:
        click.echo(header)
    else:
        with target.open("x", encoding="utf-8") as handle:
            handle.write(header + "\n")
        click.echo(f"{target}: fill in, then: merkbar registers load {target} --format table --label {label}")
