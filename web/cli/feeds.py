"""``merkbar feeds``: load a file, pull configured feeds, see how they stand."""

from __future__ import annotations

from pathlib import Path

import click

from catalog.models.runs import COMPANY_PRICES
from catalog.workspace import Workspace
from importers import company_run, held, profiles
from importers.config import FEED_FORMATS, MODES
from importers.feed_run import run_feed
from importers.journal import Report
from importers.raw import keep
from web.cli import checking, output, pulling, status
from web.config import Settings, open_workspace


@click.group()
def feeds() -> None:
    """Suppliers' product feeds."""


@feeds.command("load")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "file_format", required=True, type=click.Choice(FEED_FORMATS))
@click.option("--supplier", required=True, help="Slug of the supplier; created when it is new.")
@click.option("--company", default="", help="Prices of this company alone; replaces what the last file said.")
@click.option("--mode", type=click.Choice(MODES), default="delta", show_default=True)
@click.option("--dry-run", is_flag=True, help="Read and check everything, write nothing.")
@click.option("--accept-gates", is_flag=True, help="Publish even where a gate would hold the run.")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def load(
    settings: Settings,
    file: Path,
    file_format: str,
    supplier: str,
    company: str,
    mode: str,
    dry_run: bool,
    accept_gates: bool,
    as_json: bool,
) -> None:
    """Load one FILE, tag its products and publish them.

    With --company: its discounts (NELFO RH) or prices (NELFO PH, VH with a customer, table), which nobody
    outside that company ever sees.
    """
    if company and file_format not in company_run.FORMATS:
        raise click.UsageError(f"--company takes --format {' or '.join(company_run.FORMATS)}")
    known = profiles.load(settings.data / "feeds.toml")
    profile = profiles.for_load(known, "feed", file_format, supplier=supplier, mode=mode)
    workspace = open_workspace(settings)
    if company:
        private = company_run.company_profile(workspace, profile, company)
        kept = company_run.keep_private(workspace, private, file)
        output.report(
            private.name,
            company_run.run_company(
                workspace, private, company, kept, accept_gates=accept_gates, dry_run=dry_run
            ),
            as_json,
        )
        return
    raw = keep(file, workspace.raw_dir / profile.name)
    with output.progress(f"{supplier}: {file.name}") as progress:
        result = run_feed(
            workspace, profile, raw, accept_gates=accept_gates, dry_run=dry_run, progress=progress
        )
    output.report(supplier, result, as_json)


@feeds.command("pull")
@click.argument("names", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every configured feed.")
@click.pass_obj
def pull(settings: Settings, names: tuple[str, ...], everything: bool) -> None:
    """Fetch configured feeds and publish what changed. One that fails does not stop the others."""
    known = profiles.load(settings.data / "feeds.toml").feeds
    wanted = pulling.choose(known, names, everything)
    pulling.pull(open_workspace(settings), known, wanted, run_feed)


@feeds.command("release")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def release(settings: Settings, name: str, as_json: bool) -> None:
    """Publish the held run of NAME after all: the same file, without the gates.

    One company's prices are named SUPPLIER@COMPANY, here and in drop.
    """
    workspace = open_workspace(settings)
    known = profiles.load(settings.data / "feeds.toml")
    if company_run.SEPARATOR in name:
        output.report(name, _release_prices(workspace, known, name), as_json)
        return
    run = held.held_run(workspace, "feed", name)
    profile = known.feeds.get(name) or profiles.for_load(
        known, "feed", run.format, supplier=name, mode=run.mode
    )
    with output.progress(name) as progress:
        result = run_feed(workspace, profile, held.held_file(run), accept_gates=True, progress=progress)
    output.report(name, result, as_json)


def _release_prices(workspace: Workspace, known: profiles.Profiles, name: str) -> Report:
    supplier, _, company = name.partition(company_run.SEPARATOR)
    run = held.held_run(workspace, COMPANY_PRICES, name)
    profile = profiles.for_load(known, "feed", run.format, supplier=supplier)
    private = company_run.company_profile(workspace, profile, company)
    return company_run.run_company(workspace, private, company, held.held_file(run), accept_gates=True)


@feeds.command("drop")
@click.argument("name")
@click.pass_obj
def drop(settings: Settings, name: str) -> None:
    """Give the held run of NAME up; yesterday's data stands.

    Of a feed that takes file after file out of a folder, also a failed run: the next pull passes its file
    over.
    """
    workspace = open_workspace(settings)
    profile = profiles.load(settings.data / "feeds.toml").feeds.get(name)
    kind = COMPANY_PRICES if company_run.SEPARATOR in name else "feed"
    run = held.held_run(workspace, kind, name, or_failed=profile is not None and profile.is_queue)
    held.drop(workspace, run)
    click.echo(f"{name}: run {run.id} dropped")


@feeds.command("list")
@click.pass_obj
def list_feeds(settings: Settings) -> None:
    """The configured feeds."""
    status.list_profiles(profiles.load(settings.data / "feeds.toml").feeds.values())


@feeds.command("status")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def show_status(settings: Settings, as_json: bool) -> None:
    """The last run of every feed: its counters by field, the runs before it, and what to do."""
    known = profiles.load(settings.data / "feeds.toml")
    status.show(open_workspace(settings), known, "feed", as_json)


@feeds.command("check")
@click.argument("name")
@click.pass_obj
def check(settings: Settings, name: str) -> None:
    """Validate the profile NAME and show its first ten records beside the raw lines.

    Then read the whole file and say what the gates would say. Nothing is published or taken.
    """
    known = profiles.load(settings.data / "feeds.toml").feeds
    pulling.choose(known, (name,), False)
    checking.check(open_workspace(settings), known[name])
