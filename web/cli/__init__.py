"""The command line ``merkbar``: thin shells over the same functions that everything else uses.

A command's module is imported when the command is asked for: a nightly job that finds the same file as
yesterday spends its time on starting up.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from importlib import import_module

import click

from catalog.errors import MerkbarError
from web.config import from_environment

# Command: module and the command in it, in the order of --help.
COMMANDS: Mapping[str, tuple[str, str]] = {
    "demo": ("demo", "demo"),
    "serve": ("serve", "serve"),
    "db": ("storage", "database"),
    "feeds": ("feeds", "feeds"),
    "registers": ("registers", "registers"),
    "classes": ("classes", "classes"),
    "tags": ("storage", "tags"),
    "index": ("indexing", "index"),
    "search": ("searching", "search"),
    "issues": ("inspect", "issues"),
    "labels": ("labels", "labels"),
    "review": ("review", "review"),
    "users": ("users", "users"),
    "suppliers": ("suppliers", "suppliers"),
    "agreements": ("suppliers", "agreements"),
    "keys": ("keys", "keys"),
    "punchout": ("punchout", "punchout"),
    "report": ("reporting", "reports"),
    "export": ("exporting", "export"),
    "questions": ("questions", "group"),
    "deliver": ("delivering", "deliver"),
    "doctor": ("inspect", "doctor"),
}


class Commands(click.Group):
    """A group whose commands are imported one by one, as they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order of ``COMMANDS``."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(f"web.cli.{module}"), name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="merkbar")
@click.pass_context
def merkbar(context: click.Context) -> None:
    """Sustainability labels for wholesale buying: import, tag, search, order."""
    context.obj = from_environment(os.environ)


def main() -> None:
    """The console script. A refusal on purpose is one line on stderr and exit 1, never a traceback."""
    try:
        merkbar(prog_name="merkbar")
    except MerkbarError as error:
        click.echo(f"merkbar: {error}", err=True)
        sys.exit(1)
