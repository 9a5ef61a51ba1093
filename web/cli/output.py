"""What commands print: progress on a terminal, plain lines under cron, one JSON object on request."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from importers.journal import Report

Counter = Callable[[int], None]


@contextmanager
def progress(title: str) -> Iterator[Counter | None]:
    """A counter that is shown on a terminal only; None where nobody watches."""
    if not sys.stderr.isatty():
        yield None
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TextColumn("{task.completed} records"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title)
        yield lambda count: bar.update(task, completed=count)


def report(name: str, result: Report, as_json: bool) -> None:
    """Prints how a run ended; a failed or held run ends the command with exit 1."""
    for issue in result.issues:
        click.echo(f"{issue['file']}:{issue['line']}: {issue['field']}: {issue['reason']}", err=True)
    if as_json:
        click.echo(json.dumps(result.as_json(), ensure_ascii=False))
    else:
        click.echo(
            f"{name}: run {result.run} {result.status}: {result.read} read, {result.stored} stored, "
            f"{result.ignored} ignored, {result.rejected} rejected"
            + (f" ({result.message})" if result.message else "")
        )
    if result.status not in ("published", "unchanged"):
        if as_json and result.message:
            click.echo(result.message, err=True)
        raise click.exceptions.Exit(1)
