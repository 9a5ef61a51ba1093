"""``merkbar feeds check``: a profile tried out, from the address to the gates, without publishing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import fields
from itertools import zip_longest
from pathlib import Path
from textwrap import wrap

import click
from click.exceptions import Exit

from catalog.workspace import Workspace
from importers.config import Gates, Profile
from importers.errors import UnreadableFeed
from importers.feed_run import run_feed
from importers.incoming import incoming
from importers.journal import Report
from importers.lock import held
from importers.preview import Sample, preview
from importers.raw import RawFile
from importers.raw_lines import MOST_LINES
from importers.unpack import data_file
from web.cli import output

RECORDS = 10
WIDE = 100  # columns from which two fit beside each other
_DIVIDER = " │ "


def check(workspace: Workspace, profile: Profile) -> None:
    """Shows the first records of the next file and says what the gates would; exit 1 if they hold it."""
    with held(workspace.lock_dir, f"check-{profile.name}"):
        raw = _next_file(workspace, profile)
        if raw is None:
            click.echo(f"{profile.name}: the profile is valid; no new file waits")
            return
        click.echo(f"{profile.name}: {raw.name}, {raw.size} bytes, as {profile.format}, {profile.mode}")
        width = shutil.get_terminal_size((80, 24)).columns
        try:
            with data_file(workspace, profile, raw) as path:
                for sample in preview(path, profile, RECORDS):
                    click.echo("\n".join(laid_out(sample, width)))
        except UnreadableFeed as error:
            # people know the file by its own name, not by the one it is kept under
            reason = str(error).replace(raw.path.name, raw.name)
            raise UnreadableFeed(profile.name, f"cannot be read: {reason}") from error
        with output.progress(profile.name) as progress:
            report = run_feed(workspace, profile, raw, dry_run=True, progress=progress)
        _tell(profile, report)


def laid_out(sample: Sample, width: int) -> Iterator[str]:
    """The lines to print: raw beside parsed where ``width`` (columns) allows it, else one below the other."""
    yield f"--- line {sample.line}: {sample.kind} ".ljust(width, "-")
    raw = sample.raw[:MOST_LINES]
    if len(sample.raw) > MOST_LINES:
        raw = [*raw, f"... {len(sample.raw) - MOST_LINES} more lines"]
    if width < WIDE:
        yield from ("  raw: " + line for line in raw)
        yield from ("  " + line for line in sample.parsed)
        return
    half = (width - len(_DIVIDER)) // 2
    for left, right in zip_longest(_wrapped(raw, half), _wrapped(sample.parsed, half), fillvalue=""):
        yield f"{left:<{half}}{_DIVIDER}{right}".rstrip()


def _wrapped(lines: list[str], width: int) -> list[str]:
    return [part for line in lines for part in wrap(line, width, subsequent_indent="  ") or [""]]


def _next_file(workspace: Workspace, profile: Profile) -> RawFile | None:
    """The file that the next pull would run, kept apart from those that were run."""
    folder = workspace.var / "check" / profile.name
    ledger = workspace.raw_dir / profile.name
    raw = next(incoming(profile, folder, os.environ, ledger=ledger), None)
    if raw is not None:
        _forget_others(folder, raw.path)
    return raw


def _forget_others(folder: Path, wanted: Path) -> None:
    for path in folder.iterdir():
        if path != wanted and path.is_file() and not path.name.startswith("."):
            path.unlink()


def _tell(profile: Profile, report: Report) -> None:
    for issue in report.issues[:RECORDS]:
        click.echo(f"line {issue['line']}: {issue['field']}: {issue['reason']}")
    if len(report.issues) > RECORDS:
        click.echo(f"... {len(report.issues) - RECORDS} more issues")
    limits = ", ".join(f"{item.name} {getattr(profile.gates, item.name)}" for item in fields(Gates))
    click.echo(
        f"{report.read} read, {report.stored} stored, {report.ignored} ignored, {report.rejected} rejected"
    )
    click.echo(f"gates: {limits}" + ("" if profile.mode == "full" else " (shares count in full mode only)"))
    verdict = {"held": "would hold this file", "failed": "cannot be read"}.get(report.status)
    if verdict:
        click.echo(f"{profile.name}: {verdict}: {report.message}", err=True)
        raise Exit(1)
    click.echo(f"{profile.name}: no gate would hold this file; nothing was published")
