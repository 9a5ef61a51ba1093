"""An operator's folder with feeds and a webhook, and the command line over it, as cron would call it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from catalog.errors import MerkbarError
from tests.conftest import ROOT
from tests.web.delivery.receiver import SECRET, Receiver
from web.cli import merkbar

ALERTS = """
[webhooks.ops]
url = "{url}"
secret_env = "HOOK_KEY"
allow_private = true
"""
FEEDS = """
[feeds.acme]
format = "table"
supplier = "acme"
path = "acme.csv"
schedule = "daily 02:30"
"""
GOOD = "supplier_number,name,price,currency\n1,Skriver,10.00,NOK\n"
JUMPED = GOOD.replace("10.00", "1000.00")


@dataclass(frozen=True)
class Shop:
    folder: Path

    def environment(self, day: str = "2026-11-22", key: str = SECRET) -> dict[str, str]:
        return {
            **os.environ,
            "MERKBAR_VAR": str(self.folder / "var"),
            "MERKBAR_DATA": str(self.folder / "data"),
            "MERKBAR_TODAY": day,
            "MERKBAR_SECRET_KEY": "x",
            "PYTHONPATH": str(ROOT),
            "HOOK_KEY": key,
        }

    def start(self, *arguments: str, day: str = "2026-11-22") -> subprocess.Popen[str]:
        command = [sys.executable, "-c", "from web.cli import main; main()", *arguments]
        return subprocess.Popen(
            command, env=self.environment(day), cwd=self.folder, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *arguments: str, day: str = "2026-11-22") -> tuple[int, str]:
        """Exit code and all that was said, in this process: a refusal as the console script ends it."""
        done = CliRunner().invoke(merkbar, arguments, env=self.environment(day))
        if isinstance(done.exception, MerkbarError):
            return 1, str(done.exception)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.exit_code, done.stdout + done.stderr

    def pull(self, text: str, day: str = "2026-11-22") -> int:
        (self.folder / "data" / "acme.csv").write_text(text)
        return self.run("feeds", "pull", "acme", day=day)[0]


def opened(folder: Path, receiver: Receiver | None) -> Shop:
    """A new shop whose alerts go to the receiver, if there is one."""
    data = folder / "data"
    data.mkdir()
    for file in (ROOT / "data").glob("*.toml"):
        shutil.copy(file, data)
    (data / "feeds.toml").write_text(FEEDS)
    if receiver is not None:
        (data / "alerts.toml").write_text(ALERTS.format(url=receiver.url))
    return Shop(folder)
